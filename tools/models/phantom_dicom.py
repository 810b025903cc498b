"""The attributes that all phantom objects share, and the writing of Part 10 files. Every name in them is plainly synthetic."""

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

import seeded

WRITER = seeded.uid("implementation")


def coded(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def start(kind, seed, sop_class, modality, series_number=1, instance_number=1):
    """Patient, study, series, equipment and SOP common modules of one object of the phantom `kind`/`seed`."""
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.SOPClassUID = sop_class
    ds.SOPInstanceUID = seeded.uid(kind, seed, "instance", series_number, instance_number)
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = ds.AcquisitionDate = seeded.study_date(seed)
    ds.StudyTime = ds.SeriesTime = ds.ContentTime = ds.AcquisitionTime = f"{8 + seed % 9:02d}{seed % 60:02d}00"
    ds.AccessionNumber = f"SYN{seed}"
    ds.Modality = modality
    ds.Manufacturer = "Edge phantoms"
    ds.ManufacturerModelName = "Synthetic phantom"
    ds.DeviceSerialNumber = "0"
    ds.SoftwareVersions = "1"
    ds.ReferringPhysicianName = ""
    ds.StudyDescription = "SYNTHETIC PHANTOM"
    ds.SeriesDescription = kind
    ds.PatientName = f"Phantom^{kind}"
    ds.PatientID = f"PHANTOM-{seed}"
    ds.PatientBirthDate = ""
    ds.PatientSex = "O"
    ds.StudyInstanceUID = seeded.uid(kind, seed, "study")
    ds.SeriesInstanceUID = seeded.uid(kind, seed, "series", series_number)
    ds.StudyID = str(seed)
    ds.SeriesNumber = series_number
    ds.InstanceNumber = instance_number
    ds.file_meta, ds.is_little_endian, ds.is_implicit_VR = meta_of(ds), True, False
    return ds


def meta_of(ds):
    """A meta header that depends on nothing but the data set."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID, meta.ImplementationVersionName = WRITER, "EDGE_PHANTOM"
    return meta


def set_pixels(ds, pixels, bits_stored, photometric):
    """Image pixel module; `pixels` is [H,W] uint8/uint16/int16 or [H,W,3] uint8."""
    ds.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    if pixels.ndim == 3:
        ds.PlanarConfiguration = 0
    ds.PhotometricInterpretation = photometric
    ds.Rows, ds.Columns = pixels.shape[:2]
    ds.BitsAllocated = pixels.dtype.itemsize * 8
    ds.BitsStored, ds.HighBit = bits_stored, bits_stored - 1
    ds.PixelRepresentation = 1 if pixels.dtype.kind == "i" else 0
    data = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    ds.PixelData = data + b"\0" * (len(data) % 2)
    ds["PixelData"].VR = "OB" if ds.BitsAllocated == 8 else "OW"


def sequence(*items):
    return Sequence(list(items))


def save(ds, path):
    """Part 10, Explicit VR Little Endian."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ds.save_as(str(path), write_like_original=False)
