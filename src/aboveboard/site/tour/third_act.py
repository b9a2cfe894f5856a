"""The third act: what is owed after a session."""

from __future__ import annotations

import re
import time
from typing import Final
from urllib.parse import urlsplit

import httpx

from aboveboard.site.tour.first_act import join_by
from aboveboard.site.tour.report import hold
from aboveboard.site.tour.scene import Scene

_MAIL_S: Final = 20.0
_QUIET_S: Final = 1.5


def letters(scene: Scene) -> None:
    """Exactly one summary and one questionnaire reach the mail server."""
    deadline = time.monotonic() + _MAIL_S
    while len(scene.mail.list()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    # A third one would come now.
    time.sleep(_QUIET_S)
    kept = scene.mail.list()
    hold(len(kept) == 2, f"{len(kept)} letters came instead of two")
    hold(len({one.message_id for one in kept}) == 2, "two letters have one Message-ID")
    for one in kept:
        hold(one.to == "ida@example.org", f"a letter went to {one.to}")
        message = scene.mail.read(one.name)
        part = message.get_body(("plain",)) if message is not None else None
        text = str(part.get_content()) if part is not None else ""
        answer, receipt = re.search(r"https?://\S+/answer/\S+", text), re.search(r"https?://\S+/receipt/\S+", text)
        scene.answer_path = urlsplit(answer[0]).path if answer else scene.answer_path
        scene.receipt_path = urlsplit(receipt[0]).path if receipt else scene.receipt_path
    hold(scene.answer_path and scene.receipt_path, "a letter lacks its link")


def answer(scene: Scene) -> None:
    """The questionnaire is answered from its link, by a browser that nobody signed in with."""
    browser = scene.browser("at home")
    page = browser.open(scene.answer_path)
    form = page.form(having="score")
    page = browser.send(page, form, {"score": "5", "solved": "yes", "comment": "It prints again."})
    hold(page.status == httpx.codes.OK, "the answer was not taken")


def score(scene: Scene) -> None:
    """The technician sees the score at the case."""
    page = scene.browser("ana").open(scene.desk_case_path)
    hold("5 of 5" in page.text, "the case does not show the score")


def receipt(scene: Scene) -> None:
    """The receipt tells, in order, what was asked, allowed and withdrawn, and by whom."""
    page = scene.browser("at home").open(scene.receipt_path)
    for words in (scene.case_number, "Ana Castro", "Sam Winter"):
        hold(words in page.text, f"the receipt does not say {words}")
    hold(page.html.count("<time") >= 8, "the receipt's timeline is too short")
    customers = scene.browser("ida").open(f"/session/{scene.session}/receipt")
    hold(customers.text.count("Ana Castro") >= 2, "the customer's own receipt is another one")


def used_code(scene: Scene) -> None:
    """The code that was used opens nothing any more, for programs and for people."""
    refused = join_by(scene, scene.code)
    hold(refused.status_code == httpx.codes.GONE, f"a used code was answered {refused.status_code}")
    hold(refused.json()["error"] == "used", "a used code was not called used")
    browser = scene.browser("visitor")
    page = browser.open("/join")
    browser.send(page, page.form(having="code"), {"code": scene.code}, status=410)


def mail_page(scene: Scene) -> None:
    """The demo's page shows both letters."""
    page = scene.browser("visitor").open("/demo/mail")
    hold(page.html.count("/demo/mail/") == 2, "the demo's page does not show two letters")
