"""Signs and verifies models as OpenSSF Model Signing v1.0 describes it, with pyca/cryptography alone: an independent reader and writer.

sign KEY.pem DIR SIGNATURE            signs every file of DIR but the signature
verify PUBLIC.pem DIR SIGNATURE       exits with 0 and prints the files, or with 1 and says why not
certificate SIGNATURE                 prints the subject of the signer's certificate
"""

import base64
import hashlib
import json
import os
import sys

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

TYPE = "application/vnd.in-toto+json"


def digest_of(key):
    return {256: hashes.SHA256(), 384: hashes.SHA384()}[key.curve.key_size]


def encode(payload):
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(payload), payload)


def files_of(folder, signature):
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            if not os.path.samefile(path, signature):
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def root_of(resources):
    return hashlib.sha256(b"".join(bytes.fromhex(resource["digest"]) for resource in resources)).hexdigest()


def sign(key_file, folder, signature):
    with open(key_file, "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None)
    with open(signature, "w", encoding="utf-8"):
        pass
    resources = [{"name": name, "algorithm": "sha256", "digest": digest} for name, digest in sorted(files_of(folder, signature).items())]
    statement = json.dumps(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": os.path.basename(folder), "digest": {"sha256": root_of(resources)}}],
            "predicateType": "https://model_signing/signature/v1.0",
            "predicate": {
                "serialization": {"method": "files", "hash_type": "sha256", "allow_symlinks": False, "ignore_paths": [os.path.basename(signature)]},
                "resources": resources,
            },
        },
        indent=2,
    ).encode()
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": hashlib.sha256(pem).hexdigest()}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64.b64encode(statement).decode(),
            "payloadType": TYPE,
            "signatures": [{"sig": base64.b64encode(key.sign(encode(statement), ec.ECDSA(digest_of(key)))).decode(), "keyid": ""}],
        },
    }
    with open(signature, "w", encoding="utf-8") as file:
        json.dump(bundle, file)


def verify(key_file, folder, signature):
    with open(key_file, "rb") as file:
        pem = file.read()
    key = serialization.load_pem_public_key(pem)
    with open(signature, encoding="utf-8") as file:
        bundle = json.load(file)
    envelope = bundle["dsseEnvelope"]
    payload = base64.b64decode(envelope["payload"], validate=True)
    key.verify(base64.b64decode(envelope["signatures"][0]["sig"], validate=True), encode(payload), ec.ECDSA(digest_of(key)))
    canonical = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    if bundle["verificationMaterial"]["publicKey"]["hint"] != hashlib.sha256(canonical).hexdigest():
        raise ValueError("the hint is of another key")
    statement = json.loads(payload)
    resources = statement["predicate"]["resources"]
    if statement["subject"] != [{"name": os.path.basename(folder), "digest": {"sha256": root_of(resources)}}]:
        raise ValueError("the subject is wrong")
    if {resource["name"]: resource["digest"] for resource in resources} != files_of(folder, signature):
        raise ValueError("the files are others")
    print("\n".join(resource["name"] for resource in resources))


def certificate(signature):
    with open(signature, encoding="utf-8") as file:
        chain = json.load(file)["verificationMaterial"]["x509CertificateChain"]["certificates"]
    print(x509.load_der_x509_certificate(base64.b64decode(chain[0]["rawBytes"])).subject.rfc4514_string())


if __name__ == "__main__":
    try:
        {"sign": sign, "verify": verify, "certificate": certificate}[sys.argv[1]](*sys.argv[2:])
    except (ValueError, KeyError, InvalidSignature) as error:
        sys.exit(f"{type(error).__name__}: {error}")
