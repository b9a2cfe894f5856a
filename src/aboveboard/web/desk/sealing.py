"""Short secrets that the server must keep for a while, under a key of the desk: in the database they are ciphertext."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aboveboard.ground.vault.services import service_key

NONCE_BYTES = 12
KEY = "desk"


def seal(use: bytes, text: str) -> str:
    """`text` under the desk's key, bound to its `use`, as base64."""
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(service_key(KEY)).encrypt(nonce, text.encode(), use)).decode()


def unseal(use: bytes, sealed: str) -> str:
    """The text again. Raises `cryptography.exceptions.InvalidTag` for another use, or where it was changed."""
    raw = base64.b64decode(sealed)
    return AESGCM(service_key(KEY)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], use).decode()
