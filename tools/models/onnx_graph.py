"""Writes small ONNX graphs byte by byte, for tests that need a network of a certain form and not one that is trained."""

import pathlib
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tools" / "benchmarks"))

import numpy as np  # noqa: E402
from conv_network import FLOAT, INT, INTS, IR_VERSION, OPSET, field, ints, node, number  # noqa: E402

__all__ = ["FLOAT", "INT64", "REPOSITORY", "UINT8", "constant", "integer", "ints", "model", "node", "value"]

UINT8, INT64 = 2, 7
KINDS = {np.dtype(np.float32): FLOAT, np.dtype(np.int64): INT64}


def value(name, kind, sizes):
    """An input or output; a size that is a text is open."""
    dimensions = b"".join(field(1, number(1, s) if isinstance(s, int) else field(2, s)) for s in sizes)
    return field(1, name) + field(2, field(1, number(1, kind) + field(2, dimensions)))


def integer(name, content):
    """An attribute of a node."""
    return field(5, field(1, name) + number(3, content) + number(20, INT))


def constant(name, values):
    """Numbers that the graph has of its own, float32 or int64."""
    values = np.asarray(values)
    sizes = b"".join(number(1, size) for size in values.shape)
    return field(5, sizes + number(2, KINDS[values.dtype]) + field(8, name) + field(9, values.tobytes()))


def model(name, inputs, nodes, constants, outputs):
    """The bytes of a file."""
    given = b"".join(field(11, each) for each in inputs)
    made = b"".join(field(12, each) for each in outputs)
    return number(1, IR_VERSION) + field(7, nodes + field(2, name) + constants + given + made) + field(8, number(2, OPSET))
