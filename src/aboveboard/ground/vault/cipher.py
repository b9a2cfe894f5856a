"""AES-256-GCM under a person's key. A sealed value is: version byte 1, nonce (12 bytes), ciphertext with its tag."""

import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aboveboard.ground.vault import keystore

VERSION = b"\x01"
NONCE_BYTES = 12


class CannotOpen(Exception):
    """A sealed value does not open: its person was erased, it was moved, or the master key is wrong."""


def seal_for(person: uuid.UUID, text: str, place: bytes) -> bytes:
    """`text` sealed under the person's key and bound to `place`; makes the key on first use."""
    return seal_with(keystore.key_for(person), text, place)


def seal_with(key: bytes, text: str, place: bytes) -> bytes:
    """`text` sealed under this key and bound to `place`."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, text.encode(), place)


def open_with(key: bytes, sealed: bytes, place: bytes) -> str:
    """The text of a sealed value. Raises `CannotOpen`, which names the place and never the content."""
    if sealed[:1] != VERSION:
        raise CannotOpen(f"{place.decode()} has an unknown version of sealing.")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, place).decode()
    except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
        raise CannotOpen(
            f"{place.decode()} does not open: it was changed, or moved from another row or column."
        ) from None
