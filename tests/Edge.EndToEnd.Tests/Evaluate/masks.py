#!/usr/bin/python3
"""Writes pairs of DICOM Segmentations, a true one and one as a model makes it, and what must come of comparing them.

    masks.py FOLDER      writes FOLDER/NAME-true.dcm and FOLDER/NAME-made.dcm, and prints the expectations as JSON

The expectations come from reading the files back: pydicom unpacks the pixels, numpy counts them on the grid of the images.
"""

import json
import pathlib
import sys

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

FOLDER = pathlib.Path(sys.argv[1])
SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4"
SHAPE = (6, 5, 7)  # slices, rows, columns: a frame of 35 bits ends within a byte
SPACING, SLICE_MM = (0.8, 0.7), 2.5
AXIAL = [1, 0, 0, 0, 1, 0]


def item(**attributes):
    ds = Dataset()
    for keyword, value in attributes.items():
        setattr(ds, keyword, value)
    return ds


def position(index, shift=0.0):
    return [-10.25 + shift, 4.125, round(-30.0 + SLICE_MM * index, 3)]


def write(name, frames, labels, maximum=None, orientation=AXIAL, spacing=SPACING, shift=0.0):
    """frames: (segment number, slice, plane of 0 and 1, or of fractions); maximum: of a fractional one."""
    uid = generate_uid(entropy_srcs=[name])
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = SEGMENTATION, uid, ExplicitVRLittleEndian
    ds = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    ds.is_little_endian, ds.is_implicit_VR = True, False
    ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality = SEGMENTATION, uid, "SEG"
    ds.SegmentationType = "BINARY" if maximum is None else "FRACTIONAL"
    if maximum is not None:
        ds.SegmentationFractionalType, ds.MaximumFractionalValue = "PROBABILITY", maximum
    ds.SegmentSequence = [item(SegmentNumber=number, SegmentLabel=label) for number, label in labels.items()]
    ds.Rows, ds.Columns, ds.NumberOfFrames = SHAPE[1], SHAPE[2], len(frames)
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PixelRepresentation = 1, "MONOCHROME2", 0
    ds.BitsAllocated = ds.BitsStored = 1 if maximum is None else 8
    ds.HighBit = ds.BitsAllocated - 1
    ds.SharedFunctionalGroupsSequence = [item(
        PlaneOrientationSequence=[item(ImageOrientationPatient=orientation)],
        PixelMeasuresSequence=[item(PixelSpacing=list(spacing), SliceThickness=SLICE_MM, SpacingBetweenSlices=SLICE_MM)],
    )]
    ds.PerFrameFunctionalGroupsSequence = [item(
        PlanePositionSequence=[item(ImagePositionPatient=position(index, shift))],
        SegmentIdentificationSequence=[item(ReferencedSegmentNumber=number)],
    ) for number, index, _ in frames]
    planes = np.concatenate([np.asarray(plane).ravel() for _, _, plane in frames])
    data = np.packbits(planes.astype(np.uint8), bitorder="little") if maximum is None else planes.astype(np.uint8)
    ds.PixelData = data.tobytes() + b"\0" * (data.size % 2)
    ds["PixelData"].VR = "OB"
    ds.save_as(FOLDER / f"{name}.dcm", write_like_original=False)


def read(name, label):
    """The voxels of a segment on the grid of the images."""
    ds = pydicom.dcmread(FOLDER / f"{name}.dcm")
    numbers = {s.SegmentLabel: s.SegmentNumber for s in ds.SegmentSequence}
    number = numbers.get(label, next(iter(numbers.values())))
    pixels = ds.pixel_array.reshape(-1, *SHAPE[1:])
    pixels = pixels if ds.BitsAllocated == 1 else pixels >= ds.MaximumFractionalValue / 2
    voxels = np.zeros(SHAPE, bool)
    for groups, plane in zip(ds.PerFrameFunctionalGroupsSequence, pixels):
        if groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber == number:
            z = float(groups.PlanePositionSequence[0].ImagePositionPatient[2])
            voxels[round((z + 30.0) / SLICE_MM)] |= plane.astype(bool)
    return voxels


def expected(name):
    true, made = read(f"{name}-true", "lesion"), read(f"{name}-made", "lesion")
    both, total = int(np.sum(true & made)), int(np.sum(true) + np.sum(made))
    ml = SPACING[0] * SPACING[1] * SLICE_MM / 1000
    return {"name": name, "dice": None if total == 0 else 2 * both / total, "trueMl": float(np.sum(true) * ml), "madeMl": float(np.sum(made) * ml)}


def main():
    rng = np.random.default_rng(7)

    def blob(share):
        return rng.random(SHAPE) < share

    def planes(number, voxels, order=range(SHAPE[0])):
        return [(number, index, voxels[index]) for index in order]

    one, two = {1: "lesion"}, {1: "organ", 2: "lesion"}
    true, made = blob(0.4), blob(0.5)
    write("binary-true", planes(1, true), one)
    write("binary-made", planes(1, made), one)

    # Frames of two segments in turn, the last slice first, and none where the segment is empty.
    sparse = true.copy()
    sparse[[1, 4]] = False
    mixed = [frame for pair in zip(planes(1, blob(0.9), range(5, -1, -1)), planes(2, made, range(5, -1, -1))) for frame in pair]
    write("segments-true", planes(1, sparse, [5, 0, 3, 2]), one)
    write("segments-made", mixed, two)

    fractions = rng.integers(0, 201, SHAPE)
    fractions[0, 0, :3] = [99, 100, 101]  # around half of the maximum
    write("fractional-true", planes(1, true), one)
    write("fractional-made", planes(1, fractions), one, maximum=200)

    write("rounded-true", planes(1, true), one, shift=0.005)
    write("rounded-made", planes(1, made), one)

    write("nothing-true", planes(1, np.zeros(SHAPE)), one)
    write("nothing-made", planes(1, np.zeros(SHAPE)), one)
    write("missed-true", planes(1, true), one)
    write("missed-made", planes(1, np.zeros(SHAPE)), one)

    print(json.dumps([expected(name) for name in ("binary", "segments", "fractional", "rounded", "nothing", "missed")]))

    # Not comparable: there is no Dice to expect.
    for name, other in (("turned", {"orientation": [0, 1, 0, 1, 0, 0]}), ("coarse", {"spacing": (1.6, 0.7)})):
        write(f"{name}-true", planes(1, true), one, **other)
        write(f"{name}-made", planes(1, made), one)


main()
