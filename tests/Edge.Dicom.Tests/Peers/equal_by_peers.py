"""Says where pydicom or dcmdump reads a rewritten file otherwise than its original.

usage: equal_by_peers.py < PAIRS ("original TAB rewritten" a line); prints one line a difference. What may differ: group lengths, which are
not written again, the lengths of sequences and items, and the byte that makes an odd value even.
"""
import concurrent.futures
import re
import subprocess
import sys
import warnings

import pydicom

warnings.simplefilter("ignore")
LENGTHS = re.compile(r"\((Sequence|Item|PixelSequence) with (explicit|undefined) length #=(\d+)\)")
DELIMITERS = re.compile(r"\s*\(fffe,e0[0d]d\) na ")
GROUP_LENGTH = re.compile(r"\s*\([0-9a-f]{4},0000\) ")
COMMENT = re.compile(r"\s*#\s+(\d+|u/l), ")


def elements(data, path=""):
    """Every value with its path, raw where it cannot be interpreted."""
    for tag in sorted(data.keys()):
        if tag.element == 0:
            continue
        raw = data.get_item(tag)
        try:
            element = data[tag]
            value, vr = element.value, element.VR
        except Exception:  # pydicom cannot interpret it: compare what was encoded
            value, vr = raw.value, raw.VR
        if vr == "SQ":
            yield f"{path}{tag}", vr, len(value)
            for number, item in enumerate(value):
                yield from elements(item, f"{path}{tag}[{number}].")
        else:
            if isinstance(value, bytes) and len(value) % 2 == 1:
                value += b" " if vr in ("LO", "SH", "CS") else b"\0"
            yield f"{path}{tag}", vr, repr(value)


def by_pydicom(original, rewritten):
    first = dict((p, (v, x)) for p, v, x in elements(pydicom.dcmread(original, force=True)))
    second = dict((p, (v, x)) for p, v, x in elements(pydicom.dcmread(rewritten)))
    return [f"pydicom: {path}: {first.get(path)} became {second.get(path)}"[:300]
            for path in sorted(set(first) | set(second)) if first.get(path) != second.get(path)]


def listing(path):
    done = subprocess.run(["dcmdump", "-q", "+L", path], capture_output=True, check=False)
    if done.returncode != 0:
        return None
    lines = done.stdout.decode("latin-1").split("# Dicom-Data-Set", 1)[-1].splitlines()
    lines = [line for line in lines if not DELIMITERS.match(line) and not GROUP_LENGTH.match(line)]
    return [COMMENT.sub(" # ", LENGTHS.sub(r"(\1 #=\3)", line)).replace("\\00 #", " #") for line in lines]


def by_dcmdump(original, rewritten):
    first, second = listing(original), listing(rewritten)
    if first is None or first == second:
        return []  # what DCMTK cannot read cannot be compared by it
    if second is None:
        return ["dcmdump: cannot read the rewritten file"]
    return [f"dcmdump: {a} became {b}"[:300] for a, b in zip(first, second) if a != b][:3] or ["dcmdump: another number of lines"]


def compare(pair):
    original, rewritten = pair
    return [f"{original}: {line}" for line in by_pydicom(original, rewritten) + by_dcmdump(original, rewritten)]


def main():
    pairs = [line.rstrip("\n").split("\t") for line in sys.stdin]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for lines in pool.map(compare, pairs):
            for line in lines:
                print(line)


main()
