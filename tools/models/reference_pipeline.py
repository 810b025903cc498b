#!/usr/bin/python3
"""Runs a model release on DICOM files: the reference that the appliance's own pipeline is held to.

    tools/models/reference_pipeline.py RELEASE_DIR FILE...     prints the result as JSON

It follows manifest.json step by step with the definitions of step_definitions.py, reads pixels with pydicom, and runs the network
with torch and the weights of model.onnx (not with ONNX Runtime). One instance model takes one file, a series model all of a series.
"""

import json
import pathlib
import sys
from dataclasses import dataclass

import numpy as np
import pydicom
import torch

import networks
import step_definitions as steps
from step_definitions import Refused


@dataclass
class State:
    """What flows from step to step: the array and, for a stack, where it lies and where it came from."""

    instances: list
    values: np.ndarray
    geometry: object = None
    sorted_shape: tuple = None
    sorted_geometry: object = None
    spacing_mm: tuple = None


# -- what the model may be given --------------------------------------------------------------------------------------------


def within(limits, value):
    return limits is None or limits["min"] <= value <= limits["max"]


def among(allowed, value):
    return allowed is None or value in allowed


def not_applicable(accepts, instances):
    """The first member of accepts that the input fails, or None."""
    for ds in instances:
        for member, value in (
            ("sopClassUids", str(ds.SOPClassUID)),
            ("modalities", ds.get("Modality")),
            ("bodyParts", ds.get("BodyPartExamined")),
            ("photometricInterpretations", ds.get("PhotometricInterpretation")),
        ):
            if not among(accepts[member], value):
                return f"{member}: {value}"
        if not within(accepts["rows"], ds.Rows) or not within(accepts["columns"], ds.Columns):
            return f"rows, columns: {ds.Rows} x {ds.Columns}"
        spacing = ds.get("PixelSpacing")
        if accepts["pixelSpacingMm"] and (spacing is None or not all(within(accepts["pixelSpacingMm"], float(v)) for v in spacing)):
            return f"pixelSpacingMm: {spacing}"
    if not within(accepts["slices"], len(instances)):
        return f"slices: {len(instances)}"
    return None


# -- before the network -----------------------------------------------------------------------------------------------------


def stored_values(ds):
    """Stored pixel values [H,W] of a single-frame, single-sample image."""
    return np.asarray(ds.pixel_array, np.int64)


def rescaled(ds, values):
    table = ds.get("ModalityLUTSequence")
    if not table:
        return steps.modality_lut(values, ds.get("RescaleSlope", 1), ds.get("RescaleIntercept", 0))
    lut = table[0]
    return steps.modality_lut_table(values, lut.LUTDescriptor[1], lut_entries(lut))


def lut_entries(lut):
    """LUT Data as numbers; as bytes (OW) it is 16 bits an entry, or 8 where it is only as long as that (PS3.3 C.11.1.1.1)."""
    if not isinstance(lut.LUTData, bytes):
        return np.atleast_1d(lut.LUTData)
    count = lut.LUTDescriptor[0] or 65536
    return np.frombuffer(lut.LUTData, "<u2" if len(lut.LUTData) >= 2 * count else "u1")[:count]


def modality_lut(state, step, accepts):
    state.values = np.stack([rescaled(ds, v) for ds, v in zip(state.instances, state.values)])


def first_number(ds, keyword):
    value = ds.get(keyword)
    if value is None or value == "":
        return None
    return float(value[0] if isinstance(value, pydicom.multival.MultiValue) else value)


def voi_window(state, step, accepts):
    if step["function"] != "linear":
        raise ValueError(f"voi-window function {step['function']}")
    center, width = step["center"], step["width"]
    if step["source"] == "attributes":
        center, width = (first_number(state.instances[0], k) for k in ("WindowCenter", "WindowWidth"))
    if step["source"] == "full-range" or center is None or width is None or width < 1:
        center, width = steps.full_range_window(state.values)
    state.values = steps.voi_window(state.values, center, width)


def monochrome1_invert(state, step, accepts):
    state.values = steps.monochrome1_invert(state.values, state.instances[0].PhotometricInterpretation)


def resize(state, step, accepts):
    state.values = np.stack([steps.resize(v, step["height"], step["width"], step["antialias"]) for v in state.values])


def sort_slices(state, step, accepts):
    positions = [[float(v) for v in ds.ImagePositionPatient] for ds in state.instances]
    orientations = [[float(v) for v in ds.ImageOrientationPatient] for ds in state.instances]
    pixel_spacing = [float(v) for v in state.instances[0].PixelSpacing]
    order, geometry = steps.sort_slices(positions, orientations, pixel_spacing)
    if not within(accepts["sliceSpacingMm"], geometry.spacing_mm[0]):
        raise Refused(f"sliceSpacingMm: {geometry.spacing_mm[0]:g}")
    state.values, state.instances = state.values[order], [state.instances[i] for i in order]
    state.geometry = state.sorted_geometry = geometry
    state.sorted_shape = state.values.shape


def orient(state, step, accepts):
    state.values, state.geometry = steps.orient_lps(state.values, state.geometry)


def resample(state, step, accepts):
    state.spacing_mm = step["spacingMm"]
    state.values, state.geometry = steps.resample(state.values, state.geometry, state.spacing_mm)


def clip(state, step, accepts):
    state.values = steps.clip(state.values, step["min"], step["max"])


def scale_range(state, step, accepts):
    numbers = (step[k] for k in ("inMin", "inMax", "outMin", "outMax", "clip"))
    state.values = steps.scale_range(state.values, *numbers)


def normalize(state, step, accepts):
    mean, std = (None if step[k] is None else step[k][0] for k in ("mean", "std"))
    state.values = steps.normalize(state.values, mean, std, step["nonzero"])


PREPROCESS = {
    "modality-lut": modality_lut,
    "voi-window": voi_window,
    "monochrome1-invert": monochrome1_invert,
    "resize": resize,
    "sort-slices": sort_slices,
    "orient": orient,
    "resample": resample,
    "clip": clip,
    "scale-range": scale_range,
    "normalize": normalize,
}


# -- after the network ------------------------------------------------------------------------------------------------------


def classify(manifest, logits, seen):
    """sigmoid, threshold: one finding for each output."""
    points = next(s for s in manifest["postprocess"] if s["step"] == "threshold")["operatingPoints"]
    probabilities = steps.sigmoid(logits)
    seen("postprocess[0] sigmoid", probabilities[None])
    present = steps.threshold(probabilities, points)
    return [
        {"label": f["label"], "present": bool(present[f["channel"]]), "probability": float(probabilities[f["channel"]]), "volumeMl": None}
        for f in manifest["outputs"]["findings"]
    ]


def segment(manifest, state, logits, seen):
    """softmax, argmax, min-volume-ml, invert-geometry, measure: the label volume on the sorted stack and one finding a segment."""
    labels = logits
    for index, step in enumerate(manifest["postprocess"]):
        if step["step"] == "softmax":
            labels = steps.softmax(labels)
        elif step["step"] == "argmax":
            labels = steps.argmax(labels)
        elif step["step"] == "min-volume-ml":
            labels = steps.min_volume(labels, state.geometry.voxel_ml, step["value"])
        elif step["step"] == "invert-geometry":
            labels = steps.invert_geometry(labels, state.sorted_shape, state.sorted_geometry, state.spacing_mm)
        if labels.ndim == 3:
            seen(f"postprocess[{index}] {step['step']}", labels.astype(np.uint8))
    findings = []
    for s in manifest["outputs"]["segments"]:
        volume = steps.volume_ml(labels, s["channel"], state.sorted_geometry)
        findings.append({"label": s["label"], "present": bool(volume >= s["findingPositiveAtMl"]), "probability": None, "volumeMl": volume})
    return labels, findings


def in_slice_order(manifest, instances):
    """The order in which pixels are read: that of the slices, wherever sort-slices stands among the steps."""
    if not any(step["step"] == "sort-slices" for step in manifest["preprocess"]):
        return instances
    positions = [[float(v) for v in ds.ImagePositionPatient] for ds in instances]
    orientations = [[float(v) for v in ds.ImageOrientationPatient] for ds in instances]
    order, _ = steps.sort_slices(positions, orientations, [float(v) for v in instances[0].PixelSpacing])
    return [instances[i] for i in order]


def run(release, instances, seen=lambda stage, values: None):
    """The result of a release (a directory) on data sets with pixels: outcome, reason, findings; for a test also logits and labels.

    `seen` is told what each stage leaves behind (docs/golden.md names the stages).
    """
    manifest = json.loads((release / "manifest.json").read_text())
    reason = not_applicable(manifest["accepts"], instances)
    if reason:
        return {"outcome": "not-applicable", "reason": reason, "findings": []}
    try:
        instances = in_slice_order(manifest, instances)
        state = State(instances, np.stack([stored_values(ds) for ds in instances]))
        seen("load", state.values)
        for index, step in enumerate(manifest["preprocess"]):
            PREPROCESS[step["step"]](state, step, manifest["accepts"])
            seen(f"preprocess[{index}] {step['step']}", state.values)
    except Refused as refusal:
        return {"outcome": "not-applicable", "reason": refusal.reason, "findings": []}
    # [1,H,W] is the image's channel; a volume gets its own.
    tensor = state.values[None] if manifest["unit"] == "instance" else state.values[None, None]
    torch.set_num_threads(networks.THREADS)
    with torch.no_grad():
        model = networks.load_onnx(manifest["name"], release / "model.onnx")
        logits = model(torch.from_numpy(tensor.astype(np.float32))).numpy()
    seen("infer", logits)
    if manifest["unit"] == "instance":
        return {"outcome": "completed", "reason": None, "findings": classify(manifest, logits[0], seen), "logits": logits}
    labels, findings = segment(manifest, state, logits[0], seen)
    return {"outcome": "completed", "reason": None, "findings": findings, "logits": logits, "labels": labels}


def main(release, paths):
    result = run(pathlib.Path(release), [pydicom.dcmread(path) for path in paths])
    print(json.dumps({k: v for k, v in result.items() if k not in ("logits", "labels")}, indent=2))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
