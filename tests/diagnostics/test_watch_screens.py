"""Notifications on a real private bus, with a service that records what it is asked."""

import html
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.watch.inbox import Entry, Inbox, observe
from aboveboard.diagnostics.watch.screen_bus import BusScreen
from aboveboard.diagnostics.watch.screen_desktop import DesktopScreen
from aboveboard.diagnostics.watch.screens import LATER, LINE, NoScreen, Notice, notice_of, session_bus
from tests.diagnostics.watching import Desktop
from tests.diagnostics.watching import session_bus as private_bus

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon on this machine")
NOTICE = Notice("The disk is full: <b>&/", "97 % used\nEmpty the <trash>.", critical=False, later="Remind me in a week")


@pytest.fixture
def screen(bus: str) -> Iterator[BusScreen]:
    one = BusScreen(bus)
    yield one
    one.close()


def until(true: Callable[[], object], step: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        step()


def test_a_notification_is_shown_with_a_button_and_taken_back(desktop: Desktop, screen: BusScreen) -> None:
    assert screen.ready()
    handle = screen.show(NOTICE)
    (told,) = desktop.service.notified
    assert told[0] == "Aboveboard"
    assert told[1] == NOTICE.title
    assert told[2] == html.escape(NOTICE.body, quote=False), "a body may be read as markup"
    assert told[3] == [LATER, "Remind me in a week"]
    assert told[4]["urgency"] == 1
    assert screen.show(replace_critical()) != handle
    assert desktop.service.notified[1][4]["urgency"] == 2
    assert screen.take_back(handle)
    assert desktop.service.closed == [1]


def replace_critical() -> Notice:
    return Notice(NOTICE.title, NOTICE.body, critical=True, later=NOTICE.later)


def test_a_desktop_without_markup_and_buttons_gets_plain_text(desktop: Desktop, screen: BusScreen) -> None:
    desktop.service.capabilities = ["body"]
    assert screen.show(NOTICE)
    assert desktop.service.notified[0][2:4] == (NOTICE.body, [])


@pytest.mark.parametrize(
    "answers",
    [
        {"GetCapabilities": ("i", [5])},
        {"GetCapabilities": ("", [])},
        {"GetCapabilities": ("asas", [["body"], ["actions"]])},
        {"Notify": ("", [])},
        {"Notify": ("s", ["1"])},
        {"Notify": ("a{sv}", [{}])},
    ],
)
def test_a_service_that_answers_anything_harms_nothing(bus: str, answers: dict[str, tuple[str, list[object]]]) -> None:
    rude = Desktop(bus)
    rude.answers = answers
    screen = BusScreen(bus)
    assert screen.ready()
    assert screen.show(NOTICE) == ""
    assert not screen.ready(), "it is left alone for a while"
    screen.close()
    rude.leave()


def test_a_press_is_heard_and_ends_the_wait(desktop: Desktop, screen: BusScreen) -> None:
    handle = screen.show(NOTICE)
    desktop.press(1, LATER)
    screen.wait(10)
    until(lambda: screen.pressed() == [(handle, LATER)], lambda: screen.wait(0.1))


def test_another_program_cannot_press_our_button(desktop: Desktop, screen: BusScreen) -> None:
    handle = screen.show(NOTICE)
    desktop.stranger_presses(1, LATER)
    desktop.press(1, "default")
    heard: list[tuple[str, str]] = []
    until(lambda: (handle, "default") in heard, lambda: (screen.wait(0.1), heard.extend(screen.pressed())))
    assert (handle, LATER) not in heard


def test_the_next_start_of_the_watch_takes_back_what_this_one_showed(bus: str, desktop: Desktop) -> None:
    first = BusScreen(bus)
    handle = first.show(NOTICE)
    first.close()
    second = BusScreen(bus)
    assert second.take_back(handle)
    assert desktop.service.closed == [1]
    second.close()


def test_a_number_of_another_service_is_not_closed(bus: str, screen: BusScreen) -> None:
    earlier = Desktop(bus)
    handle = screen.show(NOTICE)
    earlier.leave()
    later = Desktop(bus)
    screen.show(NOTICE)
    assert screen.take_back(handle), "it went with its service"
    assert later.service.closed == []
    for odd in ("", "/", ":1.1/x", ":1.1/99999999999999", "/1"):
        assert screen.take_back(odd)
    assert later.service.closed == []
    later.leave()


def test_without_a_service_nothing_is_ready(bus: str, screen: BusScreen) -> None:
    assert not screen.ready()
    assert screen.show(NOTICE) == ""


def test_a_bus_that_goes_away_or_was_never_there_harms_nothing(tmp_path: Path) -> None:
    with private_bus(tmp_path / "short") as address:
        screen = BusScreen(address)
    assert not screen.ready()
    assert screen.show(NOTICE) == ""
    assert not screen.take_back(":1.1/1"), "worth another try"
    screen.wait(0.01)
    screen.close()
    never = BusScreen(f"unix:path={tmp_path}/never")
    assert not never.ready()
    never.close()


@pytest.mark.parametrize(
    "address",
    ["tcp:host=example.org,port=1", "unixexec:path=id", "unix:path=a;tcp:host=example.org,port=1", "autolaunch:", ""],
)
def test_an_address_that_leads_elsewhere_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="socket of this machine"):
        BusScreen(address)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert session_bus() == ""


def test_the_desktops_bus_is_found_by_its_variable_or_its_socket(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    assert session_bus() == bus
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert session_bus() == ""
    monkeypatch.setenv("XDG_RUNTIME_DIR", bus.removeprefix("unix:path=").partition(",")[0].rpartition("/")[0])
    assert session_bus().startswith("unix:path=")


def test_the_librarys_way_shows_hears_and_takes_back(
    bus: str, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way of Windows and macOS, run here through the same library's way of this system."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    screen = DesktopScreen()
    assert screen.ready()
    handle = screen.show(NOTICE)
    assert handle
    assert desktop.service.notified[0][1] == NOTICE.title
    buttons = desktop.service.notified[0][3]
    desktop.press(1, buttons[buttons.index("Remind me in a week") - 1])
    until(lambda: screen.pressed() == [(handle, LATER)], lambda: screen.wait(0.1))
    other = screen.show(NOTICE)
    assert screen.take_back(other)
    assert desktop.service.closed == [2]
    assert screen.take_back("of an earlier start")
    screen._notifier._backend.bus.disconnect()  # type: ignore[attr-defined]  # the library has no way to close what it opened
    screen.wait(0.01)
    screen.close()


@pytest.mark.parametrize("kind", [NoScreen, BusScreen])
def test_a_wait_ends_when_the_watch_is_to_end(kind: type, bus: str) -> None:
    screen = kind(bus) if kind is BusScreen else kind()
    timer = threading.Timer(0.05, screen.wake)
    timer.start()
    screen.wait(60)
    timer.join()
    screen.wake()
    screen.wait(60)
    screen.close()
    screen.wake()


@pytest.mark.parametrize("kind", [NoScreen, BusScreen])
def test_a_signal_that_comes_while_it_waits_ends_the_wait(kind: type, bus: str) -> None:
    screen = kind(bus) if kind is BusScreen else kind()
    before = signal.signal(signal.SIGALRM, lambda *_: screen.wake())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        screen.wait(60)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        screen.close()


def entries(*outcomes: Outcome) -> list[Entry]:
    return observe(Inbox(), outcomes, {one.rule for one in outcomes}, 1_800_000_000).open()


def test_one_notification_names_three_more_and_counts_the_rest() -> None:
    found = entries(
        Outcome("disk.system-full", "problem", "warn", "system", values={"used_share": 0.95, "free": 5e9}),
        *(Outcome("disk.data-full", "problem", "warn", f"data-{number}") for number in range(1, 6)),
    )
    notice = notice_of(found, {}, shipped(), "en")
    assert notice.body.count(" · ") == 2
    assert "And 2 more." in notice.body


def test_names_of_programs_cannot_disguise_a_notification() -> None:
    shown = "evil\x1b[31m\u202egpj\n\u2028fake" + "x" * 1000
    outcome = Outcome("app.crash-loop", "problem", "warn", "program-0a1b2c3d", shown, values={"crashes_24h": 4})
    (entry,) = entries(outcome)
    notice = notice_of([entry], {entry.key: outcome}, shipped(), "en")
    assert "evil" in notice.title + notice.body
    for text in (notice.title, *notice.body.split("\n")):
        assert len(text) <= LINE
        assert not set(text) & set("\x1b\u202e\u2028\n")


def test_a_rule_that_is_not_known_any_more_can_still_be_told() -> None:
    (entry,) = entries(Outcome("acme.own", "problem", "warn"))
    assert notice_of([replace(entry, values={})], {}, shipped(), "de").title
