"""The programs' entrance: strict in what it takes, plain in what it refuses, and blind to cookies."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from aboveboard.ground.clock import now
from aboveboard.ground.notices import notice
from aboveboard.journeys import asking, ending, inviting, joining, staffing, working
from aboveboard.journeys.inviting import Invited

pytestmark = pytest.mark.django_db


def invited(at: dt.datetime | None = None, *, terms: bool = True) -> Invited:
    """A fresh invitation, made at ``at``, of a customer who accepted the terms or of a caller who did not."""
    ana = staffing.add_technician(f"ana{uuid.uuid4().hex[:8]}", "Ana Castro", "technician", None)
    person: dict[str, Any] = {"name": "Ida", "email": "", "problem": "No sound.", "language": "en"}
    if terms:
        case = asking.ask_for_help(
            **person, terms_version=notice().terms_version, source=f"10.0.{uuid.uuid4().int % 200}.1"
        )
        working.take_case(case.pk, ana.pk)
    else:
        case = asking.ask_for_caller(**person, technician=ana.pk)
    return inviting.invite(case.pk, ana.pk, at)


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, content, content_type="application/json", headers=headers)


def join(client: Client, code: str, terms_version: str = "") -> Any:
    return post(client, "/api/join", {"code": code, "terms_version": terms_version})


@pytest.mark.db
def test_a_code_becomes_a_seat_with_a_ticket(client: Client) -> None:
    given = invited()
    answered = join(client, given.code)
    assert answered.status_code == 200
    seat = answered.json()
    assert set(seat) == {"session", "ticket", "wire", "technician", "resume"}
    assert seat["session"] == given.session.pk.hex
    assert seat["wire"] == "/wire"
    assert seat["technician"]["name"] == "Ana Castro"
    assert seat["technician"]["organisation"] == notice().head.controller.name
    assert answered.headers["Cache-Control"] == "no-store"
    assert joining.claim_ticket(seat["ticket"]).role == "customer"


@pytest.mark.parametrize("sign", ["\n", "\x00", "\u202e", "\u2028"])
def test_no_text_may_hold_what_acts_instead_of_being_read(sign: str, client: Client) -> None:
    code = invited().code
    for body in ({"code": code + sign, "terms_version": ""}, {"code": code, "terms_version": sign}):
        refused = post(client, "/api/join", body)
        assert (refused.status_code, refused.json()["error"]) == (400, "malformed")
    assert join(client, code).status_code == 200


def test_the_secret_gives_a_fresh_ticket_and_nothing_else_does(client: Client) -> None:
    seat = join(client, invited().code).json()
    fresh = post(client, "/api/ticket", {}, Authorization=f"Bearer {seat['resume']}")
    assert fresh.status_code == 200
    assert set(fresh.json()) == {"ticket", "wire"}
    assert fresh.json()["ticket"] != seat["ticket"]
    for wrong in ("", "Bearer", f"Basic {seat['resume']}", "Bearer " + "x" * 43, f"Bearer {seat['ticket']}"):
        refused = post(client, "/api/ticket", {}, Authorization=wrong)
        assert refused.status_code == 401
        assert refused.json()["error"] == "unknown"
        assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_after_the_end_the_secret_gives_nothing(client: Client) -> None:
    given = invited()
    seat = join(client, given.code).json()
    ending.end_session(given.session.pk, "customer", "done")
    refused = post(client, "/api/ticket", {}, Authorization=f"Bearer {seat['resume']}")
    assert (refused.status_code, "ticket" in refused.json()) == (410, False)


def test_each_refusal_has_its_code_and_its_words(client: Client) -> None:
    used = invited()
    join(client, used.code)
    late = invited(now() - dt.timedelta(minutes=11))
    cases = {
        "unknown": (join(client, "000000001"), 404),
        "used": (join(client, used.code), 410),
        "expired": (join(client, late.code), 410),
        "terms": (join(client, invited(terms=False).code), 428),
        "malformed": (join(client, "hello"), 400),
    }
    for error, (answered, status) in cases.items():
        assert (answered.json()["error"], answered.status_code) == (error, status)
        assert answered.json()["message"]
        assert set(answered.json()) == {"error", "message", "retry_after"}


def test_the_terms_can_be_accepted_with_the_code(client: Client) -> None:
    code = invited(terms=False).code
    assert join(client, code, "another version").json()["error"] == "terms"
    assert join(client, code, notice().terms_version).status_code == 200


def test_guessing_is_limited_and_says_when_to_try_again(client: Client) -> None:
    good = invited().code
    for guess in range(12):
        answered = join(client, f"{guess:09d}")
    assert (answered.status_code, answered.json()["error"]) == (429, "limited")
    assert int(answered.headers["Retry-After"]) == answered.json()["retry_after"] > 0
    assert join(client, good).json()["error"] == "limited"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"code"',
        b'{"code": "1"}',
        b'{"code": 123456789, "terms_version": ""}',
        b'{"code": "123456789", "terms_version": "", "more": 1}',
        b'{"code": "", "terms_version": ""}',
        b'{"code": "' + b"1" * 5000 + b'", "terms_version": ""}',
        b'{"code": "\xff", "terms_version": ""}',
        b"[" * 4000,
    ],
)
def test_anything_else_is_malformed(body: bytes, client: Client) -> None:
    answered = post(client, "/api/join", body)
    assert (answered.status_code, answered.json()["error"]) == (400, "malformed")


def test_a_form_is_not_json_so_a_foreign_page_cannot_send_one(client: Client) -> None:
    code = invited().code
    body = json.dumps({"code": code, "terms_version": ""})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert client.post("/api/join", body, content_type=kind).status_code == 400
    assert client.get("/api/join").status_code == 405


def test_cookies_grant_nothing_and_none_is_set(client: Client) -> None:
    """A browser that holds cookies gets no more here than a stranger, and no form token is asked for."""
    strict = Client(enforce_csrf_checks=True)
    seat = join(strict, invited().code)
    assert seat.status_code == 200
    assert not seat.cookies
    session = client.session
    session["person"] = str(uuid.uuid4())
    session.save()
    refused = post(client, "/api/ticket", {})
    assert refused.status_code == 401
    assert not refused.cookies


@pytest.mark.parametrize(
    ("proxies", "forwarded", "source"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_visitor_cannot_choose_the_address_that_guesses_are_counted_for(
    proxies: int, forwarded: str, source: str, settings: Any, rf: Any
) -> None:
    from aboveboard.web.source import source_of

    settings.ABOVEBOARD_TRUSTED_PROXIES = proxies
    assert source_of(rf.get("/", headers={"X-Forwarded-For": forwarded})) == source
