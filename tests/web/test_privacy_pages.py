"""The notice, the cookies and the terms as a visitor gets them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

import aboveboard.web
from aboveboard.notice import load
from aboveboard.notice.model import LANGUAGES
from aboveboard.notice.speech import say_keep
from aboveboard.notice.tables import cookie_register
from aboveboard.web.customer.visitor import REMEMBERED_FOR
from aboveboard.web.public.privacy import rendered

pytestmark = pytest.mark.django_db  # which cookies leave is counted

NOTICE = load()
PAGES = ("/privacy", "/privacy/cookies", "/terms")
STORED = re.compile(r"(local|session)Storage\.(?:get|set|remove)Item\(\s*[`\"']([\w-]+)")


class Page(HTMLParser):
    """The ids, links and words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if tag == "a" and "href" in values else []

    def handle_data(self, data: str) -> None:
        self.words += data


def fetch(path: str, language: str = "en") -> Page:
    response = Client(headers={"accept-language": language}).get(path)
    assert response.status_code == 200
    return Page(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_short_layer_leads_to_its_full_clause(language: str) -> None:
    page = fetch("/privacy", language)
    for fact in NOTICE.short(language):
        assert fact.text in page.words
        assert f"#{fact.clause}" in page.links
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert {clause.id for clause in NOTICE.full(language)} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_times_is_the_data(language: str) -> None:
    words = fetch("/privacy", language).words
    for category in NOTICE.categories.values():
        assert category.name.say(language) in words
        assert say_keep(category, language) in words


def test_the_page_says_version_date_and_hash_of_its_source() -> None:
    words = fetch("/privacy").words
    assert NOTICE.source_hash in words
    assert "2026" in words


def test_each_recipient_is_named_with_its_own_notice() -> None:
    page = fetch("/privacy")
    for recipient in NOTICE.recipients.values():
        assert recipient.name in page.words
        assert recipient.policy in page.links


def test_the_terms_stand_apart_from_the_notice() -> None:
    page = fetch("/terms")
    assert "no consent" in page.words
    assert "/privacy" in page.links


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_only_set_cookies_of_the_register(path: str) -> None:
    register = cookie_register(NOTICE)
    response = Client().get(path)
    assert {("cookie", name) for name in response.cookies} <= set(register)


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_only_answer_reading(path: str) -> None:
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


def test_the_names_that_the_settings_give_are_in_the_register() -> None:
    register = cookie_register(NOTICE)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        assert ("cookie", name) in register
    assert register["cookie", settings.CSRF_COOKIE_NAME].duration.days * 86_400 == settings.CSRF_COOKIE_AGE
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE, "staff's sessions end with the browser; customers' are listed"
    assert register["cookie", settings.SESSION_COOKIE_NAME].duration.days == REMEMBERED_FOR.days


def test_what_the_scripts_put_into_the_browser_is_in_the_register() -> None:
    """Only names written out are seen; a name put together from parts is seen up to its first part."""
    register = cookie_register(NOTICE)
    scripts = Path(aboveboard.web.__file__).parent / "static" / "js"
    for script in scripts.rglob("*.js"):
        for storage, name in STORED.findall(script.read_text(encoding="utf-8")):
            known = [entry for where, entry in register if where == storage and entry.startswith(name)]
            assert known, f"{script.name} keeps {name!r} in {storage}Storage: name it in cookies.toml"


@pytest.mark.parametrize(
    ("markdown", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("![x](https://evil.example/pixel.png)", "<img"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html,hi)", "href"),
        ('[x](https://a.example "\\" onclick=\\"alert(1)")', 'onclick="'),
    ],
)
def test_markdown_cannot_bring_markup_of_its_own(markdown: str, never: str) -> None:
    assert never not in rendered(markdown)
