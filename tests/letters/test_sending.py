"""Letters over a real SMTP connection: what they say, what becomes of them, and what cannot be smuggled into them."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aboveboard.ground import egress
from aboveboard.ground.clock import now
from aboveboard.ground.models import Due
from aboveboard.ground.vault import keystore
from aboveboard.jobs.worker import run_due
from aboveboard.journeys.ending import end_session
from aboveboard.letters import operations, queries
from aboveboard.letters.models import Kind, Letter, State
from tests.letters.post_office import PostOffice
from tests.notice.older import known, without

pytestmark = pytest.mark.django_db(transaction=True)

EndASession = Callable[..., uuid.UUID]


def states(session: uuid.UUID) -> dict[str, tuple[str, str]]:
    return {letter.kind: (letter.state, letter.reason) for letter in queries.of_session(session)}


@pytest.mark.db
def test_each_ended_session_gets_exactly_one_of_each(end_a_session: EndASession, office: PostOffice) -> None:
    session = end_a_session()
    assert not end_session(session, "technician", "again")
    case = Letter.objects.get(session_id=session, kind=Kind.SUMMARY)
    operations.queue(session, case.subject, Kind.SUMMARY, True, now())
    assert len(queries.of_session(session)) == 2
    for _ in range(3):
        run_due(now())
    assert states(session) == {"summary": (State.SENT, ""), "questionnaire": (State.SENT, "")}
    assert len(office.got) == 2
    assert len({message["Message-ID"] for message in office.got}) == 2
    assert office.recipients == [["ida@example.org"]] * 2


def by_subject(office: PostOffice, words: str) -> Any:
    return next(message for message in office.got if words in message["Subject"])


def parts(message: Any) -> tuple[str, str]:
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def test_the_summary_says_who_when_what_and_links(end_a_session: EndASession, office: PostOffice) -> None:
    end_a_session()
    run_due(now())
    message = by_subject(office, "Summary")
    for text in parts(message):
        assert "Ana Castro" in text
        assert re.search(r"AB-\d+", text)
        assert "1 minute" in text
        assert re.search(r"https://help\.example/receipt/\S+", text)
        assert "https://help.example/case/" in text
        assert "printer" not in text
        assert "Ida" not in text
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"].addresses[0].display_name
    assert message["Message-ID"] == Letter.objects.get(kind=Kind.SUMMARY).message_id
    assert message["Date"].datetime.tzinfo is not None
    assert message.get_content_type() == "multipart/alternative"


def test_the_questionnaire_links_to_a_page_that_needs_no_sign_in(
    end_a_session: EndASession, office: PostOffice, client: Client
) -> None:
    end_a_session()
    run_due(now())
    plain, html = parts(by_subject(office, "How did we do"))
    link = re.search(r"https://help\.example(/answer/\S+)", plain)
    assert link
    assert link[1] in html
    assert client.get(link[1]).status_code == 200


def test_letters_are_written_in_the_customers_language(end_a_session: EndASession, office: PostOffice) -> None:
    end_a_session(language="de")
    run_due(now())
    assert {message["Content-Language"] for message in office.got} == {"de"}
    assert all('lang="de"' in parts(message)[1] for message in office.got)


def test_nothing_shared_is_said_as_such(end_a_session: EndASession, office: PostOffice) -> None:
    end_a_session(scopes=())
    run_due(now())
    assert "nothing was shared" in parts(by_subject(office, "Summary"))[0]


def test_without_an_address_the_reason_is_recorded_and_nothing_is_tried(
    end_a_session: EndASession, office: PostOffice
) -> None:
    session = end_a_session(email="")
    run_due(now())
    assert states(session) == dict.fromkeys(("summary", "questionnaire"), (State.NOT_SENT, "no address"))
    assert office.got == []


def test_a_refused_address_is_recorded_as_bounced(end_a_session: EndASession, office: PostOffice) -> None:
    office.refused["gone@example.org"] = "550 5.1.1 nobody here"
    session = end_a_session(email="gone@example.org")
    run_due(now())
    run_due(now() + dt.timedelta(days=1))
    for state, reason in states(session).values():
        assert state == State.NOT_SENT
        assert reason.startswith("bounced")
        assert "gone@" not in reason
    assert office.got == []


def test_a_temporary_error_is_tried_again_with_the_same_message_id(
    end_a_session: EndASession, office: PostOffice
) -> None:
    office.replies = ["451 busy", "451 busy"]
    session = end_a_session()
    run_due(now())
    assert {state for state, _ in states(session).values()} == {State.QUEUED}
    assert run_due(now()) == 0
    run_due(now() + dt.timedelta(minutes=2))
    assert {state for state, _ in states(session).values()} == {State.SENT}
    sent = {message["Message-ID"] for message in office.got}
    assert sent == {letter.message_id for letter in queries.of_session(session)}


def test_it_gives_up_in_the_end_and_says_so(end_a_session: EndASession, office: PostOffice) -> None:
    office.replies = ["451 busy"] * 100
    session = end_a_session()
    for day in range(20):
        run_due(now() + dt.timedelta(days=day))
    assert states(session) == dict.fromkeys(("summary", "questionnaire"), (State.NOT_SENT, "gave up after 12 tries"))


def test_a_crash_after_the_server_took_it_sends_it_again_as_the_same_letter(
    end_a_session: EndASession, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = end_a_session()
    with monkeypatch.context() as crash:
        crash.setattr(operations, "mark_sent", lambda *_: (_ for _ in ()).throw(OSError("the power went")))
        run_due(now())
    run_due(now() + dt.timedelta(hours=1))
    assert {state for state, _ in states(session).values()} == {State.SENT}
    assert len(office.got) == 4
    assert len({message["Message-ID"] for message in office.got}) == 2


def test_without_a_mail_server_letters_wait(end_a_session: EndASession, settings: Any) -> None:
    settings.ABOVEBOARD_SMTP_URL = ""
    session = end_a_session()
    run_due(now())
    assert {state for state, _ in states(session).values()} == {State.QUEUED}


def test_a_server_that_is_not_there_is_a_temporary_trouble(end_a_session: EndASession, settings: Any) -> None:
    settings.ABOVEBOARD_SMTP_URL = "smtp+plain://127.0.0.1:9"
    session = end_a_session()
    run_due(now())
    assert {state for state, _ in states(session).values()} == {State.QUEUED}


def test_a_server_without_tls_gets_nothing_unless_the_settings_say_plain(
    end_a_session: EndASession, office: PostOffice, settings: Any
) -> None:
    settings.ABOVEBOARD_SMTP_URL = f"smtp://127.0.0.1:{office.port}"
    session = end_a_session()
    run_due(now())
    assert office.got == []
    assert {state for state, _ in states(session).values()} == {State.QUEUED}


@pytest.mark.parametrize(
    "address",
    [
        "ida@example.org\r\nBcc: all@example.org",
        "ida@example.org\nSubject: hello",
        "ida@example.org, ben@example.org",
        "Ida <ida@example.org>",
        "ida@example.org\x00",
        "ida",
        "@example.org",
        "ida@localhost",
        "a" * 300 + "@example.org",
    ],
)
def test_an_address_that_carries_more_than_an_address_is_never_used(
    address: str, end_a_session: EndASession, office: PostOffice
) -> None:
    session = end_a_session(email=address)
    run_due(now())
    assert states(session) == dict.fromkeys(("summary", "questionnaire"), (State.NOT_SENT, "not a usable address"))
    assert office.got == []


def test_a_name_with_line_breaks_cannot_add_a_header(
    end_a_session: EndASession, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aboveboard.letters import sending

    monkeypatch.setattr(
        sending, "sender", lambda: sending.Sender("Larkfield\r\nBcc: all@example.org", "help@larkfield.example")
    )
    end_a_session()
    run_due(now())
    assert office.got
    for message in office.got:
        assert message["Bcc"] is None
        assert message["From"].addresses[0].addr_spec == "help@larkfield.example"


def test_what_the_notice_does_not_disclose_does_not_leave(end_a_session: EndASession, office: PostOffice) -> None:
    for wrong in (
        egress.Parcel("mail", "sale", frozenset({"contact"})),
        egress.Parcel("mail", "processor", frozenset({"problem"})),
        egress.Parcel("newspaper", "processor", frozenset({"contact"})),
        egress.Parcel(egress.SELF, "processor", frozenset({"contact"})),
        egress.Parcel(egress.SELF, egress.SELF, frozenset({"horoscope"})),
    ):
        with pytest.raises(egress.NotDeclaredError):
            wrong.check()
    assert egress.totals() == {}
    end_a_session()
    run_due(now())
    assert egress.totals() == {("mail", "processor", now().year): 2}


@pytest.mark.db
@pytest.mark.django_db  # in a transaction: a version in the archive is never deleted, so nothing may be flushed
@pytest.mark.parametrize("why", ["kept for a hold alone", "held under an older version"])
def test_an_address_that_may_not_be_used_is_a_letter_that_is_not_sent(
    why: str, end_a_session: EndASession, office: PostOffice
) -> None:
    session = end_a_session()
    subject = Letter.objects.get(session_id=session, kind=Kind.SUMMARY).subject
    if why == "kept for a hold alone":
        keystore.restrict(subject, now())
    else:
        keystore.set_notice(subject, known(without("communicate", "contact")).source_hash)
    run_due(now())
    assert set(states(session).values()) == {(State.NOT_SENT, "the address may not be used")}
    assert office.got == []
    assert not Due.objects.filter(kind=operations.SEND, done_at=None).exists()
