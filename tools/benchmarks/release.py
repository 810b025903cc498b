#!/usr/bin/python3
"""A release over MQTT on loopback, beside mosquitto_pub and mosquitto_sub with messages of the same size, in one run.

A release with one large file is signed and served by edgectl repo serve; edge-updater fetches it through the same mosquitto that the peers use before and
after. Its time is that between the journal's states downloading and verifying: metadata is there, every byte is hashed and synced. Memory is the largest
resident size of each process. Exits with 1 when the rate is below the least share of the peers', or a process above the most memory.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODEL = "phantom-radiograph"
BLOCK_BYTES = 128 * 1024
LEAST_SHARE = 0.30
MOST_MEMORY_MB = 100
LIMIT_S = 600


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(what, done):
    deadline = time.monotonic() + LIMIT_S
    while not done():
        if time.monotonic() > deadline:
            sys.exit(f"{what} did not come within {LIMIT_S} s")
        time.sleep(0.05)


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def peers_rate(work, port, count):
    """MiB a second from mosquitto_pub to mosquitto_sub with QoS 1."""
    block = work / "block"
    block.write_bytes(os.urandom(BLOCK_BYTES))
    address = ["-V", "5", "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-t", "peers"]
    with open(work / "peers.log", "w", encoding="utf-8") as log:
        subscriber = subprocess.Popen(["stdbuf", "-oL", "mosquitto_sub", *address, "-C", str(count), "-d", "-F", "%l"], stdout=log, stderr=log)
        wait("the subscription", lambda: "SUBACK" in (work / "peers.log").read_text())
        begun = time.monotonic()
        subprocess.run(["mosquitto_pub", *address, "-f", str(block), "--repeat", str(count)], check=True)
        if subscriber.wait(timeout=LIMIT_S) != 0:
            sys.exit("mosquitto_sub failed")
    return count * BLOCK_BYTES / 2**20 / (time.monotonic() - begun)


def edgectl(*words):
    done = subprocess.run([ROOT / "out" / "edgectl", *map(str, words)], capture_output=True, text=True, env={**os.environ, "EDGE_PASSPHRASE": "benchmark"})
    if done.returncode != 0:
        sys.exit(f"edgectl {words[0]} {words[1]}: {done.stderr}")


def publish(work, size_bytes):
    first = ROOT / "tools" / "models" / "releases" / MODEL / "1.0.0"
    release = work / "release"
    shutil.copytree(first, release)
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["version"] = "2.0.0"
    (release / "manifest.json").write_text(json.dumps(manifest))
    with open(release / "weights.bin", "wb") as weights:
        for _ in range(size_bytes // BLOCK_BYTES):
            weights.write(os.urandom(BLOCK_BYTES))
    for key in ("root", "online", "release"):
        edgectl("release", "keygen", work / f"{key}-key")
    repo = work / "repo"
    edgectl("release", "sign", release, "--key", work / "release-key")
    edgectl("repo", "init", repo, "--root-key", work / "root-key.pub", "--root-threshold", 1, "--targets-key", work / "root-key.pub",
            "--snapshot-key", work / "online-key.pub", "--timestamp-key", work / "online-key.pub")
    edgectl("repo", "sign", repo, "root", "--key", work / "root-key")
    edgectl("repo", "add-release", repo, release, "--key", work / "release-key.pub")
    edgectl("repo", "assign", repo, MODEL, "2.0.0", "--to", "*/*")
    edgectl("repo", "sign", repo, "targets", "--key", work / "root-key")
    edgectl("repo", "publish", repo, "--snapshot-key", work / "online-key", "--timestamp-key", work / "online-key")
    shutil.rmtree(release)


def configure(work, port, rate):
    config = json.loads((ROOT / "device-configs" / "workstation.json").read_text())
    config["models"]["directory"] = str(work / "store")
    config["mqtt"] = {"host": "127.0.0.1", "port": port}
    config["updates"] = {
        "sources": ["mqtt"], "ca": None, "rateMaxMiBPerSecond": rate, "root": str(work / "repo/public/metadata/1.root.json"),
        "releaseKey": str(work / "release-key.pub"), "user": None, "approval": "automatic", "window": None, "checkMinutes": 60,
        "probation": {"leastResults": 1, "longestHours": 1, "failedShareMax": 0, "slowdownMax": 2}}
    (work / "device.json").write_text(json.dumps(config))


def start(work, name, *command):
    return subprocess.Popen([str(word) for word in command], stdout=open(work / f"{name}.out", "w", encoding="utf-8"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)


def peak_mb(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6


def processor_s(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def times(work):
    """When each state was reached, in seconds."""
    path = work / "updater" / "updates.db"
    if not path.exists():
        return {}
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as journal:
            return {state: at / 1000 for state, at in journal.execute("SELECT state, at FROM transitions ORDER BY at DESC")}
    except sqlite3.OperationalError:
        return {}


def main():
    options = argparse.ArgumentParser(prog="tools/bench release", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mb", type=int, default=500, help="size of the release, in MB (default: 500)")
    options.add_argument("--cap", type=float, default=10000, help="updates.rateMaxMiBPerSecond (default: 10000, which is none)")
    chosen = options.parse_args()
    size_bytes = chosen.mb * 10**6 // BLOCK_BYTES * BLOCK_BYTES
    work = pathlib.Path(tempfile.mkdtemp(prefix="edge-bench-release-"))
    running = []
    try:
        port = free_port()
        (work / "mosquitto.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
        running.append(start(work, "mosquitto", "/usr/sbin/mosquitto", "-c", work / "mosquitto.conf"))
        wait("mosquitto", lambda: answers(port))
        publish(work, size_bytes)
        configure(work, port, chosen.cap)
        count = size_bytes // BLOCK_BYTES
        before = peers_rate(work, port, count)
        server = start(work, "serve", ROOT / "out" / "edgectl", "repo", "serve", work / "repo", "--broker", f"127.0.0.1:{port}")
        running.append(server)
        wait("edgectl repo serve", lambda: "ready" in (work / "serve.out").read_text())
        updater = start(work, "updater", ROOT / "out" / "edge-updater", "--config", work / "device.json", "--data", work / "updater", "--runtime-data", work / "none")
        running.append(updater)
        wait("the release", lambda: "Verifying" in times(work) or updater.poll() is not None)
        if updater.poll() is not None:
            sys.exit((work / "updater.out").read_text())
        reached = times(work)
        memory = {"edgectl repo serve": peak_mb(server), "edge-updater": peak_mb(updater)}
        processor = {"edgectl repo serve": processor_s(server), "edge-updater": processor_s(updater)}
        rate = size_bytes / 2**20 / (reached["Verifying"] - reached["Downloading"])
        after = peers_rate(work, port, count)
    finally:
        for process in reversed(running):
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
        shutil.rmtree(work)

    peers = max(before, after)
    print(f"mosquitto_pub to mosquitto_sub  {before:8.1f} MiB/s before, {after:.1f} MiB/s after; {count} messages of 128 KiB, QoS 1")
    print(f"release over MQTT               {rate:8.1f} MiB/s, {rate / peers:.0%} of the better one; {size_bytes / 1e6:.0f} MB, hashed and synced")
    for name, mb in memory.items():
        print(f"{name:<30}  {mb:8.1f} MB at most, {processor[name]:.1f} s of processor time with its start")
    missed = ([] if rate >= LEAST_SHARE * peers or chosen.cap < 10000 else [f"the rate is below {LEAST_SHARE:.0%} of the peers'"]) + [
        f"{name} took more than {MOST_MEMORY_MB} MB" for name, mb in memory.items() if mb >= MOST_MEMORY_MB]
    for line in missed:
        print(f"missed: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
