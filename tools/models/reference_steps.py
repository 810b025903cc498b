#!/usr/bin/python3
"""Writes tests/Edge.Inference.Tests/references/STEP.json: independent values for each single step, edge cases included.

    tools/models/reference_steps.py [OUT_DIR]

A file is
    { "format": 1, "step": "...", "source": "the definition", "computedWith": "...", "cases": [ case, ... ] }
and a case is
    name        unique in the file
    parameters  the step object as it stands in a manifest
    attributes  what the step takes from the DICOM data set, by keyword (absent: the attribute is absent)
    input       an array (not for sort-slices, whose input is attributes.slices)
    geometry    where the input's voxels lie (steps on volumes only)
    expected    an array, or for some steps the members listed below
    tolerance   { "absolute": a, "relative": r }: agreement means |x - expected| <= a + r * |expected|

    array       { "shape": [...], "values": [...] }, row-major, last axis fastest. Images [H,W], volumes [D,H,W], scores [C,...]
    geometry    { "origin": [x,y,z], "stepD": [x,y,z], "stepH": [...], "stepW": [...] }: centre of voxel [0,0,0] and the move to the
                next slice, row and column, in mm in DICOM patient axes (towards L, P, S)

    sort-slices      attributes.slices[i] has imagePositionPatient and imageOrientationPatient; attributes.pixelSpacing is [row, column].
                     expected.order[k] is the input index of the k-th sorted slice, with expected.geometry; or expected.refused is the reason
    orient, resample expected.array and expected.geometry
    invert-geometry  input: labels on the network's grid; attributes.sortedShape and geometry: the sorted stack; attributes.spacingMm: the
                     resample step before; expected.array: labels on the sorted stack
    min-volume-ml    geometry gives the voxel's volume
    measure          expected.volumesMl: { "label number": mL }
    threshold        expected.present: [bool per channel]
    voi-window       expected.windowCenter and expected.windowWidth are the window that was used, beside expected.array

The definitions are in step_definitions.py; where a second independent tool exists the values are checked against it before they are written.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
import torch

import step_definitions as steps
from geometry import Geometry
from step_definitions import Refused

EXACT = {"absolute": 0.0, "relative": 0.0}
SINGLE = {"absolute": 1e-6, "relative": 1e-5}
"""Room for code that computes in float32."""

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def array(values):
    values = np.asarray(values)
    flat = values.astype(np.int64) if values.dtype.kind in "bui" else values.astype(np.float64)
    return {"shape": list(values.shape), "values": flat.ravel().tolist()}


def geometry_json(g):
    return {"origin": g.origin.tolist(), "stepD": g.steps[0].tolist(), "stepH": g.steps[1].tolist(), "stepW": g.steps[2].tolist()}


def case(name, parameters, expected, tolerance=SINGLE, **more):
    return {"name": name, "parameters": parameters, **more, "expected": expected, "tolerance": tolerance}


def random_image(seed, shape, low=0, high=4096):
    return np.random.default_rng(seed).integers(low, high, shape)


# -- intensity --------------------------------------------------------------------------------------------------------------


def modality_lut_cases():
    p = {"step": "modality-lut"}

    def linear(name, stored, **attributes):
        slope, intercept = attributes.get("RescaleSlope", 1.0), attributes.get("RescaleIntercept", 0.0)
        return case(name, p, array(steps.modality_lut(stored, slope, intercept)), attributes=attributes, input=array(stored))

    yield linear("no attributes: identity", random_image(1, (3, 4)))
    yield linear("CT: slope 1, intercept -1024", random_image(2, (3, 5)), RescaleSlope=1.0, RescaleIntercept=-1024.0)
    yield linear("signed 16 bit with padding -32768", np.array([[-32768, -1, 0], [1, 32767, -2000]]), RescaleSlope=1.0, RescaleIntercept=-1024.0)
    yield linear("unsigned 16 bit, largest value", np.array([[65535, 0]]), RescaleSlope=1.0, RescaleIntercept=0.0)
    yield linear("negative slope", random_image(3, (2, 3)), RescaleSlope=-1.0, RescaleIntercept=4095.0)
    yield linear("fractional slope and intercept", random_image(4, (4, 3)), RescaleSlope=0.0625, RescaleIntercept=-12.5)
    yield linear("slope of twelve digits", random_image(5, (2, 2)), RescaleSlope=1.234567890123, RescaleIntercept=-0.333333333333)


def modality_lut_table_cases():
    p = {"step": "modality-lut"}

    def table(name, stored, first, entries):
        lut = {"firstStoredValueMapped": first, "entries": entries}
        return case(name, p, array(steps.modality_lut_table(stored, first, entries)), EXACT, attributes={"modalityLut": lut}, input=array(stored))

    yield table("values below and above the table take its ends", np.array([[0, 9, 10, 11, 13, 14, 4095]]), 10, [100, 90, 70, 40])
    yield table("signed first value", np.array([[-5, -2, -1, 0, 1, 5]]), -2, [7, 3, 3, 1])
    yield table("one entry", np.array([[0, 1]]), 0, [42])


def voi_window_cases():
    def window(name, x, source, center=None, width=None, used=None, **attributes):
        p = {"step": "voi-window", "source": source, "function": "linear", "center": center, "width": width}
        c, w = used or steps.full_range_window(x)
        expected = {"array": array(steps.voi_window(x, c, w)), "windowCenter": c, "windowWidth": w}
        return case(name, p, expected, attributes=attributes, input=array(x))

    edges = np.array([-1000.0, -160.0, -159.0, 39.0, 39.5, 40.0, 40.5, 239.0, 239.5, 240.0, 1000.0])
    yield window("centre 40 width 400", edges, "fixed", 40.0, 400.0, (40.0, 400.0))
    yield window("width 1 is a step just above centre - 0.5", np.array([99.0, 99.5, 99.75, 100.0, 101.0]), "fixed", 100.0, 1.0, (100.0, 1.0))
    yield window("width 2", np.array([0.0, 1.0, 1.5, 2.0, 3.0, 4.0]), "fixed", 2.0, 2.0, (2.0, 2.0))
    yield window("standard's example: c 2048 w 4096", np.array([-1.0, 0.0, 1.0, 2047.0, 2048.0, 4095.0, 4096.0]), "fixed", 2048.0, 4096.0, (2048.0, 4096.0))
    yield window("even width, fractional centre", np.arange(-3.0, 9.0), "fixed", 2.5, 6.0, (2.5, 6.0))
    image = random_image(11, (4, 5)).astype(float)
    yield window("from attributes", image, "attributes", used=(2000.0, 1500.0), WindowCenter=[2000.0], WindowWidth=[1500.0])
    yield window("from attributes: the first of several", image, "attributes", used=(1000.0, 800.0), WindowCenter=[1000.0, 3000.0], WindowWidth=[800.0, 500.0])
    yield window("from attributes: absent, so the full range", image, "attributes")
    yield window("from attributes: width below 1 is not allowed, so the full range", image, "attributes", WindowCenter=[2000.0], WindowWidth=[0.0])
    yield window("full range ignores the attributes", image, "full-range", WindowCenter=[2000.0], WindowWidth=[1500.0])
    yield window("full range of a constant image is 0", np.full((2, 3), 17.0), "full-range")
    yield window("full range of negative values", random_image(12, (3, 3), -2000, 100).astype(float), "full-range")
    yield window("full range of fractions", random_image(13, (3, 3)) * 0.001 - 1.0, "full-range")


def monochrome1_invert_cases():
    x = np.array([[0.0, 0.25], [0.7, 1.0]])
    for photometric in ("MONOCHROME1", "MONOCHROME2"):
        expected = array(steps.monochrome1_invert(x, photometric))
        yield case(photometric, {"step": "monochrome1-invert"}, expected, attributes={"PhotometricInterpretation": photometric}, input=array(x))


def resize_cases():
    tolerance = {"absolute": 1e-5, "relative": 1e-5}

    def one(name, x, height, width, antialias):
        p = {"step": "resize", "height": height, "width": width, "mode": "bilinear", "antialias": antialias}
        return case(name, p, array(steps.resize(x, height, width, antialias)), tolerance, input=array(x))

    for aa in (False, True):
        tag = "antialias" if aa else "no antialias"
        yield one(f"half, {tag}", random_image(21, (8, 8)) / 4095, 4, 4, aa)
        yield one(f"odd to odd, down, {tag}", random_image(22, (13, 11)) / 4095, 5, 7, aa)
        yield one(f"large step down, {tag}", random_image(23, (29, 31)) / 4095, 3, 4, aa)
        yield one(f"up, {tag}", random_image(24, (3, 4)) / 4095, 7, 9, aa)
        yield one(f"up in height, down in width, {tag}", random_image(25, (4, 17)) / 4095, 9, 5, aa)
        yield one(f"same size is the identity, {tag}", random_image(26, (3, 5)) / 4095, 3, 5, aa)
        yield one(f"one row, {tag}", random_image(27, (1, 9)) / 4095, 4, 4, aa)
        yield one(f"to one pixel, {tag}", random_image(28, (5, 6)) / 4095, 1, 1, aa)
        yield one(f"constant, {tag}", np.full((7, 5), 0.3), 4, 3, aa)


def clip_cases():
    x = np.array([-3000.0, -160.0, -159.9, 0.0, 239.9, 240.0, 1e6])
    yield case("window of soft tissue", {"step": "clip", "min": -160.0, "max": 240.0}, array(steps.clip(x, -160, 240)), input=array(x))
    yield case("min equal to max", {"step": "clip", "min": 5.0, "max": 5.0}, array(steps.clip(x, 5, 5)), input=array(x))


def scale_range_cases():
    x = np.array([-1000.0, -160.0, 0.0, 40.0, 240.0, 1000.0])

    def one(name, a, b, low, high, do_clip):
        p = {"step": "scale-range", "inMin": a, "inMax": b, "outMin": low, "outMax": high, "clip": do_clip}
        return case(name, p, array(steps.scale_range(x, a, b, low, high, do_clip)), input=array(x))

    yield one("without clip values leave the range", -160.0, 240.0, 0.0, 1.0, False)
    yield one("with clip", -160.0, 240.0, 0.0, 1.0, True)
    yield one("to -1..1", -1000.0, 1000.0, -1.0, 1.0, True)
    yield one("falling output without clip", -160.0, 240.0, 1.0, 0.0, False)
    yield one("empty input range", 40.0, 40.0, 0.5, 1.0, False)


def normalize_cases():
    def one(name, x, mean=None, std=None, nonzero=False):
        p = {"step": "normalize", "mean": None if mean is None else [mean], "std": None if std is None else [std], "nonzero": nonzero}
        return case(name, p, array(steps.normalize(x, mean, std, nonzero)), {"absolute": 1e-5, "relative": 1e-5}, input=array(x))

    x = random_image(31, (4, 5), -100, 400).astype(float)
    x[0, :3] = 0
    yield one("given mean and std", x, 0.5, 0.25)
    yield one("given std 0 counts as 1", x, 0.5, 0.0)
    yield one("measured", x)
    yield one("measured, constant image: std 0 counts as 1", np.full((3, 3), 7.0))
    yield one("measured over nonzero values only", x, nonzero=True)
    yield one("given, nonzero: zeros stay zero", x, 10.0, 4.0, True)
    yield one("all zeros, nonzero: unchanged", np.zeros((2, 2)), nonzero=True)
    yield one("only the mean is given", x, 10.0)
    yield one("volume", random_image(32, (2, 3, 4)).astype(float))


# -- geometry ---------------------------------------------------------------------------------------------------------------

AXIAL = [1, 0, 0, 0, 1, 0]
PRONE = [-1, 0, 0, 0, -1, 0]
CORONAL = [1, 0, 0, 0, 0, -1]
SAGITTAL = [0, 1, 0, 0, 0, -1]
FEET_FIRST = [-1, 0, 0, 0, 1, 0]


def oblique(degrees_x, degrees_z):
    a, b = np.radians(degrees_x), np.radians(degrees_z)
    rx = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    rz = np.array([[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]])
    turn = rz @ rx
    return [float(v) for v in np.concatenate([turn[:, 0], turn[:, 1]])]


def stack(orientation, count, spacing_d, pixel_spacing, origin=(-120.5, -80.25, 33.0)):
    o = np.asarray(orientation, float)
    normal = np.cross(o[:3], o[3:])
    positions = [np.asarray(origin) + k * spacing_d * normal for k in range(count)]
    return positions, [o] * count, pixel_spacing


def sort_slices_cases():
    def one(name, positions, orientations, pixel_spacing):
        slices = [{"imagePositionPatient": list(map(float, p)), "imageOrientationPatient": list(map(float, o))} for p, o in zip(positions, orientations)]
        try:
            order, g = steps.sort_slices(positions, orientations, pixel_spacing)
            expected = {"order": order, "geometry": geometry_json(g)}
        except Refused as refusal:
            expected = {"refused": refusal.reason}
        attributes = {"pixelSpacing": list(map(float, pixel_spacing)), "slices": slices}
        return case(name, {"step": "sort-slices"}, expected, {"absolute": 1e-9, "relative": 1e-9}, attributes=attributes)

    def shuffled(seed, positions, orientations, spacing):
        turn = np.random.default_rng(seed).permutation(len(positions))
        return [positions[i] for i in turn], [orientations[i] for i in turn], spacing

    p, o, s = stack(AXIAL, 5, 2.5, (0.7, 0.8))
    yield one("axial in order", p, o, s)
    yield one("axial reversed", p[::-1], o, s)
    yield one("axial shuffled", *shuffled(1, p, o, s))
    yield one("feet first: the normal points down", *shuffled(2, *stack(FEET_FIRST, 6, 3.0, (1.0, 1.0))))
    yield one("prone", *shuffled(3, *stack(PRONE, 4, 1.25, (0.5, 0.5))))
    yield one("coronal", *shuffled(4, *stack(CORONAL, 4, 4.0, (1.1, 0.9))))
    yield one("sagittal", *shuffled(5, *stack(SAGITTAL, 4, 4.0, (1.1, 0.9))))
    yield one("oblique", *shuffled(6, *stack(oblique(20, 10), 5, 3.3, (0.9, 0.9))))
    rounded = [np.round(q, 1) for q in stack(AXIAL, 9, 0.625, (0.5, 0.5))[0]]
    yield one("positions rounded to 0.1 mm at 0.625 mm spacing are regular", rounded, [np.asarray(AXIAL, float)] * 9, (0.5, 0.5))
    yield one("two slices", p[:2], o[:2], s)
    yield one("one slice is refused", p[:1], o[:1], s)
    yield one("a missing slice is refused", p[:2] + p[3:], o[:4], s)
    yield one("a missing slice next to the end is refused", p[:1] + p[2:], o[:4], s)
    yield one("mixed spacing is refused", p[:3] + [p[2] + (0, 0, 5.0), p[2] + (0, 0, 10.0)], o, s)
    yield one("a duplicate position is refused", p + [p[2]], o + [o[2]], s)
    yield one("a second orientation is refused", p, o[:4] + [np.asarray(CORONAL, float)], s)
    yield one("a jitter of the cosines in the sixth decimal is accepted", p, o[:4] + [o[4] + 2e-6], s)
    tilted, _, _ = stack(oblique(14, 0), 4, 5.0, (0.4, 0.4))
    upright = [np.array([-120.5, -80.25, 33.0 + 5.0 * k]) for k in range(len(tilted))]
    yield one("gantry tilt is refused", upright, [np.asarray(oblique(14, 0))] * 4, (0.4, 0.4))


def sorted_stack(seed, shape, orientation, spacing_d, pixel_spacing):
    volume = random_image(seed, shape, -1000, 2000)
    _, g = steps.sort_slices(*stack(orientation, shape[0], spacing_d, pixel_spacing))
    return volume, g


def volume_inputs():
    yield "axial", sorted_stack(41, (3, 4, 5), AXIAL, 2.5, (0.7, 0.8))
    yield "feet first", sorted_stack(42, (3, 4, 5), FEET_FIRST, 2.5, (0.7, 0.8))
    yield "prone", sorted_stack(43, (4, 3, 5), PRONE, 5.0, (0.9, 0.6))
    yield "coronal", sorted_stack(44, (3, 5, 4), CORONAL, 3.0, (0.7, 0.8))
    yield "sagittal", sorted_stack(45, (3, 5, 4), SAGITTAL, 3.0, (1.2, 0.8))
    yield "oblique", sorted_stack(46, (5, 4, 3), oblique(20, 10), 4.0, (1.5, 1.5))
    yield "oblique, nearer to coronal", sorted_stack(47, (4, 3, 5), oblique(60, -15), 4.0, (1.0, 2.0))


def orient_cases():
    for name, (volume, g) in volume_inputs():
        out, og = steps.orient_lps(volume, g)
        expected = {"array": array(out), "geometry": geometry_json(og)}
        tolerance = {"absolute": 1e-9, "relative": 1e-9}
        yield case(name, {"step": "orient", "axes": "LPS"}, expected, tolerance, input=array(volume), geometry=geometry_json(g))


def check_against_grid_sample(volume, g, spacing_mm, out):
    """torch.grid_sample with border padding, align_corners=False: the way MONAI samples."""
    old = g.spacing_mm
    axes = [torch.arange(m, dtype=torch.float64) * s / o for m, s, o in zip(out.shape, spacing_mm, old)]
    normal = [(2 * a + 1) / n - 1 for a, n in zip(axes, volume.shape)]
    d, h, w = torch.meshgrid(*normal, indexing="ij")
    x = torch.from_numpy(volume.astype(np.float64))[None, None]
    grid = torch.stack([w, h, d], -1)[None]
    y = torch.nn.functional.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)
    np.testing.assert_allclose(out, y[0, 0].numpy(), rtol=1e-9, atol=1e-8)


def resample_cases():
    wanted = {
        "axial": [(2.5, 0.7, 0.8), (2.0, 1.0, 1.0), (1.0, 0.5, 0.5), (5.0, 3.0, 3.0)],
        "prone": [(3.0, 1.0, 1.0)],
        "coronal": [(0.4, 1.7, 2.0)],
        "oblique": [(3.0, 2.0, 1.0)],
    }
    for name, (volume, g) in volume_inputs():
        oriented, og = steps.orient_lps(volume, g)
        for spacing_mm in wanted.get(name, []):
            out, ng = steps.resample(oriented, og, spacing_mm)
            check_against_grid_sample(oriented, og, spacing_mm, out)
            p = {"step": "resample", "spacingMm": list(spacing_mm), "mode": "trilinear", "padding": "border", "alignCorners": False}
            expected = {"array": array(out), "geometry": geometry_json(ng)}
            tolerance = {"absolute": 2e-3, "relative": 1e-5}
            yield case(f"{name} to {spacing_mm}", p, expected, tolerance, input=array(oriented), geometry=geometry_json(og))
    names = {6: "a size of 3.5 rounds to the even 4 and the last sample is the border", 8: "a size of 4.5 rounds to the even 4"}
    for length, name in names.items():
        line = np.arange(float(length)).reshape(length, 1, 1) ** 2
        g = Geometry(np.zeros(3), np.diag([1.0, 1.0, 1.0])[::-1].copy())
        out, ng = steps.resample(line, g, (2.0, 1.0, 1.0))
        p = {"step": "resample", "spacingMm": [2.0, 1.0, 1.0], "mode": "trilinear", "padding": "border", "alignCorners": False}
        expected = {"array": array(out), "geometry": geometry_json(ng)}
        yield case(name, p, expected, input=array(line), geometry=geometry_json(g))


# -- after the network ------------------------------------------------------------------------------------------------------


def sigmoid_cases():
    x = np.array([-1000.0, -20.0, -1.5, 0.0, 0.3, 5.0, 20.0, 1000.0])
    yield case("from far left to far right", {"step": "sigmoid"}, array(steps.sigmoid(x)), input=array(x))


def softmax_cases():
    for name, x in (
        ("two channels", np.random.default_rng(51).integers(-40, 40, (2, 2, 3)) / 8),
        ("three channels, large values", np.array([[1000.0, -1000.0], [999.0, -1000.0], [0.0, 1000.0]])),
        ("equal scores", np.zeros((4, 1))),
    ):
        yield case(name, {"step": "softmax"}, array(steps.softmax(x)), input=array(x))


def threshold_cases():
    p = np.array([0.5, 0.4999, 0.9, 0.0])
    points = [0.5, 0.5, 0.95, 0.0]
    expected = {"present": [bool(v) for v in steps.threshold(p, points)]}
    yield case("equal is present", {"step": "threshold", "operatingPoints": points}, expected, EXACT, input=array(p))


def argmax_cases():
    x = np.array([[0.2, 0.5, 0.9, 0.1], [0.8, 0.5, 0.05, 0.1], [0.0, 0.0, 0.9, 0.8]])
    yield case("of equal scores the lowest channel", {"step": "argmax"}, array(steps.argmax(x)), EXACT, input=array(x))
    y = np.random.default_rng(52).integers(-40, 40, (3, 2, 3, 4)) / 8
    yield case("volume", {"step": "argmax"}, array(steps.argmax(y)), EXACT, input=array(y))


def box_geometry(d, h, w):
    return Geometry(np.zeros(3), np.array([[0, 0, d], [0, h, 0], [w, 0, 0]], float))


def min_volume_cases():
    def one(name, labels, g, value):
        out = steps.min_volume(labels, g.voxel_ml, value)
        return case(name, {"step": "min-volume-ml", "value": value}, array(out), EXACT, input=array(labels), geometry=geometry_json(g))

    g = box_geometry(10.0, 10.0, 10.0)
    apart = np.zeros((3, 4, 6), np.uint8)
    apart[0, 0, 0] = apart[1, 1, 1] = 1
    apart[0, 0, 4] = apart[1, 0, 5] = apart[2, 1, 5] = 1
    apart[2, 3, 0] = 1
    yield one("corners and edges connect", apart, g, 1.5)
    yield one("a component of exactly the value stays", apart, g, 3.0)
    yield one("value 0 keeps all", apart, g, 0.0)
    two = np.zeros((1, 3, 6), np.uint8)
    two[0, 0, 0:3], two[0, 0, 3:5], two[0, 2, 5] = 1, 2, 2
    yield one("labels are judged one by one", two, g, 2.5)
    yield one("nothing there", np.zeros((2, 2, 2), np.uint8), g, 1.0)
    scattered = (np.random.default_rng(53).integers(0, 100, (6, 7, 8)) < 12).astype(np.uint8)
    yield one("random, anisotropic voxels", scattered, box_geometry(5.0, 0.7, 0.9), 0.0079)
    bent = np.zeros((3, 3, 3), np.uint8)
    bent[0, 0, :], bent[0:3, 0, 2], bent[2, :, 2], bent[1, 1, 1] = 1, 1, 1, 1
    yield one("a bent line is one component", bent, g, 6.5)


def invert_geometry_cases():
    for name, (volume, g) in volume_inputs():
        for spacing_mm in ((2.0, 1.0, 1.0), (1.0, 0.5, 0.5), (4.0, 3.0, 3.0)):
            oriented, og = steps.orient_lps(volume, g)
            shape = steps.resampled_shape(oriented.shape, og.spacing_mm, spacing_mm)
            labels = np.random.default_rng(54).integers(0, 3, shape).astype(np.uint8)
            if labels.size > 400:
                continue
            out = steps.invert_geometry(labels, volume.shape, g, spacing_mm)
            attributes = {"sortedShape": list(volume.shape), "spacingMm": list(spacing_mm)}
            more = {"attributes": attributes, "input": array(labels), "geometry": geometry_json(g)}
            yield case(f"{name} from {spacing_mm}", {"step": "invert-geometry"}, {"array": array(out)}, EXACT, **more)


def measure_cases():
    labels = np.random.default_rng(55).integers(0, 3, (3, 4, 5)).astype(np.uint8)
    _, oblique_stack = steps.sort_slices(*stack(oblique(20, 10), 3, 3.3, (0.9, 1.1)))
    for name, g in (("box", box_geometry(5.0, 0.7, 0.9)), ("oblique", oblique_stack)):
        p = {"step": "measure", "quantities": ["volume-ml"]}
        expected = {"volumesMl": {str(k): steps.volume_ml(labels, k, g) for k in (1, 2, 3)}}
        yield case(name, p, expected, {"absolute": 1e-9, "relative": 1e-9}, input=array(labels), geometry=geometry_json(g))


FILES = {
    "modality-lut": ("PS3.3 C.11.1.1.2", modality_lut_cases),
    "modality-lut-table": ("PS3.3 C.11.1.1.1", modality_lut_table_cases),
    "voi-window": ("PS3.3 C.11.2.1.2.1 (LINEAR)", voi_window_cases),
    "monochrome1-invert": ("PS3.3 C.7.6.3.1.2; comes after the window", monochrome1_invert_cases),
    "resize": ("torch.nn.functional.interpolate, bilinear, align_corners=False", resize_cases),
    "clip": ("numpy.clip", clip_cases),
    "scale-range": ("MONAI ScaleIntensityRange", scale_range_cases),
    "normalize": ("MONAI NormalizeIntensity", normalize_cases),
    "sort-slices": ("PS3.3 C.7.6.2.1.1", sort_slices_cases),
    "orient": ("MONAI Orientation (nibabel io_orientation)", orient_cases),
    "resample": ("MONAI Spacing; scipy.ndimage.map_coordinates, checked with torch.grid_sample", resample_cases),
    "sigmoid": ("torch.sigmoid", sigmoid_cases),
    "softmax": ("torch.softmax over channels", softmax_cases),
    "threshold": ("MONAI AsDiscrete(threshold)", threshold_cases),
    "argmax": ("numpy.argmax over channels", argmax_cases),
    "min-volume-ml": ("scipy.ndimage.label, 26 neighbours connect", min_volume_cases),
    "invert-geometry": ("nearest neighbour, halves to even", invert_geometry_cases),
    "measure": ("voxels times |det(steps)|", measure_cases),
}


def main(out_dir):
    out_dir.mkdir(parents=True, exist_ok=True)
    tools = f"numpy {np.__version__}, scipy {scipy.__version__}, torch {torch.__version__}"
    for name, (source, cases) in FILES.items():
        lines = ",\n  ".join(json.dumps(c) for c in cases())
        head = json.dumps({"format": 1, "step": name, "source": source, "computedWith": tools})[:-1]
        (out_dir / f"{name}.json").write_text(f'{head}, "cases": [\n  {lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "tests/Edge.Inference.Tests/references")
