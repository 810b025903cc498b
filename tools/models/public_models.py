#!/usr/bin/python3
"""What public models give for real inputs beside the repository, computed with torch from the weights in their ONNX files.

    tools/models/public_models.py DATA_DIR [OUT_DIR]     DATA_DIR holds models/ and dicom/; OUT_DIR: tests/Edge.Inference.Tests/references

Writes public-meshnet.json with public-meshnet.labels.gz and, in windows, public-meshnet-tiled.labels.gz (the label of each voxel of the sorted stack,
row-major; 255 where the two best scores lie closer than NEAR, so that rounding may decide), and public-mnist.json and public-squeezenet.json with the scores of every class.
"""

import gzip
import json
import pathlib
import sys

import numpy as np
import pydicom
import torch
import torch.nn.functional as F

import output_definitions as outputs
import step_definitions as steps
from networks import protobuf_fields
from reference_steps import REPOSITORY, geometry_json

NEAR = 1e-3
SPACING_MM = (2.0, 2.0, 2.0)
WINDOW, OVERLAP = (96, 96, 40), 0.5
SERIES = "dicom/series/mr-hfs-sag-16"
RADIOGRAPH = REPOSITORY / "tools/models/releases/phantom-radiograph/1.0.0/golden/nodule/1.dcm"
ELEMENTS = {1: "<f4", 10: "<f2", 7: "<i8"}


# -- the graph --------------------------------------------------------------------------------------------------------------


def packed(value):
    """A repeated integer that may be packed."""
    if isinstance(value, int):
        return [value]
    out, at = [], 0
    while at < len(value):
        number = shift = 0
        while True:
            byte = value[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        out.append(number)
    return out


def read_tensor(data):
    """TensorProto: dims 1, data_type 2, float_data 4, int64_data 7, name 8, raw_data 9, int32_data 5."""
    dims, name, raw, kind, numbers = [], "", b"", 0, []
    for field, value in protobuf_fields(data):
        if field == 1:
            dims += packed(value)
        elif field == 2:
            kind = value
        elif field == 8:
            name = value.decode()
        elif field == 9:
            raw = value
        elif field == 4:
            numbers += np.frombuffer(value, "<f4").tolist()
        elif field in (5, 7):
            numbers += packed(value)
    if raw:
        values = np.frombuffer(raw, ELEMENTS[kind])
    elif kind == 10:
        values = np.array(numbers, np.uint16).view(np.float16)
    else:
        values = np.array(numbers)
    return name, torch.from_numpy(np.array(values, np.int64 if kind == 7 else np.float64).reshape(dims))


def read_attribute(data):
    """AttributeProto: name 1, f 2, i 3, s 4, ints 8 (7 in these files' wire order of ints)."""
    name, value, ints = "", None, []
    for field, given in protobuf_fields(data):
        if field == 1:
            name = given.decode()
        elif field in (7, 8) and not isinstance(given, bytes):
            ints.append(given)
        elif field in (7, 8):
            ints += packed(given)
        elif field == 3:
            value = given
        elif field == 4:
            value = given.decode()
    return name, ints or value


def run_graph(path, given):
    """Runs an ONNX file in float64; the operators that these models have."""
    graph = next(value for field, value in protobuf_fields(path.read_bytes()) if field == 7)
    values, nodes, result = {}, [], None
    for field, value in protobuf_fields(graph):
        if field == 5:
            name, tensor = read_tensor(value)
            values[name] = tensor
        elif field == 1:
            nodes.append(value)
        elif field == 12:
            result = next(v for f, v in protobuf_fields(value) if f == 1).decode()
    inputs = [next(v for f, v in protobuf_fields(value) if f == 1).decode() for field, value in protobuf_fields(graph) if field == 11]
    values[next(name for name in inputs if name not in values)] = given
    for node in nodes:
        parts = list(protobuf_fields(node))
        operator = next(v for f, v in parts if f == 4).decode()
        arguments = [values[v.decode()] for f, v in parts if f == 1]
        attributes = dict(read_attribute(v) for f, v in parts if f == 5)
        values[next(v for f, v in parts if f == 2).decode()] = OPERATORS[operator](attributes, *arguments)
    return values[result]


def conv(attributes, x, weight, bias=None):
    kernel, dilations = attributes["kernel_shape"], attributes.get("dilations") or [1] * len(attributes["kernel_shape"])
    pads = attributes.get("pads") or [0] * (2 * len(kernel))
    if attributes.get("auto_pad") == "SAME_UPPER":
        whole = [k - 1 for k in kernel]
        pads = [n // 2 for n in whole] + [n - n // 2 for n in whole]
    axes = len(kernel)
    x = F.pad(x, [p for axis in reversed(range(axes)) for p in (pads[axis], pads[axes + axis])])
    convolve = F.conv3d if axes == 3 else F.conv2d
    return convolve(x, weight, bias, stride=attributes.get("strides") or 1, dilation=dilations)


def max_pool(attributes, x):
    if any(attributes.get("pads") or [0]):
        raise ValueError("padded pooling")
    return F.max_pool2d(x, attributes["kernel_shape"], attributes["strides"])


OPERATORS = {
    "Conv": conv,
    "Relu": lambda a, x: F.relu(x),
    "MaxPool": max_pool,
    "Add": lambda a, x, y: x + y,
    "MatMul": lambda a, x, y: x @ y,
    "Reshape": lambda a, x, shape: x.reshape([int(n) for n in shape]),
    "Concat": lambda a, *xs: torch.cat(xs, a["axis"] if a.get("axis") is not None else 1),
    "Dropout": lambda a, x: x,
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True),
    "Softmax": lambda a, x: torch.softmax(x.reshape(x.shape[0], -1), 1).reshape(x.shape),
}


# -- the cases --------------------------------------------------------------------------------------------------------------


def meshnet(data, out_dir):
    slices = [pydicom.dcmread(path) for path in sorted((data / SERIES).glob("*.dcm"))]
    values = np.stack([steps.modality_lut(ds.pixel_array, ds.get("RescaleSlope", 1), ds.get("RescaleIntercept", 0)) for ds in slices])
    values = steps.voi_window(values, *steps.full_range_window(values))
    positions = [[float(v) for v in ds.ImagePositionPatient] for ds in slices]
    orientations = [[float(v) for v in ds.ImageOrientationPatient] for ds in slices]
    order, stack = steps.sort_slices(positions, orientations, [float(v) for v in slices[0].PixelSpacing])
    volume, geometry = steps.orient_lps(values[order], stack)
    volume, _ = steps.resample(volume, geometry, SPACING_MM)

    def predictor(window):
        with torch.no_grad():
            given = torch.from_numpy(np.ascontiguousarray(window))[None, None]
            return run_graph(data / "models/meshnet_gwm_light_dynamic.onnx", given)[0].numpy()

    def on_stack_of(scores):
        best = np.sort(scores, axis=0)
        labels = steps.argmax(scores)
        labels[best[-1] - best[-2] < NEAR] = 255
        return steps.invert_geometry(labels, values.shape, stack, SPACING_MM)

    on_stack = on_stack_of(predictor(volume))
    tiled = on_stack_of(outputs.sliding_window(volume, WINDOW, OVERLAP, "gaussian", predictor))
    for name, labels in (("", on_stack), ("-tiled", tiled)):
        (out_dir / f"public-meshnet{name}.labels.gz").write_bytes(gzip.compress(labels.tobytes(), 9, mtime=0))
    dice = {str(k): 2 * int(np.sum((on_stack == k) & (tiled == k))) / int(np.sum(on_stack == k) + np.sum(tiled == k)) for k in (1, 2)}
    write(out_dir, "meshnet", {
        "series": SERIES,
        "order": [str(slices[i].SOPInstanceUID) for i in order],
        "shape": list(on_stack.shape),
        "gridShape": list(volume.shape),
        "geometry": geometry_json(stack),
        "counts": {str(k): int(np.count_nonzero(on_stack == k)) for k in (0, 1, 2, 255)},
        "voxelMl": stack.voxel_ml,
        "window": list(WINDOW),
        "overlap": OVERLAP,
        "diceOfWindows": dice,
    })


def radiograph(height, width):
    ds = pydicom.dcmread(RADIOGRAPH)
    values = steps.modality_lut(ds.pixel_array, ds.get("RescaleSlope", 1), ds.get("RescaleIntercept", 0))
    values = steps.monochrome1_invert(steps.voi_window(values, *steps.full_range_window(values)), ds.PhotometricInterpretation)
    return steps.resize(values, height, width, antialias=True)


def mnist(data, out_dir):
    image = radiograph(28, 28) * 255.0
    with torch.no_grad():
        logits = run_graph(data / "models/mnist_winml.onnx", torch.from_numpy(image)[None, None])
    write(out_dir, "mnist", {"input": str(RADIOGRAPH.relative_to(REPOSITORY)), "scores": steps.softmax(logits[0].numpy()).tolist()})


def squeezenet(data, out_dir):
    grey = radiograph(224, 224)
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    image = np.stack([(grey - m) / s for m, s in zip(mean, std)]).astype(np.float16).astype(np.float64)
    with torch.no_grad():
        scores = run_graph(data / "models/squeezenet_fp16_winml.onnx", torch.from_numpy(image)[None])
    write(out_dir, "squeezenet", {"input": str(RADIOGRAPH.relative_to(REPOSITORY)), "scores": scores.reshape(-1).tolist()})


def write(out_dir, name, value):
    computed = {"computedWith": f"torch {torch.__version__}, float64", "near": NEAR}
    (out_dir / f"public-{name}.json").write_text(json.dumps({**computed, **value}) + "\n", encoding="utf-8")


def main(data, out_dir):
    torch.set_num_threads(2)
    for each in (mnist, squeezenet, meshnet):
        each(data, out_dir)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else REPOSITORY / "tests/Edge.Inference.Tests/references")
