"""The state of the customer's computer on the technician's page: what was left in, live numbers, and nothing after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from aboveboard.wire.payloads import Pause
from aboveboard.wire.remote import DiagnoseWish, Values
from aboveboard.wire.types import FrameType, Scope
from tests.browser.conftest import Meeting, set_stage
from tests.browser.far_end import FarEnd, far_end
from tests.browser.test_pages import findings
from tests.product import Product

pytestmark = pytest.mark.browser
F = FrameType
FULL = ComputerFinding(
    "disk.system-full", "critical", "system", 1_790_000_000, {"used_share": 0.97, "free": 3.1e9}, {"used_share": 0.97}
)
OWN = ComputerFinding("operators.own-rule", "info", "data-2", 0, {"some_number": 3.5})
REPORT = ComputerReport(
    taken_at=1_790_000_100,
    facts=ComputerFacts(os="Debian <b>12</b>", cpu="Some CPU", memory=2**34, kind="laptop", graphics=("Some GPU",)),
    findings=(FULL, OWN),
    fine=40,
    unknown=2,
)


@pytest.fixture
def meeting(product: Product, contexts: Callable[[], BrowserContext]) -> Iterator[Meeting]:
    met = Meeting(product.url, set_stage(product, "invite"), contexts)
    yield met
    assert met.problems == []


@pytest.fixture
def customer(meeting: Meeting) -> Iterator[FarEnd]:
    with far_end(meeting.url, meeting.stage["code"], Scope.VIEW, Scope.DIAGNOSTICS) as end:
        yield end


def test_what_was_shared_is_on_the_page_while_it_is_allowed_and_no_longer(meeting: Meeting, customer: FarEnd) -> None:
    page = meeting.technician()
    ask, panel = page.locator('[data-ask="diagnostics"] button'), page.locator('[data-panel="computer"]')
    expect(ask).to_be_enabled(timeout=20_000)
    expect(panel).to_be_hidden()
    page.locator("#reason").fill("It is slow, you say.")
    ask.click()
    customer.wait(lambda: bool(customer.of(F.ASK)), "the ask")
    customer.grant(Scope.DIAGNOSTICS)
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("may strike out lines")
    strip, stage = page.locator("[data-strip-scopes]"), page.locator("[data-viewer]")
    expect(strip).to_contain_text("may see how the computer is, after a look at the list")
    expect(stage).to_contain_text("Nothing of it is here yet.")
    expect(stage.locator('[data-panel="computer"]')).to_be_in_viewport(ratio=0.5)

    customer.send(F.COMPUTER, REPORT)
    expect(strip).to_have_text(re.compile(r"^\s*Ana \w+ sees how the computer is\s*$"))
    expect(stage).to_contain_text("tells you how the computer is, and does not show you the screen")
    expect(stage).not_to_contain_text("Nothing is shared with you")
    expect(panel.locator(".found__one")).to_have_count(2)
    disk = panel.locator(".found__one").first
    expect(disk).to_contain_text("Urgent")
    expect(disk).to_contain_text("The disk that the system is on is almost full")
    disk.locator("summary").click()
    expect(disk).to_contain_text("97 % used, 3.1 GB free; limit 97 %; since")
    expect(disk).to_contain_text("Empty the trash")
    expect(disk.locator("code")).to_have_text("df -h /")
    expect(panel.locator(".found__one").last).to_contain_text("operators.own-rule")
    expect(panel).to_contain_text("40 fine, 2 not possible")
    panel.get_by_text("About this computer").click()
    expect(panel.locator(".pairs")).to_contain_text("Debian <b>12</b>")

    customer.send(F.VALUES, Values({"cpu": 0.42, "disk": 0.97, "heat": 61.4}))
    live = panel.locator("[data-computer-live]")
    expect(live.locator('[data-live="cpu"]')).to_contain_text("42 %")
    expect(live.locator('[data-live="heat"]')).to_contain_text("61 °C")
    expect(live.locator('[data-live="battery"]')).to_be_hidden()
    assert findings(page) == []

    # Nobody sees a picture go dark here, and the numbers stand still at a slow line too.
    customer.send(F.PAUSE, Pause(paused=True))
    expect(stage).to_contain_text("has paused")
    expect(stage.locator('[data-panel="computer"]')).to_be_visible()
    customer.send(F.PAUSE, Pause(paused=False))
    expect(stage).to_contain_text("tells you how the computer is, and does not show you the screen")

    mended = ComputerFinding("disk.system-full", "critical", "system", 0, {"used_share": 0.61, "free": 39e9})
    customer.send(F.COMPUTER, ComputerReport(taken_at=0, findings=(OWN,), mended=(mended,)))
    expect(panel).to_contain_text("97 % used, 3.1 GB free → 61 % used, 39 GB free")

    panel.get_by_role("button", name="Ask for a fresh look").click()
    assert not customer.of(F.DIAGNOSE_WISH), "a wish without a reason was sent"
    panel.get_by_label("Why look again?").fill("to see whether it holds")
    panel.get_by_role("button", name="Ask for a fresh look").click()
    customer.wait(lambda: customer.of(F.DIAGNOSE_WISH) == [DiagnoseWish("to see whether it holds")], "the wish")

    panel.get_by_label("Why look again?").fill("Half a")
    customer.grant(Scope.VIEW)
    expect(page.locator('aside [data-panel="computer"]')).to_be_visible()
    expect(page.locator("[data-scroller]")).to_be_visible()
    expect(panel.get_by_label("Why look again?")).to_be_focused()
    expect(panel.get_by_label("Why look again?")).to_have_value("Half a")

    customer.revoke(Scope.DIAGNOSTICS)
    expect(panel).to_be_hidden()
    left = panel.evaluate("element => element.textContent")
    assert "97 %" not in left
    assert "Debian" not in left
    customer.send(F.COMPUTER, REPORT)
    customer.send(F.VALUES, Values({"cpu": 0.99}))
    customer.wait(lambda: any(one.code == "no_grant" for one in customer.of(F.NOTE)), "the refusal")
    expect(panel).to_be_hidden()
    assert "Debian" not in panel.evaluate("element => element.textContent")
