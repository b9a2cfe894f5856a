"""A customer's own pages: the chat, the invitation, the code, the questionnaire, the receipt."""

import asyncio
import datetime as dt
import uuid

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient, Client
from django.urls import reverse

from aboveboard.cases import queries
from aboveboard.ground import hints
from aboveboard.ground.clock import now
from aboveboard.ground.notices import notice
from aboveboard.journeys import answering, consenting, ending, inviting, receipts, working
from aboveboard.lifetime import erasure
from aboveboard.remote import queries as remote
from aboveboard.web.live import stream
from tests import cast
from tests.web import stage as stages

pytestmark = pytest.mark.django_db


def mine(case):  # type: ignore[no-untyped-def]  # a case of any kind
    return stages.browser_of(case.customer_id)


def page_of(case) -> str:  # type: ignore[no-untyped-def]  # a case of any kind
    return mine(case).get(reverse("case", args=[case.pk])).content.decode()


def test_the_page_says_what_happens_next_from_the_first_moment() -> None:
    first, second = cast.case_of(), cast.case_of()
    assert "You are next in line." in page_of(first)
    assert "1 person is before you." in page_of(second)


def test_the_person_who_looks_after_a_case_is_named() -> None:
    case, ana = cast.case_of(), stages.member("ana", "Ana Castro")
    working.take_case(case.pk, ana.pk)
    text = page_of(case)
    assert "Ana Castro looks after you" in text
    assert ana.badge in text


def test_a_message_is_kept_and_shown_to_nobody_else() -> None:
    case = cast.case_of()
    browser = mine(case)
    answer = browser.post(reverse("case-say", args=[case.pk]), {"text": "<script>alert(1)</script>", "client_key": "k"})
    assert answer.status_code == 302
    text = browser.get(answer["Location"]).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text


def test_a_message_sent_twice_is_one_message() -> None:
    case = cast.case_of()
    for _ in range(2):
        mine(case).post(reverse("case-say", args=[case.pk]), {"text": "Hello", "client_key": "same"})
    assert len(queries.messages(case)) == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_refused_message_is_still_in_its_field(text: str) -> None:
    case = cast.case_of()
    answer = mine(case).post(reverse("case-say", args=[case.pk]), {"text": text, "client_key": "k"})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert queries.messages(case) == []


def test_a_flood_of_messages_is_slowed_down_and_the_last_one_is_still_in_its_field() -> None:
    case = cast.case_of()
    browser, address = mine(case), reverse("case-say", args=[case.pk])
    answers = [browser.post(address, {"text": f"Number {place}", "client_key": str(place)}) for place in range(31)]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert "Number 30</textarea>" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "60"
    assert len(queries.messages(case)) == 30


def test_an_invitation_is_one_button_on_the_case_page() -> None:
    case, ana = cast.case_of(), stages.member("ana", "Ana Castro")
    working.take_case(case.pk, ana.pk)
    session = inviting.invite(case.pk, ana.pk).session
    assert "Join the session" in page_of(case)
    answer = mine(case).post(reverse("case-join", args=[case.pk]))
    assert answer["Location"] == reverse("customer-session", args=[session.pk])
    assert remote.customer_seat(session.pk) is not None


def test_somebody_else_cannot_press_that_button() -> None:
    case, ana, tom = cast.case_of(), stages.member("ana", "Ana Castro"), cast.case_of("Tom Berg", "")
    working.take_case(case.pk, ana.pk)
    session = inviting.invite(case.pk, ana.pk).session
    assert mine(tom).post(reverse("case-join", args=[case.pk])).status_code == 404
    assert remote.customer_seat(session.pk) is None


def join(code: str, source: str | None = None, **more: str):  # type: ignore[no-untyped-def]  # Django's test response
    return Client().post(reverse("join"), {"code": code} | more, REMOTE_ADDR=source or cast.fresh_network())


def invited():  # type: ignore[no-untyped-def]  # what inviting returns
    case, ana = cast.case_of(), stages.member("ana", "Ana Castro")
    working.take_case(case.pk, ana.pk)
    return case, inviting.invite(case.pk, ana.pk)


def test_a_code_may_be_typed_with_spaces_and_dashes() -> None:
    _case, invitation = invited()
    spaced = f" {invitation.code[:3]} {invitation.code[3:6]}-{invitation.code[6:]} "
    assert join(spaced)["Location"] == reverse("customer-session", args=[invitation.session.pk])


@pytest.mark.parametrize(
    ("spoil", "status", "says"),
    [
        ("unknown", 404, "We do not know this code"),
        ("used", 410, "This code was used already"),
        ("expired", 410, "This code has run out"),
        ("malformed", 422, "A code has nine digits."),
    ],
)
def test_each_bad_code_gets_a_clear_page_and_stays_in_the_field(spoil: str, status: int, says: str) -> None:
    _case, invitation = invited()
    code = invitation.code
    if spoil == "unknown":
        code = f"{(int(code) + 1) % 10**9:09d}"
    elif spoil == "used":
        join(code)
    elif spoil == "expired":
        found = remote.invitation_by_code(code)
        assert found is not None
        found.expires_at = now() - dt.timedelta(seconds=1)
        found.save()
    else:
        code = "12 34"
    answer = join(code)
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert f'value="{code}"' in answer.content.decode()


def test_guessing_is_slowed_down_and_harms_nobody_else() -> None:
    _case, invitation = invited()
    source = cast.fresh_network()
    wrong = f"{(int(invitation.code) + 1) % 10**9:09d}"
    for _ in range(10):
        join(wrong, source)
    answer = join(invitation.code, source)
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert join(invitation.code).status_code == 302


def test_somebody_on_the_telephone_accepts_the_terms_first_and_the_code_stays_good() -> None:
    ana = stages.member("ana", "Ana Castro")
    case = stages.call(ana)
    code = inviting.invite(case.pk, ana.pk).code
    asked = join(code)
    assert asked.status_code == 422
    assert "One thing first: the terms" in asked.content.decode()
    assert f'value="{code}"' in asked.content.decode()
    without = join(code, terms_shown="1", terms_version=notice().terms_version)
    assert without.status_code == 422
    answer = join(code, terms_shown="1", terms_version=notice().terms_version, terms="on")
    assert answer.status_code == 302


def over():  # type: ignore[no-untyped-def]  # a session that has ended, and its case
    case, ana = cast.case_of(), stages.member("ana", "Ana Castro")
    joined = cast.joined(case, ana)
    grant = uuid.uuid4()
    consenting.record_admission(joined.session_id, 2, True)
    consenting.record_grant(joined.session_id, grant, "view", 2)
    consenting.record_grant_end(joined.session_id, grant, "revoked")
    ending.end_session(joined.session_id, "customer", "done")
    return case, joined.session_id


def test_after_the_end_the_case_page_leads_to_questionnaire_and_receipt() -> None:
    case, session = over()
    text = page_of(case)
    assert reverse("answer", args=[answering.answer_link(session)]) in text
    assert reverse("customer-receipt", args=[session]) in text


def test_the_questionnaire_is_answered_once_without_signing_in() -> None:
    _case, session = over()
    address = reverse("answer", args=[answering.answer_link(session)])
    first = Client().post(address, {"score": "5", "solved": "yes", "comment": "Thanks"})
    assert "Your answers are kept." in first.content.decode()
    second = Client().post(address, {"score": "1", "solved": "no", "comment": "Changed"})
    assert "Your first answer was kept." in second.content.decode()
    assert "There is nothing more to do." in Client().get(address).content.decode()


@pytest.mark.parametrize("bad", [{"score": "6"}, {"score": "0"}, {"score": "five"}, {"solved": ""}, {"score": ""}])
def test_a_bad_answer_is_not_kept_and_the_comment_is_still_there(bad: dict[str, str]) -> None:
    _case, session = over()
    address = reverse("answer", args=[answering.answer_link(session)])
    answer = Client().post(address, {"score": "4", "solved": "yes", "comment": "So far so good"} | bad)
    assert answer.status_code == 422
    assert "So far so good" in answer.content.decode()
    assert not answering.already_answered(session)


def test_links_of_one_kind_do_not_open_the_other_kind() -> None:
    _case, session = over()
    receipt, answer = receipts.receipt_link(session), answering.answer_link(session)
    assert Client().get(reverse("answer", args=[receipt])).status_code == 404
    assert Client().get(reverse("receipt", args=[answer])).status_code == 404
    assert Client().get(reverse("receipt", args=[receipt[:-1] + "x"])).status_code == 404


def test_the_receipt_tells_what_was_granted_and_withdrawn_and_by_whom() -> None:
    _case, session = over()
    text = Client().get(reverse("receipt", args=[receipts.receipt_link(session)])).content.decode()
    for line in ("You said yes to Ana Castro.", "for Ana Castro.", "You took back", "You ended the session."):
        assert line in text
    assert "No second count" in text


@pytest.mark.parametrize(("sent", "says"), [(10, "The counts agree"), (9, "The counts do not agree")])
def test_the_receipt_holds_our_count_against_the_customers(sent: int, says: str) -> None:
    _case, session = over()
    consenting.checkpoint({session: ({"counts": {"33": 10}}, [])})
    consenting.record_tally(session, {"counts": {"33": sent}, "bytes": 1, "last": 1, "signature": ""})
    text = Client().get(reverse("receipt", args=[receipts.receipt_link(session)])).content.decode()
    assert says in text


def test_the_receipt_of_a_session_speaks_german_too() -> None:
    _case, session = over()
    browser = Client(headers={"Accept-Language": "de"})
    assert '<html lang="de">' in browser.get(reverse("receipt", args=[receipts.receipt_link(session)])).content.decode()


async def _hear(told: list[bytes]) -> None:
    async for part in stream("case:1"):
        told.append(bytes(part))
        if len(told) == 2:
            return


async def _tell(told: list[bytes]) -> None:
    task = asyncio.create_task(_hear(told))
    while not task.done():
        hints.publish_now("case:2")
        hints.publish_now("case:1")
        await asyncio.sleep(0.01)


def test_a_hint_reaches_an_open_page_and_others_do_not() -> None:
    told: list[bytes] = []
    async_to_sync(_tell)(told)
    assert told[0].startswith(b"retry:")
    assert told[1] == b"event: hint\ndata: case:1\n\n"


def _heard(browser: Client, case, meanwhile) -> list[str]:  # type: ignore[no-untyped-def]  # a case; any function
    """What the customer's own stream says: something happens `meanwhile`, then to the case."""

    async def listen() -> list[str]:
        other = AsyncClient()
        other.cookies = browser.cookies
        answer = await other.get(reverse("case-live", args=[case.pk]))
        events = aiter(answer.streaming_content)
        told = [await anext(events)]
        await sync_to_async(meanwhile)()
        hints.publish_now(f"case:{case.pk}")
        told.append(await anext(events))
        await events.aclose()
        return [event.decode().strip().rsplit("data: ", 1)[-1] for event in told]

    return async_to_sync(listen)()


def test_the_stream_goes_on_while_the_browser_knows_its_customer() -> None:
    case = cast.case_of()
    assert _heard(mine(case), case, bool) == ["open", f"case:{case.pk}"]


def test_the_stream_ends_with_the_browsers_session() -> None:
    case = cast.case_of()
    browser = mine(case)
    assert _heard(browser, case, browser.session.flush) == ["open", "over"]


def test_the_stream_ends_when_somebody_else_sits_there() -> None:
    case, toms = cast.case_of(), cast.case_of("Tom Berg", "")
    browser = mine(case)

    def swap() -> None:
        session = browser.session
        session["person"] = str(toms.customer_id)
        session.save()

    assert _heard(browser, case, swap) == ["open", "over"]


def test_the_stream_ends_with_an_erasure() -> None:
    case = cast.case_of()
    assert _heard(mine(case), case, lambda: erasure.erase(case.customer_id, "person", None, now())) == ["open", "over"]


def test_a_session_in_the_program_is_not_taken_by_a_click_on_the_way_back(client: Client) -> None:
    case, ana = cast.case_of(), stages.member("ana", "Ana Castro")
    working.take_case(case.pk, ana.pk)
    invitation = inviting.invite(case.pk, ana.pk)
    body = {"code": invitation.code, "terms_version": notice().terms_version}
    joined = client.post("/api/join", body, content_type="application/json").json()
    browser, theirs = mine(case), reverse("customer-session", args=[invitation.session.pk])
    assert "in the program Aboveboard" in page_of(case)
    assert browser.get(theirs)["Location"] == reverse("case", args=[case.pk])
    assert browser.get(theirs, {"here": "yes"}).status_code == 200
    assert browser.post(reverse("customer-ticket", args=[invitation.session.pk])).status_code == 200
    # The browser has it now, and a reload stays there, until the program comes back.
    assert browser.get(theirs).status_code == 200
    assert "in the program Aboveboard" not in page_of(case)
    bearer = {"Authorization": f"Bearer {joined['resume']}"}
    assert client.post("/api/ticket", {}, content_type="application/json", headers=bearer).status_code == 200
    assert browser.get(theirs).status_code == 302
