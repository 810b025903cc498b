"""How the rate changes while the inbox fills: objects of about 10 KiB, up to a million and more."""

import pathlib
import tempfile

import light_sender
import together
from receivers import Edge
from slices import SmallSlices
from targets import PEAK_MIB

FIRST = 1000
BLOCK = 5000
LEAST_SHARE = 0.9
# Two blocks, the second to be compared with the first.
LEAST_STORED = FIRST + 2 * BLOCK


def send_numbers(port, first, count, senders):
    """Sends slices `first` to `first + count`; returns the seconds it took."""
    return together.run(send_share, [(port, first + index, first + count, senders) for index in range(min(senders, count))])


def send_share(port, first, end, step):
    slices = SmallSlices()
    return light_sender.send_share("127.0.0.1", port, [slices.message(number) for number in range(first, end, step)])


def measure_growth(stored, senders, work):
    """Fills an inbox to `stored` objects and compares the rate at its end with that from the first thousand on. True when at most a tenth is lost, in bounded memory."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    with Edge(folder) as receiver:
        send_numbers(receiver.port, 0, FIRST, senders)
        done, rates, next_report = FIRST, [], FIRST
        while done < stored:
            count = min(BLOCK, stored - done)
            rate = count / send_numbers(receiver.port, done, count, senders)
            rates.append(rate)
            done += count
            if done >= next_report:
                print(f"  {done} stored: {rate:.0f}/s, peak {receiver.peak_mib():.0f} MiB", flush=True)
                next_report += max(stored // 20, BLOCK)
        kept = sum(1 for _ in receiver.stored())
        peak = receiver.peak_mib()
    ends = max(1, min(10, len(rates) // 2))
    first, last = (sorted(part)[len(part) // 2] for part in (rates[:ends], rates[-ends:]))
    if kept != done:
        raise RuntimeError(f"edge-runtime keeps {kept} of {done} objects")
    met = last >= first * LEAST_SHARE and peak <= PEAK_MIB
    print(f"\n{done} objects of 10 KiB stored over {senders} associations: {first:.0f}/s at first, {last:.0f}/s in the end, {last / first:.2f} of it "
          f"(target >= {LEAST_SHARE}); peak {peak:.0f} MiB (target <= {PEAK_MIB}): {'met' if met else 'MISSED'}")
    return met
