"""Short secrets that the server must keep for a while, under the master key: in the database they are ciphertext."""

import base64
import os

from aboveboard.ground.vault.master import master

NONCE_BYTES = 12


def seal(use: bytes, text: str) -> str:
    """`text` under the master key, bound to its `use`, as base64."""
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + master().encrypt(nonce, text.encode(), use)).decode()


def unseal(use: bytes, sealed: str) -> str:
    """The text again. Raises `cryptography.exceptions.InvalidTag` for another use or another master key."""
    raw = base64.b64decode(sealed)
    return master().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], use).decode()
