"""The page for the code says that there is a companion, opens it by a link, and names where the operator has it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from aboveboard.companion.flow.links import read_link
from aboveboard.site import options

pytestmark = pytest.mark.django_db(databases=["default", "keystore"])


def test_the_link_is_one_that_the_companion_reads(client: Client) -> None:
    page = client.get("/join", headers={"host": "localhost:8000"}).content.decode()
    link = page.split('href="aboveboard:')[1].split('"')[0]
    assert read_link(f"aboveboard:{link}").address == "http://localhost:8000"


def test_where_to_get_it_is_named_only_where_the_operator_said_so(client: Client, settings: Settings) -> None:
    assert "Get the companion" not in client.get("/join").content.decode()
    settings.ABOVEBOARD_COMPANION_URL = "https://www.example.com/companion"
    assert 'href="https://www.example.com/companion"' in client.get("/join").content.decode()


@pytest.mark.parametrize("wrong", ["http://example.com/x", "javascript:alert(1)", "https://", "https://a@b.example/"])
def test_an_address_that_is_not_plain_https_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("ABOVEBOARD_COMPANION_URL", wrong)
    with pytest.raises(options.BadOption, match="ABOVEBOARD_COMPANION_URL"):
        options.companion_url()
