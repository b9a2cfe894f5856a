"""Writing an entry, in the transaction of what it records. It gets its place in the tree after the commit."""

import datetime as dt
import hashlib
import json
import os
import uuid
from collections.abc import Mapping

from aboveboard.ground.clock import now as clock
from aboveboard.ground.models import Commitment, LedgerEntry

SALT_BYTES = 16

Fact = str | int | bool | None | list[str] | dict[str, int]


def commitment(salt: bytes, value: str) -> str:
    """The hex SHA-256 by which an entry names somebody without saying who."""
    return hashlib.sha256(b"aboveboard commitment 1\n" + salt + value.encode()).hexdigest()


def record(
    kind: str,
    *,
    facts: Mapping[str, Fact] | None = None,
    subject: uuid.UUID | None = None,
    actor: str = "",
    about: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> LedgerEntry:
    """Write one entry. `facts` hold no personal data; `subject`, `actor` and `about` go in as salted commitments."""
    at = at or clock()
    named = {"subject": str(subject or ""), "actor": actor, "about": str(about or "")}
    salts = {name: os.urandom(SALT_BYTES) for name, value in named.items() if value}
    content = {
        "v": 1,
        "kind": kind,
        "at": at.isoformat(timespec="seconds"),
        "facts": dict(facts or {}),
        "commits": {name: commitment(salt, named[name]) for name, salt in salts.items()},
    }
    body = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    entry = LedgerEntry.objects.create(kind=kind, at=at, body=body)
    Commitment.objects.bulk_create(
        Commitment(entry=entry, name=name, value=named[name], salt=salt) for name, salt in salts.items()
    )
    return entry
