"""A pytest plugin: gives the types of newer python3-cryptography releases to Debian 12's, where only their names differ."""

from cryptography.hazmat.primitives.asymmetric import types

for new, old in (("PrivateKeyTypes", "PRIVATE_KEY_TYPES"), ("PublicKeyTypes", "PUBLIC_KEY_TYPES")):
    if not hasattr(types, new):
        setattr(types, new, getattr(types, old))
