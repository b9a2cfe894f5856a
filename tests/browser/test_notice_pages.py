"""The pages of a notice that changed, in real Chromium: the archive, the difference, the question on a case's page."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.languages import in_turn
from tests.browser.test_pages import SIZES, THEMES, browser, findings, opened
from tests.notice.folder import change, copy_to
from tests.notice.made import EXAMPLE
from tests.product import Product

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "aboveboard.site.settings"
import django
django.setup()
from django.contrib.sessions.backends.db import SessionStore
from tests import cast
case = cast.case_of()
session = SessionStore()
session["person"] = str(case.customer_id)
session.create()
print(case.pk, session.session_key)
"""
"""A case, and the browser session that is its customer's."""


@pytest.fixture(scope="module")
def world(product: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Pages by name: their path, and the key of the browser session that may open them."""
    seeded = subprocess.run(
        [sys.executable, "-c", SEED], env=product.environment, capture_output=True, text=True, check=False
    )
    assert seeded.returncode == 0, seeded.stderr
    case, key = seeded.stdout.split()
    folder = copy_to(Path(tmp_path_factory.mktemp("notice")))
    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "P120D"')
    change(folder, "notice.toml", "Nora Feld", "Ole Feld")
    change(folder, "clauses/en/calls.md", "hang up", "ring off")
    change(
        folder,
        "notice.toml",
        f'version = "1"\neffective = {EXAMPLE.effective}',
        'version = "2"\neffective = 2190-01-01',
    )
    published = product.command("notice", "publish", str(folder), "--yes")
    assert published.returncode == 0, published.stderr
    later = published.stdout.split("Its address is ")[1][:64]
    return {
        "versions": ["/privacy/versions", ""],
        "version": [f"/privacy/versions/{later}", ""],
        "changes": [f"/privacy/changes/{EXAMPLE.source_hash}/{later}", ""],
        "case": [f"/case/{case}", key],
    }


@pytest.mark.parametrize(("name", "language"), in_turn(["versions", "version", "changes", "case"]))
def test_page(name: str, language: str, browser: Browser, product: Product, world: dict[str, list[str]]) -> None:
    path, key = world[name]
    context = opened(browser, product, language, key)
    page = context.new_page()
    page.goto(product.url + path)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{width} px: the page is {beyond} px wider than its window"
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            assert not findings(page), f"{width} px, {theme}"
    assert page.evaluate("window.broken") == []
    context.close()


def printed(page: Page) -> str:
    """The words that would be on paper."""
    page.emulate_media(media="print")
    words: str = page.evaluate("document.body.innerText")
    return words


def test_the_notice_prints_whole_also_without_scripts(browser: Browser, product: Product) -> None:
    context = opened(browser, product, "en", "", java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{product.url}/privacy")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    words = printed(page)
    for clause in EXAMPLE.full("en"):
        last = clause.markdown.strip().splitlines()[-1].split("(")[0].split("[")[0].strip("*. ")[:40]
        assert last.split("**")[-1].strip() in words, clause.id
    assert "Skip to the content" not in words
    assert "Open all parts" not in words
    context.close()


def test_both_answers_work_by_keyboard(browser: Browser, product: Product, world: dict[str, list[str]]) -> None:
    path, key = world["case"]
    context = opened(browser, product, "en", key)
    page = context.new_page()
    page.goto(product.url + path)
    page.get_by_role("button", name="Leave it as it is").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Your data stays under version 1 of the privacy notice").click()
    page.get_by_role("button", name="I agree").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I agree")).to_have_count(0)
    context.close()
