"""Keys of an end, the commitment to them, the phrase from both, and the signed tally.

Only ``cryptography`` and SHA-256. An end's private keys live in ``Keys`` and leave it nowhere.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import json

from aboveboard.wire.types import Role
from aboveboard.wire.words import WORDS

COMMIT_LABEL = b"aboveboard commit 1"
PHRASE_LABEL = b"aboveboard phrase 1"
TALLY_LABEL = b"aboveboard tally 1\n"
ROLE_BYTES = {Role.CUSTOMER: b"\x01", Role.TECHNICIAN: b"\x02"}
PHRASE_WORDS = 4


@dataclass(frozen=True)
class Revealed:
    """An end's public material, each 32 bytes: X25519 public key, Ed25519 public key, nonce."""

    agreement: bytes
    signing: bytes
    nonce: bytes

    @property
    def bytes(self) -> bytes:
        """The three, one after the other: 96 bytes."""
        return self.agreement + self.signing + self.nonce


@dataclass(frozen=True)
class Keys:
    """An end's own keys for one pair: a fresh agreement key and nonce, and the signing key of its life."""

    signing_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)
    agreement_key: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate, repr=False)
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def revealed(self) -> Revealed:
        """The public half."""
        return Revealed(
            self.agreement_key.public_key().public_bytes_raw(),
            self.signing_key.public_key().public_bytes_raw(),
            self.nonce,
        )

    def fresh(self) -> "Keys":
        """New agreement key and nonce, same signing key."""
        return Keys(signing_key=self.signing_key)


def commitment(role: Role, revealed: Revealed) -> bytes:
    """SHA-256 over an end's role and public material: 32 bytes."""
    return sha256(COMMIT_LABEL + ROLE_BYTES[role] + revealed.bytes).digest()


def matches(committed: bytes, role: Role, revealed: Revealed) -> bool:
    """Whether what was revealed is what was committed to."""
    return compare_digest(committed, commitment(role, revealed))


def phrase(session: UUID, customer: Revealed, technician: Revealed) -> tuple[str, ...]:
    """The four words that both people should see."""
    digest = sha256(PHRASE_LABEL + session.bytes + customer.bytes + technician.bytes).digest()
    return tuple(WORDS[byte] for byte in digest[:PHRASE_WORDS])


def tally_message(session: UUID, counts: Mapping[str, int], total: int, last: int) -> bytes:
    """What a tally's signature covers: a label and JSON with sorted keys and no spaces."""
    body = {"bytes": total, "counts": dict(counts), "last": last, "session": session.hex}
    return TALLY_LABEL + json.encode(body, order="deterministic")


def sign_tally(key: Ed25519PrivateKey, session: UUID, counts: Mapping[str, int], total: int, last: int) -> bytes:
    """The signature of a tally: 64 bytes."""
    return key.sign(tally_message(session, counts, total, last))


def verify_tally(
    signing: bytes, signature: bytes, session: UUID, counts: Mapping[str, int], total: int, last: int
) -> bool:
    """Whether ``signing`` (32 bytes, Ed25519 public) signed this tally."""
    try:
        key = Ed25519PublicKey.from_public_bytes(signing)
        key.verify(signature, tally_message(session, counts, total, last))
    except (InvalidSignature, ValueError):
        return False
    return True
