"""Holds, deletions and certificates as pages, for administrators and for the person."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from aboveboard.ground import tokens
from aboveboard.ground.clock import now
from aboveboard.lifetime import certificates, erasure
from tests import cast
from tests.lifetime.past import closed_case, rows_about
from tests.web import stage as stages

pytestmark = pytest.mark.db


@pytest.fixture
def pia(db: None) -> Client:
    return stages.desk_of(stages.member("pia", "Pia Holm", "administrator"))


@pytest.fixture
def case(db: None) -> Any:
    return closed_case(cast.technician(password=None))


def typed(case: Any, **changes: str) -> dict[str, str]:
    today = now().date()
    words = {
        "number": case.number,
        "scope": "person",
        "category": "",
        "basis": "claim",
        "reason": "A claim about the bill.",
        "review_on": (today + dt.timedelta(days=3)).isoformat(),
        "expires_on": (today + dt.timedelta(days=9)).isoformat(),
    }
    return words | changes


def test_an_administrator_places_a_hold_reads_it_and_releases_it(pia: Client, case: Any) -> None:
    assert pia.post(reverse("desk-holds"), typed(case)).status_code == 302
    page = pia.get(reverse("desk-holds")).content.decode()
    assert case.number in page
    assert "A claim about the bill." in page
    hold = apps.get_model("lifetime", "Hold").objects.get()
    assert hold.owner.handle == "pia"
    assert pia.post(reverse("desk-hold-release", args=[hold.pk])).status_code == 302
    assert "A claim about the bill." not in pia.get(reverse("desk-holds")).content.decode()
    assert pia.post(reverse("desk-hold-release", args=[hold.pk])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": "AB-999999"}, "There is no case of this number"),
        ({"expires_on": "2001-01-01"}, "Nothing was changed"),
        ({"scope": "category"}, "one category of the privacy notice"),
        ({"basis": "because"}, "because is not one of the available choices"),
        ({"reason": " "}, "This field is required"),
    ],
)
def test_a_bad_hold_is_refused_in_words_and_loses_nothing_typed(
    pia: Client, case: Any, changes: dict[str, str], says: str
) -> None:
    answer = pia.post(reverse("desk-holds"), typed(case, **changes))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not apps.get_model("lifetime", "Hold").objects.exists()


def test_opening_the_reason_is_written_down(pia: Client, case: Any) -> None:
    pia.post(reverse("desk-holds"), typed(case))
    pia.get(reverse("desk-holds"))
    opened = apps.get_model("ground", "Opening").objects.get(purpose="rights", subject=case.customer_id)
    assert opened.categories == "rights-request"


def test_the_person_sees_that_something_is_kept_and_not_our_words(pia: Client, case: Any) -> None:
    pia.post(reverse("desk-holds"), typed(case))
    page = stages.browser_of(case.customer_id).get(reverse("case", args=[case.pk])).content.decode()
    assert "Something is kept longer" in page
    assert "a legal claim" in page
    assert "bill" not in page


def test_erasing_asks_for_the_number_twice_and_shows_the_certificate(pia: Client, case: Any) -> None:
    refused = pia.post(reverse("desk-erase"), {"number": case.number, "again": "AB-000009"})
    assert refused.status_code == 422
    assert "The two numbers are not the same" in refused.content.decode()
    assert rows_about(case.customer_id)
    done = pia.post(reverse("desk-erase"), {"number": case.number, "again": case.number.lower()})
    assert done.status_code == 302
    newest = apps.get_model("lifetime", "Certificate").objects.get()
    # The certificate forgets whose it is once the log of the database was emptied, which waits for the end of the test.
    assert set(rows_about(case.customer_id)) == {"lifetime.Certificate"}
    assert "backup --keys" in pia.get(done["Location"]).content.decode()
    page = Client().get(reverse("certificate", args=[certificates.token_of(newest)]))
    assert page.status_code == 200
    assert "cases_message" in page.content.decode()
    assert "E-000001" in page.content.decode()
    assert page["Referrer-Policy"] in ("strict-origin", "no-referrer", "same-origin")
    assert "no-store" in page["Cache-Control"]
    assert "E-000001" in pia.get(reverse("desk-holds")).content.decode()


def test_who_is_held_is_erased_only_by_somebody_who_was_told_so(pia: Client, case: Any) -> None:
    pia.post(reverse("desk-holds"), typed(case))
    form = {"number": case.number, "again": case.number}
    told = pia.post(reverse("desk-erase"), form)
    assert told.status_code == 422
    assert "Only what is not held goes now" in told.content.decode()
    assert "lifetime.Certificate" not in rows_about(case.customer_id)
    assert f'name="told" value="{case.number}"' in told.content.decode()
    assert pia.post(reverse("desk-erase"), form | {"told": "AB-999999"}).status_code == 422
    assert pia.post(reverse("desk-erase"), form | {"told": case.number}).status_code == 302
    certificate = apps.get_model("lifetime", "Certificate").objects.get()
    page = Client().get(reverse("certificate", args=[certificates.token_of(certificate)])).content.decode()
    assert "Nothing yet: everything about this person is held." in page
    assert "a key that is still there" in page
    assert "destroyed" not in page
    assert "was deleted, so not even we" not in page


def test_the_desk_offers_to_hold_only_what_something_collects(pia: Client) -> None:
    offered = pia.get(reverse("desk-holds")).content.decode()
    assert '<option value="chat">' in offered
    for category in ("recording", "screen-view", "purchase", "operational"):
        assert f'<option value="{category}">' not in offered


def test_a_certificate_has_one_line_for_each_kind(case: Any) -> None:
    certificate = erasure.erase(case.customer_id, "person", None, now())
    page = Client().get(reverse("certificate", args=[certificates.token_of(certificate)])).content.decode()
    kinds = re.findall(r'<th role="rowheader" scope="row">([^<]+)</th>', page)
    assert len(kinds) == len(set(kinds)) < len(certificate.removed)


def test_a_certificate_says_what_is_left_and_why(case: Any) -> None:
    certificate = erasure.erase(case.customer_id, "person", None, now())
    address = reverse("certificate", args=[certificates.token_of(certificate)])
    english = Client().get(address).content.decode()
    for words in ("confirm a guess", "encrypted under a key that was destroyed", "ledger", "mailbox"):
        assert words in english
    for name in ("Ida", "Morgan", str(case.customer_id), case.number):
        assert name not in english


@pytest.mark.parametrize("attack", ["other purpose", "unknown", "bare id", "garbage"])
def test_a_certificate_opens_by_its_own_link_alone(case: Any, attack: str) -> None:
    certificate = erasure.erase(case.customer_id, "person", None, now())
    token = {
        "other purpose": tokens.sign("answer", certificate.pk),
        "unknown": tokens.sign(certificates.LINK, uuid.uuid4()),
        "bare id": str(certificate.pk),
        "garbage": "x" * 90,
    }[attack]
    assert Client().get(reverse("certificate", args=[token])).status_code == 404


@pytest.mark.parametrize("address", ["/desk/people", "/desk/privacy", "/desk/privacy/promises/contact.always"])
def test_on_a_phone_each_cell_of_the_desks_tables_has_its_heading(pia: Client, address: str) -> None:
    page = pia.get(address).content.decode()
    table = page[page.index("<table") : page.index("</table>")]
    assert "stacks" in table.split(">")[0]
    heads = re.findall(r'<th role="columnheader"[^>]*>([^<]+)</th>', table)
    assert set(re.findall(r'data-label="([^"]*)"', table)) <= set(heads)
    assert 'role="cell">' not in table, "a cell without its heading"


def test_the_desk_says_a_promise_before_its_name(pia: Client) -> None:
    page = pia.get("/desk/privacy").content.decode()
    assert page.index("Each request for help got an answer") < page.index("<code>contact.always</code>")
