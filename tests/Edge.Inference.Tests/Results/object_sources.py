#!/usr/bin/python3
"""Makes the sources of result objects, with pydicom: each kind of image that the appliance gets, with what its objects need.

    object_sources.py OUT_DIR      prints one JSON object a line: name, files

CT and MR are oblique stacks of a size that fills no whole bytes. The enhanced ones are made of them by tools/images/enhanced_from_classic.py.
"""

import json
import pathlib
import subprocess
import sys
import warnings

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

warnings.simplefilter("ignore")
OUT = pathlib.Path(sys.argv[1])
ENHANCE = pathlib.Path(__file__).resolve().parents[3] / "tools" / "images" / "enhanced_from_classic.py"
CLASSES = "1.2.840.10008.5.1.4.1.1."
ROWS, COLUMNS, SLICES = 19, 23, 5
JAPANESE = (["", "ISO 2022 IR 87"], b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B")
KOREAN = (["", "ISO 2022 IR 149"], b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf")


def start(name, sop_class, modality):
    data = Dataset()
    data.SOPClassUID, data.SOPInstanceUID = CLASSES + sop_class, uid(name, "instance")
    data.StudyInstanceUID, data.SeriesInstanceUID = uid(name, "study"), uid(name, "series")
    data.StudyDate, data.StudyTime, data.ContentDate, data.ContentTime = "20240229", "235958", "20240229", "235959"
    data.AccessionNumber, data.StudyID, data.ReferringPhysicianName = "A-1", "S1", "Doe^Jane"
    data.PatientName, data.PatientID, data.PatientBirthDate, data.PatientSex, data.PatientAge = "Test^Object", "P-1", "19700101", "O", "054Y"
    data.IssuerOfPatientID, data.StudyDescription = "HOSPITAL", "Made for tests"
    other = Dataset()
    other.PatientID, other.TypeOfPatientID = "P-2", "TEXT"
    data.OtherPatientIDsSequence = Sequence([other])
    data.Modality, data.Manufacturer, data.ManufacturerModelName, data.SeriesNumber, data.InstanceNumber = modality, "Maker", "Scanner 1", 3, 1
    data.ImageType = ["ORIGINAL", "PRIMARY"]
    return data


def uid(*parts):
    return generate_uid(prefix=None, entropy_srcs=["object-sources", *parts])


def set_pixels(data, pixels, bits=16):
    data.Rows, data.Columns = pixels.shape[-3:-1] if pixels.ndim > 2 and pixels.shape[-1] == 3 else pixels.shape[-2:]
    colour = pixels.ndim > 2 and pixels.shape[-1] == 3
    data.SamplesPerPixel, data.PhotometricInterpretation = (3, "RGB") if colour else (1, "MONOCHROME2")
    if colour:
        data.PlanarConfiguration = 0
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = bits, bits, bits - 1, 0
    raw = pixels.astype("<u2" if bits == 16 else "u1").tobytes()
    data.add_new(0x7FE00010, "OW" if bits == 16 else "OB", raw + b"\0" * (len(raw) % 2))


def named(data, names):
    if names:
        data.SpecificCharacterSet = names[0]
        data.add_new(0x00100010, "PN", names[1])
    return data


def save(data, path):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = data.SOPClassUID, data.SOPInstanceUID, ExplicitVRLittleEndian
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = FileDataset(str(path), data, file_meta=meta, preamble=b"\0" * 128)
    whole.is_little_endian, whole.is_implicit_VR = True, False
    whole.save_as(str(path), write_like_original=False)
    return str(path)


def stack(name, sop_class, modality, names=None, part=None, side=None, lossy=None):
    """An oblique stack, saved against the order of its positions."""
    row, column = np.array([0.8, 0.6, 0.0]), np.array([0.0, 0.0, -1.0])
    normal = np.cross(row, column)
    y, x = np.mgrid[:ROWS, :COLUMNS]
    files = []
    for index in range(SLICES):
        data = named(start(name, sop_class, modality), names)
        data.SOPInstanceUID, data.InstanceNumber = uid(name, str(index)), SLICES - index
        data.FrameOfReferenceUID, data.PositionReferenceIndicator = uid(name, "frame"), ""
        if part:
            data.BodyPartExamined, data.Laterality = part, side
        if lossy is not None:
            data.LossyImageCompression = "01" if index == lossy else "00"
        if lossy == index:
            data.LossyImageCompressionRatio, data.LossyImageCompressionMethod = "12.5", "ISO_15444_1"
        data.ImagePositionPatient = [f"{v:.8g}" for v in np.array([-31.5, 12.25, 40.0]) + index * 2.5 * normal]
        data.ImageOrientationPatient = [f"{v:g}" for v in (*row, *column)]
        data.PixelSpacing, data.SliceThickness, data.PatientPosition = ["0.75", "0.5"], "2.5", "HFS"
        if modality == "CT":
            data.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
            data.RescaleIntercept, data.RescaleSlope, data.KVP, data.AcquisitionNumber = "-1024", "1", "120", 1
            data.WindowCenter, data.WindowWidth = "40", "400"
        else:
            data.ScanningSequence, data.SequenceVariant, data.ScanOptions, data.MRAcquisitionType = "GR", "NONE", "", "2D"
            data.RepetitionTime, data.EchoTime, data.EchoTrainLength = "10", "5", 1
        set_pixels(data, 900 + 40 * index + 8 * x + 3 * y)
        files.append(save(data, OUT / name / f"{SLICES - index}.dcm"))
    return name, sorted(files)


def radiograph(name, names=None):
    data = named(start(name, "1.1", "DX"), names)
    data.ImageType, data.PatientOrientation, data.BodyPartExamined = ["DERIVED", "PRIMARY"], ["L", "F"], "CHEST"
    data.ImagerPixelSpacing, data.PresentationIntentType = ["0.2", "0.2"], "FOR PRESENTATION"
    data.WindowCenter, data.WindowWidth, data.BurnedInAnnotation, data.LossyImageCompression = "2048", "4096", "NO", "01"
    data.LossyImageCompressionRatio, data.LossyImageCompressionMethod = "7.5", "ISO_10918_1"
    data.PresentationLUTShape = "INVERSE"
    y, x = np.mgrid[:150, :120]
    set_pixels(data, 4000 - 20 * y - 5 * x)
    data.PhotometricInterpretation = "MONOCHROME1"
    return name, [save(data, OUT / name / "1.dcm")]


def ultrasound(name, frames):
    data = start(name, "3.1" if frames > 1 else "6.1", "US")
    data.PatientOrientation, data.BurnedInAnnotation, data.LossyImageCompression = "", "YES", "00"
    t, y, x = np.mgrid[:frames, :61, :83]
    set_pixels(data, np.stack([40 * t + y, 2 * x, y + x], axis=-1) if frames > 1 else np.stack([y, 2 * x, y + x], axis=-1)[0], bits=8)
    if frames > 1:
        data.NumberOfFrames, data.FrameTime, data.FrameIncrementPointer = frames, "40", 0x00181063
    return name, [save(data, OUT / name / "1.dcm")]


def jpeg(name, file):
    """A file compressed with loss by DCMTK, which says so in its transfer syntax alone."""
    path = OUT / name / "1.dcm"
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["dcmcjpeg", "+eb", "+un", file, str(path)], check=True, capture_output=True)
    data = dcmread(path)
    for keyword in ("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod"):
        if keyword in data:
            delattr(data, keyword)
    data.save_as(str(path), write_like_original=False)
    return name, [str(path)]


def enhanced(name, files):
    made = subprocess.run(["/usr/bin/python3", str(ENHANCE), str(OUT / name), *files], check=True, capture_output=True, text=True).stdout
    wanted = [json.loads(line) for line in made.splitlines() if json.loads(line)["name"] == "frames in any order"]
    return name, wanted[0]["files"]


def main():
    ct, mr, us = stack("ct", "2", "CT"), stack("mr", "4", "MR"), ultrasound("ultrasound", 1)
    for folder in ("enhanced-ct", "enhanced-mr"):
        (OUT / folder).mkdir(parents=True, exist_ok=True)
    sources = [
        ct, mr, enhanced("enhanced-ct", ct[1]), enhanced("enhanced-mr", mr[1]), radiograph("radiograph"), us,
        ultrasound("ultrasound-cine", 4), stack("ct-japanese", "2", "CT", JAPANESE), radiograph("radiograph-korean", KOREAN),
        stack("mr-knee", "4", "MR", part="KNEE", side="R"), stack("mr-breast", "4", "MR", part="BREAST", side=""),
        stack("ct-one-lossy", "2", "CT", lossy=2), jpeg("ultrasound-jpeg", us[1][0]),
    ]
    for name, files in sources:
        print(json.dumps({"name": name, "files": files}))


main()
