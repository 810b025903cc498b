#!/usr/bin/python3
"""What the disk allows: writes files as edge-runtime must before it may answer, and nothing else. For each: write, fdatasync, rename, sync the directory.

usage: files_alone.py FOLDER COUNT BYTES WRITERS   prints seconds
"""

import os
import pathlib
import sys

import together


def write_share(folder, count, data, writer):
    target = os.open(folder / "kept", os.O_RDONLY | os.O_DIRECTORY)
    yield
    for number in range(count):
        part = f"{folder}/parts/{writer}-{number}"
        file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if os.pwrite(file, data, 0) != len(data):
            raise OSError("short write")
        os.fdatasync(file)
        os.rename(part, f"{folder}/kept/{writer}-{number}")
        os.fsync(target)
        os.close(file)
    yield


def run(folder, count, size, writers):
    """Returns the seconds that `count` files of `size` bytes take with so many writers at the same time."""
    folder = pathlib.Path(folder)
    (folder / "parts").mkdir(parents=True)
    (folder / "kept").mkdir()
    data = os.urandom(size)
    return together.run(write_share, [(folder, len(range(writer, count, writers)), data, writer) for writer in range(writers)])


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    print(f"{run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])):.4f}")
