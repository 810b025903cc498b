"""Numbers, names, UIDs and dates that follow from a seed, the same on every machine.

Phantoms use only +, -, *, /, sqrt, comparisons and integers, which IEEE 754 rounds exactly: exp, sin or a normal distribution may
differ in the last bit between processors, and a pixel with them. BitGenerator streams are what numpy promises to keep.
"""

import datetime
import uuid

import numpy as np


class Stream:
    """Random numbers of one phantom. The key is integers: a seed and, where needed, a part."""

    def __init__(self, *key):
        self._bits = np.random.PCG64(np.random.SeedSequence(key))

    def unit(self, shape=None):
        """Uniform in [0, 1), 53 bits."""
        raw = self._bits.random_raw(None if shape is None else int(np.prod(shape)))
        if shape is None:
            return (int(raw) >> 11) * 2.0**-53
        return ((raw >> np.uint64(11)).astype(np.float64) * 2.0**-53).reshape(shape)

    def between(self, low, high):
        """Uniform in [low, high)."""
        return low + (high - low) * self.unit()

    def integer(self, low, high):
        """Uniform in low..high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def chance(self, probability):
        return self.unit() < probability

    def noise(self, shape):
        """About normal, mean 0, standard deviation 1: the sum of the eight bytes of a raw number."""
        raw = self._bits.random_raw(int(np.prod(shape)))
        total = raw.view(np.uint8).reshape(-1, 8).sum(axis=1, dtype=np.int64)
        return ((total - 1020) / 209.0206927555).reshape(shape)


def uid(*names):
    """A UID under 2.25 (PS3.5 B.2): a name-based UUID of the words given."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, 'urn:edge-phantom:' + ':'.join(map(str, names))).int}"


def study_date(seed):
    """A day of 2020, YYYYMMDD."""
    return (datetime.date(2020, 1, 1) + datetime.timedelta(days=seed % 366)).strftime("%Y%m%d")


def smooth_step(t):
    """0 below 0, 1 above 1, 3t^2 - 2t^3 between."""
    t = np.clip(t, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)
