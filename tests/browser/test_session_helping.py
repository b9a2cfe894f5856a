"""A tool and a password through the whole product: the technician's page, the relay, the customer's end, a real run."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from aboveboard.companion.flow.joining import Desk, join
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.toolbox.library import Library
from tests.browser.conftest import ROOT, Meeting, set_stage
from tests.companion.helping import computer
from tests.companion.says import Says
from tests.companion.stage import needs_keeper
from tests.product import Product
from tests.toolbox.made import remedy

pytestmark = [pytest.mark.browser, needs_keeper]
PASSWORD = "Kanarienvogel 🔑 <b>9f3a</b>"
WRITTEN = """
import django, json
django.setup()
from aboveboard.journeys.receipts import receipt
import sys, uuid
lines = receipt(uuid.UUID(sys.argv[1])).lines
print(json.dumps([[line.kind, line.who, line.to, line.what] for line in lines if line.scope in ("tool", "password")]))
"""


class End:
    """The customer's end in a thread of its own; `answers` is the person."""

    def __init__(self, url: str, code: str, answers: Says, folder: Path) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._play(url, code, answers, folder)))
        self._thread.start()

    async def _play(self, url: str, code: str, answers: Says, folder: Path) -> None:
        desk = Desk.at(url)
        seat = await join(desk, code, "")
        self.session = CustomerSession(desk, seat, computer(folder), answers)
        self.loop = asyncio.get_running_loop()
        await self.session.run()

    def finish(self) -> None:
        self.loop.call_soon_threadsafe(self.session.stop)
        self._thread.join(20)


@pytest.fixture
def setting(tmp_path: Path) -> Path:
    """What the tool of these tests changes."""
    file = tmp_path / "setting"
    file.write_text("small")
    return file


@pytest.fixture
def meeting(product: Product, contexts: Callable[[], BrowserContext], setting: Path) -> Iterator[Meeting]:
    script = f'cat {setting} >"$KEPT_FOLDER/before"; printf large >{setting}; printf "\\033[31mIt is large now.\\n"\n'
    undo = f'cat "$KEPT_FOLDER/before" >{setting}; echo As it was.\n'
    library = Library(product.data / "tools")
    # More than a window's worth, so that the page has to wait for what was acknowledged.
    library.add(remedy(script + "# " + "x" * 2_500_000 + "\n", undo=undo))
    met = Meeting(product.url, set_stage(product, "invite"), contexts)
    yield met
    assert met.problems == []


@pytest.fixture
def customer(meeting: Meeting, tmp_path: Path) -> Iterator[Says]:
    answers = Says(run=True, undo=True, password=PASSWORD)
    end = End(meeting.url, meeting.stage["code"], answers, tmp_path)
    yield answers
    end.finish()


def allowed(page: Page, scope: str) -> None:
    button = page.locator(f'[data-ask="{scope}"] button')
    expect(button).to_be_enabled(timeout=20_000)
    button.click()


def written(product: Product, session: str) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", WRITTEN, session],
        env={**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines: list[list[str]] = json.loads(done.stdout)
    return lines


def test_a_tool_is_offered_run_seen_and_undone(
    product: Product, meeting: Meeting, customer: Says, setting: Path
) -> None:
    page = meeting.technician()
    panel = page.locator('[data-panel="remedies"]')
    expect(panel).to_be_hidden()
    allowed(page, "tool")
    expect(panel).to_be_visible()
    panel.locator("summary").click()
    panel.locator("[data-remedy-reason]").fill("the text is too small")
    panel.locator("[data-remedy]").click()
    expect(panel).to_have_attribute("data-state", "ok", timeout=20_000)
    expect(panel.locator("[data-remedy-output]")).to_have_text("It is large now.\n")
    assert setting.read_text() == "large"
    panel.locator("[data-remedy-undo]").click()
    expect(panel).to_have_attribute("data-state", "undone", timeout=20_000)
    assert setting.read_text() == "small"
    assert [tool.reason for tool in customer.tools] == ["the text is too small", ""]
    expect(panel.locator("[data-remedy-undo]")).to_be_hidden()
    what = "say-hello 1.0"
    lines = [line for line in written(product, meeting.stage["session"]) if line[3] == what]
    assert [line[0] for line in lines] == ["tool-offered", "tool-allowed", "tool-ended", "tool-undone"]
    assert lines[0][1] == "Ana Castro"


def test_a_tool_that_was_altered_in_the_library_is_not_offered_and_one_on_its_way_is_not_run(
    product: Product, meeting: Meeting, customer: Says, setting: Path
) -> None:
    page = meeting.technician()
    allowed(page, "tool")
    panel = page.locator('[data-panel="remedies"]')
    expect(panel).to_be_visible()

    def alter(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.body().replace(b"large", b"giant"))

    page.route("**/tools/*", alter)
    panel.locator("summary").click()
    panel.locator("[data-remedy-reason]").fill("trust me")
    panel.locator("[data-remedy]").click()
    expect(panel).to_have_attribute("data-state", "changed", timeout=20_000)
    assert customer.tools == []
    assert setting.read_text() == "small"
    file = next((product.data / "tools").iterdir())
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    page.reload()
    expect(page.locator("[data-remedy]")).to_have_count(0)


def test_a_password_is_shown_once_and_then_is_nowhere(product: Product, meeting: Meeting, customer: Says) -> None:
    page = meeting.technician()
    panel = page.locator('[data-panel="secrets"]')
    expect(panel).to_be_hidden()
    allowed(page, "password")
    expect(panel).to_be_visible()
    panel.locator("[data-secret-reason]").fill("to unlock the printer")
    panel.locator("[data-secret-wish]").click()
    place = panel.locator("[data-secret-place]")
    expect(place).to_have_text(PASSWORD, timeout=20_000)
    expect(panel.locator("[data-secret-status]")).to_contain_text("more seconds")
    panel.locator("[data-secret-forget]").click()
    expect(place).to_have_text("")
    assert PASSWORD not in page.content()
    assert (
        page.evaluate("JSON.stringify([...Object.entries(sessionStorage), ...Object.entries(localStorage)])").find(
            PASSWORD
        )
        == -1
    )
    lines = [line[0] for line in written(product, meeting.stage["session"]) if line[0].startswith("secret-")]
    assert lines == ["secret-asked", "secret-given", "secret-shown"]
    assert ("shown", "Ana Castro") in customer.told
    # A page that was loaded anew goes on with its keys, and can open the next one.
    page.reload()
    expect(panel).to_be_visible(timeout=20_000)
    panel.locator("[data-secret-reason]").fill("once more")
    panel.locator("[data-secret-wish]").click()
    expect(place).to_have_text(PASSWORD, timeout=20_000)
    for file in product.data.rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes(), f"the password is in {file.name}"


def test_a_password_is_gone_after_a_minute(meeting: Meeting, customer: Says) -> None:
    page = meeting.technician()
    page.clock.install()
    allowed(page, "password")
    panel = page.locator('[data-panel="secrets"]')
    expect(panel).to_be_visible(timeout=20_000)
    panel.locator("[data-secret-reason]").fill("to unlock the printer")
    panel.locator("[data-secret-wish]").click()
    place = panel.locator("[data-secret-place]")
    expect(place).to_have_text(PASSWORD, timeout=20_000)
    page.clock.fast_forward(50_000)
    expect(place).to_have_text(PASSWORD)
    page.clock.fast_forward(12_000)
    expect(place).to_have_text("")
    expect(panel.locator("[data-secret-status]")).to_contain_text("not here any more")


def test_when_the_yes_is_taken_back_the_password_goes_too(meeting: Meeting, tmp_path: Path) -> None:
    answers = Says(password=PASSWORD)
    end = End(meeting.url, meeting.stage["code"], answers, tmp_path)
    page = meeting.technician()
    allowed(page, "password")
    panel = page.locator('[data-panel="secrets"]')
    panel.locator("[data-secret-reason]").fill("to unlock the printer")
    panel.locator("[data-secret-wish]").click()
    place = panel.locator("[data-secret-place]")
    expect(place).to_have_text(PASSWORD, timeout=20_000)
    [live] = end.session.end.permissions()
    asyncio.run_coroutine_threadsafe(end.session.revoke(live.identifier), end.loop).result(10)
    expect(panel).to_be_hidden(timeout=10_000)
    expect(place).to_have_text("")
    end.finish()
