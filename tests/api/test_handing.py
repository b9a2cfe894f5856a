"""After a session in the program: its receipt in a browser, by a link that works once and not for long."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.ground.clock import now
from aboveboard.journeys import ending, handing, joining
from aboveboard.journeys.errors import NotFound
from tests.api.test_joining import invited, join, post

pytestmark = pytest.mark.django_db


def seated(client: Client) -> tuple[Any, dict[str, str]]:
    """A session that the program joined, and the header with its secret."""
    given = invited()
    resume = join(client, given.code).json()["resume"]
    return given.session.pk, {"Authorization": f"Bearer {resume}"}


@pytest.mark.db
def test_after_the_end_a_browser_sees_the_receipt_and_not_the_case(client: Client) -> None:
    session, secret = seated(client)
    assert ending.end_session(session, "customer", "done")
    path = post(client, "/api/receipt", {}, **secret).json()["path"]
    browser = Client()
    answer = browser.get(path)
    assert answer["Location"] == reverse("customer-receipt", args=[session])
    assert browser.get(answer["Location"]).status_code == 200
    case = handing.queries.session(session)
    assert case is not None
    assert browser.get(reverse("case", args=[case.case_id])).status_code == 404
    # Once: neither the link nor the secret of the seat is good for anything any more.
    assert Client().get(path).status_code == 404
    assert post(client, "/api/receipt", {}, **secret).status_code == 401
    assert post(client, "/api/ticket", {}, **secret).status_code == 401


def test_while_the_session_goes_on_the_program_keeps_its_secret(client: Client) -> None:
    _session, secret = seated(client)
    answer = post(client, "/api/receipt", {}, **secret)
    assert (answer.status_code, answer.json()["error"]) == (409, "running")
    assert post(client, "/api/ticket", {}, **secret).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer short", f"Bearer {'x' * 40}", f"Basic {'x' * 40}"])
def test_a_guess_gets_nothing(header: str, client: Client) -> None:
    assert post(client, "/api/receipt", {}, Authorization=header).status_code == 401


def test_an_hour_after_the_end_it_is_over(client: Client) -> None:
    session, secret = seated(client)
    resume = secret["Authorization"].removeprefix("Bearer ")
    assert ending.end_session(session, "customer", "done")
    late = now() + dt.timedelta(hours=1, seconds=1)
    with pytest.raises(joining.Refused) as refused:
        handing.hand_over(resume, late)
    assert refused.value.code == "ended"
    link = handing.hand_over(resume)
    with pytest.raises(NotFound):
        handing.take_over(link, late)
    assert handing.take_over(link)[0] == session


def test_the_secret_of_a_seat_is_no_link_and_a_link_no_secret_of_a_seat(client: Client) -> None:
    session, secret = seated(client)
    resume = secret["Authorization"].removeprefix("Bearer ")
    assert ending.end_session(session, "customer", "done")
    assert Client().get(reverse("receipt-handed", args=[resume])).status_code == 404
    link = handing.hand_over(resume)
    with pytest.raises(NotFound):
        joining.resume_ticket(link)
