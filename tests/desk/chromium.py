"""A real browser for the desk: its own context for each person, a virtual authenticator, axe, and its complaints."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests import cast
from tests.desk import helping

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Person:
    """Somebody in front of a browser. `complaints` is what its console said: errors of scripts and of the policy."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        """Open a path of the product; a whole link of the product is taken over to `url`."""
        self.page.goto(self.url + re.sub(r"^https?://[^/]+", "", path))

    def faults(self) -> list[str]:
        """What axe finds on this page."""
        found = Axe().run(self.page).response["violations"]
        return [f"{fault['id']}: {[node['target'] for node in fault['nodes']][:3]}" for fault in found]


class Browsers:
    """Makes people. `localhost` on purpose: a passkey belongs to a name, and an address of digits is none."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url.replace("127.0.0.1", "localhost")

    def person(self, **options: Any) -> Person:
        """Somebody with a fresh browser."""
        page = self.browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options)).new_page()
        person = Person(page, self.url)
        page.on("console", lambda said: person.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: person.complaints.append(str(error)))
        return person


@contextmanager
def browsers(url: str) -> Iterator[Browsers]:
    """Chromium for the product at `url`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield Browsers(browser, url)
        finally:
            browser.close()


def carry_a_key(person: Person) -> None:
    """Give the browser an authenticator that keeps passkeys and says yes by itself."""
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def set_up_app(person: Person) -> str:
    """From the page of factors: set up the app, see the recovery codes; returns the app's secret."""
    page = person.page
    page.get_by_role("link", name="Set up the app").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code that the app shows now").fill(helping.code(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.locator("[data-codes] li").first.wait_for()
    return secret


def sign_statement(person: Person, name: str) -> None:
    """Go to the desk, which asks for a signature first, and sign."""
    person.goto("/desk/")
    person.page.get_by_label("Your name").fill(name)
    person.page.get_by_role("button", name="Sign", exact=True).click()
    person.page.wait_for_url(re.compile(r"/desk/$"))


def choose_password(person: Person, link: str) -> None:
    """Open a one-time link and choose a password."""
    person.goto(link)
    person.page.get_by_label("Password").fill(cast.PASSWORD)
    person.page.get_by_role("button", name="Create the account").click()


def ask_for_help(person: Person, problem: str = "My screen is upside down.") -> str:
    """As a customer: fill in the form for help; returns the number of the case."""
    page = person.page
    person.goto("/help")
    page.locator("[name=problem]").fill(problem)
    page.locator("[name=name]").fill("Ida Morgan")
    page.locator("[name=email]").fill("ida@example.org")
    page.locator("[name=terms]").check()
    page.wait_for_timeout(2100)  # a form that comes back within two seconds was filled in by a program
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/case/**")
    return re.findall(r"AB-\d{6}", page.content())[0]
