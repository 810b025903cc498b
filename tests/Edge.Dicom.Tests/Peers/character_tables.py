"""Prints every character of every set that Specific Character Set can name, by Python's own codecs.

One line each: the terms joined by a backslash, TAB, the encoded bytes in hexadecimal, TAB, the text.
"""
SINGLE = {"ISO_IR 100": "iso8859_1", "ISO_IR 101": "iso8859_2", "ISO_IR 109": "iso8859_3", "ISO_IR 110": "iso8859_4",
          "ISO_IR 144": "iso8859_5", "ISO_IR 127": "iso8859_6", "ISO_IR 126": "iso8859_7", "ISO_IR 138": "iso8859_8",
          "ISO_IR 148": "iso8859_9", "ISO_IR 203": "iso8859_15", "ISO_IR 166": "tis_620"}
DOUBLE = {"\\ISO 2022 IR 87": (b"\x1b$B", 0x00, "iso2022_jp"), "\\ISO 2022 IR 159": (b"\x1b$(D", 0x00, "iso2022_jp_2"),
          "\\ISO 2022 IR 149": (b"\x1b$)C", 0x80, "euc_kr"), "\\ISO 2022 IR 58": (b"\x1b$)A", 0x80, "gb2312")}


def show(terms, encoded, text):
    print(f"{terms}\t{encoded.hex()}\t{text}")


def main():
    for terms, codec in SINGLE.items():
        for code in range(0xA0, 0x100):
            try:
                show(terms, bytes([code]), bytes([code]).decode(codec))
            except UnicodeDecodeError:
                pass
    for code in range(0xA1, 0xE0):
        show("ISO_IR 13", bytes([code]), bytes([code]).decode("shift_jis"))
    for terms, (escape, high, codec) in DOUBLE.items():
        for first in range(0x21, 0x7F):
            for second in range(0x21, 0x7F):
                pair = bytes([first | high, second | high])
                try:
                    text = pair.decode(codec) if high else (escape + pair).decode(codec)
                except UnicodeDecodeError:
                    continue
                show(terms, escape + pair, text)
    for text in ("王^小东", "𠀀㐀龦", "€ÄÖ"):
        show("GB18030", text.encode("gb18030"), text)
        show("ISO_IR 192", text.encode("utf-8"), text)
    show("GBK", "王^小东".encode("gbk"), "王^小东")


main()
