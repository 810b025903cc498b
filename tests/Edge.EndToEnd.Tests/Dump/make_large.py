"""Makes files that would cost a careless reader much memory.

usage: make_large.py DIR; prints one path a line. Each is well formed but for those whose name starts with "refused".
"""
import pathlib
import struct
import sys
import zlib

FOLDER = pathlib.Path(sys.argv[1])
EXPLICIT = b"1.2.840.10008.1.2.1\0"
IMPLICIT = b"1.2.840.10008.1.2\0"
DEFLATED = b"1.2.840.10008.1.2.1.99"
UNDEFINED = 0xFFFFFFFF
UTF8 = struct.pack("<HH", 0x0008, 0x0005) + b"CS\x0a\0ISO_IR 192"
MIB = 1 << 20


def header(syntax):
    group = b"\x02\x00\x10\x00UI" + struct.pack("<H", len(syntax)) + syntax
    return b"\0" * 128 + b"DICM" + b"\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(group)) + group


def explicit(group, element, vr, length):
    return struct.pack("<HH", group, element) + vr + b"\0\0" + struct.pack("<I", length)


def implicit(group, element, length):
    return struct.pack("<HHI", group, element, length)


def write(name, *pieces):
    path = FOLDER / f"{name}.dcm"
    with open(path, "wb") as out:
        for piece in pieces:
            out.write(piece)
    print(path)


def repeated(name, syntax, head, piece, times, tail=b""):
    length = len(piece) * times
    start = head(length) if callable(head) else head
    write(name, header(syntax), start, *([piece] * times), tail)


def main():
    repeated("native-pixels", EXPLICIT, lambda n: explicit(0x7FE0, 0x0010, b"OW", n), b"\1" * MIB, 100)
    repeated("long-text", EXPLICIT, lambda n: UTF8 + explicit(0x0040, 0xA160, b"UT", n), "é王 ".encode() * 100_000, 40)
    repeated("spaces", EXPLICIT, lambda n: explicit(0x0040, 0xA160, b"UT", n + 2), b" " * MIB, 30, b"x ")
    repeated("empty-values", EXPLICIT, lambda n: explicit(0x0008, 0x0119, b"UC", n), b"\\" * MIB, 20)
    repeated("names", IMPLICIT, lambda n: implicit(0x0010, 0x0010, n), b"a^b=c=\\x" * 100_000, 25)
    repeated("decimals", IMPLICIT, lambda n: implicit(0x0018, 0x1063, n), b"1.50\\-3e2\\" * 100_000, 20)
    repeated("numbers", EXPLICIT, lambda n: explicit(0x0072, 0x0083, b"UV", n), b"\xff" * MIB, 30)
    repeated("empty-items", EXPLICIT, lambda n: explicit(0x0040, 0xA730, b"SQ", n), b"\xfe\xff\0\xe0\0\0\0\0" * 100_000, 30)
    repeated("fragments", EXPLICIT, explicit(0x7FE0, 0x0010, b"OB", UNDEFINED), b"\xfe\xff\0\xe0\2\0\0\0ab" * 100_000, 30,
             b"\xfe\xff\xdd\xe0\0\0\0\0")
    elements, others = (b"".join(implicit(group, number, 0) for number in range(1, 0xFFFF)) for group in (0x0011, 0x0013))
    write("many-elements", header(IMPLICIT), elements, others)
    short = b"".join(explicit(0x0011, number, b"UN", 100) + b"y" * 100 for number in range(0x1000, 0x1000 + 35_000))
    write("out-of-order", header(EXPLICIT), short, explicit(0x0009, 0x1001, b"OB", 20 * MIB), b"z" * (20 * MIB))
    write("refused-out-of-order", header(IMPLICIT), implicit(0x0013, 1, 0), elements)
    write("refused-nesting", header(EXPLICIT),
          (explicit(0x0008, 0x1140, b"SQ", UNDEFINED) + b"\xfe\xff\0\xe0\xff\xff\xff\xff") * 20_000)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = squeeze.compress(explicit(0x7FE0, 0x0010, b"OB", 200 * MIB))
    write("refused-bomb", header(DEFLATED), bomb, *[squeeze.compress(b"\0" * MIB) for _ in range(200)], squeeze.flush())
    write("refused-length", header(EXPLICIT), explicit(0x7FE0, 0x0010, b"OW", 0xFFFFFFF0), b"\0" * 100)


main()
