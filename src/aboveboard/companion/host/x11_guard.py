"""What is held on the display is let go even when the companion dies or hangs, and what was borrowed is given back.

Keys and buttons that XTEST pressed stay down when the program that pressed them is gone, so a second, small process
knows of each before it goes down: ``Guard`` tells it through a pipe, whose end is the death of the companion. It then
lets go of everything it was told of, and of keys and buttons after some seconds without a word. It knows keycodes and
buttons of this moment, and writes nothing anywhere.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Final, TextIO

from Xlib import X, display, error

from aboveboard.companion.host.input import InputError

ARGUMENT: Final = "--x11-guard"
"""With this argument and the name of a display, a packed companion runs ``main`` and nothing else."""
READ_S: Final = 1.0
"""How long programs have to read what a borrowed key meant."""
SILENT_S: Final = 3.0
"""So long something may be held without ``beat``."""
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def command(name: str) -> list[str]:
    """How to start the second process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT, name]
    return [sys.executable, "-m", "aboveboard.companion.host.x11_guard", name]


class Guard:
    """Tell it before something goes down, and when it is about to come up, and when that was sent.

    Raises ``InputError`` when there is no second process.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._told: set[str] = set()
        self._soon: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    def down(self, what: str) -> None:
        """``key 38``, ``button 1`` or ``lent 250`` is about to be so."""
        self._told.add(what)
        self._say(f"+{what}\n")

    def soon_up(self, what: str) -> None:
        """It is about to be so no more: ``sent`` says that the display was told."""
        self._soon.append(what)

    def sent(self) -> None:
        """What was ``soon_up`` is up."""
        soon, self._soon = self._soon, []
        self._told.difference_update(soon)
        if soon:
            self._say("".join(f"-{what}\n" for what in soon))

    def beat(self) -> None:
        """The companion is well; call it twice a second while something is held."""
        if self._told:
            self._say("=\n")

    def _say(self, line: str) -> None:
        for lines in (line, "".join(f"+{one}\n" for one in sorted(self._told))):
            try:
                process = self._process
                if process is None or process.poll() is not None:
                    process = self._begin()
                    lines = "".join(f"+{one}\n" for one in sorted(self._told))
                if process.stdin is not None:
                    process.stdin.write(lines.encode())
                return
            except OSError:
                self._end()
        raise InputError("The process that lets go of keys after a crash does not run, so nothing is pressed.")

    def _begin(self) -> subprocess.Popen[bytes]:
        self._end()
        self._process = subprocess.Popen(
            command(self._name),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
            # It may take its time with what was borrowed; somebody has to hear that it ended.
            threading.Thread(target=process.wait, name="end of the guard", daemon=True).start()

    def close(self) -> None:
        """What is still told of is let go of by the second process, which then ends."""
        self._end()


def main(name: str, told: TextIO) -> int:
    """The second process: 0 when it could do what it is for."""
    for one in _SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    try:
        link = display.Display(name)
        link.set_error_handler(lambda *_: None)
        # A program that keeps the display to itself may be waiting for the very button that is to be let go of.
        link.xtest_grab_control(True)
        link.sync()
        held: set[str] = set()
        for line in _lines(told.fileno()):
            if line is None:
                _let_go(link, held)
                held = {one for one in held if one.startswith("lent ")}
            elif line[:1] in "+-":
                (held.add if line[:1] == "+" else held.discard)(line[1:])
        _let_go(link, held)
        if held:
            # The display may come to what a killed program had already written only after it came to us.
            time.sleep(READ_S)
            _let_go(link, held)
        _give_back(link, held)
        link.close()
    except (error.DisplayError, error.ConnectionClosedError, OSError):
        return 1
    return 0


def _lines(descriptor: int) -> Iterator[str | None]:
    """Each line until the end; ``None`` whenever nothing came for too long."""
    rest = b""
    while True:
        if not select.select([descriptor], [], [], SILENT_S)[0]:
            yield None
            continue
        data = os.read(descriptor, 65_536)
        if not data:
            return
        *lines, rest = (rest + data).split(b"\n")
        yield from (line.decode() for line in lines)


def _let_go(link: display.Display, held: set[str]) -> None:
    for kind, release in (("button ", X.ButtonRelease), ("key ", X.KeyRelease)):
        for one in sorted(held):
            if one.startswith(kind):
                link.xtest_fake_input(release, int(one.removeprefix(kind)))
    link.sync()


def _give_back(link: display.Display, held: set[str]) -> None:
    lent = [int(one.removeprefix("lent ")) for one in held if one.startswith("lent ")]
    for number in lent:
        link.change_keyboard_mapping(number, [[X.NoSymbol]])
    link.sync()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], os.fdopen(0)))
