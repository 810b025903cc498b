#!/usr/bin/python3
"""Time from the last C-STORE response of a study to its committed result, less the quiet period, less the network's own run.

    tools/bench latency [--radiographs N] [--series N] [--slices N]

A started appliance as it comes, the sample models, unchanged storescu. The first study of each kind loads its model and does not count.
"""

import argparse
import datetime
import http.client
import json
import math
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import numpy
from pydicom.uid import generate_uid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "models"))

import phantom_radiograph
import slices
from receivers import free_port

QUIET_S = 1.0
START_LIMIT_S = 60
RESULT_LIMIT_S = 600
POLL_S = 0.05
RADIOGRAPH_SEED = 500_000
TARGET_MS = {"radiograph": 150, "CT": 1000}
RESPONSE = "Received Store Response (Success)"


class Socket(http.client.HTTPConnection):
    """HTTP over the appliance's unix socket."""

    def __init__(self, path):
        super().__init__("edge")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


def get(data, path):
    connection = Socket(data / "edge-runtime.sock")
    try:
        connection.request("GET", path)
        return json.load(connection.getresponse())
    finally:
        connection.close()


def radiograph(folder, index):
    picture = phantom_radiograph.make(RADIOGRAPH_SEED, nodule=True, effusion=False, monochrome1=False, size=(2048, 1800))
    return save(folder, [phantom_radiograph.dataset(picture, f"bench-{index}")])


def series(folder, count):
    noise = numpy.random.default_rng(20260101).integers(0, 4096, slices.ROWS * slices.COLUMNS, dtype=numpy.uint16)
    return save(folder, (slices.make_slice(index, noise) for index in range(count)))


def save(folder, datasets):
    """Writes them as one study that was never sent before."""
    study, of_series, paths = generate_uid(), generate_uid(), []
    for index, data in enumerate(datasets):
        data.StudyInstanceUID, data.SeriesInstanceUID, data.SOPInstanceUID = study, of_series, generate_uid()
        data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
        path = folder / f"{index:05d}.dcm"
        data.save_as(path, write_like_original=False)
        paths.append(str(path))
    return study, paths


def send(port, paths):
    """Sends them over one association; returns when the last response came."""
    process = subprocess.Popen(["storescu", "-v", "127.0.0.1", str(port), *paths], stderr=subprocess.PIPE, text=True, env={**os.environ, "TCP_NODELAY": "1"})
    answered, last = 0, 0.0
    for line in process.stderr:
        if RESPONSE in line:
            answered, last = answered + 1, time.time()
    if process.wait() != 0 or answered != len(paths):
        raise RuntimeError(f"{answered} of {len(paths)} objects were answered Success")
    return last


def overhead_ms(data, port, study, paths):
    last = send(port, paths)
    deadline = time.monotonic() + RESULT_LIMIT_S
    while True:
        found = [result for result in get(data, "/v1/results?limit=10") if result["studyInstanceUid"] == study]
        if found:
            break
        if time.monotonic() > deadline:
            raise RuntimeError(f"no result of {study} after {RESULT_LIMIT_S} s")
        time.sleep(POLL_S)
    document = json.loads((data / "results" / found[0]["resultId"] / "result.json").read_bytes())
    if document["outcome"] != "completed":
        raise RuntimeError(f"the model did not run: {document['reason']}")
    committed = datetime.datetime.fromisoformat(found[0]["committedAt"]).timestamp()
    return (committed - last - QUIET_S) * 1000 - document["timings"]["inferMs"], document["timings"]


def percentile(values, share):
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def measure(name, data, port, count, make):
    values = []
    for index in range(count + 1):
        with tempfile.TemporaryDirectory(dir=data.parent) as folder:
            study, paths = make(pathlib.Path(folder), index)
            value, timings = overhead_ms(data, port, study, paths)
        if index > 0:
            values.append(value)
            print(f"  {name} {index}: {value:.0f} ms; " + ", ".join(f"{stage} {ms:.0f}" for stage, ms in timings.items()), flush=True)
    p95 = percentile(values, 0.95)
    met = p95 <= TARGET_MS[name]
    return met, f"| {name} | {count} | {percentile(values, 0.5):.0f} | {p95:.0f} | {TARGET_MS[name]} | {'met' if met else 'MISSED'} |"


def main():
    parser = argparse.ArgumentParser(prog="tools/bench latency", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--radiographs", type=int, default=40)
    parser.add_argument("--series", type=int, default=10)
    parser.add_argument("--slices", type=int, default=300)
    options = parser.parse_args()
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="latency.", dir=cache) as folder:
        data, port = pathlib.Path(folder) / "data", free_port()
        settings = [f"dicom.listeners.0.port={port}", "dicom.listeners.0.address=127.0.0.1", "web.port=0", f"studies.quietSeconds={QUIET_S}",
                    "studies.releasedQuietSeconds=null", "studies.counts=[]", "studies.stack=null"]
        command = [str(ROOT / "out" / "edge-runtime"), "--config", str(ROOT / "device-configs" / "workstation.json"), "--data", str(data)]
        with open(pathlib.Path(folder) / "log", "wb") as log:
            process = subprocess.Popen(command + [word for one in settings for word in ("--set", one)], stdout=subprocess.PIPE, stderr=log, text=True)
            try:
                if not process.stdout.readline().startswith("ready"):
                    raise RuntimeError("edge-runtime did not start")
                rows = [measure("radiograph", data, port, options.radiographs, radiograph),
                        measure("CT", data, port, options.series, lambda where, _: series(where, options.slices))]
            finally:
                process.terminate()
                process.wait(START_LIMIT_S)
    print("\n| study | measured | median ms | p95 ms | target ms | |\n|---|---:|---:|---:|---:|---|")
    print("\n".join(text for _, text in rows))
    return 0 if all(met for met, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
