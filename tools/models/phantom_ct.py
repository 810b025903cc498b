"""Synthetic CT series: a torso with an organ-like ellipsoid that may hold low-density lesions. Drawn from a seed, no patient behind it.

Everything is placed in patient coordinates (mm; towards L, P, S), so that the same phantom can be sampled on any grid.
"""

from dataclasses import dataclass

import numpy as np

import phantom_dicom
import seeded
from geometry import Geometry
from seeded import smooth_step

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
SUPINE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
PRONE = ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0))
EDGE_MM = 2.0


@dataclass(frozen=True)
class Blob:
    """An ellipsoid: centre and radii in mm along L, P, S."""

    center: tuple
    radii: tuple

    def distance(self, x, y, z):
        """About the distance to the surface in mm, negative inside."""
        squares = [((p - c) / r) ** 2 for p, c, r in zip((x, y, z), self.center, self.radii)]
        return (np.sqrt(squares[0] + squares[1] + squares[2]) - 1.0) * min(self.radii)


@dataclass(frozen=True)
class Series:
    """`hu` is [D,H,W] int, in sorted order; `lesion` the true mask on the same grid."""

    seed: int
    hu: np.ndarray
    lesion: np.ndarray
    geometry: Geometry
    prone: bool
    signed: bool

    @property
    def lesion_ml(self):
        return int(self.lesion.sum()) * self.geometry.voxel_ml


class Phantom:
    """The torso of a seed: where things are and how dense they are."""

    def __init__(self, seed, lesions=None):
        s = seeded.Stream(seed, 2)
        self.seed = seed
        self.body = (s.between(148.0, 172.0), s.between(104.0, 122.0))
        self.fat_mm, self.tissue = s.between(8.0, 16.0), s.between(35.0, 60.0)
        center = (s.between(-62.0, -50.0), s.between(-14.0, 6.0), s.between(-8.0, 8.0))
        self.organ = Blob(center, (s.between(62.0, 78.0), s.between(58.0, 72.0), s.between(52.0, 74.0)))
        self.organ_hu = s.between(92.0, 122.0)
        self.stomach = Blob((s.between(68.0, 82.0), s.between(-35.0, -15.0), s.between(-20.0, 20.0)), (s.between(24.0, 38.0),) * 3)
        self.stomach_hu = s.between(0.0, 60.0)
        self.spine, self.spine_hu = (s.between(-4.0, 4.0), s.between(66.0, 74.0), s.between(16.0, 20.0)), s.between(220.0, 480.0)
        self.aorta, self.aorta_hu = (s.between(6.0, 14.0), s.between(40.0, 46.0), s.between(8.0, 12.0)), s.between(110.0, 190.0)
        self.vessels = [self.draw_vessel(s) for _ in range(s.integer(3, 6))]
        self.vessel_hu = self.organ_hu + s.between(25.0, 60.0)
        tossed = 0 if s.chance(0.4) else s.integer(1, 3)
        self.lesions = self.draw_lesions(s, tossed if lesions is None else lesions)
        self.lesion_drop = [s.between(50.0, 80.0) for _ in self.lesions]
        self.noise_hu = s.between(8.0, 16.0)

    def draw_vessel(self, s):
        """A tube in the organ: a point, a unit direction, a radius."""
        point = tuple(c + r * s.between(-0.5, 0.5) for c, r in zip(self.organ.center, self.organ.radii))
        direction = np.array([s.between(-1.0, 1.0) for _ in range(3)]) + 0.1
        return point, direction / np.sqrt((direction * direction).sum()), s.between(2.5, 4.5)

    def draw_lesions(self, s, count):
        """Ellipsoids that lie wholly in the organ, a little apart from each other."""
        out = []
        while len(out) < count:
            radius = s.between(8.0, 16.0)
            radii = tuple(radius * s.between(0.85, 1.18) for _ in range(3))
            center = tuple(c + r * s.between(-0.75, 0.75) for c, r in zip(self.organ.center, self.organ.radii))
            reach = sum(((p - c) / (r - 1.2 * radius)) ** 2 for p, c, r in zip(center, self.organ.center, self.organ.radii))
            apart = all(sum((a - b) ** 2 for a, b in zip(center, o.center)) > (1.2 * (radius + max(o.radii))) ** 2 for o in out)
            if reach < 1.0 and apart:
                out.append(Blob(center, radii))
        return out

    def render(self, x, y, z):
        """HU without noise at the points given (broadcast arrays)."""
        hu = np.full(np.broadcast_shapes(x.shape, y.shape, z.shape), -1000.0)

        def paint(distance, value):
            cover = smooth_step(0.5 - distance / EDGE_MM)
            hu[...] = hu + cover * (value - hu)

        rx, ry = self.body
        skin = (np.sqrt((x / rx) ** 2 + (y / ry) ** 2) - 1.0) * ry
        paint(skin, -100.0)
        paint(skin + self.fat_mm, self.tissue)
        paint(self.stomach.distance(x, y, z), self.stomach_hu)
        for (cx, cy, r), value in ((self.spine, self.spine_hu), (self.aorta, self.aorta_hu)):
            paint(np.sqrt((x - cx) ** 2 + (y - cy) ** 2) - r, value)
        organ = self.organ.distance(x, y, z)
        paint(organ, self.organ_hu)
        for (px, py, pz), (ux, uy, uz), r in self.vessels:
            dx, dy, dz = x - px, y - py, z - pz
            along = dx * ux + dy * uy + dz * uz
            away = np.sqrt(np.maximum(dx * dx + dy * dy + dz * dz - along * along, 0.0))
            paint(np.maximum(np.maximum(away - r, np.abs(along) - 40.0), organ + 2.0), self.vessel_hu)
        for blob, drop in zip(self.lesions, self.lesion_drop):
            paint(blob.distance(x, y, z), self.organ_hu - drop)
        return hu

    def lesion_mask(self, x, y, z):
        """True where a point lies in a lesion."""
        mask = np.zeros(np.broadcast_shapes(x.shape, y.shape, z.shape), bool)
        for blob in self.lesions:
            mask |= blob.distance(x, y, z) < 0
        return mask


def points(geometry, shape):
    """Patient coordinates x, y, z of every voxel, each broadcastable to [D,H,W]. Only for stacks whose axes are patient axes."""
    index = np.ogrid[tuple(slice(0, n) for n in shape)]
    out = []
    for axis in range(3):
        total = np.float64(geometry.origin[axis])
        for i, step in zip(index, geometry.steps):
            if step[axis] != 0.0:
                total = total + i * step[axis]
        out.append(np.asarray(total))
    return out


def make(seed, lesions=None, shape=None, spacing_mm=None, prone=None):
    """The series of a seed. shape is (slices, rows, columns), spacing_mm (slice, row, column)."""
    s = seeded.Stream(seed, 3)
    phantom = Phantom(seed, lesions)
    side = s.integer(88, 144)
    count, thick, field = s.integer(24, 44), 0.5 * s.integer(5, 9), s.between(350.0, 400.0)
    tossed_prone, signed = s.chance(0.25), s.chance(0.5)
    prone = tossed_prone if prone is None else prone
    shape = (count, side, side) if shape is None else shape
    if spacing_mm is None:
        pixel = round(field / side, 4)
        spacing_mm = (thick, pixel, pixel)
    row, column = PRONE if prone else SUPINE
    dz, dy, dx = spacing_mm
    steps = np.array([(0.0, 0.0, dz), [dy * c for c in column], [dx * r for r in row]])
    offset = np.array([round(s.between(-6.0, 6.0), 1) for _ in range(3)])
    origin = offset - (steps * (np.array(shape) - 1)[:, None] / 2.0).sum(axis=0)
    geometry = Geometry(np.round(origin, 3), steps)
    x, y, z = points(geometry, shape)
    hu = phantom.render(x, y, z) + phantom.noise_hu * s.noise(shape)
    return Series(seed, np.clip(np.floor(hu + 0.5), -1024, 3071).astype(np.int64), phantom.lesion_mask(x, y, z), geometry, prone, signed)


def datasets(series, kind="ct-lesion", series_number=1):
    """The series as CT images, by instance number. Odd seeds number from the head down."""
    count = len(series.hu)
    order = range(count) if series.seed % 2 == 0 else range(count - 1, -1, -1)
    return [dataset(series, k, number + 1, kind, series_number) for number, k in enumerate(order)]


def dataset(series, k, number, kind, series_number):
    g = series.geometry
    ds = phantom_dicom.start(kind, series.seed, CT_IMAGE, "CT", series_number, number)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.ImageComments = "Synthetic phantom, not a patient"
    ds.BodyPartExamined = "ABDOMEN"
    ds.PatientPosition = "HFP" if series.prone else "HFS"
    ds.KVP, ds.AcquisitionNumber = "120", 1
    ds.FrameOfReferenceUID = seeded.uid(kind, series.seed, "frame")
    ds.PositionReferenceIndicator = ""
    thick, dy, dx = (float(v) for v in g.spacing_mm)
    ds.SliceThickness = f"{thick:g}"
    ds.SpacingBetweenSlices = f"{thick:g}"
    ds.PixelSpacing = [f"{dy:.4f}", f"{dx:.4f}"]
    position = g.origin + k * g.steps[0]
    ds.ImagePositionPatient = [f"{v:.3f}" for v in position]
    ds.SliceLocation = f"{position[2]:.3f}"
    row, column = PRONE if series.prone else SUPINE
    ds.ImageOrientationPatient = [f"{v:g}" for v in (*row, *column)]
    intercept = 0 if series.signed else -1024
    stored = series.hu[k] - intercept
    phantom_dicom.set_pixels(ds, stored.astype(np.int16 if series.signed else np.uint16), 16 if series.signed else 12, "MONOCHROME2")
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = str(intercept), "1", "HU"
    ds.WindowCenter, ds.WindowWidth = "40", "400"
    return ds
