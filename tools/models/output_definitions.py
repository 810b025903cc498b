"""The steps after the network, and sliding windows, each by its published definition, in float64.

As step_definitions.py: the independent side of the comparison. Nothing here is read by the appliance.
"""

import math

import numpy as np
from scipy import ndimage
from scipy.spatial.distance import pdist

ALL_NEIGHBOURS = np.ones((3, 3, 3), int)


# -- scores -----------------------------------------------------------------------------------------------------------------


def of_channel(entries, channel):
    """One entry serves all channels."""
    return entries[0] if len(entries) == 1 else entries[channel]


def calibrate(scores, step):
    """[C,...]. Temperature: Guo et al. 2017. Platt: 1 / (1 + exp(-(a x + b))). Isotonic: numpy.interp, which clips at both ends."""
    out = np.array(scores, np.float64)
    for channel in range(len(out)):
        x = out[channel]
        if step["method"] == "temperature":
            out[channel] = x / of_channel(step["temperature"], channel)
        elif step["method"] == "platt":
            z = of_channel(step["slope"], channel) * x + of_channel(step["intercept"], channel)
            out[channel] = 1.0 / (1.0 + np.exp(-z))
        else:
            table = of_channel(step["tables"], channel)
            out[channel] = np.interp(x, table["scores"], table["probabilities"])
    return out


def threshold_bits(probabilities, operating_points):
    """Bit c of each place: whether channel c reaches its operating point (MONAI AsDiscrete, channel by channel)."""
    bits = np.zeros(np.asarray(probabilities).shape[1:], np.uint8)
    for channel, point in enumerate(operating_points):
        bits |= (np.asarray(probabilities[channel], np.float64) >= point).astype(np.uint8) << channel
    return bits


# -- labels -----------------------------------------------------------------------------------------------------------------


def largest_component(labels):
    """MONAI KeepLargestConnectedComponent(independent=True), 26 neighbours; of equal ones the one scipy.ndimage.label numbers first."""
    out = np.array(labels)
    for label in np.unique(out[out != 0]):
        parts, count = ndimage.label(out == label, ALL_NEIGHBOURS)
        sizes = np.bincount(parts.ravel())[1:]
        if count > 1:
            out[(parts > 0) & (parts != 1 + int(np.argmax(sizes)))] = 0
    return out


def largest_component_bits(bits, channels):
    """The same for segments that may overlap."""
    out = np.zeros_like(bits)
    for channel in range(channels):
        out |= largest_component((bits >> channel) & 1) << channel
    return out


def edge_midpoints(mask):
    """The middles of the four edges of every pixel of a mask, as (row, column)."""
    at = np.argwhere(mask).astype(np.float64)
    return np.concatenate([at + move for move in ((-0.5, 0), (0.5, 0), (0, -0.5), (0, 0.5))])


def diameter_mm(mask, row_mm, column_mm):
    """The longest distance between edge midpoints of one part (8 neighbours) of one slice of [D,H,W]; None where nothing is there."""
    longest = None
    for plane in mask:
        parts, count = ndimage.label(plane, np.ones((3, 3), int))
        for part in range(1, count + 1):
            points = edge_midpoints(parts == part) * [row_mm, column_mm]
            longest = max(longest or 0.0, float(pdist(points).max()))
    return longest


# -- the way back -----------------------------------------------------------------------------------------------------------


def to_grid(index, moves):
    """Where a source index along one axis went; moves are (kind, numbers) in order. NaN: cut off."""
    at = float(index)
    for kind, *numbers in moves:
        if kind == "flip":
            at = numbers[0] - 1 - at
        elif kind == "resample":
            at = at * numbers[0] / numbers[1]
        elif kind == "resize":
            at = (at + 0.5) * numbers[1] / numbers[0] - 0.5
        elif kind == "pad":
            at = at + numbers[0]
        else:
            at = at - numbers[0]
            if at < -0.5 or at > numbers[1] - 0.5:
                return math.nan
    return at


def invert_labels(labels, moves, source_shape):
    """Nearest, halves to even; 0 where the source was cut off. `moves` holds one list for each axis D, H, W."""
    picks = [np.array([to_grid(i, moves[a]) for i in range(source_shape[a])]) for a in range(3)]
    out = np.zeros(source_shape, labels.dtype)
    inside = [~np.isnan(p) for p in picks]
    index = [np.clip(np.rint(p[k]), 0, n - 1).astype(int) for p, k, n in zip(picks, inside, labels.shape)]
    out[np.ix_(*inside)] = labels[np.ix_(*index)]
    return out


def invert_scores(scores, moves, source_shape):
    """scipy.ndimage.map_coordinates, order 1, borders repeated; 0 where the source was cut off."""
    picks = [np.array([to_grid(i, moves[a]) for i in range(source_shape[a])]) for a in range(3)]
    inside = [~np.isnan(p) for p in picks]
    at = [np.clip(p[k], 0, n - 1) for p, k, n in zip(picks, inside, scores.shape)]
    grid = np.stack(np.meshgrid(*at, indexing="ij"))
    out = np.zeros(source_shape)
    out[np.ix_(*inside)] = ndimage.map_coordinates(np.asarray(scores, np.float64), grid, order=1, mode="nearest", prefilter=False)
    return out


# -- boxes ------------------------------------------------------------------------------------------------------------------


def corners(box, kind):
    """(min, max), each (x, y) or (x, y, z)."""
    b = [float(v) for v in box]
    if kind == "xyxy":
        return b[0:2], b[2:4]
    if kind == "yxyx":
        return [b[1], b[0]], [b[3], b[2]]
    if kind == "xywh":
        return b[0:2], [b[0] + b[2], b[1] + b[3]]
    if kind == "cxcywh":
        return [b[0] - b[2] / 2, b[1] - b[3] / 2], [b[0] + b[2] / 2, b[1] + b[3] / 2]
    if kind == "xyzxyz":
        return b[0:3], b[3:6]
    if kind == "zyxzyx":
        return b[2::-1], b[5:2:-1]
    return [b[i] - b[i + 3] / 2 for i in range(3)], [b[i] + b[i + 3] / 2 for i in range(3)]


def iou(a, b):
    """torchvision.ops.box_iou, for any number of axes."""
    sides = [min(p, q) - max(r, s) for p, q, r, s in zip(a[1], b[1], a[0], b[0])]
    common = float(np.prod([max(s, 0.0) for s in sides]))
    extent = sum(float(np.prod([h - l for l, h in zip(*box)])) for box in (a, b))
    return common / (extent - common)


def detect(boxes, scores, classes, step, listed, grid):
    """Boxes [K,4 or 6], scores [K,S], classes [K] or None, all in the order of the candidates; grid is (W, H) or (W, H, D).

    Score of a candidate: its own, or the greatest among the listed classes, times its objectness where it has one. Then
    torchvision.ops.batched_nms (or nms over all classes): by falling score, the earlier of equal ones first; IoU above the limit suppresses.
    """
    found = []
    for k, row in enumerate(np.asarray(scores, np.float64)):
        objectness = row[0] if step["objectness"] else 1.0
        row = row[1:] if step["objectness"] else row
        if classes is not None:
            number, score = int(round(float(classes[k]))), row[0]
            if number not in listed:
                continue
        else:
            number = max(sorted(listed), key=lambda c: (row[c], -c))
            score = row[number]
        low, high = corners(boxes[k], step["format"])
        if step["units"] == "normalised":
            low, high = [v * n for v, n in zip(low, grid)], [v * n for v, n in zip(high, grid)]
        if score * objectness >= step["scoreThreshold"] and all(h > l for l, h in zip(low, high)):
            found.append((number, score * objectness, (low, high)))
    found.sort(key=lambda f: -f[1])
    kept = []
    for candidate in found:
        rivals = [k for k in kept if not step["nmsPerClass"] or k[0] == candidate[0]]
        if all(iou(k[2], candidate[2]) <= step["nmsIou"] for k in rivals):
            kept.append(candidate)
    return kept[: step["maxCount"]]


def resize_back(box, grid, source):
    """Edges of a half-pixel resize scale with the size; cut off at the source's border, None outside it."""
    low = [min(max(v * s / g, 0.0), s) for v, g, s in zip(box[0], grid, source)]
    high = [min(max(v * s / g, 0.0), s) for v, g, s in zip(box[1], grid, source)]
    return (low, high) if all(h > l for l, h in zip(low, high)) else None


# -- sliding windows --------------------------------------------------------------------------------------------------------


def importance_map(size, blend):
    """MONAI compute_importance_map with sigma_scale 0.125, then clamped to at least max(its least value, 1e-3)."""
    if blend == "constant":
        return np.ones(size)
    weights = np.ones(())
    for n in size:
        x = np.arange(n) - (n - 1) / 2.0
        weights = weights[..., None] * np.exp(-(x**2) / (2 * (0.125 * n) ** 2))
    return np.maximum(weights, max(float(weights.min()), 1e-3))


def window_starts(size, window, overlap):
    """MONAI _get_scan_interval and dense_patch_slices."""
    interval = window if window == size else max(int(window * (1 - overlap)), 1)
    count = next(d for d in range(math.ceil(size / interval)) if d * interval + window >= size) + 1
    return [min(d * interval, size - window) for d in range(count)]


def sliding_window(image, window, overlap, blend, predictor):
    """MONAI sliding_window_inference with padding_mode constant and cval 0. predictor: [D,H,W] to [C,D,H,W]."""
    pads = [(max(w - n, 0) // 2, max(w - n, 0) - max(w - n, 0) // 2) for n, w in zip(image.shape, window)]
    padded = np.pad(np.asarray(image, np.float64), pads)
    weights = importance_map(window, blend)
    total, counts = None, np.zeros(padded.shape)
    starts = [window_starts(n, w, overlap) for n, w in zip(padded.shape, window)]
    for d in starts[0]:
        for h in starts[1]:
            for w in starts[2]:
                place = (slice(d, d + window[0]), slice(h, h + window[1]), slice(w, w + window[2]))
                out = predictor(padded[place])
                total = np.zeros((len(out), *padded.shape)) if total is None else total
                total[(slice(None), *place)] += out * weights
                counts[place] += weights
    crop = tuple(slice(p[0], p[0] + n) for p, n in zip(pads, image.shape))
    return (total / counts)[(slice(None), *crop)]


def sample_predictor(window):
    """Two channels that depend on where in the window a voxel lies, so that blending shows: out_c = (c + 1) x + 0.1 z - 0.05 y + 0.02 c w."""
    z, y, w = np.meshgrid(*[np.arange(n) for n in window.shape], indexing="ij")
    return np.stack([(c + 1) * window + 0.1 * z - 0.05 * y + 0.02 * c * w for c in range(2)])
