"""Measures how fast receivers take objects, beside what the disk alone allows; see tools/bench and docs/performance.md."""

import argparse
import collections
import os
import pathlib
import statistics
import sys
import tempfile
import time

import files_alone
import light_sender
from growth import LEAST_STORED, measure_growth
from loads import LargeLoad, LightLoad, SmallLoad, StoreScuLoad
from receivers import Edge, Orthanc, OrthancNoDelay, StoreScp, StoreScpNoDelay
from slices import make_slices
from targets import FILES_ALONE, TARGETS, print_bounds, print_targets

SETTLE_S = 0.3

Run = collections.namedtuple("Run", "rate megabytes processor_s_per_gb peak_mib")


def measure(receiver_type, load, senders, work):
    """One run of one receiver, started afresh: what it did. Raises when what is stored is not what was sent."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    os.sync()
    with receiver_type(folder) as receiver:
        before = receiver.processor_seconds()
        seconds = load.send(receiver, senders)
        # What it does behind its answers counts too.
        time.sleep(SETTLE_S)
        spent = receiver.processor_seconds() - before
        load.verify(receiver)
        peak = receiver.peak_mib()
    empty(folder)
    return Run(load.count / seconds, load.bytes / seconds / 1e6, spent / (load.bytes / 1e9), peak)


def empty(folder):
    """Frees the space of what a run stored. The files themselves go in the end: on ext4 without a journal each new file costs more for every one
    deleted in the last minutes, so that a run would pay for the one before."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.truncate(path, 0)


def measure_files_alone(load, senders, work):
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    os.sync()
    seconds = files_alone.run(folder / "alone", load.count, load.bytes // load.count, senders)
    empty(folder)
    return Run(load.count / seconds, load.bytes / seconds / 1e6, 0, 0)


def plan(options, sent, large):
    """What runs in each repetition: loads, and for each its receivers."""
    light = [light_sender.Message.of_file(path) for path in sent]
    return [
        (StoreScuLoad("stock storescu", sent, {}), [Edge]),
        (StoreScuLoad("stock storescu", sent, {}), [StoreScp, Orthanc]),
        (StoreScuLoad("no-delay storescu", sent, {"TCP_NODELAY": "1"}), [Edge, StoreScpNoDelay, OrthancNoDelay]),
        (LightLoad("light sender", light), [Edge, StoreScpNoDelay, FILES_ALONE]),
        (SmallLoad("light sender, small", options.slices), [Edge, StoreScpNoDelay, OrthancNoDelay]),
        *([(large, [Edge, StoreScpNoDelay])] if large else []),
    ]


def main():
    parser = argparse.ArgumentParser(prog="tools/bench ingest", description="C-STORE receive rate of edge-runtime beside DCMTK storescp and Orthanc.")
    parser.add_argument("--slices", type=int, default=1000, help="objects sent in each run (default 1000)")
    parser.add_argument("--stock-slices", type=int, default=60,
                        help="objects for each sender of stock storescu into the peers as they come, which take about 20 a second each (default 60)")
    parser.add_argument("--repetitions", type=int, default=7, help="interleaved repetitions; the median counts (default 7)")
    parser.add_argument("--senders", type=int, nargs="+", default=[1, 4], help="numbers of associations at the same time (default 1 4)")
    parser.add_argument("--large-mib", type=int, default=1024, help="size of the multi-frame object, 0: none (default 1024)")
    parser.add_argument("--stored", type=int, default=0, help="also store so many objects of 10 KiB, and compare the rate along the way; 1000000 needs 15 GB")
    parser.add_argument("--only-stored", action="store_true", help="do that alone")
    parser.add_argument("--work", default=".cache", help="folder on the disk to measure (default .cache)")
    options = parser.parse_args()
    if min(options.slices, options.stock_slices, options.repetitions, *options.senders) < 1:
        parser.error("numbers must be at least 1")
    if options.stored and options.stored < LEAST_STORED or options.only_stored and not options.stored:
        parser.error(f"--stored must be at least {LEAST_STORED}, and --only-stored needs it")

    pathlib.Path(options.work).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-ingest-", dir=pathlib.Path(options.work).resolve()) as work:
        met = True
        if not options.only_stored:
            met = compare(options, work)
        if options.stored:
            met &= measure_growth(options.stored, max(options.senders), work)
    return 0 if met else 1


def compare(options, work):
    sent_folder = pathlib.Path(work) / "sent"
    sent_folder.mkdir()
    sent = make_slices(sent_folder, options.slices)
    print(f"{options.slices} CT slices of {sent[0].stat().st_size} bytes ({options.stock_slices} for each stock sender into the peers as they come), "
          f"{options.repetitions} interleaved repetitions, medians; every stored object verified", flush=True)
    runs = collections.defaultdict(list)
    loads = plan(options, sent, LargeLoad(options.large_mib << 20) if options.large_mib else None)
    for repetition in range(options.repetitions):
        for load, receivers in loads:
            for senders in load.senders or options.senders:
                for receiver in receivers:
                    run = take(load, senders, receiver, options, work)
                    name = receiver if receiver == FILES_ALONE else receiver.name
                    runs[load.name, senders, name].append(run)
                    print(f"  {repetition + 1}. {load.name} x {senders}: {name} {run.rate:.1f}/s, {run.processor_s_per_gb:.2f} CPU s/GB", flush=True)
    medians = {key: Run(*map(statistics.median, zip(*values))) for key, values in runs.items()}
    print_table(medians)
    peak = max(run.peak_mib for (_, _, name), values in runs.items() for run in values if name == Edge.name)
    print_bounds(medians)
    return print_targets(TARGETS, medians, peak)


def take(load, senders, receiver, options, work):
    if receiver == FILES_ALONE:
        return measure_files_alone(load, senders, work)
    # Each stock sender gets its own share of slices, so that more senders do not mean a shorter run.
    wanted = load.limited(options.stock_slices * senders) if load.name.startswith("stock") and receiver is not Edge else load
    return measure(receiver, wanted, senders, work)


def print_table(medians):
    print("\n| load | senders | receiver | objects/s | MB/s | CPU s/GB | peak MiB |\n|---|---:|---|---:|---:|---:|---:|")
    for (load, senders, name), run in medians.items():
        rest = f"{run.processor_s_per_gb:.2f} | {run.peak_mib:.0f}" if run.peak_mib else "|"
        print(f"| {load} | {senders} | {name} | {run.rate:.1f} | {run.megabytes:.0f} | {rest} |")


if __name__ == "__main__":
    sys.exit(main())
