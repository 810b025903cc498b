"""What edge-runtime is to reach, as ratios with the rows of the same run."""

import collections

from receivers import Edge, Orthanc, OrthancNoDelay, StoreScp, StoreScpNoDelay

FILES_ALONE = "files alone"
PEAK_MIB = 200
PROCESSOR_RATIO = 2.0

Target = collections.namedtuple("Target", "load senders other least")

TARGETS = [
    Target("stock storescu", 1, StoreScp.name, 20), Target("stock storescu", 1, Orthanc.name, 20),
    Target("stock storescu", 4, StoreScp.name, 7), Target("stock storescu", 4, Orthanc.name, 7),
    Target("no-delay storescu", 1, StoreScpNoDelay.name, 0.9), Target("no-delay storescu", 1, OrthancNoDelay.name, 3),
    Target("no-delay storescu", 4, StoreScpNoDelay.name, 1.0), Target("no-delay storescu", 4, OrthancNoDelay.name, 3),
    Target("light sender", 1, FILES_ALONE, 0.8), Target("light sender", 4, FILES_ALONE, 0.8),
]


def print_bounds(medians):
    """Prints what the disk alone reaches of storescp, which syncs nothing: no receiver that syncs each object comes further beside a sender like its own."""
    print("\n| senders | files alone over | ratio |\n|---:|---|---:|")
    for (load, senders, name), run in medians.items():
        other = medians.get(("no-delay storescu", senders, StoreScpNoDelay.name))
        if name == FILES_ALONE and other:
            print(f"| {senders} | {StoreScpNoDelay.name} | {run.rate / other.rate:.2f} |")


def print_targets(targets, medians, peak):
    """Prints each ratio beside what it is to be, and the largest memory of any run; returns True when all are met."""
    print("\n| load | senders | edge-runtime over | ratio | target | |\n|---|---:|---|---:|---:|---|")
    met = True
    for target in targets:
        edge, other = medians.get((target.load, target.senders, Edge.name)), medians.get((target.load, target.senders, target.other))
        if edge and other:
            met &= row(target.load, target.senders, target.other, edge.rate / other.rate, target.least, edge.rate / other.rate >= target.least, ">=")
    for (load, senders, name), run in medians.items():
        other = medians.get((load, senders, StoreScpNoDelay.name))
        if name == Edge.name and other and other.processor_s_per_gb and load == "no-delay storescu":
            ratio = run.processor_s_per_gb / other.processor_s_per_gb
            met &= row(load, senders, "storescp's CPU per GB", ratio, PROCESSOR_RATIO, ratio <= PROCESSOR_RATIO, "<=")
    met &= row("all", "all", "peak memory, MiB", peak, PEAK_MIB, peak <= PEAK_MIB, "<=")
    return met


def row(load, senders, other, ratio, target, holds, sign):
    print(f"| {load} | {senders} | {other} | {ratio:.2f} | {sign} {target:g} | {'met' if holds else 'MISSED'} |")
    return holds
