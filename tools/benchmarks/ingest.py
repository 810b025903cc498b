"""Measures how fast receivers take CT slices from DCMTK's storescu; see tools/bench."""

import argparse
import hashlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from receivers import Edge, Orthanc, StoreScp, StoreScpNoDelay
from slices import PIXEL_BYTES, make_slices

RECEIVERS = {"edge": Edge, "storescp": StoreScp, "storescp-nodelay": StoreScpNoDelay, "orthanc": Orthanc}
SENDER_KINDS = {"stock": {}, "no delay": {"TCP_NODELAY": "1"}}
SEND_LIMIT_S = 900


def pixel_digest(path):
    """SHA-256 of the last PIXEL_BYTES of a file: pixel data is the last element of each file sent, and none of the receivers adds more."""
    with open(path, "rb") as file:
        file.seek(-PIXEL_BYTES, os.SEEK_END)
        return hashlib.sha256(file.read()).hexdigest()


def send(paths, senders, port, environment):
    """Sends every path once, spread over `senders` associations at the same time; returns the seconds until the last one ended."""
    shares = [paths[index::senders] for index in range(senders)]
    started = time.perf_counter()
    processes = [subprocess.Popen(["storescu", "127.0.0.1", str(port), *share], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, env={**os.environ, **environment}) for share in shares]
    try:
        for process in processes:
            _, errors = process.communicate(timeout=SEND_LIMIT_S)
            if process.returncode != 0:
                raise RuntimeError(f"storescu ended with {process.returncode}: {errors.decode(errors='replace')[-1000:]}")
        return time.perf_counter() - started
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def measure(receiver_type, paths, digests, senders, environment, work):
    """One run: returns slices a second. Raises when what is stored is not what was sent."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    os.sync()
    try:
        with receiver_type(folder) as receiver:
            seconds = send(paths, senders, receiver.port, environment)
            stored = receiver.stored()
            if sorted(map(pixel_digest, stored)) != digests:
                raise RuntimeError(f"{receiver.name} keeps {len(stored)} of {len(paths)} objects, or changed their pixels")
        return len(paths) / seconds
    finally:
        shutil.rmtree(folder)


def print_table(names, rates, senders_wanted):
    """Prints medians and, where edge-runtime ran, its rate over each other's."""
    medians = {key: statistics.median(values) for key, values in rates.items()}
    edge = RECEIVERS["edge"].name
    print(f"\n{'sender':<10} {'senders':>7}  " + "  ".join(f"{name:>20}" for name in names) +
          "".join(f"  {'edge / ' + name:>26}" for name in names if edge in names and name != edge))
    for kind in SENDER_KINDS:
        for senders in senders_wanted:
            line = f"{kind:<10} {senders:>7}  "
            line += "  ".join(f"{medians[name, kind, senders]:>11.1f} slices/s" for name in names)
            for name in names:
                if edge in names and name != edge:
                    line += f"  {medians[edge, kind, senders] / medians[name, kind, senders]:>25.2f}x"
            print(line)


def main():
    parser = argparse.ArgumentParser(prog="tools/bench ingest", description="C-STORE receive rate of edge-runtime beside DCMTK storescp and Orthanc.")
    parser.add_argument("--slices", type=int, default=1000, help="CT slices of 512 KiB sent in each run (default 1000)")
    parser.add_argument("--repetitions", type=int, default=3, help="interleaved repetitions; the median counts (default 3)")
    parser.add_argument("--senders", type=int, nargs="+", default=[1, 4], help="numbers of associations at the same time (default 1 4)")
    parser.add_argument("--receivers", nargs="+", choices=RECEIVERS, default=list(RECEIVERS), help="which to compare (default all)")
    parser.add_argument("--work", default=".cache", help="folder on the disk to measure (default .cache)")
    options = parser.parse_args()
    if min(options.slices, options.repetitions, *options.senders) < 1:
        parser.error("numbers must be at least 1")

    receivers = [RECEIVERS[name] for name in options.receivers]
    with tempfile.TemporaryDirectory(prefix="bench-ingest-", dir=pathlib.Path(options.work).resolve()) as work:
        (pathlib.Path(work) / "sent").mkdir()
        paths = make_slices(pathlib.Path(work) / "sent", options.slices)
        digests = sorted(map(pixel_digest, paths))
        print(f"{options.slices} slices of {paths[0].stat().st_size} bytes, {options.repetitions} repetitions, medians; every stored object verified")
        rates = {}
        for repetition in range(options.repetitions):
            for kind, environment in SENDER_KINDS.items():
                for senders in options.senders:
                    for receiver in receivers:
                        rate = measure(receiver, paths, digests, senders, environment, work)
                        rates.setdefault((receiver.name, kind, senders), []).append(rate)
                        print(f"  repetition {repetition + 1}, {kind} x {senders}: {receiver.name} {rate:.1f} slices/s", flush=True)
        print_table([receiver.name for receiver in receivers], rates, options.senders)
    return 0


if __name__ == "__main__":
    sys.exit(main())
