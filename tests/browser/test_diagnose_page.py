"""The page that `aboveboard diagnose --html` writes, in a real browser: narrow and wide, light and dark."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from aboveboard.diagnostics.account import account
from aboveboard.diagnostics.page import page as written
from aboveboard.diagnostics.rules import shipped
from tests.browser.test_pages import findings
from tests.diagnostics.made_up import WELL, WRONG, examination


@pytest.mark.parametrize(
    ("measures", "language", "width", "theme"),
    [(WELL, "en", 1200, "light"), (WRONG, "de", 320, "dark")],
)
def test_page(
    chromium: Browser,
    tmp_path: Path,
    measures: object,
    language: str,
    width: int,
    theme: Literal["light", "dark"],
) -> None:
    file = tmp_path / "computer.html"
    found = examination(measures)  # type: ignore[arg-type]  # one of the tables above
    file.write_text(written(account(found, shipped(), language, here=False)), "utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [file.as_uri()]
    assert complaints == [], "the policy lets the page have its style"
    # The rings say their number to whoever does not see them.
    expect(page.get_by_role("img")).to_have_count(3)
    page.locator("summary").press("Enter")
    expect(page.locator(".reasons li").first).to_be_visible()
    assert findings(page) == []
    context.close()
