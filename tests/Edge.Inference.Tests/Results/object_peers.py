#!/usr/bin/python3
"""What independent readers say of the objects of a result: dciodvfy, DCMTK, pydicom and GDCM.

    object_peers.py OBJECT_DIR

reads OBJECT_DIR/expected.json: { "sources": [file], "slices": [{ "file", "frame" (from 0, or null) }], "shape": [D, H, W],
    "segments": [{ "channel", "label", "code" }], "fractional", "keepsEmpty", "kinds": [...], "present": [code], "replaced": [uid] }
and OBJECT_DIR/labels.raw: a byte for each voxel. Prints a line for each thing that is wrong, and "checked N" last.
"""

import json
import pathlib
import subprocess
import sys
import warnings

import gdcm
import numpy as np
import pydicom

warnings.simplefilter("ignore")
HERE = pathlib.Path(sys.argv[1])
EXPECTED = json.loads((HERE / "expected.json").read_text())
SHAPE = tuple(EXPECTED["shape"])
WRONG, CHECKED = [], [0]


def check(right, words):
    CHECKED[0] += 1
    if not right:
        WRONG.append(words)


def run(*command):
    done = subprocess.run(command, capture_output=True)
    return done.returncode, done.stdout, done.stdout.decode("latin-1") + done.stderr.decode("latin-1")


def validators(path):
    _, _, text = run("dciodvfy", "-new", str(path))
    # The validator of 2022 knows neither Content Qualification in SOP Common nor the standard's later additions; those are warnings.
    for line in text.splitlines():
        check(not line.startswith("Error"), f"{path.name}: dciodvfy: {line}")
    # Debian's dcm2json, which has to convert to UTF-8, knows no Japanese of ISO 2022.
    characters = pydicom.dcmread(path, specific_tags=["SpecificCharacterSet"]).get("SpecificCharacterSet", "")
    json_reader = [] if "ISO 2022 IR 87" in characters else [["dcm2json"]]
    for command in (["dcmdump", "-q"], *json_reader, *([["dsrdump", "-Er"]] if path.name.startswith(("sr", "rejection")) else [])):
        code, _, text = run(*command, str(path))
        check(code == 0 and not any(line.startswith(("E:", "F:")) for line in text.splitlines()), f"{path.name}: {command[0]}: {text[-300:]}")


def element_bytes(path, tag):
    """The value as it lies in the file, by DCMTK."""
    wanted = pydicom.dcmread(path, stop_before_pixels=True, defer_size=None)
    return wanted.get_item(tag).value if tag in wanted else None


COPIED = ["PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientAge", "IssuerOfPatientID", "StudyInstanceUID", "StudyDate", "StudyTime",
          "AccessionNumber", "StudyID", "ReferringPhysicianName", "StudyDescription", "SpecificCharacterSet"]


def same_patient(path):
    for keyword in COPIED:
        tag = pydicom.datadict.tag_for_keyword(keyword)
        ours, theirs = element_bytes(path, tag), element_bytes(EXPECTED["slices"][0]["file"], tag)
        check((ours or b"") == (theirs or b""), f"{path.name}: {keyword} is {ours!r}, the source's {theirs!r}")
    source = pydicom.dcmread(EXPECTED["slices"][0]["file"], stop_before_pixels=True)
    if "OtherPatientIDsSequence" in source:
        check(pydicom.dcmread(path).OtherPatientIDsSequence == source.OtherPatientIDsSequence, f"{path.name}: Other Patient IDs differ")


def lossy_history(path):
    """Of a segmentation or picture: once lossy, always lossy (PS3.3 C.7.6.1.1.5)."""
    made = pydicom.dcmread(path, stop_before_pixels=True)
    sources = [pydicom.dcmread(each, stop_before_pixels=True) for each in EXPECTED["sources"]]
    says = [each for each in sources if each.get("LossyImageCompression") == "01"]
    jpeg = [each for each in sources if each.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.50"]
    check(made.LossyImageCompression == ("01" if says or jpeg else "00"), f"{path.name}: lossy is {made.LossyImageCompression}")
    if says:
        for keyword in ("LossyImageCompressionRatio", "LossyImageCompressionMethod"):
            check(made.get(keyword) == says[0].get(keyword), f"{path.name}: {keyword} is {made.get(keyword)!r}, the source's {says[0].get(keyword)!r}")
    elif jpeg:
        check(made.get("LossyImageCompressionMethod") == "ISO_10918_1", f"{path.name}: method is {made.get('LossyImageCompressionMethod')!r}")
        check(float(made.get("LossyImageCompressionRatio") or 0) > 1, f"{path.name}: ratio is {made.get('LossyImageCompressionRatio')!r}")


def same_side(path):
    """Of a segmentation or picture: the part of the body and its side are the source's."""
    source, made = (pydicom.dcmread(each, stop_before_pixels=True) for each in (EXPECTED["slices"][0]["file"], path))
    check(made.get("BodyPartExamined") == source.get("BodyPartExamined"), f"{path.name}: body part is {made.get('BodyPartExamined')!r}")
    theirs, ours = (each.get("ImageLaterality") or each.get("Laterality") or None for each in (source, made))
    check(ours == theirs, f"{path.name}: the side is {ours!r}, the source's {theirs!r}")


def geometry(slice_):
    """Position, orientation and spacing of a slice as its file states them."""
    data = pydicom.dcmread(slice_["file"], stop_before_pixels=True)
    if slice_["frame"] is None:
        own = lambda keyword: data.get(keyword)
    else:
        groups = [data.PerFrameFunctionalGroupsSequence[slice_["frame"]], data.SharedFunctionalGroupsSequence[0]] if "PerFrameFunctionalGroupsSequence" in data else []
        own = lambda keyword: next((item[0].get(keyword) for group in groups for item in [element.value for element in group if element.VR == "SQ"]
                                    if item and keyword in item[0]), None)
    return data, own("ImagePositionPatient"), own("ImageOrientationPatient"), own("PixelSpacing")


def numbers(values):
    return None if values is None else [float(value) for value in values]


def segmentation(path, labels):
    seg = pydicom.dcmread(path)
    names = [(item.SegmentNumber, item.SegmentLabel, item.SegmentedPropertyTypeCodeSequence[0].CodeValue) for item in seg.SegmentSequence]
    check(names == [(n + 1, s["label"], s["code"]) for n, s in enumerate(EXPECTED["segments"])], f"seg: segments are {names}")
    frames = seg.pixel_array.reshape(-1, *SHAPE[1:])
    slices = [(*geometry(each), each["frame"]) for each in EXPECTED["slices"]]
    places = {(data.SOPInstanceUID, frame): index for index, (data, _, _, _, frame) in enumerate(slices)}
    patient = slices[0][1] is not None and slices[0][0].SOPClassUID != "1.2.840.10008.5.1.4.1.1.6.2"
    seen, previous = set(), (0, 0)
    shared = seg.SharedFunctionalGroupsSequence[0]
    for frame, groups in zip(frames, seg.PerFrameFunctionalGroupsSequence):
        number = groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber
        image = groups.DerivationImageSequence[0].SourceImageSequence[0]
        slice_ = places[(image.ReferencedSOPInstanceUID, int(image.ReferencedFrameNumber) - 1 if "ReferencedFrameNumber" in image else None)]
        seen.add((number, slice_))
        mask = labels[slice_] == EXPECTED["segments"][number - 1]["channel"]
        stored = np.rint(mask * 0.75 * 255) if EXPECTED["fractional"] else mask
        check(np.array_equal(frame, stored), f"seg: the frame of segment {number}, slice {slice_} is not the mask")
        index = tuple(groups.FrameContentSequence[0].DimensionIndexValues)
        check(index > previous and index[0] == number, f"seg: dimension index {index} after {previous}")
        previous = index
        if patient:
            position, ours = numbers(slices[slice_][1]), numbers(groups.PlanePositionSequence[0].ImagePositionPatient)
            check(position == ours, f"seg: slice {slice_} lies at {ours}, the source at {position}")
    wanted = {(n + 1, d) for n, s in enumerate(EXPECTED["segments"]) for d in range(SHAPE[0]) if EXPECTED["keepsEmpty"] or (labels[d] == s["channel"]).any()}
    check(seen == wanted and len(frames) == len(seen), f"seg: frames are {sorted(seen)}")
    check(patient == ("FrameOfReferenceUID" in seg), "seg: Frame of Reference")
    if patient:
        check(numbers(shared.PlaneOrientationSequence[0].ImageOrientationPatient) == numbers(slices[0][2]), "seg: orientation")
        check(numbers(shared.PixelMeasuresSequence[0].PixelSpacing) == numbers(slices[0][3]), "seg: spacing")
        check(seg.FrameOfReferenceUID == slices[0][0].FrameOfReferenceUID, "seg: another Frame of Reference")
    by_gdcm(path, seg)
    return seg


def by_gdcm(path, seg):
    """GDCM reads the same pixels; of one bit it gives the bytes as packed."""
    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    check(reader.Read(), "seg: GDCM does not read it")
    image = reader.GetImage()
    size = [image.GetDimension(index) for index in range(image.GetNumberOfDimensions())]
    frames = int(seg.NumberOfFrames)
    check(size[:2] == [seg.Columns, seg.Rows] and (size[2:] or [1]) == [frames], f"seg: GDCM says {size}")
    raw = np.frombuffer(image.GetBuffer().encode("utf-8", "surrogateescape"), np.uint8)
    if EXPECTED["fractional"]:
        check(np.array_equal(raw, np.frombuffer(seg.PixelData, np.uint8)[: raw.size]), "seg: GDCM reads other probabilities")
    else:
        bits = np.unpackbits(raw, bitorder="little")[: frames * seg.Rows * seg.Columns].reshape(-1, seg.Rows, seg.Columns)
        check(np.array_equal(bits, seg.pixel_array.reshape(bits.shape)), "seg: GDCM reads another mask")
    if "FrameOfReferenceUID" in seg and len(seg.SegmentSequence) == 1:
        # GDCM sees a volume where no position occurs twice.
        first = numbers(geometry(EXPECTED["slices"][0])[1])
        check(np.allclose([image.GetOrigin(index) for index in range(3)], first), "seg: GDCM sees another origin")
        cosines = numbers(geometry(EXPECTED["slices"][0])[2])
        check(np.allclose([image.GetDirectionCosines(index) for index in range(6)], cosines), "seg: GDCM sees another orientation")
        spacing = numbers(seg.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing)
        check(np.allclose([image.GetSpacing(1), image.GetSpacing(0)], spacing), f"seg: GDCM says a spacing of {image.GetSpacing(0)}, {image.GetSpacing(1)}")


def walk(items):
    for item in items:
        yield item
        yield from walk(item.get("ContentSequence", []))


def report(path, seg):
    sr = pydicom.dcmread(path)
    check((sr.VerificationFlag, sr.CompletionFlag) == ("UNVERIFIED", "COMPLETE"), "sr: flags")
    check(sr.ContentTemplateSequence[0].TemplateIdentifier == "1500", "sr: template")
    evidence = {each.ReferencedSOPInstanceUID for study in sr.CurrentRequestedProcedureEvidenceSequence for series in study.ReferencedSeriesSequence
                for each in series.ReferencedSOPSequence}
    sources = {pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID for file in EXPECTED["sources"]}
    check(evidence == sources | ({seg.SOPInstanceUID} if seg else set()), "sr: evidence")
    items = list(walk(sr.ContentSequence))
    found = [item.ConceptCodeSequence[0].CodeValue for item in items if item.ValueType == "CODE" and item.ConceptNameCodeSequence[0].CodeValue == "121071"]
    check(found == EXPECTED["present"], f"sr: findings are {found}")
    tracking = [item.UID for item in items if item.ValueType == "UIDREF" and item.ConceptNameCodeSequence[0].CodeValue == "112040"]
    check(len(tracking) == len(set(tracking)) > 0, "sr: tracking UIDs")
    if seg:
        check({each.TrackingUID for each in seg.SegmentSequence} < set(tracking), "sr: the segments' tracking UIDs are missing")
    for item in items:
        for reference in item.get("ReferencedSOPSequence", []):
            check(not ("ReferencedSegmentNumber" in reference and "ReferencedFrameNumber" in reference), "sr: segment and frame in one reference")
            check(reference.ReferencedSOPInstanceUID in evidence, f"sr: {reference.ReferencedSOPInstanceUID} is no evidence")
    predecessors = [each.ReferencedSOPInstanceUID for study in sr.get("PredecessorDocumentsSequence", []) for series in study.ReferencedSeriesSequence
                    for each in series.ReferencedSOPSequence]
    check(predecessors == EXPECTED["replaced"][:1], f"sr: predecessors are {predecessors}")


def picture(path):
    sc, source = pydicom.dcmread(path), pydicom.dcmread(EXPECTED["slices"][0]["file"])
    pixels = sc.pixel_array
    scale = max(1, -(-512 // max(SHAPE[1:])))
    check(pixels.shape[1] == SHAPE[2] * scale and pixels.shape[0] > SHAPE[1] * scale, f"sc: it is {pixels.shape}")
    check(sc.get("BurnedInAnnotation") == source.get("BurnedInAnnotation"), "sc: Burned In Annotation")
    band = pixels[SHAPE[1] * scale:]
    check((band == (255, 208, 0)).all(axis=-1).sum() > 500, "sc: no mark")


def rejection(path):
    note = pydicom.dcmread(path)
    check(note.ConceptNameCodeSequence[0].CodeValue == "113001", "rejection note: title")
    named = [each.ReferencedSOPInstanceUID for item in note.ContentSequence if item.ValueType in ("IMAGE", "COMPOSITE") for each in item.ReferencedSOPSequence]
    check(named == EXPECTED["replaced"], f"rejection note: it names {named}")


def main():
    labels = np.frombuffer((HERE / "labels.raw").read_bytes(), np.uint8).reshape(SHAPE)
    made = {path.stem: path for path in sorted(HERE.glob("*.dcm"))}
    check(sorted(made) == sorted(EXPECTED["kinds"]), f"objects are {sorted(made)}")
    for path in made.values():
        validators(path)
        same_patient(path)
        if path.stem in ("seg", "sc"):
            same_side(path)
            lossy_history(path)
    seg = segmentation(made["seg"], labels) if "seg" in made else None
    if "sr" in made:
        report(made["sr"], seg)
    if "sc" in made:
        picture(made["sc"])
    if "rejection-note" in made:
        rejection(made["rejection-note"])
    print("\n".join([*WRONG, f"checked {CHECKED[0]}"]))


main()
