"""Copies a shared library and makes one of its functions write to address 0, as a codec does that lost its way.

usage: break_codec.py LIBRARY COPY FUNCTION
"""
import struct
import sys

source, copy, wanted = sys.argv[1:]
data = bytearray(open(source, "rb").read())
machine = struct.unpack_from("<H", data, 18)[0]
# mov byte [0], 0 for x86-64; mov x0, 0 and str x0, [x0] for arm64.
CRASH = {62: bytes.fromhex("c604250000000000"), 183: struct.pack("<II", 0xD2800000, 0xF9000000)}[machine]
sections = struct.unpack_from("<Q", data, 40)[0]
size, count = struct.unpack_from("<HH", data, 58)


def section(index):
    name, kind, flags, address, offset, length, link, info, align, entry = struct.unpack_from("<IIQQQQIIQQ", data, sections + index * size)
    return kind, address, offset, length, link


def symbols():
    for index in range(count):
        kind, _, offset, length, link = section(index)
        if kind == 11:
            names = section(link)[2]
            for at in range(offset, offset + length, 24):
                name, _, _, home, value, _ = struct.unpack_from("<IBBHQQ", data, at)
                text = data[names + name : data.index(b"\0", names + name)].decode()
                yield text, home, value


for text, home, value in symbols():
    if text == wanted and home:
        _, address, offset, _, _ = section(home)
        place = value - address + offset
        data[place : place + len(CRASH)] = CRASH
        open(copy, "wb").write(data)
        sys.exit(0)
sys.exit(f"{source} has no {wanted}")
