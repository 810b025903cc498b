#!/usr/bin/python3
"""Writes two small networks of images and what they must give for the slices of a volume, computed with torch.

    each_slice.py      writes tests/Edge.Inference.Tests/references/each-slice*

each-slice-segment.onnx reads `image`, float32 [1,3,H,W], and gives `logits` [1,2,H,W]; each-slice-score.onnx gives `scores` [1,2] for the image: the means of such
logits. Both run on the slices of a golden case of phantom-ct-lesion, each with its neighbours as channels. each-slice.json has the scores, brought together either way;
each-slice.labels.gz the label of each voxel of the sorted stack, row-major; 255 where the two scores lie closer than NEAR, so that rounding may decide.
"""

import gzip
import json
import sys

import numpy as np
import pydicom
import torch
import torch.nn.functional as F

import grid_definitions as grids
import step_definitions as steps
from reference_steps import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tools" / "benchmarks"))

from conv_network import IR_VERSION, OPSET, field, ints, node, number, tensor, value  # noqa: E402

OUT = REPOSITORY / "tests/Edge.Inference.Tests/references"
SERIES = "tools/models/releases/phantom-ct-lesion/1.0.0/golden/lesion"
SPACING_MM = (3.0, 3.0, 3.0)
CLIP = (-100.0, 220.0)
NEAR = 1e-4


def weights():
    """A blur of all three slices for channel 1, shifted so that bright parts win; unequal along every axis, so that none can be exchanged."""
    kernel = np.outer([1.0, 2.0, 1.5], [0.5, 2.0, 1.0])
    bright = np.stack([0.18 * kernel, 0.3 * kernel, 0.09 * kernel])
    return np.stack([-0.2 * bright, bright]).astype(np.float32), np.array([2.65, -2.65], np.float32)


def graph(name, output, sizes, more):
    kernel, bias = weights()
    nodes = node("Conv", ["image", "kernel", "bias"], "logits", ints("kernel_shape", [3, 3]) + ints("pads", [1, 1, 1, 1])) + more
    initial = field(5, tensor("kernel", kernel)) + field(5, tensor("bias", bias))
    body = nodes + field(2, name) + initial + field(11, value("image", [1, 3, "h", "w"])) + field(12, value(output, sizes))
    return number(1, IR_VERSION) + field(7, body) + field(8, number(2, OPSET))


def main():
    slices = [pydicom.dcmread(path) for path in sorted((REPOSITORY / SERIES).glob("*.dcm"))]
    values = np.stack([steps.modality_lut(ds.pixel_array, ds.RescaleSlope, ds.RescaleIntercept) for ds in slices])
    positions = [[float(v) for v in ds.ImagePositionPatient] for ds in slices]
    orientations = [[float(v) for v in ds.ImageOrientationPatient] for ds in slices]
    order, stack = steps.sort_slices(positions, orientations, [float(v) for v in slices[0].PixelSpacing])
    volume, geometry = steps.orient_lps(values[order], stack)
    volume, _ = steps.resample(volume, geometry, SPACING_MM)
    volume = steps.scale_range(steps.clip(volume, *CLIP), *CLIP, 0.0, 1.0, True)
    channels = torch.from_numpy(np.ascontiguousarray(grids.neighbours(volume[None], 1)))

    kernel, bias = (torch.from_numpy(w.astype(np.float64)) for w in weights())
    logits = F.conv2d(channels.permute(1, 0, 2, 3), kernel, bias, padding=1)  # slices as a batch: each by itself
    scores = logits.mean((2, 3))
    planes = logits.permute(1, 0, 2, 3).numpy()
    labels = steps.argmax(planes)
    labels[np.abs(planes[1] - planes[0]) < NEAR] = 255
    labels = steps.invert_geometry(labels, values.shape, stack, SPACING_MM)

    (OUT / "each-slice-segment.onnx").write_bytes(graph("each-slice", "logits", [1, 2, "h", "w"], b""))
    pooled = node("GlobalAveragePool", ["logits"], "mean") + node("Flatten", ["mean"], "scores")
    (OUT / "each-slice-score.onnx").write_bytes(graph("each-slice", "scores", [1, 2], pooled))
    (OUT / "each-slice.labels.gz").write_bytes(gzip.compress(labels.astype(np.uint8).tobytes(), 9, mtime=0))
    (OUT / "each-slice.json").write_text(json.dumps({
        "computedWith": f"torch {torch.__version__}, float64",
        "series": SERIES,
        "shape": list(labels.shape),
        "gridShape": list(volume.shape),
        "counts": {str(k): int(np.count_nonzero(labels == k)) for k in (0, 1, 255)},
        "max": scores.max(0).values.tolist(),
        "mean": scores.mean(0).tolist(),
    }) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
