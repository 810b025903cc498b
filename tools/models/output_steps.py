#!/usr/bin/python3
"""Writes tests/Edge.Inference.Tests/references/STEP.json for the steps after the network that reference_steps.py does not have, in its format.

    tools/models/output_steps.py [OUT_DIR]

Members beyond those that reference_steps.py lists:
    threshold-bits    expected: an array whose bit c says whether channel c is present
    largest-component parameters, input, expected: arrays of labels, or of bits where attributes.bits is their number
    diameter          expected.diameterMm: { "label number": mm or null }; geometry as there, or attributes.pixelSpacing for an image
    mean              attributes.golden: a golden case of phantom-ct-lesion whose slices are the source; label of voxel [d,h,w]: 1 where
                      (3d + 5h + 7w) mod 11 < 2, 2 where it is 2, else 0; expected.means: { "label number": mean or null }
    invert-moves      attributes.moves: for each axis D, H, W what steps did to it, [kind, numbers...] in order: flip n; resample old new;
                      resize old new; crop start count; pad before. attributes.sourceShape; input on the network's grid;
                      expected.labels (nearest) and expected.scores (linear)
    boxes             attributes.outputs: name, layout and array of each output; attributes.classes; attributes.grid and attributes.source,
                      [D,H,W] of the network's grid and of the source that was resized to it; expected.boxes: class, score, min, max
    tile              parameters: the step; input [D,H,W]; expected: [C,D,H,W] of output_definitions.sample_predictor blended
"""

import json
import pathlib
import sys

import numpy as np
import pydicom
import skimage
from skimage.measure import regionprops

import output_definitions as outputs
import step_definitions as steps
from reference_steps import EXACT, REPOSITORY, SINGLE, array, box_geometry, case, geometry_json, oblique, stack

DOUBLE = {"absolute": 1e-9, "relative": 1e-9}


def calibrate_step(method, **numbers):
    empty = {"temperature": None, "slope": None, "intercept": None, "tables": None}
    return {"step": "calibrate", "method": method, **empty, **numbers}


def calibrate_cases():
    x = np.array([[-6.0, -0.5, 0.0, 0.25, 3.0], [0.0, 0.1, 0.5, 0.9, 1.0]])
    table = {"scores": [0.0, 0.2, 0.5, 1.0], "probabilities": [0.05, 0.05, 0.6, 0.9]}
    steep = {"scores": [-1.0, 1.0], "probabilities": [0.0, 1.0]}
    for name, step in (
        ("temperature for all", calibrate_step("temperature", temperature=[1.7])),
        ("temperature for each", calibrate_step("temperature", temperature=[2.0, 0.5])),
        ("platt", calibrate_step("platt", slope=[1.3, -0.7], intercept=[0.2, 0.4])),
        ("isotonic: plateau, knots, beyond both ends", calibrate_step("isotonic", tables=[table])),
        ("isotonic for each", calibrate_step("isotonic", tables=[steep, table])),
    ):
        yield case(name, step, array(outputs.calibrate(x, step)), input=array(x))


def threshold_bits_cases():
    p = np.random.default_rng(60).integers(0, 9, (3, 2, 5, 7)) / 8
    for name, points in (("overlapping", [0.5, 0.5, 0.25]), ("0 takes all, 1 only certainty", [0.0, 1.0, 0.625])):
        step = {"step": "threshold", "operatingPoints": points}
        yield case(name, step, array(outputs.threshold_bits(p, points)), EXACT, input=array(p))
    one = np.array([[[[0.5, 0.4999], [1.0, 0.0]]]])
    yield case("one channel, equal is present", {"step": "threshold", "operatingPoints": [0.5]}, array(outputs.threshold_bits(one, [0.5])), EXACT, input=array(one))


def largest_component_cases():
    step = {"step": "largest-component"}
    rng = np.random.default_rng(61)

    def one(name, labels):
        return case(name, step, array(outputs.largest_component(labels)), EXACT, input=array(labels))

    tie = np.zeros((1, 3, 7), np.uint8)
    tie[0, 0, 0:2], tie[0, 2, 4:6], tie[0, 0, 5] = 1, 1, 2
    yield one("of equal ones the first; each label by itself", tie)
    corner = np.zeros((3, 3, 3), np.uint8)
    corner[0, 0, 0] = corner[1, 1, 1] = corner[2, 2, 2] = corner[0, 2, 2] = 1
    yield one("corners connect", corner)
    yield one("nothing there", np.zeros((2, 2, 2), np.uint8))
    single = np.zeros((1, 1, 1), np.uint8)
    single[0, 0, 0] = 3
    yield one("a single voxel", single)
    yield one("random labels", rng.choice([0, 0, 0, 1, 2], (5, 6, 9)).astype(np.uint8))
    touching = np.zeros((1, 2, 6), np.uint8)
    touching[0, :, :3], touching[0, :, 3:] = 1, 2
    touching[0, 0, 5] = 1
    yield one("labels that touch stay apart", touching)
    bits = rng.choice([0, 0, 1, 2, 3], (4, 5, 6)).astype(np.uint8)
    expected = outputs.largest_component_bits(bits, 2)
    yield case("overlapping segments", step, array(expected), EXACT, input=array(bits), attributes={"bits": 2})


def diameter_cases():
    step = {"step": "measure", "quantities": ["diameter-mm"]}
    rng = np.random.default_rng(62)

    def one(name, labels, row_mm, column_mm, **where):
        expected = {str(k): outputs.diameter_mm(labels == k, row_mm, column_mm) for k in (1, 2)}
        if row_mm == column_mm:
            check_with_skimage(labels, expected, row_mm)
        return case(name, step, {"diameterMm": expected}, DOUBLE, input=array(labels), **where)

    single = np.zeros((1, 3, 3), np.uint8)
    single[0, 1, 1] = 1
    yield one("a single voxel is as long as its longer edge", single, 0.8, 0.5, geometry=geometry_json(box_geometry(3.0, 0.8, 0.5)))
    two = np.zeros((2, 6, 12), np.uint8)
    two[0, 0, 0], two[0, 5, 11], two[1, 2, 3:9], two[0, 3, 2:5] = 1, 1, 1, 2
    yield one("parts apart are measured apart", two, 1.0, 1.0, geometry=geometry_json(box_geometry(5.0, 1.0, 1.0)))
    y, x = np.mgrid[:21, :25]
    disc = (((y - 10) / 8.2) ** 2 + ((x - 12) / 10.7) ** 2 <= 1)[None].astype(np.uint8)
    yield one("ellipse", disc, 0.7, 0.7, geometry=geometry_json(box_geometry(1.0, 0.7, 0.7)))
    yield one("ellipse, anisotropic pixels", disc, 2.0, 0.4, geometry=geometry_json(box_geometry(1.0, 2.0, 0.4)))
    scattered = rng.choice([0, 1, 2], (3, 8, 9), p=[0.5, 0.3, 0.2]).astype(np.uint8)
    _, g = steps.sort_slices(*stack(oblique(20, 10), 3, 3.3, (0.9, 1.1)))
    yield one("random, oblique", scattered, *[float(v) for v in g.spacing_mm[1:]], geometry=geometry_json(g))
    yield one("an image", disc, 0.3, 0.2, attributes={"pixelSpacing": [0.3, 0.2]})


def check_with_skimage(labels, expected, pixel_mm):
    """skimage's greatest Feret diameter is that of the filled hull's contour: it may be longer than ours by what filling adds, less than a pixel."""
    for label, value in expected.items():
        longest = 0.0
        for plane in labels:
            parts = skimage.measure.label(plane == int(label), connectivity=2)
            longest = max([longest, *[p.feret_diameter_max * pixel_mm for p in regionprops(parts)]])
        if abs(longest - (value or 0.0)) > pixel_mm:
            raise AssertionError(f"{label}: {value} mm, skimage {longest} mm")


def mean_cases():
    release = pathlib.Path(__file__).resolve().parent / "releases/phantom-ct-lesion/1.0.0/golden"
    for golden in ("lesion", "lesion-prone"):
        slices = [pydicom.dcmread(path) for path in sorted((release / golden).glob("*.dcm"), key=lambda p: int(p.stem))]
        positions = [[float(v) for v in ds.ImagePositionPatient] for ds in slices]
        orientations = [[float(v) for v in ds.ImageOrientationPatient] for ds in slices]
        order, _ = steps.sort_slices(positions, orientations, [float(v) for v in slices[0].PixelSpacing])
        values = np.stack([steps.modality_lut(slices[i].pixel_array, slices[i].RescaleSlope, slices[i].RescaleIntercept) for i in order])
        d, h, w = np.meshgrid(*[np.arange(n) for n in values.shape], indexing="ij")
        rest = (3 * d + 5 * h + 7 * w) % 11
        means = {"1": float(values[rest < 2].mean()), "2": float(values[rest == 2].mean()), "3": None}
        step = {"step": "measure", "quantities": ["mean"]}
        yield case(golden, step, {"means": means}, {"absolute": 1e-6, "relative": 1e-9}, attributes={"golden": golden})


def invert_moves_cases():
    rng = np.random.default_rng(63)
    none = [[], [], []]
    for name, source, grid, moves in (
        ("nothing moved", (2, 3, 4), (2, 3, 4), none),
        ("an image resized, odd sizes", (1, 7, 5), (1, 4, 9), [[], [["resize", 7, 4]], [["resize", 5, 9]]]),
        ("an image enlarged by two: halves", (1, 4, 4), (1, 8, 8), [[], [["resize", 4, 8]], [["resize", 4, 8]]]),
        ("cropped", (1, 6, 7), (1, 3, 4), [[], [["crop", 2, 3]], [["crop", 1, 4]]]),
        ("padded", (1, 3, 4), (1, 7, 6), [[], [["pad", 2]], [["pad", 1]]]),
        ("cropped, then resized", (1, 9, 9), (1, 4, 8), [[], [["crop", 1, 6], ["resize", 6, 4]], [["crop", 4, 4], ["resize", 4, 8]]]),
        ("flipped, resampled, padded", (4, 5, 6), (6, 5, 5), [[["resample", 3.0, 2.0]], [["flip", 5]], [["resample", 0.9, 1.5], ["pad", 1]]]),
        ("resampled, then cropped", (5, 4, 4), (3, 4, 4), [[["resample", 2.5, 1.7], ["crop", 2, 3]], [], []]),
        ("one voxel", (1, 1, 1), (1, 1, 1), none),
    ):
        labels = rng.integers(0, 4, grid).astype(np.uint8)
        expected = {
            "labels": array(outputs.invert_labels(labels, moves, source)),
            "scores": array(outputs.invert_scores(labels, moves, source)),
        }
        attributes = {"moves": moves, "sourceShape": list(source)}
        yield case(name, {"step": "invert-geometry"}, expected, SINGLE, attributes=attributes, input=array(labels))


def boxes_case(name, layouts, arrays, listed, grid, source, classes_first=None, **parameters):
    """Arrays are given with candidates first; layouts say how the outputs hold them."""
    defaults = {"boxes": "boxes", "scores": "scores", "classes": None, "format": "xyxy", "units": "pixels", "objectness": False}
    step = {"step": "boxes", **defaults, "scoreThreshold": 0.25, "nmsIou": 0.5, "nmsPerClass": True, "maxCount": 100, **parameters}
    axes = 3 if len(grid) == 3 and step["format"] in ("xyzxyz", "zyxzyx", "cxcyczwhd") else 2
    all_boxes = np.asarray(arrays[step["boxes"]], np.float32)
    scores = all_boxes[:, 2 * axes :] if step["scores"] is None else np.asarray(arrays[step["scores"]], np.float32)
    scores = scores[:, None] if scores.ndim == 1 else scores
    classes = None if step["classes"] is None else arrays[step["classes"]]
    sizes, back = tuple(reversed(grid))[:axes], tuple(reversed(source))[:axes]
    kept = outputs.detect(all_boxes[:, : 2 * axes], scores, classes, step, listed, sizes)
    found = [(c, s, outputs.resize_back(box, sizes, back)) for c, s, box in kept]
    expected = [{"class": c, "score": s, "min": list(b[0]), "max": list(b[1])} for c, s, b in found if b]
    given = []
    for output, layout in layouts.items():
        values = np.asarray(arrays[output], np.float32)
        values = values.T if layout.endswith("CK") else values
        given.append({"tensor": output, "layout": layout, "array": array(values[None] if layout[0] == "N" else values)})
    attributes = {"outputs": given, "classes": listed, "grid": list(grid), "source": list(source)}
    return case(name, step, {"boxes": expected}, {"absolute": 1e-3, "relative": 1e-5}, attributes=attributes)


def boxes_cases():
    rng = np.random.default_rng(64)
    grid, source = (1, 64, 48), (1, 100, 90)
    b = [[4, 4, 20, 20], [5, 5, 21, 21], [30, 30, 40, 44], [4, 4, 20, 20], [30.5, 30, 40.5, 44], [10, 50, 10, 60]]
    s = [0.9, 0.8, 0.7, 0.9, 0.7, 0.95]
    layouts = {"boxes": "KC", "scores": "K", "labels": "K"}
    torchvision = {"boxes": b, "scores": s, "labels": [1, 1, 2, 2, 2, 1]}
    yield boxes_case("torchvision: ties, touching classes, an empty box", layouts, torchvision, [1, 2], grid, source, classes="labels")
    yield boxes_case("suppressed across classes", layouts, torchvision, [1, 2], grid, source, classes="labels", nmsPerClass=False)
    yield boxes_case("an unlisted class is left out", layouts, torchvision, [2], grid, source, classes="labels")
    yield boxes_case("at most two", layouts, torchvision, [1, 2], grid, source, classes="labels", maxCount=2)
    outside = {"boxes": [[-10, -10, 8, 8], [44, 60, 70, 90], [50, 5, 60, 9], [0, 0, 48, 64]], "scores": [0.9, 0.8, 0.7, 0.6], "labels": [1, 1, 1, 1]}
    yield boxes_case("outside the image: cut off, or left out", layouts, outside, [1], grid, source, classes="labels")
    nothing = {"boxes": [[1, 1, 5, 5]], "scores": [0.1], "labels": [1]}
    yield boxes_case("nothing reaches the threshold", layouts, nothing, [1], grid, source, classes="labels")
    halves = {"boxes": [[0, 0, 10, 10], [0, 0, 10, 20], [0, 0, 10, 30]], "scores": [0.9, 0.8, 0.7], "labels": [1, 1, 1]}
    yield boxes_case("an overlap of exactly the limit stays", layouts, halves, [1], grid, source, classes="labels")
    k = 40
    centres = np.concatenate([rng.uniform(5, 43, (k, 1)), rng.uniform(5, 59, (k, 1)), rng.uniform(4, 20, (k, 2))], 1)
    classes = rng.uniform(0, 1, (k, 3))
    yolo = {"output0": np.concatenate([centres, classes], 1)}
    single = {"boxes": "output0", "scores": None, "format": "cxcywh"}
    yield boxes_case("one output, channels first", {"output0": "NCK"}, yolo, [0, 1, 2], grid, source, **single)
    with_object = {"output0": np.concatenate([centres, rng.uniform(0.3, 1, (k, 1)), classes], 1)}
    yield boxes_case("one output with objectness", {"output0": "NKC"}, with_object, [0, 2], grid, source, objectness=True, nmsIou=0.3, **single)
    share = {"pred_boxes": centres / [48, 64, 48, 64], "logits": classes}
    two = {"boxes": "pred_boxes", "scores": "logits", "format": "cxcywh", "units": "normalised", "nmsIou": 1.0}
    yield boxes_case("normalised, class scores apart", {"pred_boxes": "NKC", "logits": "NKC"}, share, [0, 1], grid, source, **two)
    tf = {"boxes": [[0.1, 0.2, 0.5, 0.6], [0.1, 0.2, 0.5, 0.7]], "scores": [0.6, 0.5], "labels": [1, 3]}
    layouts = {"boxes": "NKC", "scores": "NK", "labels": "NK"}
    yield boxes_case("y before x", layouts, tf, [1, 3], grid, source, classes="labels", format="yxyx", units="normalised")
    corner = {"boxes": [[1, 2, 3, 9, 8], [2, 2, 3, 9, 9]], "scores": [0.5, 0.5], "labels": [1, 1]}
    corner["boxes"] = [[3, 4, 10, 12], [3, 4, 10, 12]]
    yield boxes_case("equal boxes of equal scores: the first", layouts, corner, [1], grid, source, classes="labels", format="xywh")
    low = rng.uniform(0, 20, (k, 3))
    cubes = {"boxes": np.concatenate([low, low + rng.uniform(2, 12, (k, 3))], 1), "scores": classes}
    yield boxes_case("a volume", {"boxes": "KC", "scores": "KC"}, cubes, [0, 1, 2], (32, 32, 32), (48, 40, 32), format="zyxzyx", nmsIou=0.2)


def tile_cases():
    rng = np.random.default_rng(65)
    for name, shape, window, overlap, blend in (
        ("gaussian, quarter overlap", (11, 9, 13), (4, 4, 4), 0.25, "gaussian"),
        ("gaussian, half overlap, odd window", (9, 10, 11), (5, 3, 6), 0.5, "gaussian"),
        ("constant", (7, 9, 8), (4, 5, 3), 0.25, "constant"),
        ("no overlap", (8, 6, 6), (4, 3, 3), 0.0, "constant"),
        ("smaller than the window on two axes", (3, 9, 4), (8, 4, 7), 0.25, "gaussian"),
        ("one window", (4, 5, 6), (4, 5, 6), 0.25, "gaussian"),
        ("nearly whole overlap", (5, 4, 4), (3, 4, 4), 0.9, "gaussian"),
    ):
        image = rng.integers(-64, 64, shape) / 16
        step = {"step": "tile", "size": list(window), "overlap": overlap, "blend": blend}
        expected = outputs.sliding_window(image, window, overlap, blend, outputs.sample_predictor)
        check_with_monai(image, window, overlap, blend, expected)
        yield case(name, step, array(expected), {"absolute": 1e-5, "relative": 1e-5}, input=array(image))


def check_with_monai(image, window, overlap, blend, expected):
    """Where MONAI is installed, its own function must give the same."""
    try:
        from monai.inferers.utils import sliding_window_inference
    except ImportError:
        return
    import torch

    def predictor(x):
        return torch.from_numpy(np.stack([outputs.sample_predictor(v[0].numpy().astype(np.float64)) for v in x]))

    given = torch.from_numpy(image.astype(np.float64))[None, None]
    found = sliding_window_inference(given, window, 1, predictor, overlap=overlap, mode=blend)[0].numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)
    print("tile: MONAI agrees")


FILES = {
    "calibrate": ("temperature and Platt scaling by formula, isotonic by numpy.interp", calibrate_cases),
    "threshold-bits": ("MONAI AsDiscrete(threshold), channel by channel", threshold_bits_cases),
    "largest-component": ("MONAI KeepLargestConnectedComponent by scipy.ndimage.label, 26 neighbours", largest_component_cases),
    "diameter": ("greatest Feret diameter of edge midpoints by scipy pdist, checked with skimage", diameter_cases),
    "mean": ("numpy.mean of the modality's values", mean_cases),
    "invert-moves": ("nearest, and scipy.ndimage.map_coordinates of order 1", invert_moves_cases),
    "boxes": ("torchvision box_iou, nms and batched_nms", boxes_cases),
    "tile": ("MONAI sliding_window_inference", tile_cases),
}


def main(out_dir):
    tools = f"numpy {np.__version__}, skimage {skimage.__version__}"
    for name, (source, cases) in FILES.items():
        lines = ",\n  ".join(json.dumps(c) for c in cases())
        head = json.dumps({"format": 1, "step": name, "source": source, "computedWith": tools})[:-1]
        (out_dir / f"{name}.json").write_text(f'{head}, "cases": [\n  {lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "tests/Edge.Inference.Tests/references")
