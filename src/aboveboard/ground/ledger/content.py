"""What an entry is made of: canonical JSON, hashed byte for byte, and salted commitments. Pure: no database."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

SALT_BYTES: Final = 16
VERSION: Final = 1
COMMITMENT: Final = b"aboveboard commitment 1\n"

Fact = str | int | bool | None | list[str] | dict[str, int]


def canonical(value: Any) -> str:
    """The one way in which the ledger writes JSON: sorted keys, no spaces, no escapes but the needed ones."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def moment(at: dt.datetime) -> str:
    """A moment as entries write it: UTC, to the second."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def body(kind: str, at: dt.datetime, facts: Mapping[str, Fact], commits: Mapping[str, str]) -> str:
    """The text of an entry, which is the leaf of the tree."""
    return canonical({"v": VERSION, "kind": kind, "at": moment(at), "facts": dict(facts), "commits": dict(commits)})


def commitment(salt: bytes, value: str) -> str:
    """The hex SHA-256 by which an entry names somebody without saying who."""
    return hashlib.sha256(COMMITMENT + salt + value.encode()).hexdigest()


def digest(document: str) -> str:
    """The hex SHA-256 of a document; a commitment to it binds an entry to each of its bytes."""
    return hashlib.sha256(b"aboveboard document 1\n" + document.encode()).hexdigest()


def digests(record: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each part of a record, so that a receipt can say which part was changed."""
    return {part: digest(canonical(value)) for part, value in record.items()}


def document(record: Mapping[str, Any]) -> str:
    """The text by which an entry is bound to a whole record."""
    return canonical(digests(record))
