"""The receipt of an ended session as a file that anybody can check without asking us."""

import datetime as dt
import json
import uuid
from typing import Any

from aboveboard.ground import access, tokens
from aboveboard.ground.access import Access
from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger import heads, proofs, queries, sequence
from aboveboard.ground.ledger.head import Head
from aboveboard.ground.ledger.receipt_file import pack
from aboveboard.ground.purpose import purpose
from aboveboard.ground.sealed import is_set
from aboveboard.journeys.computers_looks import Looks, looks_of_session, shown_looks
from aboveboard.journeys.errors import NotFound
from aboveboard.journeys.receipts import LINK, File, Receipt, open_files
from aboveboard.remote import queries as remote

OPENED = {"subject", "about", "document"}
"""What is shown of each entry: that it is about this person and this session. Who else acted stays closed."""


def has_file(session: Any) -> bool:
    """Whether the session has ended and left a record to be proven."""
    return is_set(session, "record")


def file_by_link(token: str, now: dt.datetime | None = None) -> str:
    """The file of the session that a receipt's link names. Raises NotFound, `LedgerBroken`."""
    session_id = tokens.read(LINK, token)
    session = remote.session(session_id) if session_id is not None else None
    return _own_file(session, now or clock())


def file_for_customer(session_id: uuid.UUID, person: uuid.UUID, now: dt.datetime | None = None) -> str:
    """The file of the customer's own session. Raises NotFound for anybody else's, `LedgerBroken`."""
    return _own_file(remote.session_of_customer(session_id, person), now or clock())


def own_files(found: Receipt) -> dict[str, File]:
    """What is sealed about the files of a session, for whoever holds the receipt's link."""
    return open_files(found, "rights", access.person(found.session.subject))


def own_looks(found: Receipt) -> Looks | None:
    """What was wrong with the person's computer in a session, for whoever holds the receipt's link."""
    return looks_of_session(found.session, "rights", access.person(found.session.subject))


def file_for(session_id: uuid.UUID, reason: str, asker: Access, now: dt.datetime | None = None) -> str:
    """The file for anybody else, opened for the purpose `reason`. Raises NotFound, `Closed`, `LedgerBroken`."""
    return _file(remote.session(session_id), reason, asker, now or clock())


def _own_file(session: Any, now: dt.datetime) -> str:
    """Whoever holds the person's own link or browser stands for the person: their right to read needs no assignment."""
    if session is None:
        raise NotFound
    return _file(session, "rights", access.person(session.subject), now)


def _file(session: Any, reason: str, asker: Access, now: dt.datetime) -> str:
    if session is None or not has_file(session):
        raise NotFound
    with purpose(reason, subject=session.subject, access=asker):
        record = json.loads(session.record)
    looks = shown_looks(session, record.get("computer", []), reason, asker)
    entries = _entries(session)
    head = heads.newest_head()
    if head is None or any(entry.seq is None or entry.seq >= head.size for entry in entries):
        # Somebody wants the proof before the recurring work came round.
        head, entries = sequence.settle(now), _entries(session)
    assert isinstance(head, Head)
    return pack(record, [proofs.shown(entry, head.size, OPENED) for entry in entries], head, looks)


def _entries(session: Any) -> list[Any]:
    accepted = [
        entry
        for entry in queries.entries_of(session.subject, "terms.accepted")
        if json.loads(entry.body)["facts"]["version"] == session.terms_version
    ]
    return accepted + queries.entries_about(session.pk)
