"""What is written down about tools and passwords: what happened, once, and nothing that cannot have happened."""

from __future__ import annotations

import uuid

import pytest

from aboveboard.ground.clock import now
from aboveboard.journeys import ending, helping
from aboveboard.journeys.receipts import receipt
from aboveboard.remote.models import Event, ToolRun
from aboveboard.web.customer.receipt_words import say
from aboveboard.wire import records as rec
from tests import cast

pytestmark = pytest.mark.db
RUN, SECRET = "7" * 32, "5" * 32
OFFER = rec.ToolOffered(RUN, "say-hello", "1.0", "a" * 64, 2, 0)


@pytest.fixture
def session() -> uuid.UUID:
    return cast.joined(cast.case_of(), cast.technician()).session_id


def write(session: uuid.UUID, *records: rec.Record) -> list[bool]:
    return [helping.record(session, record, now()) for record in records]


def test_a_run_is_kept_and_told_in_the_receipt(session: uuid.UUID) -> None:
    assert all(
        write(
            session,
            OFFER,
            rec.ToolAnswered(RUN, True, 0),
            rec.ToolEnded(RUN, False, 3, False, 0),
            rec.ToolEnded(RUN, True, 0, True, 0),
        )
    )
    row = ToolRun.objects.get()
    assert (row.tool, row.version, row.package, row.seat.number) == ("say-hello", "1.0", "a" * 64, 2)
    assert (row.allowed, row.succeeded, row.status) == (True, False, 3)
    assert row.undone_at is not None
    ending.end_session(session, "customer", "")
    found = receipt(session)
    mine = [line for line in found.lines if line.what]
    assert [line.kind for line in mine] == ["tool-offered", "tool-allowed", "tool-failed", "tool-undone"]
    for line in mine:
        assert "say-hello 1.0" in say(line, "Run tools", found.session)[1]


def test_what_cannot_have_happened_is_not_kept(session: uuid.UUID) -> None:
    other = cast.joined(cast.case_of("Tom Reyes", "tom@example.org"), cast.technician("ben", "Ben Okafor")).session_id
    assert write(session, rec.ToolAnswered(RUN, True, 0), rec.ToolEnded(RUN, True, 0, False, 0)) == [False, False]
    assert write(session, OFFER) == [True]
    assert write(session, OFFER) == [False]
    assert write(other, OFFER, rec.ToolAnswered(RUN, True, 0)) == [False, False]
    assert write(session, rec.ToolEnded(RUN, True, 0, False, 0)) == [False]
    assert write(session, rec.ToolAnswered(RUN, False, 0)) == [True]
    assert write(session, rec.ToolAnswered(RUN, True, 0), rec.ToolEnded(RUN, True, 0, False, 0)) == [False, False]
    row = ToolRun.objects.get()
    assert (row.session_id, row.allowed, row.ended_at) == (session, False, None)


def test_a_password_is_asked_for_given_and_shown_once_each(session: uuid.UUID) -> None:
    asked, given = rec.SecretAsked(SECRET, 2, 0), rec.SecretAnswered(SECRET, 2, True, 0)
    shown = rec.SecretShown(SECRET, 2, 0)
    assert write(session, given, shown) == [False, False]
    assert write(session, asked, asked) == [True, False]
    assert write(session, shown) == [False]
    assert write(session, rec.SecretAnswered(SECRET, 1, True, 0)) == [False]
    assert write(session, given, given, rec.SecretAnswered(SECRET, 2, False, 0)) == [True, False, False]
    assert write(session, rec.SecretShown(SECRET, 1, 0), shown, shown) == [False, True, False]
    kinds = list(Event.objects.filter(item=SECRET).values_list("kind", flat=True))
    assert kinds == ["secret-asked", "secret-given", "secret-shown"]
    found = receipt(session)
    told = [say(line, "Ask for a password", found.session)[1] for line in found.lines if line.kind.startswith("secret")]
    assert told[1:] == [
        "You gave a password to Ana Castro. We did not see it and kept nothing of it.",
        "The password was shown to Ana Castro, once.",
    ]


def test_a_no_is_kept_and_shows_nothing(session: uuid.UUID) -> None:
    assert write(session, rec.SecretAsked(SECRET, 2, 0), rec.SecretAnswered(SECRET, 2, False, 0)) == [True, True]
    assert write(session, rec.SecretShown(SECRET, 2, 0)) == [False]
