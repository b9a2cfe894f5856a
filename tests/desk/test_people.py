"""Administrators look after the people who work here; who is suspended loses everything at once."""

import asyncio
from typing import Any

import pytest
from django.urls import reverse

from aboveboard.cases import queries as cases
from aboveboard.ground import hints
from aboveboard.journeys import joining, staffing, working
from aboveboard.people import queries
from aboveboard.remote import queries as remote
from aboveboard.web.live import _events
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db

DESK, PEOPLE = reverse("queue"), reverse("desk-people")


@pytest.fixture
def pia() -> Any:
    return helping.staff("pia", "Pia Holm", "administrator")


def act(browser: Any, what: str, person: Any, **form: str) -> Any:
    return browser.post(reverse(f"desk-person-{what}", args=[person.pk]), form)


def link_in(answer: Any) -> str:
    page = answer.content.decode()
    assert "/setup/" in page
    return "/setup/" + page.split("/setup/")[1].split("<")[0].split('"')[0]


@pytest.mark.parametrize("role", ["technician", "supervisor"])
def test_only_administrators_look_after_people(role: str, pia: Any) -> None:
    browser = helping.at_desk(helping.staff("eve", "Eve Hall", role))
    assert browser.get(PEOPLE).status_code == 403
    assert browser.post(PEOPLE, {"display_name": "X", "handle": "xxx", "role": "administrator"}).status_code == 403
    for what in ("link", "factors", "suspend", "reinstate", "role"):
        assert act(browser, what, pia, role="technician").status_code == 403, what
    assert queries.technician(pia.pk).role == "administrator"  # type: ignore[union-attr]  # she is there


def test_somebody_new_comes_by_a_link_that_works_once(pia: Any) -> None:
    browser = helping.at_desk(pia)
    answer = browser.post(PEOPLE, {"display_name": "Ben Okafor", "handle": "Ben", "role": "technician"})
    link = link_in(answer)
    assert link not in browser.get(PEOPLE).content.decode(), "it is shown once"
    fresh = helping.client()
    assert fresh.post(link, {"password": "four words in a row"}).headers["Location"] == reverse("mfa_index")
    assert fresh.get(DESK).headers["Location"] == reverse("mfa_index"), "no desk before a second factor"
    assert helping.client().get(link).status_code == 404


@pytest.mark.parametrize("name", ["Ben\u202eada", "Ben\nOkafor", "Ben\x00", "\u200b"])
def test_a_name_that_customers_would_misread_is_refused(name: str, pia: Any) -> None:
    answer = helping.at_desk(pia).post(PEOPLE, {"display_name": name, "handle": "ben", "role": "technician"})
    assert answer.context["form"].errors["display_name"]
    assert len(queries.staff()) == 1


@pytest.mark.parametrize("handle", ["ana", "ANA", "a", "1ana", "an a", "ana<", "-ana"])
def test_handles_are_plain_and_unique(handle: str, pia: Any) -> None:
    cast.technician()
    answer = helping.at_desk(pia).post(PEOPLE, {"display_name": "X Y", "handle": handle, "role": "technician"})
    assert answer.context["form"].errors["handle"]
    assert len(queries.staff()) == 2


def test_who_is_suspended_loses_everything_at_once(pia: Any) -> None:
    ana = helping.staff()
    hers = helping.at_desk(ana)
    waiting, running = cast.case_of(), cast.case_of(name="Tom Berg")
    working.take_case(waiting.pk, ana.pk)
    joined = cast.joined(running, ana)
    ticket = joining.technician_ticket(joined.session_id, ana.pk)
    assert hers.get(DESK).status_code == 200

    act(helping.at_desk(pia), "suspend", ana)

    assert hers.get(DESK).status_code == 302, "the page that was open"
    assert hers.get("/desk/live").status_code == 302
    assert hers.post(reverse("desk-ticket", args=[joined.session_id])).status_code == 302
    with pytest.raises(joining.Refused):
        joining.claim_ticket(ticket)
    session = remote.session(joined.session_id)
    assert session is not None
    assert session.ended_at is not None
    assert list(cases.taken_by(ana.pk)) == []
    assert {case.pk for case in cases.queue()} == {waiting.pk, running.pk}


def test_the_page_of_people_says_who_has_signed_and_who_has_not(pia: Any) -> None:
    helping.staff("eve", "Eve Hall", signs=False)
    rows = helping.at_desk(pia).get(PEOPLE).context["people"]
    assert {row["person"].handle: row["signed_at"] is not None for row in rows} == {"pia": True, "eve": False}


def test_who_is_let_in_again_begins_anew(pia: Any) -> None:
    ana, admin = helping.staff(), helping.at_desk(pia)
    stolen = helping.at_desk(ana)
    act(admin, "suspend", ana)
    link = link_in(act(admin, "reinstate", ana))
    assert stolen.get(DESK).status_code == 302, "a sign-in from before does not come back to life"
    assert helping.password(helping.client(), "ana").status_code == 200, "nor does the old password"
    helping.client().post(link, {"password": "four words in a row"})
    browser = helping.client()
    helping.password(browser, "ana", "four words in a row")
    browser.post("/desk/account/sign-in/second-step", {"code": helping.code()})
    statement = browser.get(DESK).headers["Location"]
    assert statement == reverse("desk-confidentiality"), "what was signed before ended with the suspension"
    browser.post(statement, {"name": "Ana Castro"})
    assert browser.get(DESK).status_code == 200


def test_a_fresh_link_kills_the_former_one(pia: Any) -> None:
    ana, admin = helping.staff(), helping.at_desk(pia)
    first, second = link_in(act(admin, "link", ana)), link_in(act(admin, "link", ana))
    assert helping.client().get(first).status_code == 404
    assert helping.client().get(second).status_code == 200


def test_without_factors_the_desk_is_shut_until_there_is_one(pia: Any) -> None:
    ana = helping.staff()
    hers = helping.at_desk(ana)
    act(helping.at_desk(pia), "factors", ana)
    assert hers.get(DESK).headers["Location"] == reverse("mfa_index")


def test_a_role_changes_at_once(pia: Any) -> None:
    ana, admin = helping.staff(), helping.at_desk(pia)
    hers = helping.at_desk(ana)
    act(admin, "role", ana, role="administrator")
    assert hers.get(PEOPLE).status_code == 200
    act(admin, "role", ana, role="technician")
    assert hers.get(PEOPLE).status_code == 403
    act(admin, "role", ana, role="owner")
    assert queries.technician(ana.pk).role == "technician"  # type: ignore[union-attr]  # she is there


@pytest.mark.parametrize("what", ["suspend", "role", "factors"])
def test_nobody_locks_themselves_out(what: str, pia: Any) -> None:
    browser = helping.at_desk(pia)
    answer = browser.post(reverse(f"desk-person-{what}", args=[pia.pk]), {"role": "technician"}, follow=True)
    assert answer.status_code == 200
    assert "Nothing was changed" in answer.content.decode()
    assert browser.get(PEOPLE).status_code == 200


def test_an_open_stream_ends_with_the_suspension() -> None:
    async def listen() -> list[bytes]:
        still = True

        async def may_stay() -> bool:
            return still

        heard: list[bytes] = []
        events = _events(("queue",), may_stay)
        heard.append(await anext(events))
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        hints.publish_now("queue")
        heard.append(await waiting)
        still = False
        hints.publish_now("queue")
        heard.extend([event async for event in events])
        return heard

    opened, hint, last, *more = asyncio.run(listen())
    assert (b"data: open" in opened, hint, last) == (
        True,
        b"event: hint\ndata: queue\n\n",
        b"event: hint\ndata: over\n\n",
    )
    assert more == []


def test_the_first_link_is_for_the_first_administrator_alone() -> None:
    secret = staffing.first_run_link()
    assert secret is not None
    staffing.add_technician("pia", "Pia Holm", "administrator", cast.PASSWORD)
    assert helping.client().get(reverse("setup", args=[secret])).status_code == 404


def test_the_first_administrators_name_is_one_line_that_shows_what_it_says() -> None:
    place = reverse("setup", args=[staffing.first_run_link()])
    form = {"handle": "pia", "password": "four words in a row"}
    refused = helping.client().post(place, form | {"display_name": "Pia\u202emloH"})
    assert refused.status_code == 422
    assert queries.staff() == []
    assert helping.client().post(place, form | {"display_name": "Pia Holm"}).status_code == 302
