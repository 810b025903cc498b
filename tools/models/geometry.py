"""Where the voxels of a volume [D,H,W] (slice, row, column) lie in the patient."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Geometry:
    """In mm, DICOM axes (L, P, S positive).

    `origin` is the centre of voxel [0,0,0]. `steps` is 3 vectors in the order D, H, W: the move to the next slice, row and column.
    """

    origin: np.ndarray
    steps: np.ndarray

    @property
    def spacing_mm(self):
        """Voxel spacing [D,H,W]."""
        return np.linalg.norm(self.steps, axis=1)

    @property
    def voxel_ml(self):
        """Volume of a voxel: |determinant of the three steps|, in mL."""
        return abs(np.linalg.det(self.steps)) / 1000.0
