"""Real programs on a display with a window manager: a terminal whose input is kept, an editor that saves."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from Xlib import X, display, error

from tests.companion.devices import until
from tests.companion.stage import stages


class Desktop:
    """One display; every program on it ends with it."""

    def __init__(self, name: str, closing: ExitStack, folder: Path) -> None:
        self.name = name
        self.closing = closing
        self.folder = folder
        self.environment = {
            **os.environ,
            "DISPLAY": name,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_RUNTIME_DIR": str(folder),
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
            "LC_ALL": "C.UTF-8",
        }
        self.link = display.Display(name)
        closing.callback(self.link.close)
        self.root = self.link.screen().root

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

        def end() -> None:
            process.kill()
            process.wait()

        self.closing.callback(end)
        return process

    def layout(self, *names: str) -> None:
        subprocess.run(["setxkbmap", *names], env=self.environment, check=True)

    def manager(self) -> None:
        self.start("openbox", "--sm-disable")
        check = self.link.intern_atom("_NET_SUPPORTING_WM_CHECK")
        until(lambda: self.root.get_full_property(check, X.AnyPropertyType))

    def terminal(self, name: str, place: str = "80x20+40+40") -> Path:
        """A terminal that writes what it is given, line by line, into the file that this returns; it has the focus."""
        file = self.folder / name
        line = f"stty -echoctl; : > {shlex.quote(str(file))}; exec cat > {shlex.quote(str(file))}"
        # Full speed, and no menu on Control and a button.
        self.start("xterm", "-T", name, "-u8", "-geometry", place, "-fa", "Monospace", "-e", "sh", "-c", line)
        window = self.window(name)
        until(file.exists)
        until(lambda: self.focused() == window.id)
        return file

    def window(self, title: str) -> Any:
        """The window with this title, once it is there."""
        found: list[Any] = []

        def look() -> bool:
            clients = self.root.get_full_property(self.link.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType)
            for number in [] if clients is None else clients.value:
                window = self.link.create_resource_object("window", number)
                if title in self._title(window):
                    found.append(window)
            return bool(found)

        until(look)
        return found[0]

    def _title(self, window: Any) -> str:
        for name in ("_NET_WM_NAME", "WM_NAME"):
            try:
                told = window.get_full_property(self.link.intern_atom(name), X.AnyPropertyType)
            except error.BadWindow:
                return ""  # it went away meanwhile
            if told is not None:
                return bytes(told.value).decode(errors="replace")
        return ""

    def focused(self) -> int:
        """The window that the window manager says is active."""
        active = self.root.get_full_property(self.link.intern_atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
        return int(active.value[0]) if active is not None and active.value else 0

    def middle(self, window: Any) -> tuple[int, int]:
        """The middle of a window, on the desktop."""
        place = window.get_geometry()
        at = window.translate_coords(self.root, 0, 0)
        return -at.x + place.width // 2, -at.y + place.height // 2


@contextmanager
def desktops(folder: Path, size: tuple[int, int] = (1000, 700)) -> Iterator[Desktop]:
    with stages(size) as stage, ExitStack() as closing:
        desktop = Desktop(stage.name, closing, folder)
        desktop.manager()
        yield desktop


def settled(file: Path, seconds: float = 0.3) -> str:
    """What a file holds once nothing more comes."""
    before, since = "", time.monotonic()
    end = since + 15
    while time.monotonic() - since < seconds and time.monotonic() < end:
        now = file.read_text(encoding="utf-8", errors="replace")
        if now != before:
            before, since = now, time.monotonic()
        time.sleep(0.02)
    return before
