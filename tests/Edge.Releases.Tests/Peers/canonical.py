"""Reads JSON documents, one a line, and writes the hexadecimal of each one's canonical form (the OLPC dialect), one a line."""

import json
import sys


def canonical(value):
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return "{" + ",".join(f"{canonical(name)}:{canonical(item)}" for name, item in sorted(value.items())) + "}"


if __name__ == "__main__":
    for line in sys.stdin.buffer:
        print(canonical(json.loads(line)).encode().hex())
