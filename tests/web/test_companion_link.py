"""Who can join reads that there is a companion, opens it by a link, and is told where the operator has it."""

from __future__ import annotations

import subprocess

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from aboveboard.companion.flow.links import read_address, read_link
from aboveboard.journeys import inviting, working
from aboveboard.site import options
from tests import cast
from tests.web import stage

pytestmark = pytest.mark.django_db(databases=["default", "keystore"])


def test_the_link_is_one_that_the_companion_reads(client: Client) -> None:
    page = client.get("/join", headers={"host": "localhost:8000"}).content.decode()
    link = page.split('href="aboveboard:')[1].split('"')[0]
    assert read_link(f"aboveboard:{link}").address == "http://localhost:8000"


def test_who_does_not_have_it_reads_what_to_do_beside_the_link(client: Client, settings: Settings) -> None:
    page = client.get("/join").content.decode()
    assert "Then it is not on this computer. Stay in your browser" in page
    settings.ABOVEBOARD_COMPANION_URL = "https://www.example.com/companion"
    page = client.get("/join").content.decode()
    assert "Then it is not on this computer: get it first, or stay in your browser" in page
    assert "Dann ist er nicht auf diesem Computer" in client.get("/join", HTTP_ACCEPT_LANGUAGE="de").content.decode()


def test_in_the_demo_the_command_that_starts_it_stands_beside_the_link(client: Client, settings: Settings) -> None:
    settings.ABOVEBOARD_DEMO = True
    page = client.get("/join", headers={"host": "localhost:8000"}).content.decode()
    command = page.split("the demo was started:")[1].split("<code>")[1].split("</code>")[0]
    program, _, address = command.partition(" companion ")
    done = subprocess.run([*program.split(), "companion", "--help"], capture_output=True, text=True, check=True)
    assert "Join a session by its code" in " ".join(done.stdout.split())
    assert read_address(address) == "http://localhost:8000"


def test_where_to_get_it_is_named_only_where_the_operator_said_so(client: Client, settings: Settings) -> None:
    assert "Get the companion" not in client.get("/join").content.decode()
    settings.ABOVEBOARD_COMPANION_URL = "https://www.example.com/companion"
    assert 'href="https://www.example.com/companion"' in client.get("/join").content.decode()


def test_an_invitation_on_the_page_of_a_case_offers_the_companion_too(settings: Settings) -> None:
    settings.ABOVEBOARD_COMPANION_URL = "https://www.example.com/companion"
    case, ana = cast.case_of(), stage.member("ana", "Ana Castro")
    browser, address = stage.browser_of(case.customer_id), reverse("case", args=[case.pk])
    working.take_case(case.pk, ana.pk)
    assert "aboveboard:" not in browser.get(address, headers={"host": "localhost:8000"}).content.decode()
    code = inviting.invite(case.pk, ana.pk).code
    page = browser.get(address, headers={"host": "localhost:8000"}).content.decode()
    link = page.split('href="aboveboard:')[1].split('"')[0]
    assert read_link(f"aboveboard:{link}").address == "http://localhost:8000"
    assert 'href="https://www.example.com/companion"' in page
    # Whoever has the page has no code: it is told on the phone.
    assert "Ask your technician for the nine digits" in page
    assert code not in page


@pytest.mark.parametrize("wrong", ["http://example.com/x", "javascript:alert(1)", "https://", "https://a@b.example/"])
def test_an_address_that_is_not_plain_https_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("ABOVEBOARD_COMPANION_URL", wrong)
    with pytest.raises(options.BadOption, match="ABOVEBOARD_COMPANION_URL"):
        options.companion_url()
