#!/usr/bin/python3
"""A model for trying `edgectl model new` with: two scores by how bright an image is.

    brightness_model.py model FILE      writes the graph: `image`, float32 [1,1,8,8], to `scores` [2]: 4 m - 2 and 2 - 4 m, m the mean of the image
    brightness_model.py expect IMAGE    prints what must come of an uncompressed MONOCHROME2 image, as JSON: scores and, after sigmoid, probabilities

The image is brought to 0..1 by its full range, and to 8×8 by torch's nearest.
"""

import json
import pathlib
import sys

import numpy as np
from onnx_graph import FLOAT, constant, integer, ints, model, node, value

SIDE = 8
FACTORS, OFFSETS = np.float32([4, -4]), np.float32([-2, 2])


def graph():
    nodes = node("ReduceMean", ["image"], "mean", ints("axes", [1, 2, 3]) + integer("keepdims", 0))
    nodes += node("Mul", ["mean", "factors"], "scaled") + node("Add", ["scaled", "offsets"], "scores")
    constants = constant("factors", FACTORS) + constant("offsets", OFFSETS)
    return model("brightness", [value("image", FLOAT, [1, 1, SIDE, SIDE])], nodes, constants, [value("scores", FLOAT, [2])])


def expect(path):
    import pydicom

    ds = pydicom.dcmread(path)
    x = ds.pixel_array.astype(np.float64) * float(ds.get("RescaleSlope", 1)) + float(ds.get("RescaleIntercept", 0))
    x = (x - x.min()) / (x.max() - x.min())
    rows, columns = (np.arange(SIDE) * n // SIDE for n in x.shape)
    scores = FACTORS * x[np.ix_(rows, columns)].mean() + OFFSETS
    return {"scores": scores.tolist(), "probabilities": (1 / (1 + np.exp(-scores))).tolist()}


if __name__ == "__main__":
    if sys.argv[1] == "model":
        pathlib.Path(sys.argv[2]).write_bytes(graph())
    else:
        print(json.dumps(expect(sys.argv[2])))
