"""Files about a person: sealed in segments under a key of their own, which is wrapped under the person's key.

Who writes one calls `write` in the transaction of the row that speaks of it. Reading needs an open purpose, as reading
a sealed column does. Whatever dies with the person's key dies here too, wherever copies of the file are.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from aboveboard.ground.models import Blob
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import require
from aboveboard.ground.sealed import NotDisclosed
from aboveboard.ground.vault import keystore, segments
from aboveboard.ground.vault.cipher import CannotOpen
from aboveboard.ground.vault.stores import FolderStore
from aboveboard.ground.vault.wrapping import KEY_BYTES, NONCE_BYTES
from aboveboard.notice.tables import may_store

VERSION = b"\x01"
MOST_BYTES = 8 * 1024**3
ORPHAN_AFTER = dt.timedelta(hours=6)
"""How long a file may be there without its row: longer than any transaction lasts."""


class TooLarge(Exception):
    """More bytes came than may be kept; nothing of them was."""


def store() -> FolderStore:
    """Where the files lie."""
    return FolderStore(settings.ABOVEBOARD_DATA / "blobs")


def _belongs_to(blob: Blob) -> bytes:
    return b"aboveboard blob 1\n" + blob.pk.bytes + blob.subject.bytes + blob.holds.encode()


def _bound(blob: Blob) -> bytes:
    return _belongs_to(blob) + b"\n" + str(blob.size).encode()


def write(
    subject: uuid.UUID, category: str, parts: Iterable[bytes], *, now: dt.datetime, most: int = MOST_BYTES
) -> Blob:
    """Seal these bytes and keep them; the row is part of the caller's transaction.

    Raises `NotDisclosed` where the notice does not let this category be stored, `TooLarge` beyond `most` bytes,
    `PersonErased`, `KeysAway`. A file whose row is rolled back is noise, and `sweep` removes it.
    """
    # A secret dies with its session, and a person's key does not.
    if not may_store(notice(), category) or notice().categories[category].level == "secret":
        raise NotDisclosed(f"The notice does not let '{category}' be stored, so nothing of it was.")
    person_key, key = keystore.key_for(subject), os.urandom(KEY_BYTES)
    blob = Blob(subject=subject, holds=category, size=0, kept_at=now)

    def counted() -> Iterator[bytes]:
        for part in parts:
            blob.size += len(part)
            if blob.size > most:
                raise TooLarge(f"More than {most} bytes came. Nothing of them was kept.")
            yield part

    store().put(blob.pk.hex, segments.seal(key, _belongs_to(blob), counted()))
    nonce = os.urandom(NONCE_BYTES)
    blob.wrapped = VERSION + nonce + AESGCM(person_key).encrypt(nonce, key, _bound(blob))
    blob.save(force_insert=True)
    return blob


def read(identifier: uuid.UUID, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """`length` bytes (all, if None) from `start` on, piece by piece.

    The purpose is asked at once, before the first piece. Raises `Closed` without one that opens the category,
    `LookupError` where there is no such file, `CannotOpen` where it is not as it was sealed.
    """
    blob = Blob.objects.filter(pk=identifier).first()
    if blob is None:
        raise LookupError("there is no such file")
    if start < 0 or (length is not None and length < 0):
        raise ValueError("a range does not begin before the file or end before it begins")
    key, kept = _key(blob, require(blob.holds, blob.subject)), store()
    try:
        if kept.size(blob.pk.hex) != segments.sealed_size(blob.size):
            raise CannotOpen(f"ground_blob:{blob.pk} was cut short or made longer.")
    except FileNotFoundError:
        raise CannotOpen(f"ground_blob:{blob.pk} has no file: it was removed, or a restore did not bring it.") from None
    return _pieces(blob, key, kept, start, blob.size if length is None else length)


def _pieces(blob: Blob, key: bytes, kept: FolderStore, start: int, length: int) -> Iterator[bytes]:
    def sealed(offset: int, count: int) -> bytes:
        return kept.read(blob.pk.hex, offset, count)

    try:
        yield from segments.open_range(key, _belongs_to(blob), blob.size, sealed, start, length)
    except (segments.Damaged, FileNotFoundError) as problem:
        raise CannotOpen(f"ground_blob:{blob.pk} does not open: {problem}.") from None


def _key(blob: Blob, person_key: bytes) -> bytes:
    wrapped = bytes(blob.wrapped)
    if wrapped[:1] != VERSION:
        raise CannotOpen(f"ground_blob:{blob.pk} has an unknown version of sealing.")
    nonce, rest = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
    try:
        return AESGCM(person_key).decrypt(nonce, rest, _bound(blob))
    except (InvalidTag, ValueError):
        raise CannotOpen(f"ground_blob:{blob.pk} does not open: its row was changed or moved.") from None


def of(subject: uuid.UUID) -> list[Blob]:
    """The rows of the person's files, the oldest first."""
    return list(Blob.objects.filter(subject=subject).order_by("kept_at", "pk"))


def forget(subject: uuid.UUID) -> int:
    """Remove every file of the person: the rows now, the files once the transaction is committed. Returns how many."""
    return remove([blob.pk for blob in of(subject)])


def remove(identifiers: Sequence[uuid.UUID]) -> int:
    """Remove these files, as `forget` does. Returns how many rows there were."""
    count: int = Blob.objects.filter(pk__in=identifiers).delete()[0]
    # What cannot be unlinked now is without its key already, and `sweep` finds it.
    transaction.on_commit(lambda: _unlink(identifiers), robust=True)
    return count


def _unlink(identifiers: Sequence[uuid.UUID]) -> None:
    for identifier in identifiers:
        store().delete(identifier.hex)


def sweep(now: dt.datetime, most: int = 1000) -> int:
    """Delete files without a row, left by a crash or a roll-back; returns how many. Bounded: call it again."""
    kept, before, gone = store(), (now - ORPHAN_AFTER).timestamp(), 0
    gone += kept.drop_drafts(before)
    batch: list[str] = []
    for name in kept.names(before):
        batch.append(name)
        if len(batch) == 500:
            gone += _sweep(kept, batch)
            batch = []
        if gone >= most:
            return gone
    return gone + _sweep(kept, batch)


def _sweep(kept: FolderStore, names: Sequence[str]) -> int:
    known = set(Blob.objects.filter(pk__in=[uuid.UUID(name) for name in names]).values_list("pk", flat=True))
    orphans = [name for name in names if uuid.UUID(name) not in known]
    for name in orphans:
        kept.delete(name)
    return len(orphans)
