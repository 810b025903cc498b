"""Reads a published TUF repository with pyca/cryptography alone, as TUF 1.0.34 section 5 says: an independent reader.

tuf_peer.py DIR    exits with 0 and prints "ROLE VERSION" lines and the target paths, or with 1 and says why not
"""

import datetime
import hashlib
import json
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from canonical import canonical

HASH = {"ecdsa-sha2-nistp256": hashes.SHA256, "ecdsa-sha2-nistp384": hashes.SHA384}


def load(path):
    with open(path, "rb") as file:
        return file.read()


def signers(root, role, envelope):
    payload = canonical(envelope["signed"]).encode()
    good = set()
    for signature in envelope["signatures"]:
        keyid = signature["keyid"]
        if keyid not in root["roles"][role]["keyids"]:
            continue
        key = root["keys"][keyid]
        if hashlib.sha256(canonical(key).encode()).hexdigest() != keyid:
            raise ValueError(f"{keyid} is not the id of its key")
        try:
            public = serialization.load_pem_public_key(key["keyval"]["public"].encode())
            public.verify(bytes.fromhex(signature["sig"]), payload, ec.ECDSA(HASH[key["scheme"]]()))
            good.add(keyid)
        except InvalidSignature:
            pass
    return len(good)


def require(root, role, data):
    envelope = json.loads(data)
    signed = envelope["signed"]
    if signed["_type"] != role or signers(root, role, envelope) < root["roles"][role]["threshold"]:
        raise ValueError(f"{role} is not signed by enough keys")
    return signed


def match(data, entry, what):
    if len(data) != entry["length"] or hashlib.sha256(data).hexdigest() != entry["hashes"]["sha256"]:
        raise ValueError(f"{what} is another file")


def read(folder):
    metadata = os.path.join(folder, "metadata")
    root = json.loads(load(os.path.join(metadata, "1.root.json")))["signed"]
    require(root, "root", load(os.path.join(metadata, "1.root.json")))
    while os.path.exists(path := os.path.join(metadata, f"{root['version'] + 1}.root.json")):
        data = load(path)
        require(root, "root", data)
        following = require(json.loads(data)["signed"], "root", data)
        if following["version"] != root["version"] + 1:
            raise ValueError("a root version is missing")
        root = following
    timestamp = require(root, "timestamp", load(os.path.join(metadata, "timestamp.json")))
    entry = timestamp["meta"]["snapshot.json"]
    data = load(os.path.join(metadata, f"{entry['version']}.snapshot.json"))
    match(data, entry, "snapshot.json")
    snapshot = require(root, "snapshot", data)
    entry = snapshot["meta"]["targets.json"]
    data = load(os.path.join(metadata, f"{entry['version']}.targets.json"))
    match(data, entry, "targets.json")
    targets = require(root, "targets", data)
    for signed in (root, timestamp, snapshot, targets):
        if datetime.datetime.strptime(signed["expires"], "%Y-%m-%dT%H:%M:%SZ") <= datetime.datetime.utcnow():
            raise ValueError(f"{signed['_type']} has expired")
        print(signed["_type"], signed["version"])
    for path, target in sorted(targets["targets"].items()):
        head, _, tail = path.rpartition("/")
        match(load(os.path.join(folder, "targets", head, f"{target['hashes']['sha256']}.{tail}")), target, path)
        print(path)


if __name__ == "__main__":
    try:
        read(sys.argv[1])
    except (ValueError, KeyError, OSError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
