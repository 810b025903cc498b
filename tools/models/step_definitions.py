"""The manifest's steps, each by its published definition, in float64.

This is the independent side of the comparison: the appliance has its own code for every step and must agree with the values that
these functions give. Nothing here is read by the appliance. Debian's numpy, scipy and torch do the arithmetic.

Images are [H,W] (row, column). Volumes are [D,H,W] (slice, row, column) with a Geometry.
"""

import numpy as np
import torch
from scipy import ndimage

from geometry import Geometry

SAME_ORIENTATION = 1e-3
"""Largest difference of a direction cosine between two slices of one stack."""

DUPLICATE_MM = 0.01
"""Slices closer than this along the normal are at one position."""

OFF_GRID = 0.1
"""How far a slice may be from its place in a regular stack, as a share of the slice spacing."""

TILT = 0.01
"""Largest in-plane drift of the stack for each millimetre along the normal (0.57 degrees)."""


class Refused(Exception):
    """The input cannot go through a step. `reason` is one word: orientation, duplicate, gap, tilt, slices."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


# -- intensity --------------------------------------------------------------------------------------------------------------


def modality_lut(stored, slope=1.0, intercept=0.0):
    """PS3.3 C.11.1.1.2: output units = m * SV + b. Absent attributes mean m = 1, b = 0."""
    return np.asarray(stored, np.float64) * float(slope) + float(intercept)


def modality_lut_table(stored, first, entries):
    """PS3.3 C.11.1.1.1, Modality LUT Sequence: values below the first mapped value take the first entry, above the last the last."""
    index = np.clip(np.asarray(stored, np.int64) - int(first), 0, len(entries) - 1)
    return np.asarray(entries, np.float64)[index]


def voi_window(values, center, width):
    """PS3.3 C.11.2.1.2.1, LINEAR, with ymin = 0 and ymax = 1."""
    x = np.asarray(values, np.float64)
    low, high = center - 0.5 - (width - 1.0) / 2.0, center - 0.5 + (width - 1.0) / 2.0
    ramp = np.zeros_like(x) if width == 1 else (x - (center - 0.5)) / (width - 1.0) + 0.5
    return np.where(x <= low, 0.0, np.where(x > high, 1.0, ramp))


def full_range_window(values):
    """Centre and width whose LINEAR window maps the smallest value to 0 and the largest to 1."""
    low, high = float(np.min(values)), float(np.max(values))
    return (low + high + 1.0) / 2.0, high - low + 1.0


def monochrome1_invert(values, photometric):
    """PS3.3 C.7.6.3.1.2: MONOCHROME1 shows the smallest value white.

    The step follows voi-window, since a window's centre is in the units of the values before they are inverted; on its 0..1 output
    the inversion is 1 - x, whether or not the image reaches 0 and 1.
    """
    x = np.asarray(values, np.float64)
    return 1.0 - x if photometric == "MONOCHROME1" else x


def clip(values, low, high):
    """numpy.clip."""
    return np.clip(np.asarray(values, np.float64), low, high)


def scale_range(values, in_min, in_max, out_min, out_max, do_clip):
    """MONAI ScaleIntensityRange: an empty input range gives x - inMin + outMin; clips to the output range only if asked."""
    x = np.asarray(values, np.float64)
    if in_max == in_min:
        return x - in_min + out_min
    y = (x - in_min) / (in_max - in_min) * (out_max - out_min) + out_min
    return np.clip(y, out_min, out_max) if do_clip else y


def normalize(values, mean=None, std=None, nonzero=False):
    """MONAI NormalizeIntensity: population std, 0 counts as 1; with nonzero only values other than 0 are measured and changed."""
    x = np.array(values, np.float64)
    chosen = x != 0 if nonzero else np.ones(x.shape, bool)
    if not chosen.any():
        return x
    m = float(np.mean(x[chosen])) if mean is None else float(mean)
    s = float(np.std(x[chosen])) if std is None else float(std)
    x[chosen] = (x[chosen] - m) / (1.0 if s == 0.0 else s)
    return x


def resize(values, height, width, antialias):
    """torch.nn.functional.interpolate, mode='bilinear', align_corners=False."""
    x = torch.from_numpy(np.ascontiguousarray(values, np.float64))[None, None]
    y = torch.nn.functional.interpolate(x, size=(height, width), mode="bilinear", align_corners=False, antialias=antialias)
    return y[0, 0].numpy()


# -- geometry ---------------------------------------------------------------------------------------------------------------


def sort_slices(positions, orientations, pixel_spacing):
    """Order of the slices along the normal, and the geometry of the stack (PS3.3 C.7.6.2.1.1).

    The normal is row direction x column direction; slices go by increasing ImagePositionPatient . normal. The slice step is
    (last - first) / (n - 1). Raises Refused, looked for in this order:
      slices       fewer than two slices;
      orientation  a direction cosine differs from the first slice's by more than SAME_ORIENTATION;
      duplicate    two slices lie closer than DUPLICATE_MM along the normal;
      gap          a slice lies further than OFF_GRID * |step| from first + index * step (missing slices, mixed spacing);
      tilt         the step's in-plane part is more than TILT of its part along the normal (gantry tilt).
    """
    p, o = np.asarray(positions, np.float64), np.asarray(orientations, np.float64)
    if len(p) < 2:
        raise Refused("slices")
    if np.abs(o - o[0]).max() > SAME_ORIENTATION:
        raise Refused("orientation")
    row, column = o[0, :3], o[0, 3:]
    normal = np.cross(row, column)
    normal /= np.linalg.norm(normal)
    order = np.argsort(p @ normal, kind="stable")
    p = p[order]
    if np.diff(p @ normal).min() < DUPLICATE_MM:
        raise Refused("duplicate")
    step = (p[-1] - p[0]) / (len(p) - 1)
    off = np.linalg.norm(p - (p[0] + np.arange(len(p))[:, None] * step), axis=1)
    if off.max() > OFF_GRID * np.linalg.norm(step):
        raise Refused("gap")
    along = step @ normal
    if np.linalg.norm(step - along * normal) > TILT * along:
        raise Refused("tilt")
    steps = np.stack([step, column * pixel_spacing[0], row * pixel_spacing[1]])
    return [int(i) for i in order], Geometry(p[0], steps)


def orientation_of(geometry):
    """Which volume axis runs along L, P and S, and whether it must be flipped: ((axis, flip) for S, for P, for L).

    As nibabel's io_orientation, which MONAI's Orientation uses: the axes W, H, D in turn each take the patient axis, not yet
    taken, along which their direction is longest. An axis that runs towards R, A or I is flipped.
    """
    directions = geometry.steps / geometry.spacing_mm[:, None]
    taken = {}
    for axis in (2, 1, 0):
        size = [-1.0 if patient in taken else abs(directions[axis][patient]) for patient in range(3)]
        patient = int(np.argmax(size))
        taken[patient] = (axis, bool(directions[axis][patient] < 0))
    return taken[2], taken[1], taken[0]


def orient_lps(volume, geometry):
    """Axes permuted and flipped so that W, H and D increase towards patient Left, Posterior and Superior."""
    plan = orientation_of(geometry)
    out = np.transpose(volume, [axis for axis, _ in plan])
    steps, origin = geometry.steps[[axis for axis, _ in plan]].copy(), geometry.origin.copy()
    for axis, (_, flip) in enumerate(plan):
        if flip:
            origin = origin + steps[axis] * (out.shape[axis] - 1)
            steps[axis] = -steps[axis]
            out = np.flip(out, axis)
    return np.ascontiguousarray(out), Geometry(origin, steps)


def resampled_shape(shape, old_mm, new_mm):
    """MONAI compute_shape_offset: round((n - 1) * old / new + 1), halves to even."""
    return tuple(int(np.round((n - 1) * o / s + 1.0)) for n, o, s in zip(shape, old_mm, new_mm))


def resample(volume, geometry, spacing_mm):
    """MONAI Spacing, mode bilinear (trilinear), padding border, in float64.

    Output voxel o takes the input at min(o * new / old, n - 1) on each axis: the first voxels share their centre. The result is
    the same for either align_corners, since MONAI normalises and samples with the same convention.
    """
    old = geometry.spacing_mm
    shape = resampled_shape(volume.shape, old, spacing_mm)
    axes = [np.minimum(np.arange(m) * s / o, n - 1.0) for m, s, o, n in zip(shape, spacing_mm, old, volume.shape)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"))
    out = ndimage.map_coordinates(np.asarray(volume, np.float64), grid, order=1, mode="nearest", prefilter=False)
    steps = geometry.steps / old[:, None] * np.asarray(spacing_mm, np.float64)[:, None]
    return out, Geometry(geometry.origin, steps)


def invert_geometry(labels, sorted_shape, sorted_geometry, spacing_mm):
    """Labels on the network's grid brought back to the sorted stack: nearest neighbour, then the flips and axes undone.

    Voxel s of the oriented stack takes the label at clamp(round(s * old / new), 0, m - 1), halves to even, `s * old / new`
    evaluated from left to right in float64.
    """
    plan = orientation_of(sorted_geometry)
    shape = [sorted_shape[axis] for axis, _ in plan]
    old = sorted_geometry.spacing_mm[[axis for axis, _ in plan]]
    pick = [
        np.clip(np.rint(np.arange(n) * o / s), 0, m - 1).astype(np.int64)
        for n, o, s, m in zip(shape, old, spacing_mm, labels.shape)
    ]
    out = labels[np.ix_(*pick)]
    out = np.flip(out, [axis for axis, (_, flip) in enumerate(plan) if flip])
    return np.ascontiguousarray(np.transpose(out, np.argsort([axis for axis, _ in plan])))


# -- after the network ------------------------------------------------------------------------------------------------------


def sigmoid(logits):
    """1 / (1 + exp(-x)), torch.sigmoid in float64."""
    return torch.sigmoid(torch.from_numpy(np.asarray(logits, np.float64))).numpy()


def softmax(logits):
    """torch.softmax over the channels, axis 0 of [C,...], in float64."""
    return torch.softmax(torch.from_numpy(np.asarray(logits, np.float64)), 0).numpy()


def threshold(probabilities, operating_points):
    """Present where probability >= operating point, channel by channel (MONAI AsDiscrete)."""
    return np.asarray(probabilities, np.float64) >= np.asarray(operating_points, np.float64)


def argmax(scores):
    """The channel with the largest score, axis 0 of [C,...]; of equal ones the lowest (numpy.argmax)."""
    return np.argmax(np.asarray(scores), axis=0).astype(np.uint8)


def min_volume(labels, voxel_ml, least_ml):
    """Removes, label by label, connected components (26 neighbours, scipy.ndimage.label) below least_ml; equal stays."""
    out = np.array(labels)
    touching = np.ones((3, 3, 3), int)
    for label in np.unique(out[out != 0]):
        parts, count = ndimage.label(out == label, touching)
        for part in range(1, count + 1):
            if np.count_nonzero(parts == part) * voxel_ml < least_ml:
                out[parts == part] = 0
    return out


def volume_ml(labels, label, geometry):
    """Voxels of the label times the volume of a voxel."""
    return int(np.count_nonzero(np.asarray(labels) == label)) * geometry.voxel_ml
