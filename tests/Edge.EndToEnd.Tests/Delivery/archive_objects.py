#!/usr/bin/python3
"""What dciodvfy, DCMTK and pydicom say of the objects that an archive gave back.

    archive_objects.py FOLDER EXPECTED      FOLDER/NAME/*.dcm; EXPECTED is what archive_sources.py printed

Prints a line for each thing that is wrong, and last how many objects were looked at.
"""

import json
import pathlib
import subprocess
import sys

import pydicom

FOLDER, EXPECTED = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])


def run(*command):
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, done.stdout.decode("latin-1") + done.stderr.decode("latin-1")


def main():
    looked = 0
    for name, expected in EXPECTED.items():
        for file in sorted((FOLDER / name).glob("*.dcm")):
            looked += 1
            ds = pydicom.dcmread(file)
            found = (str(ds.PatientName), ds.PatientID, ds.StudyInstanceUID)
            if found != (expected["patient"], expected["id"], expected["study"]):
                print(f"{name} {ds.Modality}: is of {found}")
            if ds.Modality in ("SR", "SEG") or ds.SOPClassUID.startswith("1.2.840.10008.5.1.4.1.1.7"):
                peers(f"{name} {ds.Modality}", file, ds)
    print(f"looked at {looked}")


def peers(what, file, ds):
    for line in run("dciodvfy", "-new", str(file))[1].splitlines():
        if line.startswith("Error"):
            print(f"{what}: dciodvfy: {line}")
    for command in (["dcmdump", "-q"], *([["dsrdump", "-Er"]] if ds.Modality == "SR" else [])):
        code, text = run(*command, str(file))
        if code != 0 or any(line.startswith(("E:", "F:")) for line in text.splitlines()):
            print(f"{what}: {command[0]}: {text[-300:]}")


main()
