"""The measured systems: each shows a display of its own on a page in headless Chromium, through a counted line.

All three get the same: a display of 1920 by 1080, a browser of their own, a window of 1920 by 1200, loopback.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, ViewportSize

from bench.screen_pages import SIZE
from bench.screen_probe import Probe
from bench.screen_process import family
from tests.browser.conftest import Meeting, set_stage, wait_for_picture
from tests.product import Product, free_port, products

ROOT = Path(__file__).resolve().parent.parent
NOVNC = Path("/usr/share/novnc")
WINDOW: ViewportSize = {"width": 1920, "height": 1200}
WAIT_S = 15


class Helper:
    """A process that answers each line of JSON with one."""

    def __init__(self, *module: str) -> None:
        self.module = module
        self.process = subprocess.Popen(
            [sys.executable, "-m", *module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, do: str = "", **more: Any) -> Any:
        """What it answers; its next line where nothing is asked."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if do:
            self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self.module)} ended")
        return json.loads(line)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@dataclass
class System:
    """One way to see a screen, up and running."""

    name: str
    display: str
    page: Page
    probe: Probe
    stage: Helper
    line: Helper
    capture: int
    """The process whose CPU time is the price of capturing, with all that it started."""
    others: dict[str, int] = field(default_factory=dict)
    """What else works for it, by name: processes that are told of but not judged."""
    customers_line: Helper | None = None
    """The line between what captures and the server, where there is one to be counted and shaped."""

    def logs(self) -> list[list[tuple[float, int]]]:
        """When bytes passed since the last call: from the customer (where that can be said), to the viewer."""
        logs = [] if self.customers_line is None else [self.customers_line.ask("log")["up"]]
        return [[(when, size) for when, size in log] for log in [*logs, self.line.ask("log")["down"]]]


def missing(name: str) -> list[str]:
    """Debian packages that a system needs and that are not here."""
    needs = {
        "aboveboard": {"chromium": "chromium", "Xvfb": "xvfb"},
        "x11vnc": {"chromium": "chromium", "Xvfb": "xvfb", "x11vnc": "x11vnc", "websockify": "websockify"},
        "tigervnc": {"chromium": "chromium", "Xtigervnc": "tigervnc-standalone-server", "websockify": "websockify"},
    }[name]
    absent = [package for program, package in needs.items() if shutil.which(program) is None]
    if name != "aboveboard" and not (NOVNC / "vnc_lite.html").exists():
        absent.append("novnc")
    return absent


@contextlib.contextmanager
def running(*command: str, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is ended at the end of the block."""
    silence = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=silence, stdout=silence, stderr=silence, **more)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def displays(*command: str) -> Iterator[tuple[str, int]]:
    """An X server on a free number: its name and process."""
    read, write = os.pipe()
    options = ["-displayfd", str(write), "-nolisten", "tcp", "-noreset"]
    with os.fdopen(read) as pipe, running(*command, *options, pass_fds=(write,)) as server:
        os.close(write)
        number = pipe.readline().strip()
        if not number:
            raise RuntimeError(f"{command[0]} did not start")
        yield f":{number}", server.pid


def xvfb() -> contextlib.AbstractContextManager[tuple[str, int]]:
    return displays("Xvfb", "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24")


@contextlib.contextmanager
def helpers(*module: str) -> Iterator[Helper]:
    helper = Helper(*module)
    try:
        yield helper
    finally:
        helper.close()


@contextlib.contextmanager
def browsers(playwright: Playwright, rules: str = "") -> Iterator[tuple[Browser, int]]:
    """A browser of its own, and its process."""
    path = shutil.which("chromium")
    before = family(os.getpid())
    flags = ["--no-sandbox", *([f"--host-resolver-rules={rules}"] if rules else [])]
    browser = playwright.chromium.launch(executable_path=path, args=flags)
    mine = family(os.getpid()) - before
    try:
        yield browser, min((one for one in mine if "chromium" in _program(one)), default=0)
    finally:
        browser.close()


def _program(process: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().partition(b"\0")[0].decode()
    return ""


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something that will be so soon."""
    end = time.monotonic() + WAIT_S
    while not true():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come")
        time.sleep(0.05)


# Ours: the companion on the display, the product's server, the technician's page.


class Customer:
    """The companion as a program, whose person says yes to everything."""

    def __init__(self, product: Product, code: str, display: str, address: str = "") -> None:
        program = [sys.executable, "-m", "aboveboard.command", "companion"]
        told = subprocess.run([*program, "--help"], capture_output=True, text=True, check=True).stdout
        lines = ["--json"] if "--json" in told else []
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ABOVEBOARD_")}
        environment.pop("WAYLAND_DISPLAY", None)
        self.said: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            [*program, *lines, address or product.url, code, "--terms", ""],
            env={**environment, "DISPLAY": display},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._agree, daemon=True).start()

    def _agree(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            for line in self.process.stdout:
                self.said.append(json.loads(line))
                if self.said[-1]["event"] in {"admit", "step", "allow", "part"}:
                    self.process.stdin.write('{"do": "answer", "yes": true}\n')
                    self.process.stdin.flush()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def customers(product: Product, code: str, display: str, address: str = "") -> Iterator[Customer]:
    customer = Customer(product, code, display, address)
    try:
        yield customer
    finally:
        customer.close()


@contextlib.contextmanager
def aboveboard(playwright: Playwright, folder: Path) -> Iterator[System]:
    with contextlib.ExitStack() as on:
        product = on.enter_context(products(folder))()
        port = product.url.rpartition(":")[2]
        line = on.enter_context(helpers("bench.screen_line", f"127.0.0.1:{port}"))
        near = on.enter_context(helpers("bench.screen_line", f"127.0.0.1:{port}"))
        counted, customers_port = line.ask()["port"], near.ask()["port"]
        display, _ = on.enter_context(xvfb())
        stage = on.enter_context(helpers("bench.screen_stage", display))
        # The page keeps its address, and its bytes go through the line all the same.
        rules = f"MAP 127.0.0.1:{port} 127.0.0.1:{counted}"
        browser, viewer = on.enter_context(browsers(playwright, rules))
        scene = set_stage(product, "invite")
        meeting = Meeting(product.url, scene, lambda: browser.new_context(viewport=WINDOW))
        address = f"http://127.0.0.1:{customers_port}"
        customer = on.enter_context(customers(product, scene["code"], display, address))
        page = meeting.technician()
        asking = page.locator('[data-ask="view"] button')
        asking.wait_for()
        until(asking.is_enabled, "the customer")
        asking.click()
        wait_for_picture(page)
        others = {"server": product.process.pid, "viewer": viewer}
        probe = Probe(page, "[data-picture]")
        yield System("aboveboard", display, page, probe, stage, line, customer.process.pid, others, near)


# The others: a VNC server, websockify, noVNC.


def _novnc(
    playwright: Playwright, on: contextlib.ExitStack, name: str, display: str, port: int, capture: int
) -> Iterator[System]:
    web = free_port()
    gate = on.enter_context(running("websockify", "--web", str(NOVNC), f"127.0.0.1:{web}", f"127.0.0.1:{port}"))
    line = on.enter_context(helpers("bench.screen_line", f"127.0.0.1:{web}"))
    counted = line.ask()["port"]
    stage = on.enter_context(helpers("bench.screen_stage", display))
    browser, viewer = on.enter_context(browsers(playwright))
    page = browser.new_context(viewport=WINDOW).new_page()
    time.sleep(1)
    page.goto(f"http://127.0.0.1:{counted}/vnc_lite.html")
    page.wait_for_function("document.getElementById('status').textContent.startsWith('Connected')")
    page.wait_for_function(f"document.querySelector('#screen canvas').width === {SIZE[0]}")
    others = {"server": gate.pid, "viewer": viewer}
    yield System(name, display, page, Probe(page, "#screen canvas"), stage, line, capture, others)


@contextlib.contextmanager
def x11vnc(playwright: Playwright, _: Path) -> Iterator[System]:
    with contextlib.ExitStack() as on:
        display, _server = on.enter_context(xvfb())
        port = free_port()
        options = ["-localhost", "-forever", "-shared", "-nopw", "-quiet", "-rfbport", str(port)]
        server = on.enter_context(running("x11vnc", "-display", display, *options))
        time.sleep(1)
        yield from _novnc(playwright, on, "x11vnc", display, port, server.pid)


@contextlib.contextmanager
def tigervnc(playwright: Playwright, _: Path) -> Iterator[System]:
    with contextlib.ExitStack() as on:
        port = free_port()
        options = ["-geometry", f"{SIZE[0]}x{SIZE[1]}", "-depth", "24", "-SecurityTypes", "None"]
        display, server = on.enter_context(displays("Xtigervnc", *options, "-localhost", "-rfbport", str(port)))
        yield from _novnc(playwright, on, "tigervnc", display, port, server)


SYSTEMS = {"aboveboard": aboveboard, "x11vnc": x11vnc, "tigervnc": tigervnc}
