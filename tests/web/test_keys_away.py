"""While the key holder is away pages say so, nothing is half kept, and the same works once it is back."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.ground import due
from aboveboard.ground.clock import now
from aboveboard.ground.models import BlindEntry, Due, PersonKey
from aboveboard.ground.notices import notice
from aboveboard.ground.vault import keystore
from aboveboard.jobs import worker
from aboveboard.jobs.handlers import HANDLERS
from aboveboard.journeys import working
from aboveboard.people.models import Customer
from aboveboard.web.customer import guard
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db
WORDS = {"name": "Ida Morgan", "email": "ida@example.org", "problem": "It beeps.", "terms": "on", "website": ""}


@pytest.fixture
def away(settings: Any, tmp_path: Path) -> Any:
    """A function that sends the holder away, or brings the keys back."""
    tmp_path.chmod(0o700)

    def send(gone: bool) -> None:
        settings.ABOVEBOARD_KEY_HOLDER = str(tmp_path / "nobody") if gone else ""

    return send


def ask(browser: Client) -> Any:
    browser.get(reverse("help"))
    mark = browser.cookies["aboveboard_form"].value
    stamps = {"stamp": guard.fresh_stamp(mark), "terms_version": notice().terms_version}
    return browser.post(
        reverse("help"), WORDS | stamps, REMOTE_ADDR=cast.fresh_network(), headers={"Accept": "text/html"}
    )


def test_a_form_is_not_half_kept_and_can_be_sent_again(away: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "YOUNGEST", -guard.OLDEST)
    browser = Client(raise_request_exception=False)
    away(True)
    answer = ask(browser)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "still sealed" in answer.content.decode()
    assert not Customer.objects.exists()
    assert not BlindEntry.objects.exists()
    assert not PersonKey.objects.exists()
    away(False)
    assert ask(browser).status_code == 302


def test_a_case_page_says_it_and_opens_again(away: Any) -> None:
    ana = helping.staff()
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    browser = helping.at_desk(ana)
    browser.raise_request_exception = False
    away(True)
    answer = browser.get(reverse("desk-case", args=[case.pk]), headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "Traceback" not in answer.content.decode()
    away(False)
    assert "Ida Morgan" in browser.get(reverse("desk-case", args=[case.pk])).content.decode()


def test_due_work_waits_and_does_not_count_as_tried(away: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cast.case_of()
    monkeypatch.setitem(HANDLERS, "test.open", lambda about, _attempts: keystore.existing_key(about))
    due.schedule("test.open", case.subject, now())
    away(True)
    assert worker.run_due(now()) == 1
    row = Due.objects.get(kind="test.open")
    assert (row.done_at, row.attempts, row.trouble) == (None, 0, "the key holder did not answer")
    away(False)
    assert worker.run_due(row.due_at) == 1
    row.refresh_from_db()
    assert row.done_at is not None
