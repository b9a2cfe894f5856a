"""What the watch keeps: the inbox and the history that rules need, and what the person has put off.

``watch.json`` is written by the watch alone, when something happened worth keeping; a copy in a folder in memory is
newer, so that the numbers of each look wake no disk. ``snoozes.json`` is written by whoever the person asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import structs

from aboveboard.diagnostics.watch import folder
from aboveboard.diagnostics.watch.folder import Unreadable
from aboveboard.diagnostics.watch.inbox import Inbox
from aboveboard.diagnostics.watch.snoozes import Snoozes
from aboveboard.diagnostics.words import printable
from aboveboard.wire.payloads import Count

FORMAT: Final = 1
KEPT: Final = "watch.json"
PUT_OFF: Final = "snoozes.json"
RUNNING: Final = "running.lock"
BETWEEN_WRITES_S: Final = 3600.0
"""Without a folder in memory, what only the rules need is written to the disk this seldom."""
_CHANGING: Final = "snoozes.lock"
_PATIENCE_S: Final = 2.0
_OURS: Final = "aboveboard"
"""The folder of all that these programs keep of a user, in small letters."""

T = TypeVar("T", bound=msgspec.Struct)


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of the watch. ``looked`` is when it looked last; history and standing are as their owners write them."""

    format: int = FORMAT
    looked: Count = 0
    inbox: Inbox = Inbox()
    history: str = ""
    standing: str = ""


class Store:
    """The files of one user's watch. ``short`` is a folder in memory, or ``None``."""

    def __init__(self, lasting: Path, short: Path | None) -> None:
        self.lasting = lasting
        self.short = short
        self._read_snoozes: tuple[tuple[int, int, int], Snoozes] | None = None

    def load(self) -> tuple[Kept, list[str]]:
        """What was kept last. What cannot be read is put aside and told in words; then the rest is used."""
        told, found = [], []
        for place in self._places():
            try:
                kept = _decoded(place / KEPT, Kept)
            except Unreadable as error:
                told.append(_aside(place / KEPT, error))
                continue
            if kept is not None:
                found.append(kept)
        try:
            _decoded(self.lasting / PUT_OFF, Snoozes)
        except Unreadable as error:
            told.append(_aside(self.lasting / PUT_OFF, error))
        return max(found, key=lambda one: one.looked, default=Kept()), told

    def aside(self) -> list[Path]:
        """What was put aside and is still there."""
        return [path for place in self._places() for path in sorted(place.glob("*.broken"))]

    def peek(self) -> Kept:
        """What was kept last, for a reader beside the watch: nothing is moved. Raises ``Unreadable`` if nothing is."""
        found, wrong = [], None
        for place in self._places():
            try:
                kept = _decoded(place / KEPT, Kept)
            except Unreadable as error:
                wrong = error
                continue
            if kept is not None:
                found.append(kept)
        if wrong is not None and not found:
            raise wrong
        return max(found, key=lambda one: one.looked, default=Kept())

    def keep(self, kept: Kept, *, lasting: bool) -> None:
        """Write it: to the disk with ``lasting``, and in memory where there is such a folder. Raises ``OSError``."""
        content = msgspec.json.encode(kept)
        if len(content) > folder.MOST:
            # Nobody would read it again. Without the past, rules begin to look back anew; the inbox is not lost.
            content = msgspec.json.encode(structs.replace(kept, history=""))
        if self.short is not None:
            with suppress(OSError):  # it is a copy; the disk has what must not be lost
                folder.write(self.short / KEPT, content, lasting=False)
        if lasting:
            folder.write(self.lasting / KEPT, content)

    def snoozes(self) -> Snoozes:
        """What is put off; read again only when the file has changed. What cannot be read puts nothing off."""
        path = self.lasting / PUT_OFF
        try:
            told = path.lstat()
        except OSError:
            return Snoozes()
        mark = (told.st_mtime_ns, told.st_size, told.st_ino)
        if self._read_snoozes is None or self._read_snoozes[0] != mark:
            try:
                read = _decoded(path, Snoozes) or Snoozes()
            except Unreadable:
                read = Snoozes()
            self._read_snoozes = mark, read
        return self._read_snoozes[1]

    def change_snoozes(self, change: Callable[[Snoozes], Snoozes]) -> Snoozes:
        """Change what is put off, one at a time. A file that cannot be read is put aside. Raises ``OSError``."""
        path = self.lasting / PUT_OFF
        end = time.monotonic() + _PATIENCE_S
        while True:
            with folder.held(self.lasting / _CHANGING) as ours:
                if ours or time.monotonic() > end:  # whoever holds it that long hangs
                    try:
                        before = _decoded(path, Snoozes) or Snoozes()
                    except Unreadable as error:
                        _aside(path, error)
                        before = Snoozes()
                    after = change(before)
                    folder.write(path, msgspec.json.encode(after))
                    return after
            time.sleep(0.02)

    def forget(self) -> None:
        """Remove all that was kept, and the folders where nothing else is left. Raises ``OSError``.

        The lock of a watch that runs stays, and its folder.
        """
        for place in self._places():
            for path in (*place.glob("*.json"), *place.glob("*.broken"), *place.glob(".*.new")):
                path.unlink(missing_ok=True)
            for lock in (RUNNING, _CHANGING):
                folder.drop(place / lock)
            with suppress(OSError):  # something of somebody else's is in it, or it is not there
                place.rmdir()
                if place.parent.name.casefold() == _OURS:
                    place.parent.rmdir()

    def runs(self) -> int:
        """The process of the watch that runs with this store; 0 for none."""
        return folder.holder(self.lasting / RUNNING)

    def _places(self) -> list[Path]:
        return [one for one in (self.lasting, self.short) if one is not None]


def _decoded(path: Path, kind: type[T]) -> T | None:
    content = folder.read(path)
    if content is None:
        return None
    try:
        decoded = msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # It may name what somebody else wrote there.
        raise Unreadable(f"{path.name} is not what was written: {printable(str(error))}") from None
    if isinstance(decoded, Kept) and decoded.format != FORMAT:
        raise Unreadable(f"{path.name} was written by another version")
    return decoded


def _aside(path: Path, error: Unreadable) -> str:
    aside = folder.put_aside(path)
    return f"{error}, put aside as {aside.name}" if aside else str(error)
