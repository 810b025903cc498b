"""Makes images of every transfer syntax, depth, sign and colour with independent encoders, and says what must come out of them.

usage: pixel_variants.py DIR; prints one JSON object a line:
    file, expected  the DICOM file, and the stored values of all its frames in the form of `edgectl dicom pixels --out`
    tolerance       largest difference of a sample; 0 unless the coding loses something
    photometric     after decoding

Encoders: numpy and zlib (native, deflated, fragments), DCMTK (dcmcrle, dcmcjpeg, dcmcjpls), GDCM (gdcmconv), OpenJPEG (opj_compress), OpenJPH
(ojph_compress). What is lossless must give the values that went in; of what is lossy DCMTK or GDCM decodes the expected ones.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import warnings
import zlib

import numpy as np
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

warnings.simplefilter("ignore")
FOLDER = pathlib.Path(sys.argv[1])
ROWS, COLUMNS = 37, 54
JPEG_SV1, JPEG_LS = "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"
J2K_LOSSLESS, J2K, MC_LOSSLESS = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.92"
HTJ2K_LOSSLESS, HTJ2K_RPCL = "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202"
DEFLATED, DEFLATED_FRAMES, WRAPPED, RLE = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.5"

# pydicom 2.3 does not know the transfer syntaxes that came after it, all of which are encapsulated.
NATIVE = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DEFLATED)
UID.is_compressed = property(lambda uid: uid not in NATIVE)
UID.is_deflated = property(lambda uid: uid == DEFLATED)
UID.is_implicit_VR = property(lambda uid: uid == ImplicitVRLittleEndian)
UID.is_little_endian = property(lambda uid: uid != ExplicitVRBigEndian)


def image(stored, signed=False, samples=1, frames=1, seed=0, rows=ROWS, columns=COLUMNS):
    """Smooth values with noise over the whole range, [frame, row, column, sample]."""
    random = np.random.default_rng(seed + 1000 * stored + signed)
    least, greatest = (-(1 << (stored - 1)), (1 << (stored - 1)) - 1) if signed else (0, (1 << stored) - 1)
    f, y, x, s = np.meshgrid(np.arange(frames), np.arange(rows), np.arange(columns), np.arange(samples), indexing="ij")
    wave = 0.5 + 0.35 * np.sin(x / 7.0 + s + f) * np.cos(y / 9.0 - f)
    values = least + (greatest - least) * wave + random.normal(0, (greatest - least) / 200 + 0.2, wave.shape)
    values = np.clip(np.rint(values), least, greatest).astype(np.int64)
    values[:, 0, 0], values[:, 0, 1] = least, greatest
    return values


def canonical(values, allocated):
    width = 1 if allocated <= 8 else 2 if allocated <= 16 else 4
    return (values & ((1 << (8 * width)) - 1)).astype(f"<u{width}").tobytes()


def words(values, allocated, high, stored, big=False, junk=0, planar=False, wide_vr=True):
    """Native bytes; junk fills the bits around the stored ones, as overlays do."""
    mask = ((1 << stored) - 1) << (high + 1 - stored)
    cells = ((values << (high + 1 - stored)) & mask) | (junk & ~mask & ((1 << allocated) - 1))
    order = np.transpose(cells, (0, 3, 1, 2)) if planar else cells
    flat = order.ravel()
    if allocated == 1:
        data = np.packbits(flat.astype(np.uint8), bitorder="little").tobytes()
    elif allocated == 12:
        nibbles = np.stack([flat & 15, (flat >> 4) & 15, (flat >> 8) & 15], axis=1).ravel()
        nibbles = np.append(nibbles, 0) if len(nibbles) % 2 else nibbles
        data = (nibbles[0::2] | (nibbles[1::2] << 4)).astype(np.uint8).tobytes()
    else:
        data = flat.astype(f"<u{allocated // 8}").tobytes()
    data += b"\0" * (len(data) % 2)
    return np.frombuffer(data, "<u2").astype(">u2").tobytes() if big and wide_vr else data


def dataset(values, allocated, stored, high=None, signed=False, photometric=None, planar=0, frames=None):
    data = pydicom.Dataset()
    data.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    data.SOPInstanceUID = pydicom.uid.generate_uid(prefix=None)
    data.StudyInstanceUID, data.SeriesInstanceUID = pydicom.uid.generate_uid(prefix=None), pydicom.uid.generate_uid(prefix=None)
    data.PatientName, data.PatientID, data.StudyDate, data.Modality = "Doe^Jane", "A-1", "20200101", "OT"
    data.SamplesPerPixel = values.shape[3]
    data.PhotometricInterpretation = photometric or ("RGB" if values.shape[3] == 3 else "MONOCHROME2")
    if values.shape[3] == 3:
        data.PlanarConfiguration = planar
    data.Rows, data.Columns = values.shape[1:3]
    if values.shape[0] > 1 or frames:
        data.NumberOfFrames = values.shape[0]
    data.BitsAllocated, data.BitsStored, data.HighBit = allocated, stored, stored - 1 if high is None else high
    data.PixelRepresentation = int(signed)
    return data


def save(name, data, syntax, pixels, vr="OW"):
    path = FOLDER / (name + ".dcm")
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = data.SOPClassUID, data.SOPInstanceUID
    meta.TransferSyntaxUID = UID(syntax)
    whole = FileDataset(str(path), data, file_meta=meta, preamble=b"\0" * 128)
    whole.is_little_endian, whole.is_implicit_VR = syntax != ExplicitVRBigEndian, syntax == ImplicitVRLittleEndian
    whole.add(pydicom.DataElement(0x7FE00010, vr, pixels))
    whole.save_as(str(path), write_like_original=False)
    return path


def expect(path, raw, photometric, tolerance=0):
    expected = path.with_suffix(".raw")
    expected.write_bytes(raw)
    print(json.dumps({"file": str(path), "expected": str(expected), "tolerance": tolerance, "photometric": photometric}))


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed: {done.stdout}{done.stderr}")


def item(data):
    data += b"\0" * (len(data) % 2)
    return b"\xfe\xff\x00\xe0" + len(data).to_bytes(4, "little") + data


def encapsulate(fragments, table=b""):
    return item(table) + b"".join(map(item, fragments))


# -- native -----------------------------------------------------------------------------------------------------------------


def native():
    syntaxes = {"implicit": ImplicitVRLittleEndian, "explicit": ExplicitVRLittleEndian, "big": ExplicitVRBigEndian, "deflated": DEFLATED}
    depths = [(1, 1, 0), (8, 8, 7), (8, 6, 5), (12, 12, 11), (16, 16, 15), (16, 12, 11), (16, 12, 15), (16, 10, 12), (32, 32, 31), (32, 20, 25)]
    for label, syntax in syntaxes.items():
        for allocated, stored, high in depths:
            for signed in (False, True) if stored > 1 else (False,):
                for frames in (1, 3):
                    values = image(stored, signed, frames=frames, rows=7 if frames == 3 else ROWS, columns=9 if frames == 3 else COLUMNS)
                    pixels = words(values, allocated, high, stored, syntax == ExplicitVRBigEndian, junk=0x5A5AA5A5)
                    data = dataset(values, allocated, stored, high, signed)
                    path = save(f"native-{label}-{allocated}-{stored}-{high}-{'s' if signed else 'u'}-{frames}", data, syntax, pixels)
                    expect(path, canonical(values, allocated), "MONOCHROME2")
        for allocated in (8, 16, 32):
            for planar in (0, 1):
                values = image(allocated, samples=3, frames=2)
                pixels = words(values, allocated, allocated - 1, allocated, syntax == ExplicitVRBigEndian, planar=planar)
                path = save(f"native-{label}-rgb{allocated}-planar{planar}", dataset(values, allocated, allocated, planar=planar), syntax, pixels)
                expect(path, canonical(values, allocated), "RGB")
    for vr in ("OB", "OW"):
        values = image(8, frames=3, rows=5, columns=7)
        pixels = words(values, 8, 7, 8, big=True, wide_vr=vr == "OW")
        expect(save(f"native-big-8-odd-{vr}", dataset(values, 8, 8), ExplicitVRBigEndian, pixels, vr), canonical(values, 8), "MONOCHROME2")
    packed = image(8, samples=2, frames=2)
    data = dataset(np.repeat(packed[..., :1], 3, axis=3), 8, 8, photometric="YBR_FULL_422")
    expect(save("native-422", data, ExplicitVRLittleEndian, canonical(packed, 8), "OB"), canonical(packed, 8), "YBR_FULL_422")
    for photometric in ("MONOCHROME1", "PALETTE COLOR"):
        values = image(8)
        path = save("native-" + photometric.replace(" ", "-"), dataset(values, 8, 8, photometric=photometric), ExplicitVRLittleEndian, canonical(values, 8), "OB")
        expect(path, canonical(values, 8), photometric)


# -- DCMTK and GDCM ---------------------------------------------------------------------------------------------------------


def sources():
    """Uncompressed files that the encoders take, and their values."""
    for allocated, stored, signed, samples, frames in [
        (8, 8, False, 1, 1), (8, 8, False, 1, 4), (8, 8, False, 3, 1), (8, 8, False, 3, 3), (16, 12, False, 1, 1), (16, 12, False, 1, 4),
        (16, 16, False, 1, 1), (16, 16, True, 1, 1), (16, 12, True, 1, 3), (16, 10, False, 1, 1),
    ]:
        values = image(stored, signed, samples, frames)
        name = f"{stored}{'s' if signed else 'u'}{samples}x{frames}"
        path = save("source-" + name, dataset(values, allocated, stored, signed=signed), ExplicitVRLittleEndian, words(values, allocated, stored - 1, stored))
        yield name, path, values, allocated, stored, signed


def dcmtk(name, source, values, allocated, stored, signed):
    exact = canonical(values, allocated)
    photometric = "RGB" if values.shape[3] == 3 else "MONOCHROME2"

    def lossless(label, *command):
        path = FOLDER / f"{label}-{name}.dcm"
        run(*command, source, path)
        expect(path, exact, photometric)

    lossless("rle", "dcmcrle")
    lossless("jpeg-sv1", "dcmcjpeg", "+e1")
    for predictor in range(1, 8):
        lossless(f"jpeg-lossless{predictor}", "dcmcjpeg", "+el", "+sv", predictor)
    lossless("jpegls", "dcmcjpls", "+el")
    if values.shape[3] == 3:
        for mode in ("+il", "+is", "+in"):
            lossless("jpegls" + mode[1:], "dcmcjpls", mode)
    if values.shape[0] > 1:
        lossless("jpeg-cut", "dcmcjpeg", "+e1", "+fs", 1, "-ot")
        lossless("jpegls-cut", "dcmcjpls", "+el", "+fs", 1, "-ot")
        lossless("jpegls-cut-table", "dcmcjpls", "+el", "+fs", 1)
    if not signed:
        near = FOLDER / f"jpegls-near-{name}.dcm"
        run("dcmcjpls", "+en", "+md", 3, source, near)
        decoded(near, "dcmdjpls", 0, photometric, [])
    if not signed and stored <= 12:
        for process in ("+eb", "+ee", "+es", "+ep") if stored == 8 else ("+ee", "+es", "+ep"):
            lossy = FOLDER / f"jpeg{process[1:]}-{name}.dcm"
            run("dcmcjpeg", process, "+un", *(["+s4"] if values.shape[3] == 3 else []), source, lossy)
            decoded(lossy, "dcmdjpeg", 2 if stored == 8 else 4, "YBR_FULL" if values.shape[3] == 3 else photometric, ["+cn"])


def decoded(path, tool, tolerance, photometric, options):
    plain = path.with_suffix(".plain")
    run(tool, *options, path, plain)
    data = pydicom.dcmread(str(plain))
    array = data.pixel_array.astype(np.int64)
    expect(path, canonical(array, data.BitsAllocated), photometric, tolerance)


def gdcm(name, source, values, allocated, stored, signed):
    photometric = "RGB" if values.shape[3] == 3 else "MONOCHROME2"
    for label, options in {"gdcm-j2k": ["--j2k"], "gdcm-jpeg": ["--jpeg"], "gdcm-jpegls": ["--jpegls"], "gdcm-j2k-tiles": ["--j2k", "-t", "16,16"]}.items():
        path = FOLDER / f"{label}-{name}.dcm"
        if signed and stored < allocated:
            continue  # GDCM 3.0 compresses no signed values that leave bits unused.
        run("gdcmconv", *options, source, path)
        expect(path, canonical(values, allocated), photometric)
    if values.shape[0] == 1 and not signed:
        path, plain = FOLDER / f"gdcm-j2k-lossy-{name}.dcm", FOLDER / f"gdcm-j2k-lossy-{name}.plain"
        run("gdcmconv", "--j2k", "--irreversible", "-r", 5, source, path)
        run("gdcmconv", "--raw", path, plain)
        data = pydicom.dcmread(str(plain))
        expect(path, canonical(data.pixel_array.astype(np.int64), allocated), photometric, 2)


# -- OpenJPEG and OpenJPH ---------------------------------------------------------------------------------------------------


def raw_file(values, allocated, signed):
    """Component by component, as opj_compress and ojph_compress read raw files (big-endian words for the first)."""
    path = FOLDER / "planes.raw"
    planes = np.transpose(values, (0, 3, 1, 2)).ravel()
    path.write_bytes(planes.astype(f">{'i' if signed else 'u'}{1 if allocated == 8 else 2}").tobytes())
    return path


def opj(values, stored, allocated, signed, *options):
    frames, rows, columns, samples = values.shape
    stream = FOLDER / "stream.j2k"
    spacing = ":".join(["1x1"] * (frames * samples))
    run("opj_compress", "-i", raw_file(values, allocated, signed), "-o", stream,
        "-F", f"{columns},{rows},{frames * samples},{stored},{'s' if signed else 'u'}@{spacing}", *options)
    return stream.read_bytes()


def openjpeg():
    styles = {
        "layers": ["-r", "20,10,1"], "tiles": ["-t", "20,16", "-n", "3"], "precincts": ["-c", "[32,32]", "-p", "RPCL"], "cprl": ["-p", "CPRL"], "pcrl": ["-p", "PCRL", "-n", "3"],
        "markers": ["-SOP", "-EPH", "-TLM", "-PLT"], "bypass": ["-M", "1"], "segments": ["-M", "63"], "parts": ["-TP", "R"], "one": ["-n", "1"], "blocks": ["-b", "4,64"],
    }
    for style, options in styles.items():
        for stored, signed, samples in [(8, False, 1), (12, False, 1), (16, True, 1), (16, False, 1), (10, True, 1), (8, False, 3), (16, False, 3)]:
            allocated = 8 if stored <= 8 else 16
            values = image(stored, signed, samples)
            for transform in ("0", "1") if samples == 3 else ("0",):
                data = dataset(values, allocated, stored, signed=signed, photometric="YBR_RCT" if transform == "1" else None)
                stream = opj(values, stored, allocated, signed, "-mct", transform, *options)
                path = save(f"opj-{style}-{stored}{'s' if signed else 'u'}{samples}-mct{transform}", data, J2K_LOSSLESS, encapsulate([stream]), "OB")
                expect(path, canonical(values, allocated), "RGB" if samples == 3 else "MONOCHROME2")
    for frames in (2, 3):
        values = image(12, frames=frames)
        stream = opj(values, 12, 16, False, "-mct", "0")
        path = save(f"opj-collection-{frames}", dataset(values, 16, 12), MC_LOSSLESS, encapsulate([stream]), "OB")
        expect(path, canonical(values, 16), "MONOCHROME2")
    values = image(12, frames=5)
    streams = [opj(part, 12, 16, False, "-mct", "0") for part in (values[:2], values[2:])]
    cut = [part for stream in streams for part in pieces(stream, 3, 5)]
    path = save("opj-collections-cut", dataset(values, 16, 12), MC_LOSSLESS, encapsulate(cut), "OB")
    expect(path, canonical(values, 16), "MONOCHROME2")


def portable_map(values, stored):
    path = FOLDER / ("planes.ppm" if values.shape[3] == 3 else "planes.pgm")
    header = f"P{6 if values.shape[3] == 3 else 5}\n{values.shape[2]} {values.shape[1]}\n{(1 << stored) - 1}\n"
    path.write_bytes(header.encode() + values.astype(">u1" if stored <= 8 else ">u2").tobytes())
    return path


def openjph():
    for stored, signed, samples in [(8, False, 1), (12, False, 1), (16, False, 1), (8, False, 3), (16, False, 3)]:
        values = image(stored, signed, samples)
        photometric = "YBR_RCT" if samples == 3 else None
        allocated = 8 if stored <= 8 else 16
        for label, syntax, options in [("lossless", HTJ2K_LOSSLESS, []), ("rpcl", HTJ2K_RPCL, ["-prog_order", "RPCL", "-num_decomps", 3]), ("blocks", HTJ2K_LOSSLESS, ["-block_size", "{32,32}"])]:
            stream = FOLDER / "stream.j2c"
            run("ojph_compress", "-i", portable_map(values, stored), "-o", stream, "-reversible", "true", "-colour_trans", str(samples == 3).lower(), *options)
            path = save(f"ojph-{label}-{stored}{'s' if signed else 'u'}{samples}", dataset(values, allocated, stored, photometric=photometric), syntax, encapsulate([stream.read_bytes()]), "OB")
            expect(path, canonical(values, allocated), "RGB" if samples == 3 else "MONOCHROME2")


# -- fragments and offset tables --------------------------------------------------------------------------------------------


def pieces(stream, count, seed):
    """A stream cut at random even places, the first right behind its first marker."""
    stream += b"\0" * (len(stream) % 2)
    places = np.random.default_rng(seed).choice(np.arange(2, len(stream) // 2), count - 2, replace=False) * 2
    places = [0, 2, *sorted(int(place) for place in places), len(stream)]
    return [stream[a:b] for a, b in zip(places, places[1:])]


def frame_streams(path):
    data = pydicom.dcmread(str(path))
    return data, list(pydicom.encaps.generate_pixel_data_frame(data.PixelData, int(data.get("NumberOfFrames", 1))))


def fragments():
    for name in ("jpeg-sv1-12u1x4", "jpegls-12u1x4", "gdcm-j2k-12u1x4", "jpegee-12u1x4", "jpegeb-8u3x3"):
        source = FOLDER / (name + ".dcm")
        raw = source.with_suffix(".raw").read_bytes()
        data, streams = frame_streams(source)
        syntax = str(data.file_meta.TransferSyntaxUID)
        cut = [pieces(stream, 2 + 3 * index, index) if index else [stream] for index, stream in enumerate(streams)]
        starts, at = [], 0
        for frame in cut:
            starts.append(at)
            at += sum(8 + len(part) + len(part) % 2 for part in frame)
        table = b"".join(start.to_bytes(4, "little") for start in starts)
        whole_starts = np.cumsum([0] + [8 + len(stream) + len(stream) % 2 for stream in streams])[:-1]
        extended = b"".join(int(start).to_bytes(8, "little") for start in whole_starts)
        lengths = b"".join(len(stream).to_bytes(8, "little") for stream in streams)
        parts = [part for frame in cut for part in frame]
        photometric = "YBR_FULL" if data.SamplesPerPixel == 3 else "MONOCHROME2"
        tolerance = 0 if "jpegee" not in name and "jpegeb" not in name else 4
        for label, pixels, extra in [
            ("table", encapsulate(parts, table), {}), ("bare", encapsulate(parts), {}), ("wrong-table", encapsulate(parts, (b"\x07\0\0\0") * len(streams)), {}),
            ("short-table", encapsulate(parts, table[:4]), {}), ("extended", encapsulate(streams), {0x7FE00001: extended, 0x7FE00002: lengths}),
            ("empty-between", encapsulate([part for stream in streams for part in (stream, b"")]), {}),
            # Some writers leave out the last marker, with which everything has come all the same. OpenJPEG and CharLS, in every reader, want it.
            *([] if "j2k" in name or "jpegls" in name else [("without-end", encapsulate([stream.rstrip(b"\0").removesuffix(b"\xff\xd9") for stream in streams]), {})]),
        ]:
            copy = pydicom.dcmread(str(source))
            del copy.PixelData
            for tag, value in extra.items():
                copy.add_new(tag, "OV", value)
            copy.SOPInstanceUID = pydicom.uid.generate_uid(prefix=None)
            expect(save(f"fragments-{label}-{name}", copy, syntax, pixels, "OB"), raw, photometric, tolerance)


def wrapped():
    for allocated, stored, signed, samples, planar in [(1, 1, False, 1, 0), (8, 8, False, 1, 0), (16, 12, True, 1, 0), (12, 12, False, 1, 0), (32, 32, False, 1, 0), (8, 8, False, 3, 0), (16, 16, False, 3, 1)]:
        values = image(stored, signed, samples, frames=3)
        frames = [words(frame[None], allocated, stored - 1, stored, junk=0xFFFFFFFF, planar=planar) for frame in values]
        for label, syntax in (("deflated-frames", DEFLATED_FRAMES), ("wrapped", WRAPPED)):
            parts = frames
            if syntax == DEFLATED_FRAMES:
                parts = []
                for frame in frames:
                    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
                    parts.append(deflate.compress(frame) + deflate.flush())
            path = save(f"{label}-{allocated}-{samples}", dataset(values, allocated, stored, signed=signed, planar=planar), syntax, encapsulate(parts), "OB")
            expect(path, canonical(values, allocated), "RGB" if samples == 3 else "MONOCHROME2")


def main():
    missing = [tool for tool in ("dcmcrle", "dcmcjpeg", "dcmcjpls", "dcmdjpeg", "dcmdjpls", "gdcmconv", "opj_compress", "ojph_compress") if not shutil.which(tool)]
    if missing:
        raise SystemExit(f"missing: {', '.join(missing)} (dcmtk, libgdcm-tools, libopenjp2-tools, openjph-tools)")
    native()
    for source in sources():
        dcmtk(*source)
        gdcm(*source)
    openjpeg()
    openjph()
    wrapped()
    fragments()


main()
