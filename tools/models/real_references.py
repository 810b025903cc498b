#!/usr/bin/python3
"""Computes what the sample releases give for real inputs of ../shared/data/dicom, so that the main path is held on real input too.

    tools/models/real_references.py [SHARED_DATA]    writes tests/Edge.Inference.Tests/references/real-NAME.json

The format is that of golden/cases.json; inputs are relative to SHARED_DATA/dicom and are not copied. The findings mean nothing: the models know
phantoms only. Among the inputs are JPEG and JPEG Lossless ones, one with a Modality LUT Sequence, and ones that a model must refuse.
"""

import pathlib
import sys

import pydicom

import build_release
import reference_pipeline

OUT = build_release.HERE.parents[1] / "tests/Edge.Inference.Tests/references"
INPUTS = {
    "phantom-radiograph": [
        "cr-dx/highdicom__dx_image.dcm",
        "cr-dx/fo-dicom__CR-ModalitySequenceLUT.dcm",
        "cr-dx/torchxrayvision__1.2.276.0.7230010.3.1.4.8323329.6904.1517875201.850819.dcm",
        "cr-dx/torchxrayvision__Fake_MONOHR1.dcm",
        "dicomdir/pydicom__77654033_CR1_6154",
    ],
    "phantom-ct-lesion": ["series/ct-philips-head-14", "series/ct-gantry-tilt-4", "series/ct-missing-slice-4"],
}


def case(release, dicom, source):
    at = dicom / source
    files = sorted(at.iterdir()) if at.is_dir() else [at]
    datasets = [pydicom.dcmread(file) for file in files]
    result = reference_pipeline.run(release, datasets)
    print(source, {key: result[key] for key in ("outcome", "reason", "findings")})
    inputs = [str(file.relative_to(dicom)) for file in files]
    expected = build_release.expected_of(result)
    return {"name": source, "inputs": inputs, "expected": expected, "tolerance": build_release.tolerance_of(datasets)}


def main(shared):
    for name, sources in INPUTS.items():
        release = build_release.RELEASES / name / build_release.VERSION
        cases = [case(release, shared / "dicom", source) for source in sources]
        build_release.write_json(OUT / f"real-{name}.json", {"cases": cases})


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else build_release.HERE.parents[1].parent / "shared/data")
