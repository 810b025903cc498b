"""Makes the files that the ingest benchmark sends: one CT series of synthetic 512 x 512 slices of 16 bits."""

import pathlib

import numpy
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

ROWS = COLUMNS = 512
PIXEL_BYTES = ROWS * COLUMNS * 2
# A 2.25 UID is an integer under that arc (PS3.5 B.2); this one is arbitrary and fixed, so that runs can be compared.
UID_PREFIX = "2.25.310597712306921.1"


def make_slice(index, noise):
    """Returns slice `index` of the series as a data set, 1 mm after the one before it."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = f"{UID_PREFIX}.2.{index + 1}"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = f"{UID_PREFIX}.9"
    data = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    data.is_little_endian, data.is_implicit_VR = True, False
    data.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    data.SOPClassUID, data.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    data.StudyDate, data.StudyTime, data.AccessionNumber = "20260101", "120000", ""
    data.Modality, data.Manufacturer, data.ReferringPhysicianName = "CT", "", ""
    data.PatientName, data.PatientID, data.PatientBirthDate, data.PatientSex = "Bench^Ingest", "BENCH-INGEST", "", "O"
    data.StudyInstanceUID, data.SeriesInstanceUID = UID_PREFIX, f"{UID_PREFIX}.1"
    data.FrameOfReferenceUID, data.PositionReferenceIndicator = f"{UID_PREFIX}.3", ""
    data.StudyID, data.SeriesNumber, data.InstanceNumber = "1", "1", str(index + 1)
    data.ImagePositionPatient, data.ImageOrientationPatient = ["-179.5", "-179.5", str(index)], ["1", "0", "0", "0", "1", "0"]
    data.SliceThickness, data.PixelSpacing, data.KVP = "1", ["0.7", "0.7"], "120"
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.Rows, data.Columns, data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = ROWS, COLUMNS, 16, 12, 11, 0
    data.RescaleIntercept, data.RescaleSlope = "-1024", "1"
    # Rolling one image of noise gives each slice pixels of its own without the cost of drawing them.
    data.PixelData = numpy.roll(noise, index * 7919).tobytes()
    return data


def make_slices(folder, count):
    """Writes `count` files into `folder` and returns their paths in order."""
    noise = numpy.random.default_rng(20260101).integers(0, 4096, ROWS * COLUMNS, dtype=numpy.uint16)
    paths = []
    for index in range(count):
        path = pathlib.Path(folder) / f"{index + 1:05d}.dcm"
        make_slice(index, noise).save_as(path, write_like_original=False)
        paths.append(path)
    return paths
