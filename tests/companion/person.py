"""A person before the windows of the companion, in this very process: a real display, and a hand on its mouse.

Qt has one application a process, so a display is made once for all tests of a worker and goes with it.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from Xlib import X
from Xlib.ext import xtest

from aboveboard.companion.ui.look import application
from aboveboard.companion.words.texts import speak
from tests.companion.devices import Devices
from tests.companion.stage import stages

KEYS = {"tab": 23, "space": 65, "enter": 36, "escape": 9, "pause": 127}
"""Keycodes of a keyboard as evdev numbers them."""


@dataclass
class Person:
    """``hand`` moves the display's own devices, ``xtest`` fakes input as a program would."""

    application: QApplication
    display: str
    hand: Devices

    def wait(self, true: Callable[[], object], seconds: float = 30.0) -> None:
        """Let the windows work until it is so."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "it did not come"
            QTest.qWait(10)

    def rest(self, seconds: float) -> None:
        """Let the windows work for a while."""
        QTest.qWait(round(seconds * 1000))

    def point(self, widget: QWidget) -> None:
        """The pointer goes to the middle of a widget."""
        place = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
        self.hand.move(place.x(), place.y())
        self.rest(0.05)

    def click(self, widget: QWidget) -> None:
        """With the mouse of this computer."""
        self.point(widget)
        self.hand.click()
        self.rest(0.15)

    def fake_click(self, widget: QWidget) -> None:
        """As a program clicks, by XTEST."""
        self.point(widget)
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self.hand.display, kind, 1)
        self.hand.display.sync()
        self.rest(0.3)

    def strike(self, key: str) -> None:
        """A key of the keyboard of this computer."""
        self.hand.strike(KEYS[key])
        self.rest(0.1)

    def fake_strike(self, key: str) -> None:
        """As a program presses a key."""
        for kind in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self.hand.display, kind, KEYS[key])
        self.hand.display.sync()
        self.rest(0.3)

    def windows(self, kind: type[QWidget]) -> list[Any]:
        """The windows of a kind that are shown."""
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def button(inside: QWidget, words: str) -> QPushButton:
    """The button with these words."""
    for one in inside.findChildren(QPushButton):
        if one.isVisible() and words in (one.accessibleName(), one.text().strip()):
            return one
    raise AssertionError(f"there is no button {words!r}: {[one.text() for one in inside.findChildren(QPushButton)]}")


@pytest.fixture(scope="session")
def windows_display() -> Iterator[tuple[str, QApplication]]:
    before = {name: os.environ.get(name) for name in ("DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")}
    with ExitStack() as closing:
        stage = closing.enter_context(stages((1366, 900)))
        os.environ |= {"DISPLAY": stage.name, "QT_QPA_PLATFORM": "xcb"}
        manager = subprocess.Popen(
            ["openbox"], env={**os.environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        closing.callback(manager.wait)
        closing.callback(manager.terminate)
        program = stage.program()
        end = time.monotonic() + 10
        while not program.do("managed"):
            assert time.monotonic() < end, "the window manager did not come"
            time.sleep(0.02)
        made = application(language="en", theme="light")
        yield stage.name, made
        for window in QApplication.topLevelWidgets():
            window.deleteLater()
        made.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        # Before its display goes, or Qt takes this process with it.
        made.shutdown()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@pytest.fixture
def person(windows_display: tuple[str, QApplication], monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    name, made = windows_display
    monkeypatch.setenv("DISPLAY", name)
    speak("en")
    hand = Devices(name)
    yield Person(made, name, hand)
    hand.close()
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    made.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.qWait(20)
