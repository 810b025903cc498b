#!/usr/bin/python3
"""Writes tests/Edge.Inference.Tests/references/grid-steps.json: independent values of the steps that change the grid or the channels.

    tools/models/grid_steps.py [OUT_DIR]

A case is { name, parameters, volume, input, spacingMm, expected: { array, grid }, tolerance } in the manner of reference_steps.py, with these
differences: arrays are [C,D,H,W]; `volume` says whether the input lies in the patient; `spacingMm` is [D,H,W]; `grid` has for each of D, H and
W [first, step]: the source index of target index i is first + step * i.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
import skimage.transform
import torch

import grid_definitions as grid
import step_definitions as steps

SINGLE = {"absolute": 2e-5, "relative": 2e-5}
EXACT = {"absolute": 0.0, "relative": 0.0}
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CASES = []


def array(x):
    """Numbers that are exact in binary keep every digit, so that they can be compared exactly."""
    x = np.asarray(x, np.float64)
    digits = lambda v: 14 if float(v * 1024).is_integer() else 9
    return {"shape": list(x.shape), "values": [float(f"{v:.{digits(v)}g}") for v in x.astype(np.float32).ravel().tolist()]}


def random(seed, *shape):
    return np.random.default_rng(seed).integers(-1024, 3072, shape) / 1024.0


def add(name, parameters, x, expected, moves=None, volume=None, spacing=(1.0, 1.0, 1.0), tolerance=SINGLE):
    moves = moves or [grid.STAY] * 3
    volume = x.shape[1] > 1 if volume is None else volume
    CASES.append(
        {
            "name": f"{parameters['step']}: {name}",
            "parameters": parameters,
            "volume": volume,
            "spacingMm": list(spacing),
            "input": array(x),
            "expected": {"array": array(expected), "grid": [list(m) for m in moves]},
            "tolerance": tolerance,
        }
    )


def resize(name, x, height, width, mode, depth=None, antialias=False, align=False, fit=None):
    p = {"step": "resize", "height": height, "width": width, "mode": mode, "antialias": antialias}
    p.update({k: v for k, v in (("depth", depth), ("fit", fit), ("alignCorners", align or None)) if v is not None})
    _, d, h, w = x.shape
    nh, nw = grid.fitted(height or h, width or w, h, w, fit or "stretch")
    size = (depth, nh, nw) if depth else (nh, nw)
    y = grid.interpolate(x, size, mode, align, antialias)
    add(name, p, x, y, grid.resized_grid((d, h, w), (depth or d, nh, nw), align))


def resize_cases():
    image, odd, line = random(1, 1, 1, 12, 9), random(2, 2, 1, 7, 11), random(3, 1, 1, 1, 8)
    volume = random(4, 2, 5, 6, 7)
    for mode in ("nearest", "nearest-exact", "area", "bicubic", "bilinear"):
        resize(f"{mode} down", image, 5, 4, mode)
        resize(f"{mode} up, two channels", odd, 13, 17, mode)
        resize(f"{mode} one row", line, 3, 5, mode)
        resize(f"{mode} to one pixel", odd, 1, 1, mode)
        resize(f"{mode} of each slice", volume, 4, 9, mode)
    for mode in ("bicubic", "bilinear"):
        resize(f"{mode} antialias down", random(5, 1, 1, 31, 29), 6, 7, mode, antialias=True)
        resize(f"{mode} antialias up and down", random(6, 1, 1, 6, 23), 11, 5, mode, antialias=True)
        resize(f"{mode} align corners", odd, 4, 16, mode, align=True)
    for mode in ("nearest", "nearest-exact", "area", "trilinear"):
        resize(f"{mode} with depth", volume, 4, 9, mode, depth=3)
        resize(f"{mode} with depth, up", volume, 8, 7, mode, depth=11)
    resize("trilinear align corners", volume, 4, 9, "trilinear", depth=8, align=True)
    resize("height alone", odd, 4, None, "bilinear")
    resize("inside, wide", random(7, 1, 1, 10, 23), 8, 8, "bilinear", fit="inside")
    resize("inside, tall", random(8, 1, 1, 23, 10), 8, 12, "bilinear", fit="inside")
    resize("cover, wide", random(9, 1, 1, 10, 23), 8, 8, "bilinear", fit="cover", antialias=True)
    resize("cover, tall", random(10, 1, 1, 23, 10), 8, 8, "area", fit="cover")


def resample(name, x, old, new, **options):
    volume = x.shape[1] > 1
    mode = options.get("mode", "linear")
    p = {"step": "resample", "spacingMm": list(new) if volume else list(new[1:])}
    p["mode"] = "nearest" if mode == "nearest" else "trilinear" if volume else "bilinear"
    p["padding"], p["alignCorners"] = options.get("padding", "border"), options.get("align_corners", False)
    if "size" in options:
        p["size"] = options["size"]
    y, moves = grid.resample(x, old, new, **options)
    add(name, p, x, y, moves, spacing=old)


def resample_cases():
    volume, image = random(20, 1, 5, 6, 7), random(21, 3, 1, 9, 8)
    old = (2.5, 0.7, 0.8)
    for mode in ("linear", "nearest"):
        for padding in ("border", "zeros"):
            resample(f"{mode}, {padding}", volume, old, (2.0, 1.0, 1.0), mode=mode, padding=padding)
            resample(f"{mode}, {padding}, past the last voxel", volume, (1.0, 1.0, 1.0), (1.6, 3.0, 0.7), mode=mode, padding=padding)
        resample(f"{mode}, extent", volume, old, (1.1, 1.9, 0.8), mode=mode, size="extent")
        resample(f"{mode}, align corners", volume, old, (2.0, 1.0, 3.0), mode=mode, align_corners=True)
        resample(f"{mode}, an axis stays", volume, old, (None, 1.0, 1.0), mode=mode)
        resample(f"{mode}, image of three channels", image, (1.0, 0.2, 0.3), (None, 0.25, 0.2), mode=mode)
    resample("extent and align corners, as scipy zoom", volume, old, (1.2, 1.0, 1.0), size="extent", align_corners=True)
    zoomed = scipy.ndimage.zoom(volume[0], np.array([10, 4, 6]) / volume.shape[1:], order=1, grid_mode=False)
    got, _ = grid.resample(volume, old, (1.2, 1.0, 1.0), size="extent", align_corners=True)
    np.testing.assert_allclose(got[0], zoomed, atol=1e-9)
    got, _ = grid.resample(volume, (1.0, 1.0, 1.0), (0.5, 0.6, 0.7), size="extent")
    sk = skimage.transform.resize(volume[0], got.shape[1:], order=1, mode="edge", anti_aliasing=False)
    np.testing.assert_allclose(got[0], sk, atol=1e-9)


def crop(name, x, **p):
    shape = x.shape[1:]
    full = (lambda v, d: [d, *v] if len(v) == 2 else list(v))
    if p["around"] == "center":
        starts, counts = grid.center(shape, full(p["size"], None))
    elif p["around"] == "foreground":
        starts, counts = grid.foreground(x, p["above"], full(p["margin"], 0))
    else:
        size = full(p["size"], None)
        starts = [0 if c is None else s for s, c in zip(full(p["start"], 0), size)]
        counts = [n if c is None else min(c, n - s) for n, s, c in zip(shape, starts, size)]
    y, moves = grid.crop(x, starts, counts)
    step = {"step": "crop", "around": p["around"], **{k: p.get(k) for k in ("size", "start", "above", "margin")}}
    add(name, step, x, y, moves, tolerance=EXACT)


def crop_cases():
    volume, image = random(30, 2, 5, 8, 9), random(31, 1, 1, 7, 10)
    crop("centre of odd and even", volume, around="center", size=[3, 3, 4])
    crop("centre, larger than it is", volume, around="center", size=[9, 4, None])
    crop("centre of an image", image, around="center", size=[4, 5])
    crop("box", volume, around="box", size=[2, None, 4], start=[1, 2, 3])
    crop("box past the end", image, around="box", size=[5, 50], start=[4, 6])
    dot = np.zeros((1, 6, 7, 8))
    dot[0, 2, 3, 4], dot[0, 3, 3, 6] = 1, 2
    crop("foreground", dot, around="foreground", above=0.0, margin=[0, 0, 0])
    crop("foreground with a margin cut at the borders", dot, around="foreground", above=0.0, margin=[3, 2, 2])
    crop("foreground above 1", dot, around="foreground", above=1.0, margin=[0, 1, 0])
    crop("foreground in any channel", np.stack([dot[0], np.roll(dot[0], -2, 2)]), around="foreground", above=0.5, margin=[0, 0, 0])


def pad(name, x, **p):
    full = (lambda v, d: None if v is None else [d, *v] if len(v) == 2 else list(v))
    y, moves = grid.pad(x, full(p.get("size"), None), full(p.get("multipleOf"), 1), p["place"], p["mode"], p.get("value"))
    step = {"step": "pad", "size": p.get("size"), "multipleOf": p.get("multipleOf"), "place": p["place"], "mode": p["mode"], "value": p.get("value")}
    add(name, step, x, y, moves, tolerance=EXACT)


def pad_cases():
    volume, image = random(40, 2, 3, 4, 5), random(41, 1, 1, 4, 7)
    for mode, value in (("constant", -1.0), ("edge", None), ("reflect", None)):
        pad(f"{mode} to a size", volume, size=[4, 9, None], place="both", mode=mode, value=value)
        pad(f"{mode} at the end", image, size=[6, 8], place="end", mode=mode, value=value)
        pad(f"{mode} to multiples", volume, multipleOf=[4, 8, 1], place="both", mode=mode, value=value)
    pad("reflect many times", image, size=[23, 7], place="both", mode="reflect")
    pad("reflect one row", image[:, :, :1], size=[4, 9], place="both", mode="reflect")
    pad("nothing to do", image, size=[2, 2], place="both", mode="edge")


def intensity_cases():
    x = random(50, 3, 4, 5, 6)
    for lower, upper in ((0.0, 100.0), (0.5, 99.5), (5.0, 95.0), (33.3, 66.7)):
        for wise in (False, True):
            p = {"step": "percentile-scale", "lower": lower, "upper": upper, "outMin": 0.0, "outMax": 1.0, "clip": wise, "channelWise": wise}
            add(f"{lower} to {upper}, {'each channel' if wise else 'all'}", p, x, grid.percentile_scale(x, lower, upper, 0.0, 1.0, wise, wise))
    p = {"step": "percentile-scale", "lower": 1.0, "upper": 99.0, "outMin": -1.0, "outMax": 1.0, "clip": True, "channelWise": False}
    add("constant image", p, np.full((1, 1, 3, 3), 7.0), grid.percentile_scale(np.full((1, 1, 3, 3), 7.0), 1.0, 99.0, -1.0, 1.0, True, False))
    add("one pixel", p, np.full((1, 1, 1, 1), 3.0), grid.percentile_scale(np.full((1, 1, 1, 1), 3.0), 1.0, 99.0, -1.0, 1.0, True, False))
    far = np.array([-3e38, -1.0, -0.0, 0.0, 1e-40, 2.0, 3e38, 5.0]).reshape(1, 1, 2, 4)
    q = {"step": "percentile-scale", "lower": 25.0, "upper": 75.0, "outMin": 0.0, "outMax": 1.0, "clip": True, "channelWise": False}
    add("extreme values", q, far, grid.percentile_scale(far, 25.0, 75.0, 0.0, 1.0, True, False))
    add("each channel by its own mean", {"step": "normalize", "mean": None, "std": None, "nonzero": False, "channelWise": True}, x, np.stack([steps.normalize(c) for c in x]))
    add("all channels together", {"step": "normalize", "mean": None, "std": None, "nonzero": False}, x, steps.normalize(x))
    mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    add("a mean for each channel", {"step": "normalize", "mean": mean, "std": std, "nonzero": False}, x, np.stack([steps.normalize(c, m, s) for c, m, s in zip(x, mean, std)]))


def channel_cases():
    none = {"select": None, "repeat": None, "windows": None, "neighbours": None}
    x, one = random(60, 3, 2, 3, 4), random(61, 1, 4, 3, 5) * 500
    add("select", {"step": "channels", **none, "select": [2, 1, 0]}, x, x[[2, 1, 0]], tolerance=EXACT)
    add("select one", {"step": "channels", **none, "select": [1]}, x, x[[1]], tolerance=EXACT)
    add("repeat", {"step": "channels", **none, "repeat": 3}, one, np.repeat(one, 3, 0), tolerance=EXACT)
    for reach in (1, 2, 5):
        add(f"{reach} neighbours", {"step": "channels", **none, "neighbours": reach}, one, grid.neighbours(one, reach), tolerance=EXACT)
    windows = [(40.0, 400.0), (-600.0, 1500.0), (300.0, 1.0)]
    p = {"step": "channels", **none, "windows": [{"center": c, "width": w} for c, w in windows]}
    add("windows, one of width 1", p, one, np.concatenate([steps.voi_window(one, c, w) for c, w in windows]))


def main(out_dir):
    for make in (resize_cases, resample_cases, crop_cases, pad_cases, intensity_cases, channel_cases):
        make()
    tools = f"numpy {np.__version__}, scipy {scipy.__version__}, torch {torch.__version__}, skimage {skimage.__version__}"
    lines = ",\n  ".join(json.dumps(c) for c in CASES)
    head = json.dumps({"format": 1, "step": "grid-steps", "source": "grid_definitions.py", "computedWith": tools})[:-1]
    (out_dir / "grid-steps.json").write_text(f'{head}, "cases": [\n  {lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "tests/Edge.Inference.Tests/references")
