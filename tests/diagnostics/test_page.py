"""The page that stands for itself."""

import re
from base64 import b64decode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from aboveboard.diagnostics.account import account
from aboveboard.diagnostics.page import page
from aboveboard.diagnostics.rules import shipped
from aboveboard.wire.computer import ComputerFacts
from tests.diagnostics.made_up import FACTS, WELL, WRONG, examination

PAGE = page(account(examination(WRONG), shipped(), here=False))


class Tags(HTMLParser):
    """Every tag with its attributes, and whether each that was opened was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attributes)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_holds_no_script_and_loads_nothing() -> None:
    for tag, attributes in Tags(PAGE).seen:
        assert tag not in ("script", "link", "img", "iframe", "object", "embed", "form", "base")
        assert not {"src", "href", "style", "srcset", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in PAGE
    assert "@import" not in PAGE


def test_every_tag_is_closed_in_its_place() -> None:
    assert Tags(PAGE).open == []


def test_its_policy_allows_its_own_style_alone() -> None:
    policy = re.search(r"default-src 'none'; style-src 'sha256-([^']+)'\"", PAGE)
    style = re.search(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    assert policy is not None
    assert style is not None
    assert sha256(style[1].encode()).digest() == b64decode(policy[1])


def test_what_is_fine_comes_first() -> None:
    assert PAGE.index("What is fine") < PAGE.index("What needs you") < PAGE.index("Good to know")


def test_disk_and_memory_are_drawn_and_said() -> None:
    said = [str(attributes["aria-label"]) for tag, attributes in Tags(PAGE).seen if "aria-label" in attributes]
    assert said[:2] == ["Disk of the system: 98 % full, 1.5 GB free of 100 GB", "Memory: 44 % full, 9 GB free of 16 GB"]


def test_it_names_no_person_no_place_and_no_program() -> None:
    assert "canary" not in PAGE


def test_hostile_names_stay_text() -> None:
    facts = ComputerFacts(os="<script>alert(1)</script>\"'", cpu="</style><b>")
    text = page(account(examination(WELL, facts), shipped(), here=False))
    assert "<script" not in text
    assert "<b>" not in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_says_its_language(language: str) -> None:
    text = page(account(examination(WELL, FACTS), shipped(), language, here=False))
    assert f'<html lang="{language}">' in text


def test_a_computer_that_tells_nothing_still_has_a_page() -> None:
    text = page(account(examination({}, ComputerFacts()), shipped(), here=False))
    assert "This computer could not be checked." in text
