"""What is written down about files: once, sealed, for those who may know, and nothing that cannot have happened."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from aboveboard.ground import access, agreed
from aboveboard.ground.clock import now
from aboveboard.ground.models import Opening
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.journeys import consenting, ending, moving, receipts
from aboveboard.lifetime import erasure, retention
from aboveboard.remote.models import FileEvent
from aboveboard.wire import records as rec
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db
FILE, LOG = "1" * 32, "2" * 32
OFFER = rec.FileAsked(FILE, False, "Scheidung.pdf", "", 9_000, "the form that is missing", 2, 0)
WISH = rec.FileAsked(LOG, True, "", "the log of the printer", 0, "to see why it stops", 2, 0)


@pytest.fixture
def ana() -> Any:
    return helping.staff()


@pytest.fixture
def joined(ana: Any) -> Any:
    return cast.joined(cast.case_of(), ana)


def write(session: uuid.UUID, *what: rec.Record) -> None:
    for record in what:
        assert moving.record(session, record, now())


@pytest.fixture
def over(joined: Any) -> uuid.UUID:
    """A session in which a form came, a log went, and that has ended."""
    session: uuid.UUID = joined.session_id
    write(
        session, OFFER, rec.FileAnswered(FILE, True, "Scheidung.pdf", 9_000, 0), rec.FileEnded(FILE, True, "ab" * 32, 0)
    )
    write(session, WISH, rec.FileAnswered(LOG, True, "printer.log", 700, 0), rec.FileEnded(LOG, False, "", 0))
    ending.end_session(session, "customer", "")
    return session


def text_of(browser: Client, name: str, *args: object) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_names_reasons_and_checksums_lie_sealed(over: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM remote_fileevent")
        raw = repr(
            [[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor.fetchall()]
        )
    for secret in ("Scheidung", "printer.log", "missing", "why it stops", "abab"):
        assert secret not in raw
    row = FileEvent.objects.get(transfer=FILE)
    with pytest.raises(Closed):
        assert row.name
    assert (row.up, row.size, row.allowed, row.whole) == (False, 9_000, True, True)
    log = FileEvent.objects.get(transfer=LOG)
    assert (log.up, log.size, log.allowed, log.whole) == (True, 700, True, False)


def test_the_customer_reads_in_the_receipt_what_was_looked_at(over: uuid.UUID) -> None:
    text = text_of(Client(), "receipt", receipts.receipt_link(over))
    for line in (
        "Ana Castro offered you the file “Scheidung.pdf”.",
        "Reason: the form that is missing",
        "You said yes to “Scheidung.pdf”.",
        "“Scheidung.pdf” arrived whole.",
        "ab" * 32,
        "Ana Castro asked you for a file: “printer.log”.",
        "Reason: to see why it stops",
        "“printer.log” did not arrive",
    ):
        assert line in text
    assert not Opening.objects.exists(), "who reads about themselves is nobody's business"


def test_the_assigned_reads_the_names_and_that_is_written_down(ana: Any, over: uuid.UUID) -> None:
    assert "Scheidung.pdf" in text_of(helping.at_desk(ana), "desk-receipt", over)
    assert "file-events" in Opening.objects.get().categories


def test_who_supervises_reads_that_there_was_a_file_and_not_which(over: uuid.UUID) -> None:
    text = text_of(helping.at_desk(helping.staff("sam", "Sam Winter", "supervisor")), "desk-receipt", over)
    assert "a file whose name is closed to you" in text
    assert "Scheidung" not in text
    assert "the form that is missing" not in text


def test_the_case_says_how_many_files_were_asked_about(ana: Any, joined: Any, over: uuid.UUID) -> None:
    assert "2 files were asked about" in text_of(helping.at_desk(ana), "desk-case", joined.case_id)


def test_the_record_that_is_proven_names_no_file(over: uuid.UUID) -> None:
    row = FileEvent.objects.get(transfer=FILE).session
    with purpose("rights", subject=row.subject, access=access.person(row.subject)):
        assert "file-offered" in row.record
        assert "Scheidung" not in row.record


def test_what_cannot_have_happened_is_not_kept(joined: Any) -> None:
    session = joined.session_id
    write(session, rec.FileAnswered(FILE, True, "x", 1, 0), rec.FileEnded(FILE, True, "ab" * 32, 0))
    assert not FileEvent.objects.exists()
    write(session, OFFER, rec.FileEnded(FILE, True, "ab" * 32, 0))
    row = FileEvent.objects.get()
    assert (row.allowed, row.whole) == (None, False), "nothing moves without a yes"
    write(session, rec.FileEnded(FILE, True, "ab" * 32, 0), OFFER, rec.FileAnswered(FILE, False, "", 0, 0))
    write(session, rec.FileAnswered(FILE, True, "y", 2, 0))
    assert [row.allowed for row in FileEvent.objects.all()] == [None, False]
    assert not moving.record(session, rec.SecretShown(FILE, 2, 0), now())


def test_files_go_with_their_person(ana: Any, joined: Any, over: uuid.UUID) -> None:
    pia = helping.staff("pia", "Pia Lund", "administrator")
    erasure.erase(joined.person_id, "person", pia, now())
    assert not FileEvent.objects.exists()


def test_files_go_at_the_end_of_their_time(over: uuid.UUID) -> None:
    retention.run(now() + dt.timedelta(days=2 * 366))
    assert FileEvent.objects.count() == 2
    retention.run(now() + dt.timedelta(days=3 * 366 + 5))
    assert not FileEvent.objects.filter(name__isnull=False).exists()


def test_a_customer_under_a_version_that_nobody_knows_gives_no_yes(joined: Any) -> None:
    agreed.hold_under(joined.person_id, "e" * 64)
    assert not consenting.record_grant(joined.session_id, uuid.uuid4(), "files", 2)
    agreed.hold_under(joined.person_id, "")
    assert consenting.record_grant(joined.session_id, uuid.uuid4(), "files", 2)
