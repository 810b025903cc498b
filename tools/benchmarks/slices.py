"""Makes what the ingest benchmark sends: a CT series of 512 x 512 slices, MR slices of about 10 KiB, and an enhanced CT of any size. All synthetic."""

import pathlib

import struct

import numpy
from light_sender import Message
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage, ExplicitVRLittleEndian, MRImageStorage, RLELossless

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


SMALL_ROWS = 128
SMALL_UID_DIGITS = 9


def encode(data):
    """The data set's bytes, explicit VR little endian."""
    buffer = DicomBytesIO()
    buffer.is_little_endian, buffer.is_implicit_VR = True, False
    write_dataset(buffer, data)
    return buffer.getvalue()


def pack_bits(row):
    """One row of bytes by the PackBits rules (PS3.5 G.3.1): runs of three and more, and literals between them."""
    packed, literal, index = bytearray(), bytearray(), 0

    def flush():
        for start in range(0, len(literal), 128):
            piece = literal[start:start + 128]
            packed.extend(bytes([len(piece) - 1]) + piece)
        literal.clear()

    while index < len(row):
        run = 1
        while index + run < len(row) and run < 128 and row[index + run] == row[index]:
            run += 1
        if run >= 3:
            flush()
            packed.extend(bytes([257 - run, row[index]]))
        else:
            literal.extend(row[index:index + run])
        index += run
    flush()
    return bytes(packed)


def rle_frame(pixels):
    """One frame of 16 bits: a segment of the high bytes, then one of the low (PS3.5 G.2)."""
    high, low = (b"".join(pack_bits(bytes(row)) for row in plane) for plane in ((pixels >> 8).astype(numpy.uint8), (pixels & 255).astype(numpy.uint8)))
    high, low = (segment + b"\0" * (len(segment) % 2) for segment in (high, low))
    return struct.pack("<16I", 2, 64, 64 + len(high), *[0] * 13) + high + low


class SmallSlices:
    """MR slices of 128 x 128 pixels in RLE Lossless, about 10 KiB each, alike but for their SOP Instance UIDs. A thousand make a study."""

    def __init__(self):
        rows, columns = numpy.indices((SMALL_ROWS, SMALL_ROWS)) - SMALL_ROWS // 2
        noise = numpy.random.default_rng(20260102).integers(0, 1 << 10, (SMALL_ROWS, SMALL_ROWS))
        pixels = numpy.where(rows ** 2 + columns ** 2 < 38 ** 2, noise, 0).astype(numpy.uint16)
        data = make_slice(0, numpy.zeros(1, numpy.uint16))
        data.SOPClassUID, data.SOPInstanceUID = MRImageStorage, self.instance(0)
        data.StudyInstanceUID, data.SeriesInstanceUID = self.study(0), self.study(0) + ".1"
        data.Modality, data.Rows, data.Columns = "MR", SMALL_ROWS, SMALL_ROWS
        del data.KVP
        data.PixelData = encapsulate([rle_frame(pixels)])
        data["PixelData"].VR, data["PixelData"].is_undefined_length = "OB", True
        self.template = encode(data)

    @staticmethod
    def instance(number):
        return f"{UID_PREFIX}.7.1{number:0{SMALL_UID_DIGITS}d}"

    @staticmethod
    def study(number):
        return f"{UID_PREFIX}.8.1{number // 1000:0{SMALL_UID_DIGITS}d}"

    def message(self, number):
        """Slice `number` as it is sent."""
        data = self.template.replace(self.instance(0).encode(), self.instance(number).encode())
        return Message(MRImageStorage, self.instance(number), RLELossless, data.replace(self.study(0).encode(), self.study(number).encode()))


def make_multi_frame(size):
    """An enhanced CT of about `size` bytes: the data set as sent, and the bytes of one of its frames."""
    frame = numpy.random.default_rng(20260103).integers(0, 4096, ROWS * COLUMNS, dtype=numpy.uint16).tobytes()
    frames = size // len(frame)
    data = make_slice(0, numpy.zeros(1, numpy.uint16))
    data.SOPClassUID, data.SOPInstanceUID = EnhancedCTImageStorage, f"{UID_PREFIX}.6.1"
    data.StudyInstanceUID, data.SeriesInstanceUID = f"{UID_PREFIX}.6", f"{UID_PREFIX}.6.2"
    data.NumberOfFrames = frames
    groups, measures = Dataset(), Dataset()
    measures.SliceThickness, measures.PixelSpacing = "1", ["0.7", "0.7"]
    groups.PixelMeasuresSequence = [measures]
    data.SharedFunctionalGroupsSequence = [groups]
    del data.PixelData
    header = encode(data) + struct.pack("<HH2s2xI", 0x7FE0, 0x0010, b"OW", frames * len(frame))
    return Message(EnhancedCTImageStorage, data.SOPInstanceUID, ExplicitVRLittleEndian, header + frame * frames)
