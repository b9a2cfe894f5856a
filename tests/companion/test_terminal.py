"""The terminal asks the same questions, offers no control, and takes nothing but the whole word for a yes."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.types import Scope
from tests.companion.meeting import invite
from tests.product import Product

pytestmark = pytest.mark.slow


class Terminal:
    """The program, and a person who reads what it prints and types lines."""

    def __init__(self, *words: str) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
        environment.pop("DISPLAY", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "aboveboard.command", "companion", "--terminal", "--language", "en", *words],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.text = ""
        self._read = 0

    def until(self, words: str, seconds: float = 20.0) -> str:
        """Everything up to these words, of what was not read yet."""
        assert self.process.stdout is not None
        end = time.monotonic() + seconds
        while words not in self.text[self._read :]:
            assert time.monotonic() < end, f"no {words!r} in {self.text[self._read :]!r}"
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                more = os.read(self.process.stdout.fileno(), 65536).decode()
                assert more or words in self.text[self._read :], f"it ended: {self.text!r}"
                self.text += more
        at = self.text.index(words, self._read) + len(words)
        part, self._read = self.text[self._read : at], at
        return part

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def begun(product: Product) -> Iterator[tuple[Terminal, Viewer]]:
    code, session, ticket = invite(product)
    terminal = Terminal(product.url, code)
    terminal.until("Waiting for your technician")
    viewer = Viewer(product.url, "/wire", session, ticket)
    yield terminal, viewer
    viewer.close()
    terminal.close()


def open_session(terminal: Terminal, viewer: Viewer) -> None:
    card = terminal.until("may they come in?")
    viewer.wait(lambda: viewer.phrase, "the phrase")
    for word in viewer.phrase or ():
        assert word in card
    terminal.type("yes")
    for _question in range(3):
        terminal.until("Type 1 or 2.")
        terminal.type("1")
    terminal.until("press Enter")
    terminal.type("stop")
    terminal.until("It works.")
    terminal.until("private things away?")
    terminal.type("yes")
    viewer.wait(lambda: viewer.phase == "open", "the session to open")


def test_a_session_in_a_terminal(begun: tuple[Terminal, Viewer]) -> None:
    terminal, viewer = begun
    open_session(terminal, viewer)
    viewer.ask(Scope.VIEW, "to see it")
    asked = terminal.until("see your screen?")
    assert "“to see it”" in asked
    terminal.type("")
    terminal.until("No.")
    assert not viewer.has(Scope.VIEW)
    viewer.ask(Scope.VIEW, "please")
    terminal.until("see your screen?")
    terminal.type("y")
    terminal.until("Type yes or no in full.")
    terminal.until("see your screen?")
    assert not viewer.has(Scope.VIEW)
    terminal.type("yes")
    viewer.wait(lambda: viewer.pictures >= 1, "pictures")
    # What is not offered cannot even be asked for: nothing is printed, nothing granted.
    viewer.ask(Scope.CONTROL, "to type into your terminal")
    terminal.type("pause")
    printed = terminal.until("stop, pause, go")
    assert "mouse and keyboard" not in printed
    assert not viewer.has(Scope.CONTROL)
    terminal.type("back 1")
    viewer.wait(lambda: not viewer.has(Scope.VIEW), "the end of the grant")
    terminal.type("stop")
    terminal.until("The session has ended")
    viewer.wait(lambda: viewer.ended, "the end")


@pytest.mark.long
def test_a_bad_answer_of_the_scam_check_ends_it(begun: tuple[Terminal, Viewer]) -> None:
    terminal, viewer = begun
    terminal.until("may they come in?")
    terminal.type("yes")
    terminal.until("Type 1 or 2.")
    terminal.type("2")
    terminal.until("This may be a swindle")
    viewer.wait(lambda: viewer.ended, "the end")
