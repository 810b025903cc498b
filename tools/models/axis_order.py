#!/usr/bin/python3
"""Writes tests/Edge.Inference.Tests/references/nifti-axes.onnx and nifti-axes.json: a network on NIfTI axes, as MONAI's are, and what torch computes with it.

The network reads `image`, float32 [1,1,W,H,D], convolves it with 3×3×3 weights that differ along every axis, and gives
    scores [1,3,W,H,D]   last [1,W,H,D,3]   labels [1,W,H,D], int64, the greatest of the scores
Cases are in the format of reference_steps.py: input [D,H,W]; parameters: the step tile, null where the network reads the whole;
expected.scores [C,D,H,W], expected.labels [D,H,W]. No two best scores of a voxel lie closer than TIE, so that labels are certain.
"""

import json

import numpy as np
import torch
from onnx_graph import FLOAT, INT64, REPOSITORY, constant, integer, ints, model, node, value

import output_definitions as outputs
from reference_steps import array, case

REFERENCES = REPOSITORY / "tests/Edge.Inference.Tests/references"
CHANNELS = 3
TIE = 1e-3
WEIGHTS = np.random.default_rng(90).normal(0, 1, (CHANNELS, 1, 3, 3, 3)).astype(np.float32)


def graph():
    nodes = node("Conv", ["image", "weights"], "scores", ints("kernel_shape", [3, 3, 3]) + ints("pads", [1] * 6))
    nodes += node("Transpose", ["scores"], "last", ints("perm", [0, 2, 3, 4, 1]))
    nodes += node("ArgMax", ["scores"], "labels", integer("axis", 1) + integer("keepdims", 0))
    sizes = ["w", "h", "d"]
    made = [value("scores", FLOAT, [1, CHANNELS, *sizes]), value("last", FLOAT, [1, *sizes, CHANNELS]), value("labels", INT64, [1, *sizes])]
    return model("nifti-axes", [value("image", FLOAT, [1, 1, *sizes])], nodes, constant("weights", WEIGHTS), made)


def predict(volume):
    """[D,H,W] to [C,D,H,W], through the axes that the network has."""
    given = torch.from_numpy(np.ascontiguousarray(volume.transpose(2, 1, 0), np.float64))[None, None]
    found = torch.nn.functional.conv3d(given, torch.from_numpy(WEIGHTS.astype(np.float64)), padding=1)[0]
    return found.numpy().transpose(0, 3, 2, 1)


def cases():
    for name, shape, window in (
        ("every size another", (4, 6, 7), None),
        ("a cube", (5, 5, 5), None),
        ("windows, every size another", (7, 8, 9), (4, 5, 6)),
        ("windows that are cubes", (7, 8, 9), (5, 5, 5)),
    ):
        image = np.random.default_rng(len(name)).normal(0, 1, shape).astype(np.float32)
        step = window and {"step": "tile", "size": list(window), "overlap": 0.5, "blend": "gaussian"}
        scores = outputs.sliding_window(image, window, 0.5, "gaussian", predict) if window else predict(image)
        best = np.sort(scores, axis=0)
        assert (best[-1] - best[-2]).min() > TIE, name
        expected = {"scores": array(scores), "labels": array(scores.argmax(axis=0))}
        yield case(name, step, expected, {"absolute": 1e-4, "relative": 1e-5}, input=array(image))


def main():
    (REFERENCES / "nifti-axes.onnx").write_bytes(graph())
    head = json.dumps({"format": 1, "step": "nifti-axes", "source": "torch conv3d on [W,H,D]", "computedWith": f"torch {torch.__version__}"})[:-1]
    lines = ",\n  ".join(json.dumps(each) for each in cases())
    (REFERENCES / "nifti-axes.json").write_text(f'{head}, "cases": [\n  {lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
