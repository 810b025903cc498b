#!/usr/bin/python3
"""Makes three studies of the demonstration set: patients with a Japanese and a Korean name, and one whose age, sex and spacing a model reads.

    archive_sources.py DEMO_SET OUT      writes OUT/NAME/*.dcm, and prints what each must come back as, as JSON
"""

import json
import pathlib
import sys

import numpy as np
import pydicom

SET, OUT = map(pathlib.Path, sys.argv[1:])
COMPUTED_RADIOGRAPHY = "1.2.840.10008.5.1.4.1.1.1"
STUDIES = {
    "japanese": ("ct", ["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
    "korean": ("radiograph", ["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동"),
    "numbers": ("radiograph", "ISO_IR 192", "Müller^Jörg"),
}


def main():
    told = {}
    for name, (source, characters, patient) in STUDIES.items():
        (OUT / name).mkdir(parents=True)
        for file in sorted((SET / source).glob("*.dcm")):
            ds = pydicom.dcmread(file)
            ds.SpecificCharacterSet, ds.PatientName, ds.PatientID = characters, patient, f"ARCHIVE-{name}"
            ds.StudyInstanceUID += ".7." + str(len(name))
            ds.SeriesInstanceUID += ".7." + str(len(name))
            ds.SOPInstanceUID += ".7." + str(len(name))
            told[name] = {"study": ds.StudyInstanceUID, "patient": patient, "id": ds.PatientID}
            if name == "numbers":
                told[name]["mean"] = small(ds)
            ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
            ds.save_as(OUT / name / file.name, write_like_original=False)
    print(json.dumps(told))


def small(ds):
    """A computed radiograph of 48 by 64 pixels of eight bits; returns its mean."""
    pixels = (np.arange(48 * 64) * 7 % 251).astype(np.uint8).reshape(48, 64)
    ds.SOPClassUID, ds.Modality = COMPUTED_RADIOGRAPHY, "RG"
    ds.PatientAge, ds.PatientSex, ds.PixelSpacing = "018M", "F", [0.25, 0.5]
    ds.Rows, ds.Columns = pixels.shape
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation, ds.PhotometricInterpretation = 8, 8, 7, 0, "MONOCHROME2"
    for keyword in ("RescaleSlope", "RescaleIntercept", "RescaleType", "WindowCenter", "WindowWidth", "VOILUTFunction", "PresentationLUTShape", "ImagerPixelSpacing"):
        if keyword in ds:
            delattr(ds, keyword)
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OW"
    return float(pixels.mean())


main()
