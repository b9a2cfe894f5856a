"""Files and copied text through the whole product: the technician's page, the relay, the customer's end, real disks."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.joining import Desk, join
from aboveboard.companion.flow.session import CustomerSession
from aboveboard.companion.host.card import TestCard
from aboveboard.companion.host.clipboard import Clipboard
from aboveboard.companion.host.polled import PolledCanvas
from aboveboard.wire.types import Scope
from tests.browser.conftest import Meeting, let_in, read_on, set_stage
from tests.companion.says import Says
from tests.companion.test_clipboard_flow import Paper
from tests.product import Product

pytestmark = pytest.mark.browser
LARGE = os.urandom(3_000_000)
ON_THE_DISK = """window.showSaveFilePicker = async ({ suggestedName }) =>
  (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });"""
READ_BACK = """async (name) => {
  const handle = await (await navigator.storage.getDirectory()).getFileHandle(name);
  return Array.from(new Uint8Array(await (await handle.getFile()).arrayBuffer()));
}"""


class End:
    """The customer's end in a thread of its own; `answers` is the person."""

    def __init__(self, url: str, code: str, answers: Says, clipboard: Clipboard) -> None:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._play(url, code, answers, clipboard)))
        self._thread.start()
        assert self._ready.wait(20)

    async def _play(self, url: str, code: str, answers: Says, clipboard: Clipboard) -> None:
        desk = Desk.at(url)
        seat = await join(desk, code, "")
        canvas = PolledCanvas(TestCard((64, 64), per_second=1))
        self.session = CustomerSession(desk, seat, Computer(canvas, clipboard=clipboard, asks=(Scope.FILES,)), answers)
        self.loop = asyncio.get_running_loop()
        self._ready.set()
        await self.session.run()

    def do(self, act: Callable[[], None]) -> None:
        self.loop.call_soon_threadsafe(act)

    def finish(self) -> None:
        self.loop.call_soon_threadsafe(self.session.stop)
        self._thread.join(20)


@pytest.fixture
def invited(product: Product, contexts: Callable[[], BrowserContext]) -> Iterator[Meeting]:
    met = Meeting(product.url, set_stage(product, "invite"), contexts)
    yield met
    assert met.problems == []


@pytest.fixture
def person(tmp_path: Path) -> Says:
    (tmp_path / "chosen").mkdir()
    (tmp_path / "printer.log").write_bytes(LARGE)
    return Says(folder=tmp_path / "chosen", file=tmp_path / "printer.log")


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def end(invited: Meeting, person: Says, paper: Paper) -> Iterator[End]:
    there = End(invited.url, invited.stage["code"], person, paper)
    yield there
    there.finish()


def allowed(page: Page, scope: str) -> Locator:
    button = page.locator(f'[data-ask="{scope}"] button')
    expect(button).to_be_enabled(timeout=20_000)
    button.click()
    panel = page.locator(f'[data-panel="{scope}"]')
    expect(panel).to_be_visible(timeout=20_000)
    return panel


def offer(panel: Locator, name: str, data: bytes, reason: str = "the driver that is missing") -> Locator:
    panel.locator("details").nth(0).evaluate("one => { one.open = true; }")
    panel.locator('[name="file"]').set_input_files({"name": name, "mimeType": "application/zip", "buffer": data})
    panel.locator('[name="file-reason"]').fill(reason)
    panel.locator("[data-file-offer] button").click()
    return panel.locator(".transfer").first


def wish(panel: Locator) -> Locator:
    panel.locator("details").nth(1).evaluate("one => { one.open = true; }")
    panel.locator('[name="what"]').fill("the log of the printer")
    panel.locator('[name="wish-reason"]').fill("to see why it stops")
    panel.locator("[data-file-wish] button").click()
    return panel.locator(".transfer").first


def kept_by_the_server(product: Product, needle: bytes) -> list[str]:
    """The files of the server in which this is: databases, logs, blobs."""
    files = [path for path in product.data.rglob("*") if path.is_file()]
    return [path.name for path in files if needle in path.read_bytes()]


def test_a_file_is_offered_and_arrives_and_the_receipt_names_it(
    product: Product, invited: Meeting, end: End, tmp_path: Path
) -> None:
    page = invited.technician()
    panel = allowed(page, "files")
    row = offer(panel, "treiber für drucker.zip", LARGE)
    expect(row).to_have_attribute("data-state", "ok", timeout=30_000)
    assert (tmp_path / "chosen" / "treiber für drucker.zip").read_bytes() == LARGE
    assert not kept_by_the_server(product, LARGE[1000:1032])
    assert not kept_by_the_server(product, "treiber für drucker".encode()), "its name is kept sealed alone"
    refused = offer(panel, "con.txt", b"x")
    expect(refused).to_have_attribute("data-state", "failed", timeout=20_000)
    expect(refused).to_contain_text("belongs to the system")
    end.do(end.session.pause)
    end.do(end.session.resume)
    page.locator("[data-end]").click()
    expect(page.locator("[data-after] a")).to_be_visible()
    page.goto(f"{invited.url}/desk/sessions/{invited.stage['session']}/receipt")
    expect(page.locator("main")).to_contain_text("offered you the file “treiber für drucker.zip”")
    expect(page.locator("main")).to_contain_text("Reason: the driver that is missing")
    lines = page.locator(".timeline").inner_text()
    assert 0 < lines.index("You paused the session.") < lines.index("You let the session go on."), lines


@pytest.mark.parametrize(
    "disk", [pytest.param(False, id="in memory"), pytest.param(True, id="on the disk", marks=pytest.mark.long)]
)
def test_a_file_is_asked_for_and_comes_whole(invited: Meeting, end: End, disk: bool) -> None:
    page = invited.technician()
    page.add_init_script(ON_THE_DISK if disk else "delete window.showSaveFilePicker;")
    page.reload()
    panel = allowed(page, "files")
    if disk:
        row = wish(panel)
        row.locator("[data-save]").click(timeout=20_000)
        expect(row).to_have_attribute("data-state", "ok", timeout=30_000)
        assert bytes(page.evaluate(READ_BACK, "printer.log")) == LARGE
    else:
        with page.expect_download(timeout=30_000) as coming:
            row = wish(panel)
        expect(row).to_have_attribute("data-state", "ok")
        assert coming.value.suggested_filename == "printer.log"
        assert coming.value.path().read_bytes() == LARGE


@pytest.mark.long
def test_the_customer_says_no_and_stops_one(invited: Meeting, end: End, person: Says, tmp_path: Path) -> None:
    page = invited.technician()
    panel = allowed(page, "files")
    chosen, person.folder = person.folder, None
    expect(offer(panel, "a.zip", b"x")).to_have_attribute("data-state", "refused", timeout=20_000)
    person.folder = chosen
    end.do(end.session.pause)
    end.do(end.session.resume)
    row = offer(panel, "b.zip", LARGE * 10)
    expect(row).to_have_attribute("data-state", "going", timeout=20_000)
    end.do(lambda: end.session.stop_one(person.going[-1].identifier))
    expect(row).to_have_attribute("data-state", "failed", timeout=20_000)
    expect(row).to_contain_text("It was stopped.")
    assert not list((tmp_path / "chosen").iterdir())


def test_a_page_that_is_loaded_anew_goes_on_with_the_same_file(
    invited: Meeting, end: End, person: Says, tmp_path: Path
) -> None:
    source = tmp_path / "image.iso"
    source.write_bytes(LARGE * 10)
    page = invited.technician()
    panel = allowed(page, "files")
    # What is chosen from the disk has a time of its own, by which the page knows it again.
    panel.locator("details").nth(0).evaluate("one => { one.open = true; }")
    panel.locator('[name="file"]').set_input_files(source)
    panel.locator('[name="file-reason"]').fill("to repair")
    panel.locator("[data-file-offer] button").click()
    expect(panel.locator(".transfer progress")).to_have_js_property("hidden", False, timeout=20_000)
    for _ in range(400):
        if panel.locator("progress").evaluate("one => one.value") > 1_000_000:
            break
        page.wait_for_timeout(25)
    page.reload()
    panel = page.locator('[data-panel="files"]')
    expect(panel).to_be_visible(timeout=20_000)
    panel.locator("details").nth(0).evaluate("one => { one.open = true; }")
    panel.locator('[name="file"]').set_input_files(source)
    panel.locator('[name="file-reason"]').fill("to repair")
    panel.locator("[data-file-offer] button").click()
    expect(panel.locator(".transfer").first).to_have_attribute("data-state", "ok", timeout=60_000)
    assert (tmp_path / "chosen" / "image.iso").read_bytes() == LARGE * 10
    assert len(person.offers) == 1, "the yes to this file still stood"


def test_copied_text_goes_both_ways_and_onto_no_clipboard_by_itself(
    product: Product, invited: Meeting, end: End, paper: Paper, person: Says
) -> None:
    page = invited.technician()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=invited.url)
    page.evaluate("navigator.clipboard.writeText('mine')")
    panel = allowed(page, "clipboard")
    end.do(lambda: paper.copy("Fehler 0x80070005 <b>"))
    expect(panel.locator("[data-text]")).to_have_text("Fehler 0x80070005 <b>", timeout=20_000)
    assert page.evaluate("navigator.clipboard.readText()") == "mine"
    panel.locator("[data-clips] button").click()
    expect(panel.locator("[data-clip-status]")).to_have_text("It is on your clipboard.")
    assert page.evaluate("navigator.clipboard.readText()") == "Fehler 0x80070005 <b>"
    panel.locator("textarea").fill("sudo apt update")
    panel.locator("[data-clip-form] button").click()
    expect(panel.locator("[data-clip-status]")).to_have_text("It lies ready for the customer to paste.")
    for _ in range(100):
        if paper.written:
            break
        page.wait_for_timeout(50)
    assert paper.written == ["sudo apt update"]
    grant = next(one for one in end.session.end.permissions() if one.scope is Scope.CLIPBOARD)
    end.do(lambda: end.session.end.revoke(grant.identifier))
    end.do(end.session.flush)
    expect(panel).to_be_hidden(timeout=20_000)
    assert panel.locator("[data-text]").count() == 0
    assert not kept_by_the_server(product, b"0x80070005")


def test_a_browser_at_the_other_end_offers_neither_and_the_desk_says_so(meeting: Meeting) -> None:
    customer, _ = meeting.customer()
    page = meeting.technician()
    expect(page.locator("[data-phrase] li")).to_have_count(4, timeout=20_000)
    let_in(customer)
    read_on(customer)
    expect(page.locator('[data-ask="view"] button')).to_be_enabled(timeout=20_000)
    for scope in ("files", "clipboard"):
        expect(page.locator(f'[data-ask="{scope}"] button')).to_be_disabled()
        expect(page.locator(f'[data-panel="{scope}"]')).to_be_hidden()
    expect(page.locator("[data-ask-lacks]")).to_be_visible()
    expect(page.locator("[data-ask-lacks]")).to_contain_text("companion")
