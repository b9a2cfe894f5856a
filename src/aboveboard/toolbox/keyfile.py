"""The operator's tool key: an Ed25519 key in a file of its own. Keep it away from the server."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from aboveboard.wire.remedy import RemedyError


def make(file: Path, passphrase: str) -> Ed25519PrivateKey:
    """A new key in a file that is not there yet, for its owner alone. Raises FileExistsError, OSError."""
    key = Ed25519PrivateKey.generate()
    sealed = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    return key


def load(file: Path, passphrase: str) -> Ed25519PrivateKey:
    """The key in a file. Raises RemedyError where it is none or the passphrase is wrong, OSError."""
    text = file.read_bytes()
    try:
        key = load_pem_private_key(text, passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise RemedyError(f"{file} holds no key that this passphrase opens.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise RemedyError(f"{file} holds a key of another kind; a tool key is Ed25519.")
    return key
