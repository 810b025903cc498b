"""Steps that change the grid or the channels, each by its published definition, in float64 (see step_definitions.py).

Arrays are [C,D,H,W]; an image has D = 1. Each function gives the array and, for each of D, H and W, the place in the source of index 0 and the
move for each next index, so that geometry can be checked: source index = first + step * index.
"""

import numpy as np
import torch
from scipy import ndimage

STAY = (0.0, 1.0)


def interpolate(x, size, mode, align_corners=None, antialias=False):
    """torch.nn.functional.interpolate over the last axes of [C,D,H,W] that `size` names: two of them slice by slice, three at once."""
    t = torch.from_numpy(np.ascontiguousarray(x, np.float64))
    options = {"mode": mode}
    if mode in ("bilinear", "trilinear", "bicubic"):
        options["align_corners"] = bool(align_corners)
        if antialias:
            options["antialias"] = True
    if len(size) == 3:
        return torch.nn.functional.interpolate(t[None], size=tuple(size), **options)[0].numpy()
    c, d, h, w = x.shape
    y = torch.nn.functional.interpolate(t.reshape(c * d, 1, h, w), size=tuple(size), **options)
    return y.numpy().reshape(c, d, *size)


def resized_grid(shape, new_shape, align_corners):
    grid = []
    for n, m in zip(shape, new_shape):
        if n == m:
            grid.append(STAY)
        elif align_corners and n > 1 and m > 1:
            grid.append((0.0, (n - 1) / (m - 1)))
        else:
            grid.append((0.5 * n / m - 0.5, n / m))
    return grid


def fitted(height, width, h, w, fit):
    """inside: both edges fit and the aspect stays, halves to even; cover: torchvision Resize of the shorter edge, the longer rounded down."""
    if fit == "stretch":
        return height, width
    by_height = (height / h <= width / w) if fit == "inside" else (height / h >= width / w)
    other = height * w / h if by_height else width * h / w
    other = max(int(np.rint(other)) if fit == "inside" else int(other), 1)
    return (height, other) if by_height else (other, width)


def resample(x, old_mm, new_mm, mode="linear", padding="border", align_corners=False, size="centres"):
    """MONAI Spacing and its relatives, by scipy.ndimage.map_coordinates; `None` in new_mm keeps an axis."""
    shape, grid, axes = [], [], []
    for n, o, s in zip(x.shape[1:], old_mm, new_mm):
        if s is None:
            m, (first, step) = n, STAY
        else:
            m = max(int(np.round(n * o / s if size == "extent" else (n - 1) * o / s + 1.0)), 1)
            if align_corners and n > 1 and m > 1:
                first, step = 0.0, (n - 1) / (m - 1)
            elif size == "extent":
                first, step = 0.5 * n / m - 0.5, n / m
            else:
                first, step = 0.0, s / o
        shape.append(m)
        grid.append((first, step))
        axes.append(first + step * np.arange(m))
    out = np.empty((x.shape[0], *shape))
    if mode == "nearest":
        picked = [np.rint(a).astype(int) for a in axes]
        inside = [(p >= 0) & (p < n) for p, n in zip(picked, x.shape[1:])]
        picked = [np.clip(p, 0, n - 1) for p, n in zip(picked, x.shape[1:])]
        for channel in range(x.shape[0]):
            out[channel] = x[channel][np.ix_(*picked)]
            if padding == "zeros":
                out[channel] *= np.einsum("i,j,k->ijk", *[i.astype(float) for i in inside])
        return out, grid
    for channel in range(x.shape[0]):
        if padding == "zeros":
            # One voxel of zeros on every side, then linear, is what grid_sample does with zeros.
            padded = np.pad(np.asarray(x[channel], np.float64), 1)
            at = [np.clip(a + 1, 0, n + 1) for a, n in zip(axes, x.shape[1:])]
        else:
            padded, at = np.asarray(x[channel], np.float64), [np.clip(a, 0, n - 1) for a, n in zip(axes, x.shape[1:])]
        points = np.stack(np.meshgrid(*at, indexing="ij"))
        out[channel] = ndimage.map_coordinates(padded, points, order=1, mode="nearest", prefilter=False)
    return out, grid


def crop(x, starts, counts):
    (d, h, w), (cd, ch, cw) = starts, counts
    return x[:, d : d + cd, h : h + ch, w : w + cw], [(float(s), 1.0) for s in starts]


def center(shape, size):
    """MONAI CenterSpatialCrop: from n // 2 - size // 2 on, never before 0, as far as the array goes."""
    starts = [max(n // 2 - s // 2, 0) if s is not None else 0 for n, s in zip(shape, size)]
    return starts, [n - b if s is None else min(s, n - b) for n, s, b in zip(shape, size, starts)]


def foreground(x, above, margin):
    """MONAI CropForeground: the bounding box of values above a number in any channel, with a margin, cut at the borders."""
    starts, counts = [], []
    found = (x > above).any(0)
    for axis, more in enumerate(margin):
        along = np.nonzero(found.any(tuple(a for a in range(3) if a != axis)))[0]
        low, high = max(along[0] - more, 0), min(along[-1] + more + 1, found.shape[axis])
        starts.append(int(low))
        counts.append(int(high - low))
    return starts, counts


def pad(x, size=None, multiple=None, place="both", mode="constant", value=None):
    """numpy.pad; half in front rounded down (MONAI SpatialPad) or all behind."""
    widths = [(0, 0)]
    for axis, n in enumerate(x.shape[1:]):
        target = -(-n // multiple[axis]) * multiple[axis] if multiple else max(n if size[axis] is None else size[axis], n)
        front = 0 if place == "end" else (target - n) // 2
        widths.append((front, target - n - front))
    options = {"constant_values": value} if mode == "constant" else {}
    return np.pad(np.asarray(x, np.float64), widths, mode=mode, **options), [(-float(front), 1.0) for front, _ in widths[1:]]


def percentile_scale(x, lower, upper, out_min, out_max, clip, channel_wise):
    """MONAI ScaleIntensityRangePercentiles with numpy.percentile's linear method."""
    x = np.asarray(x, np.float64)
    if channel_wise:
        return np.stack([percentile_scale(c[None], lower, upper, out_min, out_max, clip, False)[0] for c in x])
    a, b = np.percentile(x, [lower, upper])
    y = x - a + out_min if a == b else (x - a) / (b - a) * (out_max - out_min) + out_min
    return np.clip(y, out_min, out_max) if clip and a != b else y


def neighbours(x, reach):
    """Slices d - reach to d + reach as channels; the outermost repeat."""
    depth = x.shape[1]
    return np.stack([x[0][np.clip(np.arange(depth) + k, 0, depth - 1)] for k in range(-reach, reach + 1)])
