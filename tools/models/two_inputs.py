#!/usr/bin/python3
"""Writes a graph that shows what its inputs were.

    two_inputs.py [FILE NUMBERS]      without arguments tests/Edge.Inference.Tests/references/two-inputs.onnx, of two numbers

It reads `image`, uint8 [1,H,W,1], and `clinical`, float32 [1,NUMBERS], and gives `scores`, float32 [1,1+NUMBERS]: the mean of the image, then the numbers.
"""

import pathlib
import sys

from onnx_graph import FLOAT, REPOSITORY, UINT8, integer, ints, model, node, value


def main(file=REPOSITORY / "tests/Edge.Inference.Tests/references/two-inputs.onnx", numbers=2):
    nodes = node("Cast", ["image"], "numbers", integer("to", FLOAT))
    nodes += node("ReduceMean", ["numbers"], "mean", ints("axes", [1, 2]) + integer("keepdims", 0))
    nodes += node("Concat", ["mean", "clinical"], "scores", integer("axis", 1))
    given = [value("image", UINT8, [1, "h", "w", 1]), value("clinical", FLOAT, [1, numbers])]
    file.write_bytes(model("two-inputs", given, nodes, b"", [value("scores", FLOAT, [1, 1 + numbers])]))


if __name__ == "__main__":
    main(*([pathlib.Path(sys.argv[1]), int(sys.argv[2])] if len(sys.argv) > 1 else []))
