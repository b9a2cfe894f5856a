"""Lines typed into a terminal, one at a time: read by a thread, waited for with a limit."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Final

if sys.platform != "win32":
    import termios

_LONGEST: Final = 4096


class Keyboard:
    """``ask`` waits for the next line; lines that nobody waits for go to ``unasked``; the end of input to ``gone``."""

    def __init__(self, source: IO[str], unasked: Callable[[str], None], gone: Callable[[], None]) -> None:
        self._source = source
        self._unasked = unasked
        self._gone = gone
        self._waiting: asyncio.Future[str] | None = None
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="keyboard", daemon=True).start()

    def _read(self) -> None:
        try:
            while line := self._source.readline(_LONGEST):
                self._loop.call_soon_threadsafe(self._came, line.rstrip("\r\n"))
            self._loop.call_soon_threadsafe(self._gone)
        except (RuntimeError, ValueError, OSError):
            return  # the program is over, or the terminal is gone

    def _came(self, line: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(line)
        else:
            self._unasked(line)

    async def ask(self, within_s: float) -> str:
        """The next line; empty where nobody typed one in time."""
        self._waiting = self._loop.create_future()
        try:
            async with asyncio.timeout(within_s):
                return await self._waiting
        except TimeoutError:
            return ""
        finally:
            self._waiting = None

    @property
    def hides(self) -> bool:
        """True where what is typed can be kept off the screen."""
        return sys.platform != "win32" and self._source.isatty()

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """What is typed meanwhile is not shown. Only where ``hides``."""
        if sys.platform == "win32" or not self._source.isatty():
            yield
            return
        before = termios.tcgetattr(self._source)
        quiet = [*before]
        quiet[3] = before[3] & ~termios.ECHO
        termios.tcsetattr(self._source, termios.TCSANOW, quiet)
        try:
            yield
        finally:
            termios.tcsetattr(self._source, termios.TCSANOW, before)
