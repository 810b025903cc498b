#!/usr/bin/python3
"""Writes tests/Edge.Inference.Tests/references/views.json: what images show, by pydicom, and by the formulas of PS3.3 in numpy.

    tools/images/reference_views.py [SHARED_DATA]

A case is
    name       unique
    file       a DICOM file in base64, or "shared": its path below the shared data's dicom folder
    steps      manifest steps that bring stored values there; for colour "to-rgb" alone
    frame      which frame, from 0
    index      which values are compared, in the order [row, column] or [colour plane, row, column]
    expected   those values; grey after the steps, colours as whole numbers from 0 to max
    max        for colours: the value of full colour
    tolerance  largest difference

Grey values come out of pydicom's apply_modality_lut and apply_voi_lut; the formulas of C.11.2 are evaluated beside them, and both must agree. Colours
come out of apply_color_lut and convert_color_space; padding (C.7.5.1.1.2) out of numpy.
"""

import base64
import io
import json
import pathlib
import struct
import sys
import warnings

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.pixel_data_handlers.util import apply_color_lut, apply_modality_lut, apply_voi_lut, convert_color_space
from pydicom.uid import ExplicitVRLittleEndian

warnings.simplefilter("ignore")
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY.parent / "shared" / "data"
PROBES = 64
MODALITY, VOI = {"step": "modality-lut"}, {"step": "voi-window", "source": "voi-lut", "function": "attribute", "center": None, "width": None}


def image(stored, signed=False, bits=16, photometric="MONOCHROME2", allocated=16, **attributes):
    stored = np.asarray(stored)
    data = Dataset()
    data.SOPClassUID, data.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3"
    data.PhotometricInterpretation, data.SamplesPerPixel = photometric, 1 if stored.ndim == 2 else 3
    if stored.ndim == 3:
        data.PlanarConfiguration = 0
    data.Rows, data.Columns = stored.shape[:2]
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = allocated, bits, bits - 1, int(signed)
    for keyword, value in attributes.items():
        setattr(data, keyword, value)
    words = (stored.astype(np.int64) & ((1 << allocated) - 1)).astype(f"<u{allocated // 8}")
    data.add_new(0x7FE00010, "OW", words.tobytes())
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = data.SOPClassUID, data.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    whole = FileDataset(None, data, file_meta=meta, preamble=b"\0" * 128)
    whole.is_little_endian, whole.is_implicit_VR = True, False
    stream = io.BytesIO()
    whole.save_as(stream, write_like_original=False)
    return stream.getvalue()


def table(entries, first, bits, vr="US", wide=True):
    item = Dataset()
    item.add_new(0x00283002, vr, [len(entries) % 65536, first, bits])
    item.add_new(0x00283006, "OW", np.asarray(entries).astype("<u2" if wide else "<u1").tobytes())
    return item


def window(values, function, center, width):
    """PS3.3 C.11.2.1.2.1, C.11.2.1.3.1, C.11.2.1.3.2, from 0 to 1."""
    x = np.asarray(values, np.float64)
    if function == "SIGMOID":
        return 1 / (1 + np.exp(-4 * (x - center) / width))
    middle, span = (center - 0.5, width - 1) if function == "LINEAR" else (center, width)
    ramp = np.zeros_like(x) if span == 0 else (x - middle) / span + 0.5
    return np.where(x <= middle - span / 2, 0.0, np.where(x > middle + span / 2, 1.0, ramp))


def view(data, frame=0):
    """What the first VOI LUT or window shows, from 0 to 1, by pydicom, checked against the formulas."""
    stored = data.pixel_array if int(data.get("NumberOfFrames", 1)) == 1 else data.pixel_array[frame]
    if data.PixelRepresentation:
        # pydicom 2.3 takes the whole word; the sign is that of the stored bits (PS3.5 8.1.1).
        stored = ((stored.astype(np.int64) & ((1 << data.BitsStored) - 1)) ^ (1 << (data.BitsStored - 1))) - (1 << (data.BitsStored - 1))
    values = apply_modality_lut(stored, data)
    shown = apply_voi_lut(values, data, index=0)
    if data.get("VOILUTSequence"):
        bits = data.VOILUTSequence[0].LUTDescriptor[2]
        return shown.astype(np.float64) / ((1 << bits) - 1)
    if "WindowWidth" not in data:
        low, high = float(values.min()), float(values.max())
        return window(values, "LINEAR", (low + high + 1) / 2, high - low + 1)
    center = float(np.atleast_1d(data.WindowCenter)[0])
    width = float(np.atleast_1d(data.WindowWidth)[0])
    function = data.get("VOILUTFunction", "LINEAR") or "LINEAR"
    formula = window(values, function, center, width)
    if data.get("ModalityLUTSequence"):
        low, high = 0, (1 << data.ModalityLUTSequence[0].LUTDescriptor[2]) - 1
    else:
        low, high = (-(1 << (data.BitsStored - 1)), (1 << (data.BitsStored - 1)) - 1) if data.PixelRepresentation else (0, (1 << data.BitsStored) - 1)
        if "RescaleSlope" in data:
            low, high = (bound * float(data.RescaleSlope) + float(data.RescaleIntercept) for bound in (low, high))
    assert np.allclose(shown, low + formula * (high - low), rtol=1e-6, atol=1e-6 * abs(high - low)), (shown, formula)
    return formula


def case(name, source, steps, values, tolerance, frame=0, maximum=None):
    values = np.asarray(values, np.float64).ravel()
    index = np.unique(np.linspace(0, values.size - 1, min(values.size, PROBES)).astype(int))
    made = {"name": name, "steps": steps, "frame": frame, "index": index.tolist(), "expected": values[index].tolist(), "tolerance": tolerance}
    made.update({"file": base64.b64encode(source).decode()} if isinstance(source, bytes) else {"shared": source})
    if maximum:
        made["max"] = maximum
    return made


def opened(source):
    return pydicom.dcmread(io.BytesIO(source) if isinstance(source, bytes) else str(SHARED / "dicom" / source))


def grey(name, source, frame=0):
    return case(name, source, [MODALITY, VOI], view(opened(source), frame), 2e-6, frame)


def grey_cases():
    ct = np.linspace(0, 4095, 64).astype(int).reshape(8, 8)
    hu = {"RescaleSlope": "1", "RescaleIntercept": "-1024", "RescaleType": "HU"}
    for function in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
        yield grey(f"{function} 40/400", image(ct, bits=12, VOILUTFunction=function, WindowCenter="40", WindowWidth="400", **hu))
        yield grey(f"{function} width 1", image(ct, bits=12, VOILUTFunction=function, WindowCenter="41", WindowWidth="1", **hu))
        yield grey(f"{function} negative centre, fractions", image(ct, bits=12, VOILUTFunction=function, WindowCenter="-600.25", WindowWidth="1200.5", **hu))
        yield grey(f"{function} signed", image(ct - 2048, True, 12, VOILUTFunction=function, WindowCenter=["-40", "3"], WindowWidth=["333", "9"]))
    for function in ("LINEAR_EXACT", "SIGMOID"):
        yield grey(f"{function} width below 1", image(ct, bits=12, VOILUTFunction=function, WindowCenter="1000.5", WindowWidth="0.5"))
    yield grey("function absent, several windows", image(ct, bits=12, WindowCenter=["2000", "100"], WindowWidth=["1000", "10"]))
    yield grey("no window", image(ct, bits=12, **hu))
    yield grey("falling slope", image(ct, bits=12, RescaleSlope="-0.5", RescaleIntercept="100", WindowCenter="-500", WindowWidth="900"))
    root = (np.sqrt(np.arange(3000)) * 70).astype(int)
    yield grey("modality LUT", image(ct, bits=12, ModalityLUTSequence=[table(root, 500, 16)], WindowCenter="2000", WindowWidth="1500"))
    yield grey("modality LUT, first value below 0", image(ct - 2048, True, 12, ModalityLUTSequence=[table(root, -1500, 16, "SS")], WindowCenter="2000", WindowWidth="1500"))
    yield grey("modality LUT of 65536 entries", image(np.linspace(0, 65535, 64).astype(int).reshape(8, 8), ModalityLUTSequence=[table(np.arange(65536)[::-1], 0, 16)],
                                                      WindowCenter="30000", WindowWidth="50000"))
    yield grey("VOI LUT before windows", image(ct, bits=12, VOILUTSequence=[table(root // 16, 100, 10), table(root, 0, 16)], WindowCenter="9", WindowWidth="9"))
    # pydicom 2.3 counts in as many bits as the entries have, so that the inputs stay within the table.
    yield grey("VOI LUT of 8 bits in words", image(1000 + ct // 17, bits=12, VOILUTSequence=[table(np.arange(256)[::-1], 1000, 8)]))
    yield grey("VOI LUT of 12 bits", image(ct, bits=12, VOILUTSequence=[table(np.arange(4096)[::-1], 0, 12)]))
    yield grey("VOI LUT behind rescaling below 0", image(ct, bits=12, VOILUTSequence=[table(root, -700, 16, "SS")], **hu))
    yield grey("VOI LUT behind modality LUT", image(ct, bits=12, ModalityLUTSequence=[table(root, 500, 16)], VOILUTSequence=[table(root, 40, 16)]))
    overlay = (np.arange(64).reshape(8, 8) % 16) << 12
    with_overlay = bytearray(image(ct, bits=12, WindowCenter="2000", WindowWidth="4000"))
    with_overlay[-128:] = (ct | overlay).astype("<u2").tobytes()
    plain = view(opened(image(ct, bits=12, WindowCenter="2000", WindowWidth="4000")))
    yield case("overlay in the unused high bits", bytes(with_overlay), [MODALITY, VOI], plain, 2e-6)


def padding_cases():
    stored = np.linspace(-2048, 2047, 64).astype(int).reshape(8, 8)
    stored[0, :3] = -2048
    for name, value, limit, signed, pixels in [
        ("one value, signed", -2048, None, True, stored), ("a range upwards, signed", -2048, -1500, True, stored),
        ("a range downwards, signed", -1500, -2048, True, stored), ("high values, unsigned", 4095, 4000, False, stored + 2048),
    ]:
        attributes = {"RescaleSlope": "2", "RescaleIntercept": "-1000"}
        source = opened(image(pixels, signed, 12, **attributes))
        vr = "SS" if signed else "US"
        source.add_new(0x00280120, vr, value)
        if limit is not None:
            source.add_new(0x00280121, vr, limit)
        stream = io.BytesIO()
        source.save_as(stream)
        low, high = sorted((value, value if limit is None else limit))
        is_padding = (pixels >= low) & (pixels <= high)
        for choice, replacement in (("least", pixels[~is_padding].min()), ("greatest", pixels[~is_padding].max())):
            values = np.where(is_padding, replacement, pixels) * 2.0 - 1000
            yield case(f"padding: {name}, {choice}", stream.getvalue(), [{"step": "padding", "with": choice}, MODALITY], values, 0)


def planes(rgb):
    return np.moveaxis(np.asarray(rgb), -1, 0)


def colour(name, source, rgb, maximum, tolerance, frame=0):
    return case(name, source, [{"step": "to-rgb"}], planes(rgb), tolerance, frame, maximum)


def palette(entries, first, bits, segmented=False):
    attributes = {}
    for number, colour_name in enumerate(("Red", "Green", "Blue")):
        attributes[f"{colour_name}PaletteColorLookupTableDescriptor"] = [len(entries[number]) % 65536 if not segmented else segmented, first, bits]
        attributes[("Segmented" if segmented else "") + f"{colour_name}PaletteColorLookupTableData"] = (
            entries[number] if segmented else np.asarray(entries[number]).astype("<u2" if bits == 16 else "<u1").tobytes())
    return attributes


def segments(bits):
    """Discrete, linear and indirect segments (C.7.9.2), 256 entries in all: 4 + 100 + (4 + 100) + 48."""
    unit = "<H" if bits == 16 else "<B"
    scale = 257 if bits == 16 else 1

    def words(*values):
        return b"".join(struct.pack(unit, value) for value in values)

    for shift in (0, 20, 40):
        data = words(0, 4, *[scale * (value + shift) for value in (1, 9, 2, 50)]) + words(1, 100, scale * (200 - shift))
        offset = [0, 0] if bits == 16 else [0, 0, 0, 0]
        yield data + words(2, 2, *offset) + words(1, 48, scale * shift)


def colour_cases():
    index = np.linspace(0, 255, 64).astype(int).reshape(8, 8)
    ramps = [np.arange(200), np.arange(200)[::-1] + 20, np.arange(200) // 2]
    for name, source, bits in [
        ("palette of 8 bits, first 30", image(index, bits=8, allocated=8, photometric="PALETTE COLOR", **palette(ramps, 30, 8)), 8),
        ("palette of 16 bits", image(index, bits=8, allocated=8, photometric="PALETTE COLOR", **palette([ramp * 257 for ramp in ramps], 0, 16)), 16),
        ("palette of 16 bits, words", image(index * 16, bits=12, photometric="PALETTE COLOR", **palette([np.arange(4096) * 16, np.arange(4096)[::-1] * 8, np.arange(4096)], 0, 16)), 16),
        ("segmented palette of 16 bits", image(index, bits=8, allocated=8, photometric="PALETTE COLOR", **palette(list(segments(16)), 0, 16, segmented=256)), 16),
        ("segmented palette of 8 bits", image(index, bits=8, allocated=8, photometric="PALETTE COLOR", **palette(list(segments(8)), 0, 8, segmented=256)), 8),
    ]:
        data = opened(source)
        yield colour(name, source, apply_color_lut(data.pixel_array, data), (1 << bits) - 1, 0)
    samples = np.random.default_rng(5).integers(0, 256, (8, 8, 3))
    yield colour("RGB", image(samples, bits=8, allocated=8, photometric="RGB"), samples, 255, 0)
    source = image(samples, bits=8, allocated=8, photometric="YBR_FULL")
    yield colour("YBR_FULL", source, convert_color_space(samples.astype(np.uint8), "YBR_FULL", "RGB"), 255, 1)
    partial = np.clip(samples, 16, 235).astype(np.float64)
    forward = np.array([[0.2568, 0.5041, 0.0979], [-0.1482, -0.2910, 0.4392], [0.4392, -0.3678, -0.0714]])
    ybr = np.rint(partial @ forward.T + [16, 128, 128])
    rgb = np.clip((ybr - [16, 128, 128]) @ np.linalg.inv(forward).T, 0, 255)
    pairs = ybr.copy()
    pairs[:, 1::2, 1:] = pairs[:, 0::2, 1:]
    packed = np.stack([pairs[:, 0::2, 0], pairs[:, 1::2, 0], pairs[:, 0::2, 1], pairs[:, 0::2, 2]], axis=-1).astype(np.uint8)
    data = opened(image(samples, bits=8, allocated=8, photometric="YBR_PARTIAL_422"))
    data.PixelData = packed.tobytes()
    stream = io.BytesIO()
    data.save_as(stream)
    rgb = np.clip((pairs - [16, 128, 128]) @ np.linalg.inv(forward).T, 0, 255)
    yield colour("YBR_PARTIAL_422 (the standard's own forward matrix, inverted)", stream.getvalue(), rgb, 255, 2)


def shared_cases():
    for path in ("lut/pydicom-data__mlut_18.dcm", "lut/pydicom-data__vlut_04.dcm"):
        yield grey(path, path)
    for path in ("palette/pydicom-data__OBXXXX1A.dcm", "palette/pydicom-data__OBXXXX1A_expb.dcm", "palette/pydicom-data__gdcm-US-ALOKA-16.dcm",
                 "palette/pydicom__examples_palette.dcm"):
        data = opened(path.replace("_expb", ""))  # pydicom 2.3 does not turn the words of a big-endian table round; the image is the same.
        rgb = apply_color_lut(data.pixel_array, data)
        yield colour(path, path, rgb, (1 << data.RedPaletteColorLookupTableDescriptor[2]) - 1, 0)
    for path in ("color/pydicom-data__SC_ybr_full_uncompressed.dcm", "color/pydicom__SC_ybr_full_422_uncompressed.dcm"):
        data = opened(path)
        yield colour(path, path, convert_color_space(data.pixel_array, "YBR_FULL", "RGB"), 255, 1)
    for path in ("color/pydicom-data__SC_rgb_16bit_2frame.dcm", "us/pydicom__examples_rgb_color.dcm"):
        data = opened(path)
        rgb = data.pixel_array if int(data.get("NumberOfFrames", 1)) == 1 else data.pixel_array[1]
        yield colour(path, path, rgb, (1 << data.BitsStored) - 1, 0, frame=int(data.get("NumberOfFrames", 1)) - 1)


def main():
    cases = [*grey_cases(), *padding_cases(), *colour_cases(), *shared_cases()]
    target = REPOSITORY / "tests" / "Edge.Inference.Tests" / "references" / "views.json"
    head = {"format": 1, "source": "PS3.3 C.7.5.1.1.2, C.7.6.3.1.2, C.7.9, C.11.1, C.11.2", "computedWith": f"pydicom {pydicom.__version__}, numpy {np.__version__}"}
    lines = ",\n  ".join(json.dumps(each) for each in cases)
    target.write_text(json.dumps(head)[:-1] + ', "cases": [\n  ' + lines + "\n]}\n")
    print(f"{len(cases)} cases")


main()
