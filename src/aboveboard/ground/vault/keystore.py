"""Where persons' keys live: the database `keystore`, kept out of every backup and replica of the data."""

import os
import uuid

from cryptography.exceptions import InvalidTag

from aboveboard.ground.models import MasterMark, PersonKey
from aboveboard.ground.vault.master import fingerprint, master

KEY_BYTES = 32
NONCE_BYTES = 12


class WrongMasterKey(Exception):
    """The key store was made with another master key."""


def _wrap(person: uuid.UUID, key: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + master().encrypt(nonce, key, person.bytes)


def _unwrap(person: uuid.UUID, wrapped: bytes) -> bytes:
    try:
        return master().decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], person.bytes)
    except InvalidTag:
        raise WrongMasterKey(
            "A person's key does not open under this master key. Give the key it was made with."
        ) from None


def existing_key(person: uuid.UUID) -> bytes | None:
    """The person's key, or None where there is none."""
    row = PersonKey.objects.filter(person=person).first()
    return None if row is None else _unwrap(person, bytes(row.wrapped))


def key_for(person: uuid.UUID) -> bytes:
    """The person's key, made now if this is the first thing kept about the person.

    The key is committed to the key store before anything is sealed under it: if the data's transaction is rolled back a
    key without data remains, never data without a key.
    """
    found = existing_key(person)
    if found is not None:
        return found
    fresh = _wrap(person, os.urandom(KEY_BYTES))
    row, _ = PersonKey.objects.get_or_create(person=person, defaults={"wrapped": fresh})
    return _unwrap(person, bytes(row.wrapped))


def check_master_key() -> None:
    """Raises `WrongMasterKey` where the key store was made with another master key than the one in the settings."""
    mark, _ = MasterMark.objects.get_or_create(pk=1, defaults={"fingerprint": fingerprint()})
    if mark.fingerprint != fingerprint():
        raise WrongMasterKey(
            f"The key store was made with master key {mark.fingerprint}, the settings give {fingerprint()}. "
            "Nothing was changed. Give the right key in ABOVEBOARD_MASTER_KEY or ABOVEBOARD_MASTER_KEY_FILE."
        )
