"""How the master key wraps another key. Pure: no Django, so that the key holder runs without the product.

A wrapped key is: version byte 1, the master key's fingerprint (8 bytes), nonce (12 bytes), ciphertext with its tag. The
fingerprint says which master key opens it, so an old and a new one may be in use at once. What the key is for is bound
in as associated data: a wrapped key that is moved to another person or service does not open.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
MARK_BYTES = 8
NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = 32


class WrongMasterKey(Exception):
    """What is wrapped does not open under any master key at hand. Says what is wrong, never what is inside."""


class KeysAway(Exception):
    """The master key cannot be had right now: its holder or its file is away. Nothing is lost; trying later works."""


class Master(Protocol):
    """What wraps keys: the master key itself, or a program or service that has it."""

    def fingerprints(self) -> list[str]:
        """The master keys at hand; the first is the one that the settings name for new keys. Raises `KeysAway`."""

    def wrap(self, context: bytes, key: bytes, under: str) -> bytes:
        """`key` wrapped under the master key of the fingerprint `under`. Raises `WrongMasterKey`, `KeysAway`."""

    def unwrap(self, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """The keys of pairs (context, wrapped), in order. Raises `WrongMasterKey`, `KeysAway`."""

    def rewrap(self, wrapped: Sequence[tuple[bytes, bytes]], under: str) -> list[bytes]:
        """The same keys wrapped under another master key, without giving them out. Raises as the others do."""


def fingerprint(key: bytes) -> str:
    """Sixteen hex digits that tell one master key from another without giving it away."""
    return hashlib.sha256(b"aboveboard master key 1" + key).hexdigest()[: 2 * MARK_BYTES]


def mark_of(wrapped: bytes) -> str:
    """The fingerprint of the master key that wrapped this. Raises `WrongMasterKey` where it is no wrapped key."""
    if wrapped[:1] != VERSION or len(wrapped) <= 1 + MARK_BYTES + NONCE_BYTES + TAG_BYTES:
        raise WrongMasterKey("A wrapped key has an unknown version or is cut short. The key store was changed.")
    return wrapped[1 : 1 + MARK_BYTES].hex()


class LocalMaster:
    """The master keys in this process.

    `read` gives them, the newest first, or raises ValueError with words; it is asked again where an unknown one is
    needed, so a running process follows a rotation without being told.
    """

    def __init__(self, read: Callable[[], Sequence[bytes]]) -> None:
        self._read = read
        self._order: list[str] = []
        self._ciphers: dict[str, AESGCM] = {}

    def _look(self) -> None:
        try:
            keys = self._read()
        except ValueError as problem:
            raise KeysAway(str(problem)) from None
        self._ciphers.update({fingerprint(key): AESGCM(key) for key in keys})
        first = [fingerprint(key) for key in keys]
        self._order = first + [known for known in self._order if known not in first]

    def _cipher(self, mark: str) -> AESGCM:
        if mark not in self._ciphers:
            self._look()
        if mark not in self._ciphers:
            known = ", ".join(self._order) or "none"
            raise WrongMasterKey(f"This needs master key {mark}; at hand: {known}. Give the key it was made with.")
        return self._ciphers[mark]

    def fingerprints(self) -> list[str]:
        """The master keys at hand, the newest first."""
        self._look()
        return list(self._order)

    def wrap(self, context: bytes, key: bytes, under: str) -> bytes:
        """`key` wrapped under the master key `under`, bound to `context`."""
        head = VERSION + bytes.fromhex(under)
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._cipher(under).encrypt(nonce, key, head + context)

    def unwrap(self, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """The keys of pairs (context, wrapped), in order."""
        return [self._open(context, one) for context, one in wrapped]

    def _open(self, context: bytes, wrapped: bytes) -> bytes:
        cipher = self._cipher(mark_of(wrapped))
        head, rest = wrapped[: 1 + MARK_BYTES], wrapped[1 + MARK_BYTES :]
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + context)
        except InvalidTag:
            raise WrongMasterKey("A wrapped key does not open: it was changed, or moved from another owner.") from None

    def rewrap(self, wrapped: Sequence[tuple[bytes, bytes]], under: str) -> list[bytes]:
        """The same keys under the master key `under`."""
        return [self.wrap(context, self._open(context, one), under) for context, one in wrapped]
