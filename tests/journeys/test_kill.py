"""Killed with -9 again and again, the product loses nothing that it acknowledged, and owes each letter once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from aboveboard.site.tour import totp
from aboveboard.site.tour.pages import Browser
from aboveboard.site.tour.report import NotHeldError, hold
from aboveboard.site.tour.technician import Viewer
from tests.journeys.killing import Killer, QuickCustomer, inside, until_acknowledged
from tests.letters.post_office import PostOffice, open_post_office
from tests.product import Product

CASES = 2
KILLS = 2
"""For each case, while it is talked about, at least."""

MAKE_CAST = """
from dataclasses import asdict
from pathlib import Path
from django.conf import settings
from aboveboard.site.demo_cast import make_cast
print(json.dumps(asdict(make_cast(Path(settings.ABOVEBOARD_DATA))["ana"])))
"""
A_MINUTE_PASSES = """
from aboveboard.ground.models import Due
print(Due.objects.filter(done_at__isnull=True).update(claimed_until=None))
"""
"""Work that a killed process held is taken over after a minute; the test does not wait for it."""
LOOK = """
from aboveboard.letters.models import Letter
from aboveboard.remote.models import Grant, Session
from aboveboard.surveys.models import Answer
print(json.dumps({
    "letters": [[one.session_id.hex, one.kind, one.state, one.message_id] for one in Letter.objects.all()],
    "grants": [[grant.id.hex, grant.ended_at is not None] for grant in Grant.objects.all()],
    "answers": [answer.score for answer in Answer.objects.all()],
    "open": [str(session.pk) for session in Session.objects.filter(ended_at__isnull=True)],
}))
"""


class Case:
    """One case from the first word to the answer; everything in it was acknowledged."""

    def __init__(self, url: str, ana: Browser, number: int) -> None:
        self.url, self.ana, self.number = url, ana, number
        self.ida = Browser(url)
        self.said: list[str] = []
        self.grant = ""
        self.session = ""
        self.viewer: Viewer | None = None
        self.page = until_acknowledged(lambda: self.ida.open("/help"))

    def ask(self) -> None:
        given = {
            "name": f"Ida {self.number}",
            "email": f"ida{self.number}@example.org",
            "problem": f"Problem {self.number}",
            "terms": "on",
        }
        page = until_acknowledged(lambda: self.ida.send(self.page, self.page.form(having="problem"), given))
        self.path = urlsplit(page.url).path
        self.desk_path = self.path.replace("/case/", "/desk/cases/")

    def say(self, text: str) -> None:
        page = until_acknowledged(lambda: self.ida.open(self.path))
        # The very same form again and again, as a page does that got no answer: it stays one message.
        until_acknowledged(lambda: self.ida.send(page, page.form("/messages"), {"text": text}))
        self.said.append(text)

    def take(self) -> None:
        def taken() -> None:
            page = self.ana.open(self.desk_path)
            if any(form.action.endswith("/take") for form in page.forms):
                page = self.ana.send(page, page.form("/take"))
            page.form("/invite")

        until_acknowledged(taken)

    def meet(self) -> None:
        """Invite, join, and grant; where the answer to a code that was used got lost, there is no grant."""

        def joined() -> dict[str, Any] | None:
            page = self.ana.open(self.desk_path)
            found = re.search(r"\b(\d{3}) (\d{3}) (\d{3})\b", page.text)
            if found is None:
                if not any(form.action.endswith("/invite") for form in page.forms):
                    return None
                page = self.ana.send(page, page.form("/invite"))
                found = re.search(r"\b(\d{3}) (\d{3}) (\d{3})\b", page.text)
            hold(found, "no code")
            assert found is not None
            answer = httpx.post(
                f"{self.url}/api/join", json={"code": "".join(found.groups()), "terms_version": ""}, timeout=20
            )
            hold(answer.status_code == httpx.codes.OK, f"join: {answer.status_code}")
            return dict(answer.json())

        seat = until_acknowledged(joined)
        if seat is not None:
            self.session = seat["session"]
            self.grant = until_acknowledged(lambda: QuickCustomer(self.url, seat).grant_once(self._connect))

    def _connect(self, session: str) -> None:
        page = self.ana.open(self.desk_path)
        found = re.search(r"/desk/sessions/[0-9a-f-]{36}", page.html)
        hold(found, "no session")
        assert found is not None
        answer = self.ana.post_for_json(page, f"{found[0]}/ticket")
        if self.viewer is not None:
            self.viewer.close()
        self.viewer = Viewer(self.url, answer["wire"], session, answer["ticket"])

    def close(self) -> None:
        def closed() -> None:
            page = self.ana.open(self.desk_path)
            if any(form.action.endswith("/close") for form in page.forms):
                self.ana.send(page, page.form("/close"))
                page = self.ana.open(self.desk_path)
            hold(not any(form.action.endswith("/close") for form in page.forms), "still open")

        until_acknowledged(closed)

    def link(self, office: PostOffice) -> str:
        """The questionnaire's path, from the mail."""
        for message in office.got:
            if message["To"] == f"ida{self.number}@example.org":
                found = re.search(r"/answer/\S+", message.get_body(("plain",)).get_content())
                if found:
                    return found[0]
        raise NotHeldError("the mail is not there yet")

    def answer(self, path: str, score: int) -> None:
        home = Browser(self.url)

        def answered() -> None:
            page = home.open(path)
            if any("score" in form.names for form in page.forms):
                home.send(page, page.form(having="score"), {"score": str(score), "solved": "yes"})

        until_acknowledged(answered)
        home.close()


def all_sent(product: Product) -> bool:
    inside(product, A_MINUTE_PASSES)
    return all(state == "sent" for _, _, state, _ in inside(product, LOOK)["letters"])


def sign_in(url: str, actor: dict[str, str]) -> Browser:
    ana = Browser(url)
    page = ana.open("/desk/")
    given = {"login": actor["handle"], "password": actor["password"]}
    page = ana.send(page, page.form(having="password"), given)
    ana.send(page, page.form(having="code"), {"code": totp.code(actor["totp_secret"], time.time())})
    return ana


@pytest.mark.slow
@pytest.mark.db
def test_nothing_that_was_acknowledged_is_lost(start_product: Callable[..., Product]) -> None:
    with open_post_office() as office:
        first = start_product(settings={"ABOVEBOARD_SMTP_URL": office.url})
        ana = sign_in(first.url, inside(first, MAKE_CAST))
        cases = [Case(first.url, ana, number) for number in range(CASES)]
        time.sleep(2.1)  # a form that is sent sooner is taken for a program's
        with Killer(first, start_product, seed=7) as killer:
            for case in cases:
                case.ask()
                case.say(f"word 0 of {case.number}.")
                case.take()
                while killer.kills < KILLS * (case.number + 1):
                    case.say(f"word {len(case.said)} of {case.number}.")
                case.meet()
                case.close()
        kills, product = killer.kills, killer.product
        inside(product, A_MINUTE_PASSES)
        links = [until_acknowledged(lambda case=case: case.link(office)) for case in cases]
        with Killer(product, start_product, seed=8) as killer:
            for case, link in zip(cases, links, strict=True):
                case.answer(link, score=case.number % 5 + 1)
                while killer.kills <= case.number:
                    until_acknowledged(lambda case=case: case.ida.open(case.path))
        product = killer.product
        assert kills + killer.kills >= CASES * KILLS
        until_acknowledged(lambda: hold(all_sent(product), "a letter is not sent yet"))
        for case in cases:
            page = case.ida.open(case.path)
            for text in case.said:
                assert page.text.count(text) == 1
        found = inside(product, LOOK)
        recorded = dict(found["grants"])
        for case in cases:
            assert case.grant == "" or recorded[case.grant], "a grant was lost, or outlived its session"
            if case.session:
                mine = [kind for session, kind, _, _ in found["letters"] if session == case.session]
                assert sorted(mine) == ["questionnaire", "summary"]
        assert sorted(found["answers"]) == sorted(case.number % 5 + 1 for case in cases)
        assert found["open"] == []
        # Each letter came at least once; one that came twice has the same Message-ID both times.
        assert {state for _, _, state, _ in found["letters"]} == {"sent"}
        assert {message["Message-ID"] for message in office.got} == {one[3] for one in found["letters"]}
        for case in cases:
            case.ida.close()
            if case.viewer is not None:
                case.viewer.close()
        ana.close()
