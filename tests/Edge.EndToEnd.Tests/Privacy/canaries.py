"""canaries.py RADIOGRAPH ATTRIBUTES FOLDER: puts a value that occurs nowhere else into every attribute of ATTRIBUTES (tag, VR, name; one a line).

Writes into FOLDER, with python3-pydicom:
    right.dcm      each value fits its VR
    wrong.dcm      each value is text, whatever the VR, UIDs of the hierarchy left alone
    lost.dcm       the same with those UIDs damaged too
    cut.dcm        right.dcm, which ends in the middle of its pixel data, under another UID
    other.dcm      right.dcm for another patient, whose name and ID hold what a terminal obeys
    canaries.tsv   tag, kind ("text" or "uid") and what to look for, one a line
"""
import datetime
import pathlib
import sys
import warnings

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE

SOURCE, ATTRIBUTES, FOLDER = sys.argv[1:]
HIERARCHY = {"00080018", "0020000D", "0020000E"}
# Group 0 is of commands, group 2 of files: neither is part of a data set. Padding must come last, behind the pixels.
OUTSIDE = ("0000", "0002", "FFFC")
# Two bytes make no number that occurs nowhere else.
SMALL = {"US", "SS"}


def fitting(tag, vr, number):
    """A value for the VR, and what it looks like wherever it turns up."""
    text = f"CNRY{tag}"
    if vr == "SQ":
        item = Dataset()
        item.add_new(0x00100010, "PN", f"Nested^{text}")
        item.add_new(0x0040A160, "UT", f"Nested {text}")
        return Sequence([item]), text
    if vr in ("OB", "OW", "UN"):
        return text.encode(), text
    if vr == "DA":
        day = (datetime.date(1803, 1, 1) + datetime.timedelta(days=number)).strftime("%Y%m%d")
        return day, day
    if vr == "TM":
        return f"031415.{number:06}", f"031415.{number:06}"
    if vr == "DT":
        return f"18030101031415.{number:06}", f"031415.{number:06}"
    if vr == "IS":
        return str(771000000 + number), str(771000000 + number)
    if vr == "DS":
        return f"7.71{number:06}", f"7.71{number:06}"
    if vr == "UI":
        return f"2.25.771{number:09}", f"2.25.771{number:09}"
    if vr == "AS":
        return f"{900 + number % 99}W", f"{900 + number % 99}W"
    return (f"Canary^{text}" if vr == "PN" else text), text


def main():
    folder = pathlib.Path(FOLDER)
    attributes = [line.split("\t") for line in pathlib.Path(ATTRIBUTES).read_text().splitlines()]
    canaries = []
    right, wrong, lost = pydicom.dcmread(SOURCE), pydicom.dcmread(SOURCE), pydicom.dcmread(SOURCE)
    for number, (tag, vr, _) in enumerate(attributes):
        if tag.startswith(OUTSIDE):
            continue
        if vr not in SMALL and tag not in HIERARCHY:
            value, sought = fitting(tag, vr, number)
            right.add_new(int(tag, 16), vr, value)
            canaries.append((tag, "uid" if vr == "UI" else "text", sought))
        if vr != "SQ" and tag != "00080018":
            text = f"CNRW{tag}".encode()
            raw = RawDataElement(Tag(int(tag, 16)), vr, len(text), text, 0, False, True)
            lost[raw.tag] = raw
            canaries.append((tag, "uid" if vr == "UI" else "text", text.decode()))
            if tag not in HIERARCHY:
                wrong[raw.tag] = raw
    for data_set, name in ((wrong, "2"), (lost, "3")):
        uid = f"{right.SOPInstanceUID}.{name}"
        data_set[0x00080018] = RawDataElement(Tag(0x00080018), "UI", len(uid) + len(uid) % 2, uid.encode() + b"\0" * (len(uid) % 2), 0, False, True)
        data_set.file_meta.MediaStorageSOPInstanceUID = uid
    right.add_new(0x00110010, "LO", "CNRYPRIVATE")
    right.save_as(folder / "right.dcm")
    wrong.save_as(folder / "wrong.dcm")
    lost.save_as(folder / "lost.dcm")

    right.SOPInstanceUID = right.file_meta.MediaStorageSOPInstanceUID = f"{right.SOPInstanceUID}.4"
    right.save_as(folder / "cut.dcm")
    whole = (folder / "cut.dcm").read_bytes()
    (folder / "cut.dcm").write_bytes(whole[:-1001])

    other = pydicom.dcmread(folder / "right.dcm")
    other.PatientName = "\x1b]0;CNRYTITLE\x07\x1b[2J\x1b[31mEvil^\u202eName"
    other.SpecificCharacterSet = "ISO_IR 192"
    other.PatientID = "CNRYOTHER\x1b[1A\x9b2K"
    other.save_as(folder / "other.dcm")
    canaries += [("00100020", "text", "CNRYOTHER"), ("00100010", "text", "CNRYTITLE"), ("00110010", "text", "CNRYPRIVATE")]
    (folder / "canaries.tsv").write_text("".join("\t".join(row) + "\n" for row in canaries))


if __name__ == "__main__":
    main()
