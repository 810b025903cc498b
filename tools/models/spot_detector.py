#!/usr/bin/python3
"""Writes tests/Edge.Inference.Tests/references/spot-detector.onnx: a detector that finds one box of one pixel for each value above 0.5.

It reads `image`, float32 [1,1,H,W], and gives what it found in every form that detectors are exported in, K boxes of them, none where there is none:
    boxes  [K,4]    boxes1 [1,K,4]      x, y, x + 1, y + 1
    scores [K]      scores1 [1,K]       0.75
    classes [K]     classes1 [1,K]      0, int64
    all [K,6]   all1 [1,K,6]   turned [1,6,K]      coordinates, then 0.75 and 0.25 for the classes 0 and 1
"""

import numpy as np
from onnx_graph import FLOAT, INT64, REPOSITORY, constant, integer, ints, model, node, value

FILE = REPOSITORY / "tests/Edge.Inference.Tests/references/spot-detector.onnx"


def main():
    numbers = {"half": 0.5, "one": 1.0, "zero": 0.0, "high": 0.75, "low": 0.25}
    constants = b"".join(constant(name, np.float32(number)) for name, number in numbers.items())
    constants += constant("xy", np.int64([3, 2])) + constant("y", np.int64([2])) + constant("first", np.int64([0]))
    nodes = node("Greater", ["image", "half"], "found") + node("NonZero", ["found"], "places") + node("Cast", ["places"], "numbers", integer("to", FLOAT))
    nodes += node("Gather", ["numbers", "xy"], "min") + node("Add", ["min", "one"], "max")
    nodes += node("Gather", ["numbers", "y"], "row") + node("Mul", ["row", "zero"], "nothing")
    nodes += node("Add", ["nothing", "high"], "scores1") + node("Add", ["nothing", "low"], "others") + node("Cast", ["nothing"], "classes1", integer("to", INT64))
    nodes += node("Concat", ["min", "max"], "corners", integer("axis", 0)) + node("Concat", ["corners", "scores1", "others"], "columns", integer("axis", 0))
    for of, to in (("corners", "boxes"), ("columns", "all")):
        nodes += node("Transpose", [of], to, ints("perm", [1, 0])) + node("Unsqueeze", [to, "first"], to + "1")
    nodes += node("Unsqueeze", ["columns", "first"], "turned")
    nodes += node("Squeeze", ["scores1", "first"], "scores") + node("Squeeze", ["classes1", "first"], "classes")
    outputs = [value("boxes", FLOAT, ["k", 4]), value("boxes1", FLOAT, [1, "k", 4])]
    outputs += [value("scores", FLOAT, ["k"]), value("scores1", FLOAT, [1, "k"]), value("classes", INT64, ["k"]), value("classes1", INT64, [1, "k"])]
    outputs += [value("all", FLOAT, ["k", 6]), value("all1", FLOAT, [1, "k", 6]), value("turned", FLOAT, [1, 6, "k"])]
    FILE.write_bytes(model("spot-detector", [value("image", FLOAT, [1, 1, "h", "w"])], nodes, constants, outputs))


if __name__ == "__main__":
    main()
