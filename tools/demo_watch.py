"""Prints every step of every update that devices tell a broker about, and keeps what they tell.

Usage: demo_watch.py BROKER_PORT LOG_FILE

Runs until it is ended.
"""

import json
import signal
import subprocess
import sys


def main(port, log_path):
    # stdbuf: to a pipe, mosquitto_sub would hold lines back.
    heard = subprocess.Popen(
        ["stdbuf", "-oL", "mosquitto_sub", "-V", "5", "-h", "127.0.0.1", "-p", port, "-q", "1", "-t", "edge/v1/+/+/update/status", "-F", "%t %p"],
        stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGTERM, lambda *_: heard.terminate())
    seen = {}
    with open(log_path, "w", encoding="utf-8", buffering=1) as log:
        for line in heard.stdout:
            log.write(line)
            topic, _, payload = line.partition(" ")
            device = "/".join(topic.split("/")[2:4])
            for update in json.loads(payload)["updates"]:
                step = update["state"], update["reason"]
                if seen.get((device, update["id"])) != step:
                    seen[device, update["id"]] = step
                    print(f"  {device}  {update['model']} {update['fromVersion']} -> {update['toVersion']}  {update['state']}: {update['reason']}", flush=True)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
