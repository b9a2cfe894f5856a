"""A signed head: so many entries, this root, at this moment, signed with Ed25519. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aboveboard.ground.ledger.content import moment


@dataclass(frozen=True, slots=True)
class Head:
    """`root`, `key` (Ed25519, 32 bytes) and `signature` (64 bytes) are hexadecimal; `at` is timezone-aware."""

    size: int
    root: str
    at: dt.datetime
    key: str
    signature: str

    def public(self) -> dict[str, Any]:
        """As it is published."""
        return {
            "size": self.size,
            "root": self.root,
            "at": moment(self.at),
            "key": self.key,
            "signature": self.signature,
        }


def text(size: int, root: str, at: str) -> bytes:
    """What is signed: four lines, each ended by a line feed."""
    return f"aboveboard ledger head 1\n{size}\n{root}\n{at}\n".encode()


def public_key(seed: bytes) -> str:
    """The public key of a seed of 32 bytes, hexadecimal."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign(seed: bytes, size: int, root: str, at: dt.datetime) -> Head:
    """The head, signed under a seed of 32 bytes."""
    at = at.replace(microsecond=0)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text(size, root, moment(at)))
    return Head(size, root, at, public_key(seed), signature.hex())


def genuine(head: Head) -> bool:
    """Whether the signature is that of the head's own key. Whose key it is, is for the caller to know."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key))
        key.verify(bytes.fromhex(head.signature), text(head.size, head.root, moment(head.at)))
    except (InvalidSignature, ValueError):
        return False
    return True
