"""What the ingest benchmark sends, and how it tells that all of it was stored as it was sent."""

import hashlib
import os
import pathlib
import subprocess
import time

import light_sender
from slices import PIXEL_BYTES, SmallSlices, make_multi_frame

SEND_LIMIT_S = 900
DIGEST_BYTES = 8192


def tail_digest(path, count):
    """SHA-256 of the last bytes of a file: pixel data is the last element of each object sent, and none of the receivers adds more."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        file.seek(-count, os.SEEK_END)
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def check(receiver, stored, digests, wanted):
    if sorted(digests) != wanted:
        raise RuntimeError(f"{receiver.name} keeps {len(stored)} of {len(wanted)} objects, or changed their pixels")


class StoreScuLoad:
    """CT slices from DCMTK's storescu, a process for each association."""

    # As many as are asked for.
    senders = None

    def __init__(self, name, paths, environment):
        self.name, self.paths, self.environment = name, paths, environment
        self.count, self.bytes = len(paths), sum(path.stat().st_size for path in paths)

    def limited(self, count):
        """The same with fewer slices."""
        return StoreScuLoad(self.name, self.paths[:count], self.environment)

    def send(self, receiver, senders):
        shares = [self.paths[index::senders] for index in range(senders)]
        started = time.perf_counter()
        processes = [subprocess.Popen(["storescu", "127.0.0.1", str(receiver.port), *share], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE, env={**os.environ, **self.environment}) for share in shares if share]
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

    def verify(self, receiver):
        stored = receiver.stored()
        wanted = sorted(tail_digest(path, PIXEL_BYTES) for path in self.paths)
        check(receiver, stored, [tail_digest(path, PIXEL_BYTES) for path in stored], wanted)


class LightLoad:
    """The same slices, encoded before the clock starts."""

    senders = None

    def __init__(self, name, messages):
        self.name, self.messages = name, messages
        self.count, self.bytes = len(messages), sum(len(message.dataset) for message in messages)

    def send(self, receiver, senders):
        return light_sender.send("127.0.0.1", receiver.port, self.messages, senders)

    def verify(self, receiver):
        stored = receiver.stored()
        wanted = sorted(hashlib.sha256(message.dataset[-PIXEL_BYTES:]).hexdigest() for message in self.messages)
        check(receiver, stored, [tail_digest(path, PIXEL_BYTES) for path in stored], wanted)


class SmallLoad(LightLoad):
    """MR slices of about 10 KiB."""

    def __init__(self, name, count):
        slices = SmallSlices()
        super().__init__(name, [slices.message(number) for number in range(count)])

    def verify(self, receiver):
        # All have the same pixels; what tells them apart is the UID in their header.
        stored = receiver.stored()
        wanted = sorted(str(message.sop_instance) for message in self.messages)
        pixels = {hashlib.sha256(message.dataset[-DIGEST_BYTES:]).hexdigest() for message in self.messages[:1]}
        changed = [path for path in stored if tail_digest(path, DIGEST_BYTES) not in pixels]
        check(receiver, stored, [find_uid(path, self.messages[0].sop_instance) for path in stored if path not in changed], wanted)


class LargeLoad(LightLoad):
    """One enhanced multi-frame object."""

    senders = [1]

    def __init__(self, size):
        super().__init__("multi-frame", [make_multi_frame(size)])

    def verify(self, receiver):
        stored = receiver.stored()
        wanted = [hashlib.sha256(memoryview(self.messages[0].dataset)[-(self.bytes >> 1):]).hexdigest()]
        check(receiver, stored, [tail_digest(path, self.bytes >> 1) for path in stored], wanted)


def find_uid(path, example):
    """The SOP Instance UID of the meta header of a stored small slice: as long as the example, behind the same beginning."""
    front = pathlib.Path(path).read_bytes()[:2048]
    start = front.find(example[:-9].encode())
    return front[start:start + len(example)].decode() if start >= 0 else ""
