"""A password sealed by the customer's end to one technician's end, under the keys whose phrase both people compared.

The key comes from two agreements: a fresh key of this one secret with the technician's, and the customer's own with
the technician's. So only that technician's end can open it, and only that customer's end can have sealed it. What is
bound in: the session, both participants, the secret's identifier, and every public key.
"""

import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_LABEL: Final = b"aboveboard secret 1"
SECRET_BYTES: Final = 1024
"""The longest password in UTF-8. All are sealed at one length, so that the length tells nothing."""
_NONCE: Final = 12
_PLACE: Final = 2


class NotSealedError(Exception):
    """These bytes were not sealed for this session, these two ends and this secret."""


def _context(session: UUID, customer: int, technician: int, secret: str) -> bytes:
    seats = customer.to_bytes(4, "big") + technician.to_bytes(4, "big")
    return SECRET_LABEL + session.bytes + seats + bytes.fromhex(secret)


def _key(shared: bytes, context: bytes, publics: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, context + publics).derive(shared))


def seal(
    mine: X25519PrivateKey, theirs: bytes, session: UUID, customer: int, technician: int, secret: str, text: str
) -> tuple[bytes, bytes]:
    """(ephemeral public key, sealed bytes) of ``text``. Raises ValueError for a text that is too long or a bad key."""
    plain = text.encode()
    if not plain or len(plain) > SECRET_BYTES:
        raise ValueError(f"a password has 1 to {SECRET_BYTES} bytes")
    other = X25519PublicKey.from_public_bytes(theirs)
    once = X25519PrivateKey.generate()
    ephemeral = once.public_key().public_bytes_raw()
    context = _context(session, customer, technician, secret)
    publics = ephemeral + mine.public_key().public_bytes_raw() + theirs
    nonce = secrets.token_bytes(_NONCE)
    padded = len(plain).to_bytes(_PLACE, "big") + plain.ljust(SECRET_BYTES, b"\0")
    key = _key(once.exchange(other) + mine.exchange(other), context, publics)
    return ephemeral, nonce + key.encrypt(nonce, padded, context)


def unseal(
    mine: X25519PrivateKey,
    theirs: bytes,
    session: UUID,
    customer: int,
    technician: int,
    secret: str,
    ephemeral: bytes,
    sealed: bytes,
) -> str:
    """The text, at the technician's end. Raises NotSealedError."""
    context = _context(session, customer, technician, secret)
    publics = ephemeral + theirs + mine.public_key().public_bytes_raw()
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        shared += mine.exchange(X25519PublicKey.from_public_bytes(theirs))
        padded = _key(shared, context, publics).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)
        return padded[_PLACE : _PLACE + int.from_bytes(padded[:_PLACE], "big")].decode()
    except (InvalidTag, ValueError) as error:
        raise NotSealedError("it was not sealed for this end") from error
