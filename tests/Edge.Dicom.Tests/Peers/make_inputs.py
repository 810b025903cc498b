"""Makes DICOM files of many kinds in a folder, so that the comparison with the peers stands without any other test material.

usage: make_inputs.py DIR; prints one path a line. The values are invented; the names are those of PS3.5 annexes H to K.
"""
import pathlib
import sys
import warnings

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian,
                         JPEGBaseline8Bit, SecondaryCaptureImageStorage)

warnings.simplefilter("ignore")
FOLDER = pathlib.Path(sys.argv[1])
SYNTAXES = {"implicit": ImplicitVRLittleEndian, "explicit": ExplicitVRLittleEndian, "big": ExplicitVRBigEndian,
            "deflated": DeflatedExplicitVRLittleEndian}
CHARACTER_SETS = {
    "latin1": ("ISO_IR 100", "Buc^Jérôme"), "latin2": ("ISO_IR 101", "Łukasz^Świątek"), "latin3": ("ISO_IR 109", "Ċetta^Ġorġ"),
    "latin4": ("ISO_IR 110", "Ķēniņš^Jānis"), "latin5": ("ISO_IR 148", "Çavuşoğlu^Işık"), "cyrillic": ("ISO_IR 144", "Люкceмбypг"),
    "arabic": ("ISO_IR 127", "قباني^لنزار"), "greek": ("ISO_IR 126", "Διονυσιος"), "hebrew": ("ISO_IR 138", "שרון^דבורה"),
    "thai": ("ISO_IR 166", "นามสกุล"), "katakana": ("ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ"), "utf8": ("ISO_IR 192", "Wang^XiaoDong=王^小東="),
    "gb18030": ("GB18030", "Wang^XiaoDong=王^小东="), "gbk": ("GBK", "Wang^XiaoDong=王^小东="),
    "japanese": (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
    "japanese-kana": (["ISO 2022 IR 13", "ISO 2022 IR 87"], "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"),
    "japanese-extra": (["", "ISO 2022 IR 87", "ISO 2022 IR 159"], "Oota^Kiku=丂^菊=おおた^きく"),
    "korean": (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동"), "chinese": (["", "ISO 2022 IR 58"], "Zhang^XiaoDong=张^小东="),
}


def dataset():
    data = Dataset()
    data.SOPClassUID = SecondaryCaptureImageStorage
    data.SOPInstanceUID = "1.2.826.0.1.3680043.10.1.2.3"
    data.PatientName = "Doe^Jane^^Dr"
    data.PatientID = "A-1"
    return data


def every_representation(data):
    data.add_new(0x00080008, "CS", ["ORIGINAL", "", "AXIAL"])
    data.add_new(0x00081190, "UR", "https://example.invalid/a?b=c\\d")
    data.add_new(0x00080119, "UC", ["one", "two"])
    data.add_new(0x00101010, "AS", "042Y")
    data.add_new(0x00181063, "DS", ["1.50", "-.5", "+3", "1e-3"])
    data.add_new(0x00200013, "IS", ["7", "-12"])
    data.add_new(0x0020000E, "UI", "1.2.3")
    data.add_new(0x00280009, "AT", [0x00181063, 0x00541001])
    data.add_new(0x00189440, "SS", -7)
    data.add_new(0x00189219, "SS", [-1, 2])
    data.add_new(0x00720026, "AT", 0x00080018)
    data.add_new(0x00186020, "SL", [-70000, 70000])
    data.add_new(0x00089459, "FL", [0.1, -2.5])
    data.add_new(0x00189073, "FD", [0.1, 1e300])
    data.add_new(0x00720082, "SV", [-(2**53) + 1, 5])
    data.add_new(0x00720083, "UV", [2**53 - 1, 0])
    data.add_new(0x0040A160, "UT", "a text\\with a backslash \r\nand a line")
    data.add_new(0x00104000, "LT", " leading spaces stay")
    data.add_new(0x00080030, "TM", "101500.25")
    data.add_new(0x0008002A, "DT", "20240229101500+0100")
    data.add_new(0x00080050, "SH", "")
    data.add_new(0x00720068, "LT", "")
    data.add_new(0x00720065, "OB", b"\x01\x02\x03\x04")
    data.add_new(0x00720069, "OW", b"\x01\x02\x03\x04")
    data.add_new(0x00720067, "OF", b"\x01\x02\x03\x04")
    data.add_new(0x00720075, "OL", b"\x01\x02\x03\x04")
    data.add_new(0x00720073, "OD", b"\x01\x02\x03\x04\x05\x06\x07\x08")
    data.add_new(0x00720081, "OV", b"\x01\x02\x03\x04\x05\x06\x07\x08")
    block = data.private_block(0x0009, "EDGE TEST 1", create=True)
    block.add_new(0x01, "LO", "private text")
    block.add_new(0x02, "UN", b"\x00\x01")


def nested(data, depth, undefined):
    item = Dataset()
    item.CodeValue = f"T-{depth}"
    if depth > 1:
        nested(item, depth - 1, undefined)
    item.is_undefined_length_sequence_item = undefined
    data.ContentSequence = Sequence([item, Dataset()])
    data["ContentSequence"].is_undefined_length = undefined
    data.ReferencedImageSequence = Sequence([])


def save(name, data, syntax, write_like_original=False, preamble=True):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = data.SOPClassUID
    meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    meta.TransferSyntaxUID = syntax
    path = FOLDER / f"{name}.dcm"
    whole = FileDataset(str(path), data, file_meta=meta, preamble=b"\0" * 128 if preamble else None)
    whole.is_little_endian = syntax != ExplicitVRBigEndian
    whole.is_implicit_VR = syntax == ImplicitVRLittleEndian
    whole.save_as(path, write_like_original=write_like_original)
    print(path)


def main():
    for name, syntax in SYNTAXES.items():
        data = dataset()
        every_representation(data)
        save(f"values-{name}", data, syntax)
        for undefined in (False, True):
            data = dataset()
            nested(data, 12, undefined)
            save(f"nested-{name}-{'undefined' if undefined else 'defined'}", data, syntax)
    for name, (terms, patient) in CHARACTER_SETS.items():
        data = dataset()
        data.SpecificCharacterSet = terms
        data.PatientName = patient
        item = Dataset()
        item.PatientName = patient
        data.ReferencedPatientSequence = Sequence([item])
        save(f"characters-{name}", data, ExplicitVRLittleEndian)
    data = dataset()
    data.SpecificCharacterSet = "ISO_IR 100"
    item = Dataset()
    item.SpecificCharacterSet = "ISO_IR 192"
    item.PatientName = "Äneas^Rüdiger"
    data.ReferencedPatientSequence = Sequence([item])
    save("characters-of-an-item", data, ExplicitVRLittleEndian)
    data = dataset()
    data.PixelData = encapsulate([b"\xff\xd8one", b"\xff\xd8second\x00"])
    data["PixelData"].VR = "OB"
    data["PixelData"].is_undefined_length = True
    save("encapsulated", data, JPEGBaseline8Bit)
    for name in ("explicit", "implicit"):
        save(f"no-preamble-{name}", dataset(), SYNTAXES[name], write_like_original=True, preamble=False)
    for name in ("explicit", "implicit", "big"):
        bare = FOLDER / f"no-meta-{name}.dcm"
        data = dataset()
        data.is_little_endian, data.is_implicit_VR = name != "big", name == "implicit"
        data.save_as(bare, write_like_original=True)
        print(bare)


main()
