"""Synthetic chest-like radiographs with two findings: a nodule and a pleural effusion. Drawn from a seed, no patient behind them."""

from dataclasses import dataclass

import numpy as np

import phantom_dicom
import seeded
from seeded import smooth_step

COMPUTED_RADIOGRAPHY = "1.2.840.10008.5.1.4.1.1.1"
DIGITAL_XRAY_FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.1"
FULL = 4095


@dataclass(frozen=True)
class Radiograph:
    """`stored` is [H,W] uint16, 12 bits, as it stands in the file; the window is in units after the rescale."""

    seed: int
    stored: np.ndarray
    nodule: bool
    effusion: bool
    monochrome1: bool
    digital: bool
    slope: float
    intercept: float
    center: float
    width: float


def ellipse(x, y, cx, cy, rx, ry, soft):
    """1 inside, 0 outside, with an edge `soft` wide as a share of the radius."""
    distance = np.sqrt(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2)
    return smooth_step((1.0 + soft / 2.0 - distance) / soft)


def draw_lungs(s, x, y):
    """The two lungs as (mask, centre x, centre y, radius x, radius y)."""
    cy, ry = s.between(-0.05, 0.02), s.between(0.29, 0.35)
    lungs = []
    for side in (-1.0, 1.0):
        cx, rx = side * s.between(0.19, 0.225), s.between(0.135, 0.165)
        dy, stretch = s.between(-0.02, 0.02), s.between(0.94, 1.06)
        lungs.append((ellipse(x, y, cx, cy + dy, rx, ry * stretch, s.between(0.08, 0.2)), cx, cy + dy, rx, ry * stretch))
    return lungs


def draw_body(s, x, y, lungs):
    """Attenuation of torso, lungs, heart, ribs and small vessels, about 0..1."""
    half = s.between(0.42, 0.5)
    shoulder = np.clip((-0.32 - y) / 0.18, 0.0, 1.0)
    image = 0.05 + s.between(0.6, 0.7) * smooth_step((half * (1.0 - 0.45 * shoulder) - np.abs(x)) / 0.05)
    depth = s.between(0.33, 0.43)
    for mask, *_ in lungs:
        image = image - depth * mask
    heart = ellipse(x, y, s.between(0.03, 0.08), s.between(0.1, 0.18), s.between(0.1, 0.15), s.between(0.11, 0.15), 0.25)
    image = image + heart * s.between(0.15, 0.25) * np.clip(1.0 - image, 0.0, 1.0)
    gap, top, bow, strength = s.between(0.065, 0.085), s.between(-0.36, -0.3), s.between(0.5, 1.4), s.between(0.03, 0.08)
    for k in range(9):
        line = y - (top + k * gap + bow * (np.abs(x) - 0.22) ** 2)
        image = image + strength * np.clip(1.0 - (line / 0.012) ** 2, 0.0, 1.0) * (np.abs(x) > 0.05) * (np.abs(x) < half)
    for _ in range(s.integer(4, 12)):
        mask, cx, cy, rx, ry = lungs[s.integer(0, 1)]
        vx, vy, r = cx + rx * s.between(-0.8, 0.8), cy + ry * s.between(-0.7, 0.7), s.between(0.005, 0.011)
        image = image + s.between(0.04, 0.12) * np.clip(1.0 - ((x - vx) ** 2 + (y - vy) ** 2) / (r * r), 0.0, 1.0)
    return image


def add_effusion(s, image, x, y, lungs):
    """Fluid at the base of one lung with a meniscus that rises to the chest wall. Returns the image, the side and the level."""
    side = s.integer(0, 1)
    mask, cx, cy, rx, ry = lungs[side]
    level = cy + ry * s.between(-0.05, 0.65)
    lateral = np.clip((x - cx) / rx * (1.0 if side == 1 else -1.0), -1.0, 1.2)
    surface = level - s.between(0.04, 0.1) * lateral * np.abs(lateral)
    fluid = smooth_step((y - surface) / s.between(0.02, 0.05)) * mask * s.between(0.75, 1.0)
    return image + fluid * np.clip(s.between(0.6, 0.72) - image, 0.0, 1.0), side, level


def add_nodule(s, image, x, y, lungs, fluid_side, level):
    """A round density in a lung, clear of the fluid."""
    while True:
        side = s.integer(0, 1)
        _, cx, cy, rx, ry = lungs[side]
        u, v = s.between(-0.75, 0.75), s.between(-0.8, 0.8)
        nx, ny, r = cx + rx * u, cy + ry * v, s.between(0.027, 0.05)
        if u * u + v * v < 0.6 and not (side == fluid_side and ny > level - 0.1):
            break
    distance = ((x - nx) ** 2 + (y - ny) ** 2 * s.between(0.8, 1.25)) / (r * r)
    return image + s.between(0.09, 0.28) * np.clip(1.6 * (1.0 - distance), 0.0, 1.0)


def make(seed, smallest=256, largest=1024, nodule=None, effusion=None, monochrome1=None, size=None):
    """The radiograph of a seed. Findings and polarity may be fixed; otherwise each is a toss of its own coin."""
    s = seeded.Stream(seed, 1)
    tossed = [s.chance(0.5) for _ in range(4)]
    nodule = tossed[0] if nodule is None else nodule
    effusion = tossed[1] if effusion is None else effusion
    monochrome1 = tossed[2] if monochrome1 is None else monochrome1
    height = s.integer(smallest, largest)
    width = min(largest, max(smallest, int(height * s.between(0.82, 1.22))))
    if size is not None:
        height, width = size
    scale = float(max(height, width))
    y = ((np.arange(height) + 0.5) - height / 2.0)[:, None] / scale + s.between(-0.02, 0.02)
    x = ((np.arange(width) + 0.5) - width / 2.0)[None, :] / scale + s.between(-0.02, 0.02)
    lungs = draw_lungs(s, x, y)
    image = draw_body(s, x, y, lungs)
    fluid_side, level = -1, 1.0
    if effusion:
        image, fluid_side, level = add_effusion(s, image, x, y, lungs)
    if nodule:
        image = add_nodule(s, image, x, y, lungs, fluid_side, level)
    image = image + s.between(-0.08, 0.08) * x + s.between(-0.08, 0.08) * y + s.between(0.006, 0.02) * s.noise(image.shape)
    bright = np.clip(np.floor(FULL * (s.between(0.05, 0.15) + s.between(0.75, 0.85) * image) + 0.5), 0, FULL).astype(np.uint16)
    stored = (FULL - bright).astype(np.uint16) if monochrome1 else bright
    return describe(s, seed, stored, nodule, effusion, monochrome1, digital=tossed[3])


def describe(s, seed, stored, nodule, effusion, monochrome1, digital):
    """Chooses rescale (CR only: the DX IOD fixes it to 1 and 0) and a window near the display range."""
    center, width = round(s.between(1850, 2250)), round(s.between(3300, 4300))
    if monochrome1:
        center = FULL - center
    slope, intercept = (1.0, 0.0) if digital else ((1.0, 0.0), (0.5, 0.0), (2.0, -1024.0))[s.integer(0, 2)]
    return Radiograph(seed, stored, nodule, effusion, monochrome1, digital, slope, intercept, center * slope + intercept, width * slope)


def dataset(r, kind="radiograph"):
    """The radiograph as a CR or DX object."""
    sop_class = DIGITAL_XRAY_FOR_PRESENTATION if r.digital else COMPUTED_RADIOGRAPHY
    ds = phantom_dicom.start(kind, r.seed, sop_class, "DX" if r.digital else "CR")
    ds.BodyPartExamined = "CHEST"
    ds.ViewPosition = "PA"
    ds.PatientOrientation = ["L", "F"]
    ds.ImageType = ["DERIVED", "PRIMARY"]
    ds.ImageComments = "Synthetic phantom, not a patient"
    phantom_dicom.set_pixels(ds, r.stored, 12, "MONOCHROME1" if r.monochrome1 else "MONOCHROME2")
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = f"{r.slope:g}", f"{r.intercept:g}", "US"
    ds.WindowCenter, ds.WindowWidth = f"{r.center:g}", f"{r.width:g}"
    if r.digital:
        add_dx_modules(ds, r)
    else:
        ds.ImagerPixelSpacing = ["0.4", "0.4"]
        ds.CassetteOrientation = ""
    return ds


def add_dx_modules(ds, r):
    """What PS3.3 A.26 asks of a DX image beyond a CR one."""
    code = phantom_dicom.coded
    ds.PresentationIntentType = "FOR PRESENTATION"
    ds.PresentationLUTShape = "INVERSE" if r.monochrome1 else "IDENTITY"
    ds.PixelIntensityRelationship = "LOG"
    ds.PixelIntensityRelationshipSign = 1 if r.monochrome1 else -1
    ds.LossyImageCompression = "00"
    ds.DerivationDescription = "Synthetic"
    ds.BurnedInAnnotation = "NO"
    ds.ImagerPixelSpacing = ["0.4", "0.4"]
    ds.DetectorType = "DIRECT"
    ds.ImageLaterality = "B"
    ds.AcquisitionContextSequence = phantom_dicom.sequence()
    ds.AnatomicRegionSequence = phantom_dicom.sequence(code("51185008", "SCT", "Chest"))
    view = code("272479007", "SCT", "postero-anterior")
    view.ViewModifierCodeSequence = phantom_dicom.sequence()
    ds.ViewCodeSequence = phantom_dicom.sequence(view)
    ds.PositionerType = "NONE"
