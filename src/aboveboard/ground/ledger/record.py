"""Writing entries, in the transaction of what they record. They get their place in the tree after the commit."""

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Mapping
from typing import TypedDict

from django.db import transaction

from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger import content
from aboveboard.ground.ledger.content import SALT_BYTES, Fact
from aboveboard.ground.ledger.insert import insert_commitments, insert_entries
from aboveboard.ground.ledger.kinds import KINDS
from aboveboard.ground.models import LedgerEntry


class UnknownKind(ValueError):
    """The ledger has a closed list of kinds."""


class Entry(TypedDict, total=False):
    """What `record_many` takes of each entry: the arguments of `record` by name; `kind` is needed."""

    kind: str
    facts: Mapping[str, Fact]
    subject: uuid.UUID | None
    actor: str
    about: uuid.UUID | None
    document: str | None
    at: dt.datetime | None


def record(
    kind: str,
    *,
    facts: Mapping[str, Fact] | None = None,
    subject: uuid.UUID | None = None,
    actor: str = "",
    about: uuid.UUID | None = None,
    document: str | None = None,
    at: dt.datetime | None = None,
) -> LedgerEntry:
    """Write one entry. `facts` hold no personal data; the others go in as salted commitments only.

    `subject` is the person it is about, `actor` who did it, `about` the thing; `document` is a text that the entry is
    bound to byte for byte, without keeping it. Raises `UnknownKind`.
    """
    return record_many(
        [
            {
                "kind": kind,
                "facts": facts or {},
                "subject": subject,
                "actor": actor,
                "about": about,
                "document": document,
                "at": at,
            }
        ]
    )[0]


def record_many(entries: Iterable[Entry]) -> list[LedgerEntry]:
    """Write several entries at once, in their order; each is a dict of the arguments of `record`."""
    made, salted = [], []
    for entry in entries:
        row, salts = _made(entry, entry.get("at") or clock())
        made.append(row)
        salted.append(salts)
    with transaction.atomic(savepoint=False):
        insert_entries(made)
        insert_commitments(
            [
                (row.pk, name, value, salt)
                for row, salts in zip(made, salted, strict=True)
                for name, (value, salt) in salts.items()
            ]
        )
    return made


def _made(entry: Entry, at: dt.datetime) -> tuple[LedgerEntry, dict[str, tuple[str, bytes]]]:
    """The row of one entry, and value and salt of each of its commitments."""
    kind = entry["kind"]
    if kind not in KINDS:
        raise UnknownKind(f"The ledger has no kind {kind!r}. Add it to ground/ledger/kinds.py with what it says.")
    document = entry.get("document")
    named = {
        "subject": str(entry.get("subject") or ""),
        "actor": entry.get("actor", ""),
        "about": str(entry.get("about") or ""),
        "document": "" if document is None else content.digest(document),
    }
    salts = {name: (value, os.urandom(SALT_BYTES)) for name, value in named.items() if value}
    commits = {name: content.commitment(salt, value) for name, (value, salt) in salts.items()}
    text = content.body(kind, at, entry.get("facts") or {}, commits)
    return LedgerEntry(kind=kind, at=at, body=text), salts
