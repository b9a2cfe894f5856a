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
from aboveboard.diagnostics.watch.screens import END, QUIET, TRAY, Stand, stand_of
from aboveboard.diagnostics.watch.tray_bus import TrayScreen
from tests.diagnostics.watching import Desktop
from tests.diagnostics.watching import session_bus as private_bus

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon on this machine")
WELL = Stand("well", "All is well.", (), "Quiet for a day", "End")
URGENT = Stand("urgent", "2 findings", ("Disk snake_case is failing", "Little memory"), "Quiet for a day", "End")
ITEM = ("/StatusNotifierItem", "org.freedesktop.DBus.Properties", "GetAll", "s", "org.kde.StatusNotifierItem")
LAYOUT = ("/Menu", "com.canonical.dbusmenu", "GetLayout", "iias", 0, -1, [])


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with private_bus(tmp_path_factory.mktemp("bus")) as address:
        yield address


@pytest.fixture
def desktop(bus: str) -> Iterator[Desktop]:
    one = Desktop(bus)
    yield one
    one.leave()


@pytest.fixture
def tray(bus: str, desktop: Desktop) -> Iterator[TrayScreen]:
    one = TrayScreen(bus)
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


def test_the_menu_has_each_finding_and_two_orders(desktop: Desktop, tray: TrayScreen) -> None:
    tray.stand(URGENT)
    layout = answer(desktop, tray, *LAYOUT)
    assert labels(layout) == ["2 findings", "Disk snake__case is failing", "Little memory", "Quiet for a day", "End"]
    path, interface = LAYOUT[:2]
    (group,) = answer(desktop, tray, path, interface, "GetGroupProperties", "aias", [2, 3, 77], [])
    assert [number for number, _ in group] == [2, 3]
    for number, kind in ((100, "clicked"), (2, "hovered"), (2, "clicked"), (3, "clicked"), (9, "clicked")):
        answer(desktop, tray, path, interface, "Event", "isvu", number, kind, Variant("s", ""), 0)
    assert tray.pressed() == [(TRAY, QUIET), (TRAY, END)]


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
