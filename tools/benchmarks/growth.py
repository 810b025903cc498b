"""How the rate changes while the inbox fills: objects of about 10 KiB, up to a million and more."""

import multiprocessing
import pathlib
import tempfile
import time

import light_sender
from receivers import Edge
from slices import SmallSlices

FIRST = 1000
BLOCK = 5000
LEAST_SHARE = 0.9


def send_numbers(port, first, count, senders):
    """Sends slices `first` to `first + count`; returns the seconds it took."""
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    ready, go = context.Semaphore(0), context.Event()
    processes = [context.Process(target=send_share, args=(port, first + index, first + count, senders, ready, go, results)) for index in range(senders)]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    started = time.monotonic()
    go.set()
    ends = [results.get() for _ in processes]
    for process in processes:
        process.join()
    failures = [end for end in ends if isinstance(end, Exception)]
    if failures:
        raise failures[0]
    return max(ends) - started


def send_share(port, first, end, step, ready, go, results):
    try:
        slices = SmallSlices()
        example = slices.message(0)
        association = light_sender.Association("127.0.0.1", port, example.sop_class, example.syntax)
        encoded = [b"".join(light_sender.store_pdus(slices.message(number), 1, association.max_pdu)) for number in range(first, end, step)]
        ready.release()
        go.wait()
        for message in encoded:
            association.send(message)
        ended = time.monotonic()
        association.release()
        results.put(ended)
    except Exception as failure:
        ready.release()
        results.put(failure)


def measure_growth(stored, senders, work):
    """Fills an inbox to `stored` objects and compares the rate at its end with that from the first thousand on. True when at most a tenth is lost."""
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
    print(f"\n{done} objects of 10 KiB stored over {senders} associations: {first:.0f}/s at first, {last:.0f}/s in the end, {last / first:.2f} of it "
          f"(target >= {LEAST_SHARE}); peak {peak:.0f} MiB")
    return last >= first * LEAST_SHARE
