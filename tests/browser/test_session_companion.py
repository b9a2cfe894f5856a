"""The technician's page with the other kind of customer's end: the companion, a program, sends the picture."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Meeting, picture, set_stage, wait_for_picture
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.alone]


@pytest.fixture
def invited(product: Product, contexts: Callable[[], BrowserContext]) -> Meeting:
    return Meeting(product.url, set_stage(product, "invite"), contexts)


@pytest.fixture
def companion(invited: Meeting, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The companion on a screen that it draws itself, with a customer who says yes to everything."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    terms = ["--terms", "", "--keep", str(tmp_path)]
    program = [
        sys.executable,
        "-m",
        "aboveboard.command",
        "companion",
        "--json",
        invited.url,
        invited.stage["code"],
        *terms,
    ]
    running = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def agree() -> None:
        assert running.stdout is not None
        assert running.stdin is not None
        for line in running.stdout:
            said: dict[str, Any] = json.loads(line)
            if said["event"] in ("admit", "step", "allow"):
                running.stdin.write('{"do": "answer", "yes": true}\n')
                running.stdin.flush()

    agreeing = threading.Thread(target=agree, daemon=True)
    agreeing.start()
    with running:
        yield running
        running.kill()
        agreeing.join(5)


def _difference(technician: Page, kept: Path) -> float:
    """How far what the page shows is from what the companion captured as that very picture, 0…255; 255: no pair yet."""
    page = technician.locator("[data-session]")
    before = page.get_attribute("data-painted")
    seen = picture(technician).image
    captured = kept / f"{before}.npy"
    if before != page.get_attribute("data-painted") or not captured.exists():
        return 255.0
    pixels = np.load(captured)
    shown = Image.fromarray(np.ascontiguousarray(pixels[..., 2::-1])).convert("RGB").resize(seen.size)
    return float(np.abs(np.asarray(shown, dtype=float) - np.asarray(seen, dtype=float)).mean())


def test_the_page_shows_what_the_companion_captured(
    invited: Meeting, companion: subprocess.Popen[str], tmp_path: Path
) -> None:
    technician = invited.technician()
    asking = technician.locator('[data-ask="view"] button')
    expect(asking).to_be_enabled(timeout=20_000)
    asking.click()
    wait_for_picture(technician)
    differences = []
    for _ in range(20):
        technician.wait_for_timeout(250)
        differences.append(_difference(technician, tmp_path))
        if differences[-1] < 12:
            break
    assert min(differences) < 12, differences
    technician.locator("[data-end]").click()
    expect(technician.locator("[data-after] a")).to_be_visible()
