#!/usr/bin/python3
"""Makes multi-frame objects out of the slices of a classic series, with pydicom: the same image in every form that a scanner may send.

    tools/images/enhanced_from_classic.py OUT_DIR SLICE...

Prints one JSON object a line: name, files, and refusal: null where the volume must be that of the slices, else words of the reason why there is none.
The slices must have one size, native pixels and, but for position, equal geometry. What is written is what the comparison needs: functional groups,
dimensions and pixels (PS3.3 C.7.6.16, C.7.6.17), not every attribute of the object's definition.
"""

import copy
import json
import pathlib
import sys
import warnings

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, RLELossless, generate_uid

warnings.simplefilter("ignore")
OUT = pathlib.Path(sys.argv[1])
CT, MR, US, DOSE, NM = ("1.2.840.10008.5.1.4.1.1." + tail for tail in ("2.1", "4.1", "6.2", "481.2", "20"))
STACK, POSITION, TIME = 0x00209056, 0x00209057, 0x00209128
GROUPS = ("PixelMeasuresSequence", "PlaneOrientationSequence", "PlanePositionSequence", "PixelValueTransformationSequence", "FrameVOILUTSequence")


def item(**attributes):
    made = Dataset()
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def group(slice_, keyword, volume=False):
    """One functional group of a slice; None where the slice lacks it."""
    if keyword == "PixelMeasuresSequence":
        return item(PixelSpacing=slice_.PixelSpacing, SliceThickness=slice_.get("SliceThickness", "1"))
    if keyword == "PlaneOrientationSequence":
        return item(ImageOrientationVolume=[float(v) for v in slice_.ImageOrientationPatient]) if volume else item(ImageOrientationPatient=slice_.ImageOrientationPatient)
    if keyword == "PlanePositionSequence":
        return item(ImagePositionVolume=[float(v) for v in slice_.ImagePositionPatient]) if volume else item(ImagePositionPatient=slice_.ImagePositionPatient)
    if keyword == "PixelValueTransformationSequence":
        return item(RescaleSlope=slice_.RescaleSlope, RescaleIntercept=slice_.RescaleIntercept, RescaleType="US") if "RescaleSlope" in slice_ else None
    return item(WindowCenter=slice_.WindowCenter, WindowWidth=slice_.WindowWidth) if "WindowWidth" in slice_ else None


def base(slices, sop_class):
    first = slices[0]
    data = Dataset()
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID", "Modality", "PatientName", "PatientID", "SamplesPerPixel",
                    "PhotometricInterpretation", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "BodyPartExamined"):
        if keyword in first:
            setattr(data, keyword, first[keyword].value)
    data.SOPClassUID, data.SOPInstanceUID, data.InstanceNumber = sop_class, generate_uid(prefix=None), 1
    data.NumberOfFrames = len(slices)
    pixels = b"".join(each.PixelData[: each.Rows * each.Columns * each.BitsAllocated // 8] for each in slices)
    data.add_new(0x7FE00010, "OW", pixels + b"\0" * (len(pixels) % 2))
    return data


def save(name, data, compress=False):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = data.SOPClassUID, data.SOPInstanceUID, ExplicitVRLittleEndian
    path = OUT / (name + ".dcm")
    whole = FileDataset(str(path), data, file_meta=meta, preamble=b"\0" * 128)
    whole.is_little_endian, whole.is_implicit_VR = True, False
    if compress:
        whole.compress(RLELossless)
    whole.save_as(str(path), write_like_original=False)
    return str(path)


def pointer(attribute, within=0x00209111):
    made = Dataset()
    made.add_new(0x00209165, "AT", attribute)
    made.add_new(0x00209167, "AT", within)
    return made


def rank(slices):
    """Position of each slice along the normal, from 1."""
    row, column = np.reshape(np.array(slices[0].ImageOrientationPatient, float), (2, 3))
    along = [np.dot(np.cross(row, column), np.array(each.ImagePositionPatient, float)) for each in slices]
    return (np.argsort(np.argsort(along)) + 1).tolist()


def enhanced(slices, sop_class, shared=GROUPS, times=None, volume=False):
    """Groups that all slices share alike go into the shared item, where asked; the rest stand in each frame's."""
    data = base(slices, sop_class)
    names = {"PlaneOrientationSequence": "PlaneOrientationVolumeSequence", "PlanePositionSequence": "PlanePositionVolumeSequence"} if volume else {}
    common = Dataset()
    frames = [Dataset() for _ in slices]
    for keyword in GROUPS:
        own = [group(each, keyword, volume) for each in slices]
        if own[0] is None:
            continue
        if keyword in shared and all(each == own[0] for each in own):
            setattr(common, names.get(keyword, keyword), Sequence([own[0]]))
            continue
        for frame, each in zip(frames, own):
            setattr(frame, names.get(keyword, keyword), Sequence([each]))
    for index, (frame, place) in enumerate(zip(frames, rank(slices))):
        content = item(StackID="1", InStackPositionNumber=place, DimensionIndexValues=[1, place])
        if times:
            content.TemporalPositionIndex, content.DimensionIndexValues = times[index], [1, times[index], place]
        frame.FrameContentSequence = Sequence([content])
    data.SharedFunctionalGroupsSequence, data.PerFrameFunctionalGroupsSequence = Sequence([common]), Sequence(frames)
    data.DimensionIndexSequence = Sequence([pointer(STACK), *([pointer(TIME)] if times else []), pointer(POSITION)])
    return data


def forms(slices, sop_class):
    order = np.random.default_rng(3).permutation(len(slices))
    shuffled = [slices[index] for index in order]
    half = len(slices) // 2
    yield "enhanced", [save("enhanced", enhanced(slices, sop_class))], None
    yield "frames in any order", [save("shuffled", enhanced(shuffled, sop_class))], None
    yield "every group in every frame", [save("per-frame", enhanced(shuffled, sop_class, shared=()))], None
    yield "two objects", [save("part-1", enhanced(shuffled[:half], sop_class)), save("part-2", enhanced(shuffled[half:], sop_class))], None
    yield "compressed", [save("compressed", enhanced(shuffled, sop_class), compress=True)], None
    without = enhanced(shuffled, sop_class)
    del without.DimensionIndexSequence
    yield "without dimensions", [save("no-dimensions", without)], None
    ultrasound = enhanced(slices, US, volume=True)
    del ultrasound.FrameOfReferenceUID
    ultrasound.VolumeFrameOfReferenceUID = generate_uid(prefix=None)
    yield "ultrasound volume", [save("ultrasound", ultrasound)], None
    yield "two points in time", [save("times", enhanced(slices + slices, sop_class, times=[1] * len(slices) + [2] * len(slices)))], "several volumes"
    yield "a frame missing", [save("gap", enhanced([each for index, each in enumerate(slices) if rank(slices)[index] != 2], sop_class))], "missing"
    turned = [copy.deepcopy(each) for each in slices]
    turned[0].ImageOrientationPatient = [0, 1, 0, 0, 0, -1] if abs(float(turned[0].ImageOrientationPatient[1])) < 0.5 else [1, 0, 0, 0, 1, 0]
    yield "a frame that looks another way", [save("turned", enhanced(turned, sop_class))], "another orientation"


def classic_forms(slices):
    """RT Dose and reconstructed NM say where their frames lie in ways of their own."""
    ordered = [slices[index] for index in np.argsort(rank(slices))]
    row, column = np.reshape(np.array(ordered[0].ImageOrientationPatient, float), (2, 3))
    first = np.array(ordered[0].ImagePositionPatient, float)
    offsets = [float(np.dot(np.cross(row, column), np.array(each.ImagePositionPatient, float) - first)) for each in ordered]
    placed = {"ImagePositionPatient": ordered[0].ImagePositionPatient, "ImageOrientationPatient": ordered[0].ImageOrientationPatient}
    dose = base(ordered, DOSE)
    dose.GridFrameOffsetVector, dose.PixelSpacing = [f"{value:.10g}" for value in offsets], ordered[0].PixelSpacing
    emission = base(ordered, NM)
    emission.ImageType = ["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"]
    emission.DetectorInformationSequence = Sequence([item(**placed)])
    emission.SpacingBetweenSlices, emission.PixelSpacing = f"{offsets[-1] / (len(offsets) - 1):.10g}", ordered[0].PixelSpacing
    for keyword, value in placed.items():
        setattr(dose, keyword, value)
    for data in (dose, emission):
        if "RescaleSlope" in ordered[0]:
            data.RescaleSlope, data.RescaleIntercept = ordered[0].RescaleSlope, ordered[0].RescaleIntercept
    yield "offsets of a grid", [save("dose", dose)], None
    yield "reconstructed emission", [save("emission", emission)], None


def main():
    slices = [pydicom.dcmread(path) for path in sys.argv[2:]]
    sop_class = MR if slices[0].Modality == "MR" else CT
    for name, files, refusal in [*forms(slices, sop_class), *classic_forms(slices)]:
        print(json.dumps({"name": name, "files": files, "refusal": refusal}))


main()
