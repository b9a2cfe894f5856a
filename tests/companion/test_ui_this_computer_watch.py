"""The watch on the page about this computer: nothing before a yes, and all of it turned off in the same place."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from aboveboard.companion.host.x11_real import X11RealInput
from aboveboard.companion.ui.deliberate import ARM_S, DeliberateButton
from aboveboard.companion.ui.main_window import MainWindow
from aboveboard.companion.ui.this_computer import ThisComputerPage
from aboveboard.companion.ui.this_computer_keeping import Keeping
from aboveboard.companion.ui.this_computer_watch import WatchSection
from aboveboard.companion.words.texts import speak
from aboveboard.diagnostics.account import account
from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.watch.folder import held
from aboveboard.diagnostics.watch.inbox import DAY, Inbox, observe
from aboveboard.diagnostics.watch.orders import planned, state, turn_off
from aboveboard.diagnostics.watch.screens import NoScreen
from aboveboard.diagnostics.watch.starting import DOES_NOT_LAST, Start, start
from aboveboard.diagnostics.watch.starts import begin, set_up
from aboveboard.diagnostics.watch.store import RUNNING, Kept, Store
from tests.companion.person import Person
from tests.companion.stage import needs_desktop
from tests.diagnostics.made_up import WELL, examination

pytestmark = needs_desktop
FULL = Outcome("disk.system-full", "problem", "warn", "system", since=1_700_000_000)
SMALL = Outcome("memory.small", "problem", "info")


class Round:
    """A window with the page and its part about the watch, of a person who has a home of their own."""

    def __init__(self, person: Person, home: Path) -> None:
        self.person, self.home = person, home
        self.store = Store(home / ".local" / "state" / "aboveboard" / "watch", None)
        self.begun: list[Start] = []
        self.window = MainWindow(lambda: True)
        self.begins: Callable[[Start], object] = self.begun.append

    def open(self, real: X11RealInput | None = None) -> WatchSection:
        page = ThisComputerPage(real=real.pressed if real is not None else None)
        self.keeping = Keeping(self.store, self.begins)
        self.section = WatchSection(page, self.keeping, shipped())
        page.show_account(account(examination(WELL), shipped()), self.section)
        self.window.turn(page)
        self.window.show()
        self.person.wait(lambda: len(self.section.findChildren(QLabel)) > 1)
        self.window._area.ensureWidgetVisible(self.section, 0, 400)
        self.person.rest(0.1)
        return self.section

    def way(self, name: str) -> QPushButton:
        """A button by its name, once it can be pressed."""
        found: list[QPushButton] = []

        def there() -> bool:
            found[:] = [one for one in self.section.findChildren(QPushButton, name) if one.isVisible()]
            return bool(found) and found[-1].isEnabled()

        self.person.wait(there)
        self.window._area.ensureWidgetVisible(found[-1])
        self.person.rest(0.05)
        return found[-1]

    def press(self, name: str) -> None:
        """With the mouse of this computer, once the button has stood there for long enough to be meant."""
        one = self.way(name)
        self.person.rest(ARM_S + 0.1)
        self.person.click(one)

    def meant(self, name: str) -> None:
        """As if it was pressed on purpose."""
        one = self.way(name)
        assert isinstance(one, DeliberateButton)
        one.chosen.emit()

    def says(self, words: str) -> None:
        self.person.wait(lambda: words in self.said())

    def said(self) -> str:
        return "\n".join(one.text() for one in self.section.findChildren(QLabel) if one.isVisible())

    def written(self) -> list[str]:
        return sorted(name for _folder, _folders, names in os.walk(self.home) for name in names)

    def noticed(self, *outcomes: Outcome) -> None:
        now = time.time()
        inbox = observe(Inbox(), outcomes, {one.rule for one in outcomes}, now)
        self.store.keep(Kept(looked=int(now), inbox=inbox), lasting=True)


@pytest.fixture
def round_(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    made = Round(person, tmp_path)
    yield made
    made.window.close()
    list(turn_off(made.store, NoScreen, "en"))


@pytest.fixture
def real(person: Person) -> Iterator[X11RealInput]:
    listening = X11RealInput(person.display)
    yield listening
    listening.close()


def test_it_asks_with_two_equal_buttons_and_says_what_it_does_keeps_and_never_does(round_: Round) -> None:
    section = round_.open()
    for words in ("each minute", "~/.local/state/aboveboard/watch", "It sends nothing", "~/.config/autostart"):
        assert words in round_.said()
    yes, no = round_.way("yes"), round_.way("no")
    assert yes.size() == no.size()
    assert yes.property("kind") == no.property("kind") or not (yes.property("kind") or no.property("kind"))
    assert not yes.hasFocus()
    assert not no.hasFocus()
    assert not yes.isDefault()
    assert section.isVisible()
    assert round_.written() == []


def test_the_keyboard_reaches_it_where_it_stands(round_: Round) -> None:
    set_up(planned())
    round_.noticed(FULL, SMALL)
    section = round_.open()
    (asks,) = (one for one in section._page.findChildren(QPushButton) if one.text() == "Ask for help")
    asks.setFocus()
    heights = [asks.mapTo(section._page, asks.rect().topLeft()).y()]
    reached = []
    while not reached or reached[-1].objectName() != "again":
        round_.person.strike("tab")
        reached.append(round_.person.application.focusWidget())
        heights.append(reached[-1].mapTo(section._page, reached[-1].rect().topLeft()).y())
    assert heights == sorted(heights)
    assert {"more", "off", "7 memory.small"} <= {one.objectName() for one in reached}


def test_a_no_writes_nothing_and_is_not_asked_again(round_: Round) -> None:
    round_.open()
    round_.way("no").click()
    round_.says("Nobody keeps an eye on this computer.")
    assert (round_.written(), round_.begun) == ([], [])
    round_.way("ask").click()
    assert round_.way("yes").isVisible()


def test_only_a_press_of_this_computers_own_mouse_is_a_yes(round_: Round, real: X11RealInput) -> None:
    round_.open(real)
    yes = round_.way("yes")
    round_.person.rest(ARM_S + 0.1)
    round_.person.fake_click(yes)
    assert (round_.written(), round_.begun) == ([], [])
    while not round_.begun:  # on a busy machine the page may move under a press, which then counts for nothing
        round_.press("yes")
        round_.person.rest(1)
    assert round_.written() == ["aboveboard-watch.desktop"]
    assert round_.begun[0].command[-3:] == ("--tray", "--language", "en")


def test_a_yes_starts_the_watch_and_off_ends_it_and_forgets(round_: Round) -> None:
    round_.begins = begin
    round_.open()
    round_.keeping.agree(round_.keeping.plan())
    round_.says("An eye is kept on this computer")
    running = state(round_.store, time.time())
    assert running.runs
    assert running.started_by
    round_.person.wait(lambda: state(round_.store, time.time()).kept.looked)
    round_.way("off").click()
    round_.way("off-forget").click()
    assert round_.way("yes").isVisible()
    assert "still kept" not in round_.said()
    assert not [name for name in round_.written() if not name.endswith(".lock")]


def test_what_is_kept_after_off_is_said_and_can_go(round_: Round) -> None:
    round_.noticed(FULL)
    set_up(planned())
    round_.open()
    round_.way("off").click()
    assert round_.way("off-keep").size() == round_.way("off-forget").size()
    round_.way("off-keep").click()
    round_.says("still kept")
    assert "watch.json" in round_.written()
    round_.way("forget").click()
    round_.person.wait(lambda: "watch.json" not in round_.written())
    round_.person.wait(lambda: "still kept" not in round_.said())


def test_what_is_set_up_begins_when_the_person_says_so(round_: Round) -> None:
    set_up(planned())
    round_.open()
    assert "It begins when you sign in next." in round_.said()
    assert round_.begun == []
    round_.meant("more")
    round_.person.wait(lambda: round_.begun)


def test_one_that_runs_is_set_up_only_by_another_press(round_: Round) -> None:
    with held(round_.store.lasting / RUNNING):
        round_.open()
        assert "It ends when you sign out." in round_.said()
        assert "aboveboard-watch.desktop" not in round_.written()
        round_.meant("more")
        round_.says("It starts each time you sign in.")
        assert round_.begun == [], "it runs already"


@pytest.mark.long
def test_another_copy_is_replaced_by_this_one_when_the_person_says_so(round_: Round) -> None:
    set_up(start("autostart", ["/opt/old/companion", "watch", "run"]))
    round_.open()
    assert "another copy" in round_.said()
    round_.meant("more")
    round_.person.wait(lambda: round_.begun)
    assert round_.begun[0].path.read_bytes() == round_.begun[0].content
    round_.person.wait(lambda: "another copy" not in round_.said())


def test_a_finding_is_put_off_and_that_is_taken_back(round_: Round) -> None:
    round_.noticed(FULL, SMALL)
    set_up(planned())
    round_.open()
    assert "The disk that the system is on is almost full" in round_.said()
    assert "Since 14 November 2023" in round_.said()
    assert round_.said().count("Since ") == 1, "of the other nobody knows since when, only when it was noticed"
    assert round_.said().count("Noticed ") == 2
    round_.way("7 disk.system-full system").click()
    round_.says("Put off until")
    (snooze,) = state(round_.store, time.time()).put_off
    assert snooze.what == "disk.system-full system"
    assert 6.9 * DAY < snooze.until - time.time() <= 7 * DAY
    round_.way("1 memory.small").click()
    round_.way("back memory.small")
    round_.way("back disk.system-full system").click()
    round_.way("1 disk.system-full system")
    assert [one.what for one in state(round_.store, time.time()).put_off] == ["memory.small"]


def test_where_it_cannot_be_set_up_the_reason_stands_in_place_of_the_question(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_more: str) -> Start:
        raise ValueError(DOES_NOT_LAST)

    monkeypatch.setattr("aboveboard.companion.ui.this_computer_keeping.planned", cannot)
    speak("de")
    try:
        round_.open()
    finally:
        speak("en")
    assert "der früher oder später geleert wird" in round_.said()
    assert not round_.section.findChildren(QPushButton, "yes")


def test_rules_of_ones_own_that_do_not_load_set_nothing_up(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = round_.home / "rules.toml"
    rules.write_text("[")
    monkeypatch.setenv("ABOVEBOARD_RULES", str(rules))
    round_.open()
    assert "rules.toml" in round_.said()
    assert not round_.section.findChildren(QPushButton, "yes")


def test_what_could_not_be_written_is_said_and_nothing_is_begun(round_: Round) -> None:
    (round_.home / ".config").write_text("in the way")
    round_.open()
    round_.keeping.agree(round_.keeping.plan())
    round_.says("That did not work")
    assert ".config" in round_.said()
    assert round_.begun == []
