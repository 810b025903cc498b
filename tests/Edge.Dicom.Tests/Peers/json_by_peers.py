"""Writes what pydicom and dcm2json make of each file: one JSON object a line, {"file", "pydicom", "dcm2json"}.

usage: json_by_peers.py OUT < FILES (one path a line). A tool that refuses a file gives {"error": words}.
"""
import concurrent.futures
import json
import re
import subprocess
import sys
import warnings

import pydicom

warnings.simplefilter("ignore")
ENCAPSULATED = "JSON InlineBinary encoding not supported for compressed pixel data"


def by_pydicom(path):
    try:
        return pydicom.dcmread(path, force=True).to_json_dict()
    except Exception as error:  # whatever it is, it is this tool's answer
        return {"error": f"{type(error).__name__}: {error}"}


def by_dcm2json(path):
    done = subprocess.run(["dcm2json", "-q", "-fc", "-ee", path], capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace")
    complaint = done.stderr.decode("utf-8", "replace").strip()
    if ENCAPSULATED in complaint:
        text = re.sub(r",\s*}\s*$", "}", text)  # it stops before the pixel data and leaves a comma
    elif done.returncode != 0:
        return {"error": f"exit {done.returncode}: {complaint}"}
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return {"error": f"no JSON: {error}"}


def main():
    files = [line.rstrip("\n") for line in sys.stdin]
    with concurrent.futures.ThreadPoolExecutor() as pool, open(sys.argv[1], "w", encoding="utf-8") as out:
        for path, other in zip(files, pool.map(by_dcm2json, files)):
            line = json.dumps({"file": path, "pydicom": by_pydicom(path), "dcm2json": other})
            json.dump(json.loads(line, parse_constant=str), out)  # NaN and Infinity as strings
            out.write("\n")


main()
