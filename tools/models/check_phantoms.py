#!/usr/bin/python3
"""Draws the golden and demonstration inputs anew and compares them with what is committed. Needs numpy and pydicom only.

    tools/models/check_phantoms.py      exits 0 when every attribute and pixel is the same, else 1 with the differences
"""

import hashlib
import json
import pathlib
import sys
import tempfile

import pydicom

import demo_set
import golden_cases
import phantom_dicom

RELEASES = pathlib.Path(__file__).resolve().parent / "releases"


def golden_differences(release, folder):
    """Every golden file that is missing or differs from the phantom of its seed."""
    for case, datasets in golden_cases.CASES[release.parent.name]():
        for number, ds in enumerate(datasets, 1):
            committed, drawn = release / "golden" / case / f"{number}.dcm", folder / "drawn.dcm"
            phantom_dicom.save(ds, drawn)
            if not committed.exists():
                yield f"{committed} is missing"
            elif pydicom.dcmread(committed) != pydicom.dcmread(drawn):
                yield f"{committed} is not what its seed gives (sha256 of the pixels drawn: {hashlib.sha256(ds.PixelData).hexdigest()})"


def main():
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        for pointer in sorted(RELEASES.glob("*/pointer.json")):
            release = pointer.parent / json.loads(pointer.read_text())["active"]
            differences += golden_differences(release, pathlib.Path(folder))
        demo_set.main(pathlib.Path(folder) / "demo")
    print("\n".join(differences) or "phantoms are as committed")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
