"""The first act: help is asked for, a technician takes the case, both talk, the technician invites."""

from __future__ import annotations

import json
import re
import secrets
import time
from urllib.parse import urlsplit

import httpx

from aboveboard.site.demo_computer import report_of_this_computer
from aboveboard.site.tour import totp
from aboveboard.site.tour.report import hold
from aboveboard.site.tour.scene import Scene

BEYOND = "SN-4711"
"""A serial number, which nobody asks for."""
FORM_AGE_S = 2.1
"""A form that is sent sooner after it was opened is taken for a program's."""


def health(scene: Scene) -> None:
    """The product answers that it is well."""
    hold(httpx.get(f"{scene.base}/healthz").status_code == httpx.codes.OK, "/healthz does not answer 200")


def notice_page(scene: Scene) -> None:
    """The privacy notice is published."""
    page = scene.browser("visitor").open("/privacy")
    hold(scene.browser("visitor").open("/privacy/cookies").status == httpx.codes.OK, "no page about cookies")
    hold(len(page.text) > 2000, "the notice is all but empty")


def ask_for_help(scene: Scene) -> None:
    """The customer fills in the form and accepts the terms; without the terms no case is opened.

    What they tell of their computer comes along; more than the list allows is refused.
    """
    ida = scene.browser("ida")
    page = ida.open("/help")
    form = page.form(having="problem")
    scene.terms_version = form.values["terms_version"]
    given = {"name": "Ida Morgan", "email": "ida@example.org", "problem": "The printer prints nothing."}
    time.sleep(FORM_AGE_S)
    ida.send(page, form, given, status=422)
    scene.shared = report_of_this_computer(secrets.token_hex(16))
    ida.send(page, form, {**given, "terms": "on", "computer": _with_more(scene.shared)}, status=422)
    page = ida.send(page, form, {**given, "terms": "on", "computer": scene.shared})
    scene.case_path = urlsplit(page.url).path
    hold(re.fullmatch(r"/case/[0-9a-f-]{36}", scene.case_path), f"the form led to {page.url}")
    found = re.search(r"AB-\d+", page.text)
    hold(found, "the case's page shows no number")
    scene.case_number = found[0] if found else ""


def _with_more(report: str) -> str:
    """The same report with a fact that is not on the list."""
    altered = json.loads(report)
    altered["facts"]["serial"] = BEYOND
    return json.dumps(altered)


def sign_in(scene: Scene, who: str = "ana") -> None:
    """A member of staff signs in with handle, password and the digits of the authenticator app."""
    actor, browser = scene.cast[who], scene.browser(who)
    page = browser.open("/desk/")
    form = page.form(having="password")
    page = browser.send(page, form, {"login": actor.handle, "password": actor.password})
    form = page.form(having="code")
    page = browser.send(page, form, {"code": totp.code(actor.totp_secret, time.time())})
    hold(urlsplit(page.url).path == "/desk/", f"signing in led to {page.url}")


def wrong_password(scene: Scene) -> None:
    """A wrong password lets nobody in."""
    browser = scene.browser("stranger")
    page = browser.open("/desk/")
    page = browser.send(page, page.form(having="password"), {"login": "ana", "password": "not the password"})
    hold(not any("code" in form.names and "password" not in form.names for form in page.forms), "let through")
    hold("/desk/account/" in browser.open("/desk/").url, "the queue opened without signing in")


def see_the_queue(scene: Scene) -> None:
    """The case waits in the queue; who asked stays closed until it is taken."""
    page = scene.browser("ana").open("/desk/")
    hold(scene.case_number in page.text, f"{scene.case_number} is not in the queue")
    hold("Ida Morgan" not in page.text, "the queue shows the name of a person whose case nobody has taken")


def take(scene: Scene) -> None:
    """The technician takes the case."""
    ana = scene.browser("ana")
    scene.desk_case_path = f"/desk/cases/{scene.case_path.rsplit('/', 1)[1]}"
    page = ana.open(scene.desk_case_path)
    page = ana.send(page, page.form("/take"))
    hold("Ida Morgan" in page.text, "the case does not open after it was taken")


def chat(scene: Scene) -> None:
    """Both sides say something, and each reads the other."""
    ana, ida = scene.browser("ana"), scene.browser("ida")
    page = ana.open(scene.desk_case_path)
    ana.send(page, page.form("/messages"), {"text": "Hello, is the printer switched on?"})
    page = ida.open(scene.case_path)
    hold("is the printer switched on" in page.text, "the customer does not see the technician's message")
    ida.send(page, page.form("/messages"), {"text": "Yes, and the light is green."})
    hold("the light is green" in ana.open(scene.desk_case_path).text, "the technician does not see the answer")


def invite(scene: Scene) -> None:
    """The technician gets a code of nine digits, shown once."""
    ana = scene.browser("ana")
    page = ana.open(scene.desk_case_path)
    page = ana.send(page, page.form("/invite"))
    found = re.search(r"\b(\d{3}) (\d{3}) (\d{3})\b", page.text)
    hold(found, "no code is shown")
    scene.code = "".join(found.groups()) if found else ""
    found = re.search(r"/desk/sessions/([0-9a-f-]{36})", page.html)
    hold(found, "no session is shown")
    scene.session = found[1] if found else ""


def join_by(scene: Scene, code: str) -> httpx.Response:
    """What the interface for programs answers to a code."""
    return httpx.post(f"{scene.base}/api/join", json={"code": code, "terms_version": scene.terms_version})


def guess(scene: Scene) -> None:
    """A guessed code opens nothing and says so, to programs and to people."""
    guessed = f"{(int(scene.code) + 123_456_789) % 10**9:09d}"
    refused = join_by(scene, guessed)
    hold(refused.status_code == httpx.codes.NOT_FOUND, f"a guessed code was answered {refused.status_code}")
    hold(refused.json()["error"] == "unknown", "a guessed code was not called unknown")
    browser = scene.browser("visitor")
    page = browser.open("/join")
    browser.send(page, page.form(having="code"), {"code": guessed}, status=404)
