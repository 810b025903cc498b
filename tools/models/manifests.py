"""The manifests of the two releases. The numbers that training also needs come from the training scripts."""

import train_ct_lesion as ct
import train_radiograph as radiograph

CR = "1.2.840.10008.5.1.4.1.1.1"
DX_FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.1"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"

VERSION = "1.0.0"
ENGINE = {"rungs": ["cpu"], "precision": "fp32", "tolerance": {"absolute": 1e-3, "relative": 1e-3}, "deadlineSeconds": 60}


def limits(low, high):
    return {"min": low, "max": high}


def axes(**sizes):
    return [{"name": name, "min": low, "max": high, "multipleOf": 1} for name, (low, high) in sizes.items()]


def code(value, meaning):
    return {"value": value, "scheme": "SCT", "meaning": meaning}


RADIOGRAPH = {
    "schemaVersion": 1,
    "name": "phantom-radiograph",
    "version": VERSION,
    "title": "Nodule and pleural effusion on synthetic chest radiographs (sample, not for clinical use)",
    "unit": "instance",
    "accepts": {
        # Archives hold converted radiographs as Secondary Capture; their modality still says CR or DX.
        "sopClassUids": [CR, DX_FOR_PRESENTATION, SECONDARY_CAPTURE],
        "modalities": ["CR", "DX"],
        "bodyParts": None,
        "views": None,
        "lateralities": None,
        "photometricInterpretations": ["MONOCHROME1", "MONOCHROME2"],
        "rows": limits(128, 5000),
        "columns": limits(128, 5000),
        "slices": None,
        "sliceSpacingMm": None,
        "pixelSpacingMm": None,
        "planes": None,
        "obliqueDegrees": None,
    },
    "inputs": [
        {
            "kind": "image",
            "tensor": "image",
            "elementType": "float32",
            "layout": "NCHW",
            "dimensions": axes(N=(1, 1), C=(1, 1), H=(radiograph.SIZE, radiograph.SIZE), W=(radiograph.SIZE, radiograph.SIZE)),
        },
    ],
    "preprocess": [
        {"step": "modality-lut"},
        {"step": "voi-window", "source": "attributes", "function": "linear", "center": None, "width": None},
        {"step": "monochrome1-invert"},
        {"step": "resize", "height": radiograph.SIZE, "width": radiograph.SIZE, "mode": "bilinear", "antialias": True},
        {"step": "normalize", "mean": [radiograph.MEAN], "std": [radiograph.STD], "nonzero": False},
    ],
    "postprocess": [{"step": "sigmoid"}, {"step": "threshold", "operatingPoints": [0.5, 0.5]}],
    "outputs": {
        "tensors": [{"tensor": "logits", "elementType": "float32", "layout": "NC"}],
        "findings": [
            {"channel": 0, "label": radiograph.LABELS[0], "code": code("27925004", "Nodule")},
            {"channel": 1, "label": radiograph.LABELS[1], "code": code("60046008", "Pleural effusion")},
        ],
        "segments": [],
        "values": [],
        "detections": [],
        "objects": ["sr", "sc"],
    },
    "engine": ENGINE,
    "monitor": {"outputs": list(radiograph.LABELS), "binEdges": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]},
}

CT_LESION = {
    "schemaVersion": 1,
    "name": "phantom-ct-lesion",
    "version": VERSION,
    "title": "Low-density lesion in a synthetic CT phantom (sample, not for clinical use)",
    "unit": "series",
    "accepts": {
        "sopClassUids": [CT_IMAGE],
        "modalities": ["CT"],
        "bodyParts": None,
        "views": None,
        "lateralities": None,
        "photometricInterpretations": ["MONOCHROME2"],
        "rows": limits(32, 1024),
        "columns": limits(32, 1024),
        "slices": limits(8, 1024),
        "sliceSpacingMm": limits(0.3, 10.0),
        "pixelSpacingMm": limits(0.2, 6.0),
        "planes": None,
        "obliqueDegrees": None,
    },
    "inputs": [
        {
            "kind": "image",
            "tensor": "image",
            "elementType": "float32",
            "layout": "NCDHW",
            "dimensions": axes(N=(1, 1), C=(1, 1), D=(1, 256), H=(1, 256), W=(1, 256)),
        },
    ],
    "preprocess": [
        {"step": "modality-lut"},
        {"step": "sort-slices"},
        {"step": "orient", "axes": "LPS"},
        {"step": "resample", "spacingMm": list(ct.SPACING_MM), "mode": "trilinear", "padding": "border", "alignCorners": False},
        {"step": "clip", "min": ct.LOW_HU, "max": ct.HIGH_HU},
        {"step": "scale-range", "inMin": ct.LOW_HU, "inMax": ct.HIGH_HU, "outMin": 0.0, "outMax": 1.0, "clip": True},
    ],
    "postprocess": [
        {"step": "softmax"},
        {"step": "argmax"},
        {"step": "min-volume-ml", "value": ct.LEAST_ML},
        {"step": "invert-geometry"},
        {"step": "measure", "quantities": ["volume-ml"]},
    ],
    "outputs": {
        "tensors": [{"tensor": "logits", "elementType": "float32", "layout": "NCDHW"}],
        "findings": [],
        "segments": [{"channel": 1, "label": "lesion", "code": code("52988006", "Lesion"), "findingPositiveAtMl": ct.POSITIVE_ML}],
        "values": [],
        "detections": [],
        "objects": ["sr", "seg", "sc"],
    },
    "engine": ENGINE,
    "monitor": {"outputs": ["lesion"], "binEdges": [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]},
}

MANIFESTS = {m["name"]: m for m in (RADIOGRAPH, CT_LESION)}
