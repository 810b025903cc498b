#!/usr/bin/python3
"""Writes a graph that shows what its inputs were.

    two_inputs.py [FILE NUMBERS]      without arguments tests/Edge.Inference.Tests/references/two-inputs.onnx, of two numbers

It reads `image`, uint8 [1,H,W,1], and `clinical`, float32 [1,NUMBERS], and gives `scores`, float32 [1,1+NUMBERS]: the mean of the image, then the numbers.
"""

import pathlib
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tools" / "benchmarks"))

from conv_network import FLOAT, INT, IR_VERSION, OPSET, field, ints, node, number  # noqa: E402

UINT8 = 2


def value(name, kind, sizes):
    dimensions = b"".join(field(1, number(1, s) if isinstance(s, int) else field(2, s)) for s in sizes)
    return field(1, name) + field(2, field(1, number(1, kind) + field(2, dimensions)))


def attribute(name, content):
    return field(5, field(1, name) + number(3, content) + number(20, INT))


def main(file=REPOSITORY / "tests/Edge.Inference.Tests/references/two-inputs.onnx", numbers=2):
    nodes = node("Cast", ["image"], "numbers", attribute("to", FLOAT))
    nodes += node("ReduceMean", ["numbers"], "mean", ints("axes", [1, 2]) + attribute("keepdims", 0))
    nodes += node("Concat", ["mean", "clinical"], "scores", attribute("axis", 1))
    given = field(11, value("image", UINT8, [1, "h", "w", 1])) + field(11, value("clinical", FLOAT, [1, numbers]))
    graph = nodes + field(2, "two-inputs") + given + field(12, value("scores", FLOAT, [1, 1 + numbers]))
    model = number(1, IR_VERSION) + field(7, graph) + field(8, number(2, OPSET))
    file.write_bytes(model)


if __name__ == "__main__":
    main(*([pathlib.Path(sys.argv[1]), int(sys.argv[2])] if len(sys.argv) > 1 else []))
