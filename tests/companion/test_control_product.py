"""Remote control through the whole product: a technician's end, the relay, the companion, a real terminal."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire import remote as r
from aboveboard.wire.types import FrameType, Scope
from tests.companion.desktop import Desktop, desktops, settled
from tests.companion.devices import Devices, until
from tests.companion.meeting import invite, let_in
from tests.companion.stage import needs_desktop
from tests.product import Product

pytestmark = [pytest.mark.slow, needs_desktop]
F = FrameType


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with desktops(tmp_path) as made:
        monkeypatch.setenv("DISPLAY", made.name)
        yield made


class Session:
    """A companion on the desktop and a technician who may control it."""

    def __init__(self, product: Product, desktop: Desktop) -> None:
        code, session, ticket = invite(product)
        self.companion = Companion(product.url, code, "", desktop.folder / "pictures", display=desktop.name)
        desktop.closing.callback(self.companion.finish)
        shown = self.companion.expect("screen")
        assert Scope.CONTROL in shown["offers"]
        self.viewer = Viewer(product.url, "/wire", session, ticket)
        desktop.closing.callback(self.viewer.close)
        let_in(self.companion, self.viewer)

    def allow_control(self) -> None:
        asked = len(self.companion.events)
        self.viewer.ask(Scope.CONTROL, "to type the repair")
        self.companion.expect("allow", after=asked, scope="control")
        self.companion.order("answer", yes=True)
        self.viewer.wait(lambda: self.viewer.has(Scope.CONTROL), "control")
        self.viewer.wait(lambda: self.whys()[-1:] == [""], "the word that input is obeyed")

    def whys(self) -> list[str]:
        return [body.why for _, body in self.viewer.came if isinstance(body, r.Control)]

    def strike(self, code: str, key: str) -> None:
        for down in (True, False):
            self.viewer.send(F.PRESS, r.Press(code=code, key=key, down=down))

    def point(self, x: int, y: int, buttons: int, size: tuple[int, int]) -> None:
        width, height = size
        x, y = round((x + 0.5) * 65535 / width), round((y + 0.5) * 65535 / height)
        self.viewer.send(F.POINTER, r.Pointer(x=x, y=y, buttons=buttons))


def test_a_technician_types_a_command_into_a_real_terminal_and_no_key_comes_before_or_after(
    product: Product, desktop: Desktop
) -> None:
    desktop.layout("de")
    file = desktop.terminal("typed", "60x10+0+0")
    desktop.terminal("other", "30x5+500+400")
    devices = Devices(desktop.name)
    desktop.closing.callback(devices.close)
    session = Session(product, desktop)
    session.strike("KeyN", "n")
    session.viewer.send(F.TYPE, r.Type(text="no\n"))
    session.allow_control()
    x, y = desktop.middle(desktop.window("typed"))
    for buttons in (0, 1, 0):
        session.point(x, y, buttons, (1000, 700))
    until(lambda: desktop.focused() == desktop.window("typed").id)
    for key in "sudo ifup":
        session.strike("KeyX", key)
    session.viewer.send(F.TYPE, r.Type(text=" eth0 # Größe: 10 €, да\n"))
    until(lambda: file.read_text() == "sudo ifup eth0 # Größe: 10 €, да\n")
    # The person takes the mouse: what is held is let go of, and the technician is told why nothing happens.
    session.viewer.send(F.PRESS, r.Press(code="ShiftLeft", key="Shift", down=True))
    until(devices.mask)
    devices.click(2)
    until(lambda: devices.mask() == 0)
    session.viewer.wait(lambda: session.whys()[-1] == "person", "the word that the person is there")
    session.viewer.wait(lambda: session.whys()[-1] == "", "the word that input is obeyed again")
    # Taken back: not one key after it.
    session.companion.order("revoke", scope=Scope.CONTROL, to=session.viewer.participant)
    session.viewer.wait(lambda: not session.viewer.has(Scope.CONTROL), "the end of control")
    session.strike("KeyN", "n")
    session.viewer.send(F.TYPE, r.Type(text="no\n"))
    assert settled(file) == "sudo ifup eth0 # Größe: 10 €, да\n"


def test_a_killed_companion_leaves_no_key_and_no_button_down(product: Product, desktop: Desktop) -> None:
    devices = Devices(desktop.name)
    desktop.closing.callback(devices.close)
    session = Session(product, desktop)
    session.allow_control()
    session.viewer.send(F.PRESS, r.Press(code="ControlLeft", key="Control", down=True))
    session.viewer.send(F.PRESS, r.Press(code="AltLeft", key="Alt", down=True))
    session.point(500, 350, 2, (1000, 700))
    until(lambda: devices.mask().bit_count() == 3)
    os.kill(session.companion._process.pid, signal.SIGKILL)
    until(lambda: devices.mask() == 0 and devices.down() == [])
    time.sleep(0.2)
    assert devices.mask() == 0
