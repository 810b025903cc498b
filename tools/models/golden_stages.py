"""What each stage of a golden case must leave behind: statistics, probes and, where nothing is rounded, a digest (docs/golden.md)."""

import hashlib

import numpy as np

PROBES = 16

EXACT = {"absolute": 0.0, "relative": 1e-7}
"""The digest of `load` holds every value exactly; statistics are written with eight digits."""

SINGLE = {"absolute": 1e-4, "relative": 1e-5}
"""float32 against float64: values are at most a few thousand, of which float32 keeps seven digits; sums of steps keep five."""

INTERPOLATED = {"absolute": 0.02, "relative": 1e-5}
"""CT numbers between voxels: weights in float32, steps of up to 2,000 between neighbours."""

LABELS = {"absolute": 1e-3, "relative": 0.0}
"""Labels agree at the probes; of all voxels a few whose scores tie may fall either way."""

TIE = 0.1
"""A probe of a label lies where the two greatest scores are further apart than this."""


def tolerance(stage, engine):
    name = stage.split()[-1]
    if name in ("load", "sort-slices", "orient"):
        return EXACT
    if name in ("infer", "sigmoid"):
        return engine
    if name in ("argmax", "min-volume-ml", "invert-geometry", "measure"):
        return LABELS
    return INTERPOLATED if name in ("resample", "clip") else SINGLE


def places(values, sure):
    """Places spread over the values; of labels, half of them where there is something to find."""
    if sure is None:
        at = np.linspace(0, values.size - 1, min(PROBES, values.size)).astype(int)
    else:
        candidates = [np.flatnonzero(sure.ravel() & (values.ravel() == label)) for label in np.unique(values)]
        share = PROBES // len(candidates)
        at = np.concatenate([c[np.linspace(0, len(c) - 1, min(share, len(c))).astype(int)] for c in candidates if len(c)])
    return [tuple(int(v) for v in np.unravel_index(i, values.shape)) for i in at]


def digits(value):
    return float(f"{value:.8g}")


class Stages:
    """Told each stage by the reference pipeline."""

    def __init__(self, engine):
        self.engine, self.found, self.margin = engine, [], None

    def __call__(self, stage, values):
        allowed = tolerance(stage, self.engine)
        if stage == "infer" and values.ndim == 5:
            top = np.sort(values[0], axis=0)
            self.margin = top[-1] - top[-2] > TIE
        is_label = values.dtype == np.uint8
        sure = self.margin if is_label and self.margin is not None and self.margin.shape == values.shape else None
        if is_label and sure is None:
            sure = np.ones(values.shape, bool)
        numbers = np.asarray(values, np.float64)
        self.found.append({
            "stage": stage,
            "shape": list(values.shape),
            "statistics": {k: digits(getattr(numbers, k)()) for k in ("min", "max", "mean", "std")},
            "probes": [{"index": list(p), "value": digits(numbers[p])} for p in places(values, sure)],
            "sha256": hashlib.sha256(numbers.astype("<f4").tobytes()).hexdigest() if stage == "load" else None,
            "tolerance": allowed if allowed is not EXACT or stage == "load" else SINGLE,
        })
