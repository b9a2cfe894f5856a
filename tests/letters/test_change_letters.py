"""The letter about a change of the notice, over a real SMTP connection: what it says, and what becomes of it."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from aboveboard.ground import notices, publishing
from aboveboard.ground.clock import now
from aboveboard.ground.models import LedgerEntry
from aboveboard.jobs.worker import run_due
from aboveboard.journeys import agreeing, telling
from aboveboard.letters.models import ChangeLetter
from tests import cast
from tests.letters.post_office import PostOffice
from tests.notice.made import EXAMPLE, LONGER, made

pytestmark = pytest.mark.db

NOW = dt.datetime.combine(EXAMPLE.effective, dt.time(9), dt.UTC)
SECOND = made("2", dt.date(2190, 1, 1), LONGER)


@pytest.fixture(autouse=True)
def first_version() -> Iterator[None]:
    publishing.publish(EXAMPLE, NOW)
    publishing.look()
    yield
    notices.put_in_force(None)


def owed(case: Any) -> ChangeLetter:
    publishing.publish(SECOND, NOW)
    telling.turn(now())
    return ChangeLetter.objects.get(subject=case.customer_id)


def test_it_says_what_changes_in_the_persons_language_and_is_written_down_as_told(office: PostOffice) -> None:
    case = cast.case_of()
    case.customer.language = "de"
    case.customer.save(update_fields=["language"])
    row = owed(case)
    run_due(now())
    run_due(now())
    (message,) = office.got
    assert office.recipients == [["ida@example.org"]]
    assert message["Content-Language"] == "de"
    assert message["Message-ID"] == row.message_id
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert "Chat-Nachrichten: länger" in text
        assert f"https://help.example/privacy/changes/{EXAMPLE.source_hash}/{SECOND.source_hash}" in text
        assert "Ida" not in text
    row.refresh_from_db()
    assert row.state == "sent"
    (entry,) = LedgerEntry.objects.filter(kind="notice.told")
    assert json.loads(entry.body)["facts"] == {"by": "letter", "hash": SECOND.source_hash}


def test_who_agreed_meanwhile_gets_none(office: PostOffice) -> None:
    case = cast.case_of()
    row = owed(case)
    agreeing.agree_to_notice(case.customer_id, SECOND.source_hash)
    run_due(now())
    row.refresh_from_db()
    assert (row.state, row.reason, office.got) == ("not_sent", "agreed already", [])


def test_an_address_that_does_not_exist_is_written_down_and_the_page_tells_alone(office: PostOffice) -> None:
    case = cast.case_of()
    row = owed(case)
    office.refused["ida@example.org"] = "550 no such mailbox"
    run_due(now())
    row.refresh_from_db()
    assert row.state == "not_sent"
    assert row.reason.startswith("bounced")
    assert not LedgerEntry.objects.filter(kind="notice.told").exists()
    agreeing.told(case.customer_id, SECOND.source_hash)
    assert LedgerEntry.objects.filter(kind="notice.told").count() == 1
