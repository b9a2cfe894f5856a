"""The sign in the panel, on a real private bus with a panel that asks it what panels ask."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dbus_fast import Variant

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.watch.inbox import Inbox, observe
from aboveboard.diagnostics.watch.screens import END, PAGE, QUIET, TRAY, Stand, stand_of
from aboveboard.diagnostics.watch.tray_bus import TrayScreen
from tests.diagnostics.watching import Desktop

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon on this machine")
ORDERS = ("Quiet for a day", "End", "This computer")
WELL = Stand("well", "All is well.", (), *ORDERS)
URGENT = Stand("urgent", "2 findings", ("Disk snake_case is failing", "Little memory"), *ORDERS)
COMMAND = ("/opt/aboveboard companion", "--this-computer")
ITEM = ("/StatusNotifierItem", "org.freedesktop.DBus.Properties", "GetAll", "s", "org.kde.StatusNotifierItem")
LAYOUT = ("/Menu", "com.canonical.dbusmenu", "GetLayout", "iias", 0, -1, [])


@pytest.fixture
def begun() -> list[tuple[str, ...]]:
    """Commands that were started by the watch itself."""
    return []


@pytest.fixture
def tray(bus: str, desktop: Desktop, begun: list[tuple[str, ...]]) -> Iterator[TrayScreen]:
    one = TrayScreen(bus, COMMAND, lambda command: begun.append(tuple(command)))
    yield one
    one.close()


def until(true: Callable[[], object], step: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        step()


def answer(desktop: Desktop, tray: TrayScreen, *question: Any) -> Any:
    """What the sign says, which answers only while the watch waits."""
    assert tray._bus is not None
    asked = desktop.ask(str(tray._bus.unique_name), *question)
    until(asked.done, lambda: tray.wait(0.02))
    reply = asked.result()
    assert reply.error_name is None, reply.body
    return reply.body


def labels(layout: Any) -> list[str]:
    return [child.value[1]["label"].value for child in layout[1][2] if "label" in child.value[1]]


def test_the_sign_stands_in_the_panel_and_says_how_things_are(desktop: Desktop, tray: TrayScreen) -> None:
    panel = desktop.open_panel()
    tray.stand(WELL)
    assert panel.signed == ["/StatusNotifierItem"]
    (told,) = answer(desktop, tray, *ITEM)
    assert told["Status"].value == "Passive", "nothing wrong: the panel may hide it"
    tray.stand(URGENT)
    (told,) = answer(desktop, tray, *ITEM)
    assert told["Status"].value == "NeedsAttention"
    assert told["ToolTip"].value[3] == "2 findings"
    assert panel.signed == ["/StatusNotifierItem"], "it signs in once"


def test_the_menu_has_each_finding_and_three_orders(desktop: Desktop, tray: TrayScreen) -> None:
    tray.stand(URGENT)
    layout = answer(desktop, tray, *LAYOUT)
    findings = ["2 findings", "Disk snake__case is failing", "Little memory"]
    assert labels(layout) == [*findings, "This computer", "Quiet for a day", "End"]
    path, interface = LAYOUT[:2]
    (group,) = answer(desktop, tray, path, interface, "GetGroupProperties", "aias", [2, 3, 77], [])
    assert [number for number, _ in group] == [2, 3]
    press(desktop, tray, 2, "hovered")
    for number in (100, 2, 3, 9, 4):
        press(desktop, tray, number)
    assert tray.pressed() == [(TRAY, QUIET), (TRAY, END), (TRAY, PAGE)]


def press(desktop: Desktop, tray: TrayScreen, number: int, kind: str = "clicked") -> None:
    answer(desktop, tray, *LAYOUT[:2], "Event", "isvu", number, kind, Variant("s", ""), 0)


def test_without_windows_the_menu_offers_no_page(bus: str, desktop: Desktop) -> None:
    tray = TrayScreen(bus, (), lambda _command: pytest.fail("nothing is there to be started"))
    tray.stand(WELL)
    assert labels(answer(desktop, tray, *LAYOUT)) == ["All is well.", "Quiet for a day", "End"]
    press(desktop, tray, 4)
    assert tray.pressed() == []
    tray.open_page()
    tray.close()


def test_the_page_is_opened_by_the_manager_of_the_system_with_what_windows_need(
    desktop: Desktop, tray: TrayScreen, begun: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WAYLAND_DISPLAY", "XAUTHORITY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":77")
    manager = desktop.open_manager()
    tray.open_page()
    tray.open_page()
    (first, settings), (second, _) = manager.started
    assert first != second, "each press opens one"
    assert [tuple(one) for one in settings["ExecStart"]] == [(COMMAND[0], list(COMMAND), False)]
    assert settings["Environment"] == ["DISPLAY=:77"]
    assert begun == []


def test_where_no_manager_is_the_watch_starts_the_page_itself(tray: TrayScreen, begun: list[tuple[str, ...]]) -> None:
    tray.stand(WELL)
    assert begun == [], "not before the press"
    tray.open_page()
    assert begun == [COMMAND]


def test_a_page_that_cannot_be_started_does_not_end_the_watch(bus: str, desktop: Desktop) -> None:
    def fail(_command: object) -> None:
        raise FileNotFoundError(2, "No such file", COMMAND[0])

    tray = TrayScreen(bus, COMMAND, fail)
    tray.open_page()
    assert tray.ready()
    tray.close()


def test_a_panel_that_comes_later_gets_the_sign_too(desktop: Desktop, tray: TrayScreen) -> None:
    tray.stand(WELL)
    panel = desktop.open_panel()
    until(lambda: panel.signed, lambda: tray.wait(0.02))
    desktop.close_panel()
    again = desktop.open_panel()
    until(lambda: again.signed, lambda: tray.wait(0.02))


def test_notifications_go_on_beside_it(desktop: Desktop, tray: TrayScreen) -> None:
    tray.stand(WELL)
    assert tray.ready()


def test_how_things_are_is_told_by_the_worst() -> None:
    assert stand_of([], {}, shipped(), "en").status == "well"
    found = [Outcome("memory.low", "problem", "critical"), Outcome("os.uptime", "problem", "info")]
    inbox = observe(Inbox(), found, {"memory.low", "os.uptime"}, 1_800_000_000)
    stand = stand_of(inbox.open(), {}, shipped(), "de")
    assert stand.status == "urgent"
    assert stand.title == "2 Befunde"
    assert len(stand.lines) == 2
    assert stand_of(inbox.open()[1:], {}, shipped(), "en").title == "One finding"
