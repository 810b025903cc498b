#!/usr/bin/python3
"""Writes the demonstration set: what a scanner would send, and what must come of it.

    tools/models/demo_set.py OUT_DIR             writes OUT_DIR/STUDY/*.dcm and OUT_DIR/expected.json (numpy and pydicom only)
    tools/models/demo_set.py --expect            computes demo_expected.json anew with the reference pipeline (torch, scipy)

expected.json
    { "studies": [ { "name", "directory", "files", "studyInstanceUid", "seriesInstanceUid", "sopInstanceUid" (null for a series), "modality",
                     "unit": "instance" | "series", "model": NAME or null when no route fits, "outcome": "completed" | null,
                     "findings": [{ "label", "present", "probability", "volumeMl" }],
                     "tolerance": { "probability", "volumeMl" }, "pixelSha256" } ] }
pixelSha256 is over the PixelData of the files in order; it shows that this machine drew what the expected values were computed from.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np

import phantom_ct
import phantom_dicom
import phantom_radiograph
import seeded

HERE = pathlib.Path(__file__).resolve().parent
EXPECTED = HERE / "demo_expected.json"
ULTRASOUND = "1.2.840.10008.5.1.4.1.1.6.1"
SEED = 500_000


def radiograph():
    r = phantom_radiograph.make(SEED, nodule=True, effusion=False, monochrome1=False, size=(640, 560))
    return [phantom_radiograph.dataset(r, "demo-radiograph")]


def ct():
    series = phantom_ct.make(SEED + 1, lesions=2, shape=(40, 128, 128), spacing_mm=(3.0, 2.9, 2.9), prone=False)
    return phantom_ct.datasets(series, "demo-ct")


def ultrasound():
    """A grey wedge with speckle: an object that no sample model takes."""
    s = seeded.Stream(SEED + 2, 4)
    y, x = (np.arange(240) + 0.5)[:, None], (np.arange(320) - 159.5)[None, :]
    inside = (np.abs(x) < 20.0 + 0.6 * y) & (x * x + y * y < 225.0**2)
    grey = np.clip(70.0 + 25.0 * s.noise((240, 320)) - 0.12 * y, 0.0, 255.0) * inside
    ds = phantom_dicom.start("demo-ultrasound", SEED + 2, ULTRASOUND, "US")
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    ds.ImageComments = "Synthetic phantom, not a patient"
    ds.BodyPartExamined = "ABDOMEN"
    ds.LossyImageCompression = "00"
    ds.PatientOrientation = ""
    phantom_dicom.set_pixels(ds, grey.astype(np.uint8), 8, "MONOCHROME2")
    return [ds]


STUDIES = {
    "radiograph": (radiograph, "instance", "phantom-radiograph"),
    "ct": (ct, "series", "phantom-ct-lesion"),
    "ultrasound": (ultrasound, "instance", None),
}


def described(name, datasets):
    _, unit, model = STUDIES[name]
    first = datasets[0]
    digest = hashlib.sha256(b"".join(ds.PixelData for ds in datasets)).hexdigest()
    return {
        "name": name,
        "directory": name,
        "files": len(datasets),
        "studyInstanceUid": first.StudyInstanceUID,
        "seriesInstanceUid": first.SeriesInstanceUID,
        "sopInstanceUid": first.SOPInstanceUID if unit == "instance" else None,
        "modality": first.Modality,
        "unit": unit,
        "model": model,
        "pixelSha256": digest,
    }


def expect():
    """Runs the reference pipeline on the set."""
    import build_release
    import reference_pipeline

    studies = []
    for name, (draw, _, model) in STUDIES.items():
        datasets = draw()
        study = described(name, datasets)
        result = {"outcome": None, "findings": []}
        if model is not None:
            result = reference_pipeline.run(build_release.RELEASES / model / build_release.VERSION, datasets)
            result = build_release.expected_of(result)
        study.update(outcome=result["outcome"], findings=result["findings"], tolerance=build_release.tolerance_of(datasets))
        studies.append(study)
    build_release.write_json(EXPECTED, {"studies": studies})
    print(EXPECTED.read_text())


def main(out_dir):
    for expected in json.loads(EXPECTED.read_text())["studies"]:
        datasets = STUDIES[expected["name"]][0]()
        for key, value in described(expected["name"], datasets).items():
            if expected[key] != value:
                sys.exit(f"{expected['name']}: {key} is {value}, but the expected values were computed for {expected[key]}")
        for number, ds in enumerate(datasets, 1):
            phantom_dicom.save(ds, out_dir / expected["directory"] / f"{number:03d}.dcm")
    (out_dir / "expected.json").write_text(EXPECTED.read_text())


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        sys.exit(0)
    if len(sys.argv) != 2 or (sys.argv[1].startswith("-") and sys.argv[1] != "--expect"):
        sys.exit(__doc__)
    expect() if sys.argv[1] == "--expect" else main(pathlib.Path(sys.argv[1]))
