"""What edge-runtime is to reach, as ratios with the rows of the same run."""

import collections

from receivers import Edge, Orthanc, OrthancNoDelay, StoreScp, StoreScpNoDelay

PEAK_MIB = 200
PROCESSOR_RATIO = 2.0

Target = collections.namedtuple("Target", "load senders other least")

TARGETS = [
    Target("stock storescu", 1, StoreScp.name, 20), Target("stock storescu", 1, Orthanc.name, 20),
    Target("stock storescu", 4, StoreScp.name, 7), Target("stock storescu", 4, Orthanc.name, 7),
    Target("no-delay storescu", 1, StoreScpNoDelay.name, 0.9), Target("no-delay storescu", 1, OrthancNoDelay.name, 3),
    Target("no-delay storescu", 4, StoreScpNoDelay.name, 1.0), Target("no-delay storescu", 4, OrthancNoDelay.name, 3),
    Target("light sender", 1, "files alone", 0.8), Target("light sender", 4, "files alone", 0.8),
]


def print_targets(targets, medians, senders_measured):
    """Prints each ratio beside what it is to be; returns True when all are met."""
    print("\n| load | senders | edge-runtime over | ratio | target | |\n|---|---:|---|---:|---:|---|")
    met = True
    for target in targets:
        edge, other = medians.get((target.load, target.senders, Edge.name)), medians.get((target.load, target.senders, target.other))
        if target.senders in senders_measured and edge and other:
            met &= row(target.load, target.senders, target.other, edge.rate / other.rate, target.least, edge.rate / other.rate >= target.least, ">=")
    for (load, senders, name), run in medians.items():
        other = medians.get((load, senders, StoreScpNoDelay.name))
        if name == Edge.name and other and other.processor_s_per_gb and load == "no-delay storescu":
            ratio = run.processor_s_per_gb / other.processor_s_per_gb
            met &= row(load, senders, "storescp's CPU per GB", ratio, PROCESSOR_RATIO, ratio <= PROCESSOR_RATIO, "<=")
    peak = max(run.peak_mib for (_, _, name), run in medians.items() if name == Edge.name)
    met &= row("all", "all", "peak memory, MiB", peak, PEAK_MIB, peak <= PEAK_MIB, "<=")
    return met


def row(load, senders, other, ratio, target, holds, sign):
    print(f"| {load} | {senders} | {other} | {ratio:.2f} | {sign} {target:g} | {'met' if holds else 'MISSED'} |")
    return holds
