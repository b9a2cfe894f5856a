"""Who sees what of a case at the desk, and what can be done with it."""

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from aboveboard.ground.clock import now
from aboveboard.journeys import answering, ending, inviting, joining, working
from aboveboard.journeys.errors import Refused
from aboveboard.remote import queries as remote
from aboveboard.web.desk import rows
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db

DESK = reverse("queue")
SECRETS = ("Ida Morgan", "ida@example.org", "I told you", "between colleagues")


def page(browser: Client, case: Any) -> str:
    answer = browser.get(reverse("desk-case", args=[case.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def status(browser: Client, case: Any) -> int:
    return int(browser.get(reverse("desk-case", args=[case.pk])).status_code)


def act(browser: Client, what: str, case: Any, **form: str) -> int:
    return int(browser.post(reverse(f"desk-{what}", args=[case.pk]), form).status_code)


@pytest.fixture
def ana() -> Any:
    return helping.staff()


@pytest.fixture
def taken(ana: Any) -> Any:
    """Ida's case, which Ana has taken, with a message of each and a note."""
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    working.say_as_customer(case.pk, case.customer_id, "I told you", "1")
    working.write_note(case.pk, ana.pk, "between colleagues", "2")
    return case


def test_a_page_that_shows_a_case_waiting_is_sent_nothing_it_has_no_place_for(ana: Any) -> None:
    case, browser = cast.case_of(), helping.at_desk(ana)
    before = page(browser, case)
    [asks] = re.findall(r'hx-get="([^"]+part=refresh[^"]*)"', before)
    working.take_case(case.pk, ana.pk)
    sent = browser.get(html.unescape(asks)).content.decode()
    pieces = re.findall(r'id="([^"]+)" hx-swap-oob|id="([^"]+)"[^>]* hx-swap-oob', sent)
    assert pieces
    for piece in ("".join(names) for names in pieces):
        assert f'id="{piece}"' in before
    assert 'id="session"' in browser.get(reverse("desk-case", args=[case.pk]) + "?part=refresh").content.decode()


def test_the_queue_says_what_is_wrong_and_not_who_asks(ana: Any) -> None:
    case = cast.case_of()
    shown = helping.at_desk(ana).get(DESK).content.decode()
    assert case.number in shown
    assert "It beeps." in shown
    assert not any(secret in shown for secret in SECRETS)


def test_a_waiting_case_opens_as_far_as_the_queue_needs(ana: Any) -> None:
    case = cast.case_of()
    working.say_as_customer(case.pk, case.customer_id, "I told you", "1")
    shown = page(helping.at_desk(ana), case)
    assert "It beeps." in shown
    assert "Sorting new requests" in shown
    assert not any(secret in shown for secret in SECRETS)


def test_the_assigned_technician_sees_the_person_and_the_purpose(ana: Any, taken: Any) -> None:
    shown = page(helping.at_desk(ana), taken)
    assert all(secret in shown for secret in SECRETS)
    assert "Helping you" in shown
    assert "<dt>Terms</dt>" in shown


def test_a_foreign_case_is_not_there(taken: Any) -> None:
    browser = helping.at_desk(helping.staff("ben", "Ben Okafor"))
    assert status(browser, taken) == 404
    assert taken.number not in browser.get(DESK).content.decode()
    for what in ("release", "close", "say", "note", "invite", "cancel-invitation"):
        assert act(browser, what, taken, text="hello") == 404, what
    assert browser.get(reverse("desk-case", args=[taken.pk]) + "?part=refresh").status_code == 404


def test_a_supervisor_reads_without_the_address_and_does_not_write(taken: Any) -> None:
    browser = helping.at_desk(helping.staff("sam", "Sam Winter", "supervisor"))
    shown = page(browser, taken)
    assert "Checking our own work" in shown
    assert "Ida Morgan" in shown
    assert "I told you" in shown
    assert "ida@example.org" not in shown
    assert "<dt>Terms</dt>" not in shown
    assert 'id="say"' not in shown
    assert act(browser, "say", taken, text="hello") == 404
    assert "Ana Castro" in browser.get(DESK).content.decode()


def test_giving_a_case_back_closes_it_to_the_technician(ana: Any, taken: Any) -> None:
    browser = helping.at_desk(ana)
    assert act(browser, "release", taken) == 302
    shown = page(browser, taken)
    assert "It beeps." in shown
    assert not any(secret in shown for secret in SECRETS)


def test_two_who_take_at_once_are_one_who_has_it_and_one_who_is_told(ana: Any) -> None:
    case = cast.case_of()
    first, second = helping.at_desk(ana), helping.at_desk(helping.staff("ben", "Ben Okafor"))
    assert act(first, "take", case) == 302
    answer = second.post(reverse("desk-take", args=[case.pk]), follow=True)
    assert "Somebody else has taken this case" in answer.content.decode()
    assert status(first, case) == 200
    assert status(second, case) == 404


def test_a_message_sent_twice_is_said_once_and_answers_the_case(ana: Any, taken: Any) -> None:
    browser = helping.at_desk(ana)
    for _ in range(2):
        assert act(browser, "say", taken, text="Hello Ida", client_key="same") == 302
    assert page(browser, taken).count("Hello Ida") == 1
    assert "is-late" not in browser.get(DESK).content.decode()


@pytest.mark.parametrize(("text", "said"), [("   ", "was empty"), ("x" * 4001, "longer than 4000")])
def test_what_cannot_be_said_is_explained(ana: Any, taken: Any, text: str, said: str) -> None:
    browser = helping.at_desk(ana)
    answer = browser.post(reverse("desk-say", args=[taken.pk]), {"text": text}, follow=True)
    assert said in answer.content.decode()


def test_what_people_write_is_shown_as_text(ana: Any) -> None:
    case = cast.case_of(name="<b>Ida</b>", problem="<script>alert(1)</script>")
    working.take_case(case.pk, ana.pk)
    shown = page(helping.at_desk(ana), case)
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown
    assert "<b>Ida" not in shown


def test_the_code_shows_in_the_browser_that_made_it_and_is_nowhere_in_clear(ana: Any, taken: Any) -> None:
    here, elsewhere = helping.at_desk(ana), helping.at_desk(ana)
    act(here, "invite", taken)
    spaced = page(here, taken).split("data-code>")[1].split("<")[0]
    digits = spaced.replace(" ", "")
    assert len(digits) == 9
    assert len(spaced) == 11
    assert "data-code" not in page(elsewhere, taken)
    assert not any(digits in str(row.get_decoded()) for row in Session.objects.all())
    assert spaced in page(here, taken), "a reload still shows it"
    joining.redeem_code(spaced, "", cast.fresh_network())
    assert spaced not in page(here, taken), "a used code is gone"


def test_a_cancelled_code_is_worth_nothing(ana: Any, taken: Any) -> None:
    browser = helping.at_desk(ana)
    act(browser, "invite", taken)
    digits = page(browser, taken).split("data-code>")[1].split("<")[0]
    assert act(browser, "cancel-invitation", taken) == 302
    assert "data-code" not in page(browser, taken)
    with pytest.raises(Refused):
        joining.redeem_code(digits, "", cast.fresh_network())
    assert act(browser, "cancel-invitation", taken) == 404


def test_a_past_session_has_its_length_its_receipt_and_the_score(ana: Any, taken: Any) -> None:
    began = now() - dt.timedelta(minutes=30)
    invited = inviting.invite(taken.pk, ana.pk, began)
    joining.redeem_code(invited.code, "", cast.fresh_network(), began)
    ending.end_session(invited.session.pk, "customer", "done", began + dt.timedelta(minutes=11))
    browser = helping.at_desk(ana)
    assert "no answer yet" in page(browser, taken)
    link = answering.answer_link(invited.session.pk)
    assert link is not None
    answering.answer(link, 4, True, "Quick and kind")
    shown = page(browser, taken)
    assert "11 minutes" in shown
    assert "4 of 5" in shown
    assert "Quick and kind" in shown
    assert 'href="/receipt/' not in shown, "the customer's own link lets anybody in, and writes nothing down"
    assert reverse("desk-receipt", args=[invited.session.pk]) in shown


def test_a_case_for_a_caller_is_the_technicians_own_at_once(ana: Any) -> None:
    browser = helping.at_desk(ana)
    form = {"name": "Tom Berg", "email": "", "problem": "No sound", "language": "de"}
    answer = browser.post(reverse("desk-new-case"), form)
    assert answer.status_code == 302
    shown = browser.get(answer.headers["Location"]).content.decode()
    assert "Tom Berg" in shown
    assert "not given: no mail is sent" in shown
    assert "not yet: asked before a session" in shown
    assert "has no page of their own" in shown
    assert "Tom Berg" not in helping.at_desk(helping.staff("ben", "Ben Okafor")).get(DESK).content.decode()


def test_who_asked_on_our_own_page_is_not_taken_for_a_caller(ana: Any, taken: Any) -> None:
    said = "has no page of their own"
    assert said in page(helping.at_desk(ana), taken), "this case was opened without a form"
    type(taken).objects.update(form_key="sent once")
    assert said not in page(helping.at_desk(ana), taken)


def test_a_case_for_a_caller_needs_a_name_and_a_problem(ana: Any) -> None:
    answer = helping.at_desk(ana).post(reverse("desk-new-case"), {"name": "", "problem": "", "language": "fr"})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"name", "problem", "language"}


def test_the_queue_is_searched_by_number_in_any_writing(ana: Any) -> None:
    first, second = cast.case_of(), cast.case_of()
    browser = helping.at_desk(ana)
    for query in (second.number, second.number.lower().replace("-", " ")):
        shown = browser.get(DESK, {"q": query, "part": "rows"}).content.decode()
        assert second.number in shown
        assert first.number not in shown
    assert "No case with this number" in browser.get(DESK, {"q": "AB-999999"}).content.decode()


def test_a_flood_of_cases_is_cut_and_still_found(ana: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST", 2)
    numbers = [cast.case_of().number for _ in range(3)]
    browser = helping.at_desk(ana)
    shown = browser.get(DESK).content.decode()
    assert [number in shown for number in numbers] == [True, True, False]
    assert "Only those who wait longest are listed" in shown
    assert numbers[2] in browser.get(DESK, {"q": numbers[2], "part": "rows"}).content.decode()


def test_a_session_opens_to_those_who_have_a_seat(ana: Any, taken: Any) -> None:
    invited = inviting.invite(taken.pk, ana.pk)
    session = invited.session.pk
    ben, sam = helping.staff("ben", "Ben Okafor"), helping.staff("sam", "Sam Winter", "supervisor")
    ticket, join = reverse("desk-ticket", args=[session]), reverse("desk-join-session", args=[session])
    assert set(helping.at_desk(ana).post(ticket).json()) >= {"ticket", "wire"}
    assert helping.at_desk(ben).post(ticket).status_code == 404
    assert helping.at_desk(ben).post(join).status_code == 404
    assert helping.at_desk(sam).post(ticket).status_code == 404
    assert helping.at_desk(sam).post(join).status_code == 302
    assert remote.seat_of_technician(session, sam.pk) is not None


def test_a_closed_case_stays_readable_to_who_closed_it_and_takes_no_more_words(ana: Any, taken: Any) -> None:
    browser = helping.at_desk(ana)
    assert act(browser, "close", taken) == 302
    listed = browser.get(DESK).content.decode()
    assert "Closed lately" in listed
    assert taken.number in listed
    shown = page(browser, taken)
    assert "You can still read it" in shown
    assert 'id="say"' not in shown
    assert 'data-key="i"' not in shown
    said = browser.post(reverse("desk-say", args=[taken.pk]), {"text": "late"}, follow=True).content.decode()
    assert "late" not in said.split('id="chat"')[1]


def test_a_colleague_is_called_in_and_sees_nothing_of_the_case(ana: Any) -> None:
    case, ben = cast.case_of(), helping.staff("ben", "Ben Okafor")
    joined = cast.joined(case, ana)
    hers, his = helping.at_desk(ana), helping.at_desk(ben)
    call = reverse("desk-call-colleague", args=[joined.session_id])
    assert 'value="ben"' in page(hers, case)
    assert his.post(call, {"handle": "ben"}).status_code == 404, "nobody calls himself in"
    assert "Nobody was called" in hers.post(call, {"handle": "nobody"}, follow=True).content.decode()
    assert remote.seat_of_technician(joined.session_id, ben.pk) is None
    assert "Ben Okafor was called." in hers.post(call, {"handle": "ben"}, follow=True).content.decode()

    listed = his.get(DESK).content.decode()
    assert f"Ana Castro calls you into {case.number}." in listed
    answer = his.post(reverse("desk-join-session", args=[joined.session_id]))
    shown = his.get(answer.headers["Location"]).content.decode()
    assert not any(secret in shown for secret in SECRETS)
    assert status(his, case) == 404

    ending.end_session(joined.session_id, "customer", "done")
    assert his.get(answer.headers["Location"]).headers["Location"] == DESK
    assert "calls you" not in his.get(DESK).content.decode()


def test_what_was_never_there_is_not_there(ana: Any) -> None:
    browser = helping.at_desk(ana)
    nothing = uuid.uuid4()
    assert browser.get(reverse("desk-case", args=[nothing])).status_code == 404
    for what in ("take", "release", "close", "say", "note", "invite", "cancel-invitation"):
        assert browser.post(reverse(f"desk-{what}", args=[nothing]), {"text": "x"}).status_code == 404, what
    assert browser.get(reverse("desk-session", args=[nothing])).status_code == 404


def test_forms_from_elsewhere_are_refused(ana: Any) -> None:
    case = cast.case_of()
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR=cast.fresh_network())
    browser.force_login(ana)
    assert browser.post(reverse("desk-take", args=[case.pk])).status_code == 403
    assert browser.get(reverse("desk-take", args=[case.pk])).status_code == 405
