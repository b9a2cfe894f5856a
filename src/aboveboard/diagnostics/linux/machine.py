"""The computer that is read: this one, or one that was captured into a folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

import msgspec

from aboveboard.diagnostics.linux import files
from aboveboard.diagnostics.linux.answers import Answers, Clock, Disk, FailedService, FileSystem, Start
from aboveboard.diagnostics.linux.asked import Bus, NoBus, kernel_clock, leftovers, trash_folders
from aboveboard.diagnostics.linux.files import ENTRIES, TEXT_BYTES
from aboveboard.diagnostics.linux.remembered import remembered, together

ANSWERS: Final = "/aboveboard/system.json"
HISTORY: Final = "/aboveboard/history.json"
_ANSWER_BYTES: Final = 4 << 20


class Machine(Protocol):
    """Files, and what system calls and the bus answer. Paths are absolute and the machine's own.

    What cannot be read raises ``OSError``, what is too long or too much ``ValueError``. ``None``: nobody answers.
    """

    @property
    def captured(self) -> bool:
        """Whether this is a folder and not the computer we run on."""

    def now(self) -> float:
        """Unix seconds: now, or when the machine was captured."""

    def data(self, path: str, limit: int = TEXT_BYTES) -> bytes:
        """All of a regular file."""

    def end(self, path: str, limit: int) -> bytes:
        """The last bytes of a regular file."""

    def stream(self, path: str, limit: int) -> Iterator[bytes]:
        """The lines of a regular file, one after the other."""

    def names(self, path: str, limit: int = ENTRIES) -> list[str]:
        """What is in a folder, sorted."""

    def there(self, path: str) -> bool:
        """Whether something is there, whatever it is."""

    def changed_at(self, path: str) -> float:
        """When a file was last changed, in Unix seconds."""

    def real(self, path: str) -> str:
        """Where a path leads when every link is followed."""

    def home(self) -> str:
        """The person's home folder."""

    def settings(self) -> Mapping[str, str]:
        """The environment that programs are started with, as far as it says something about the computer."""

    def file_system(self, mount: str) -> FileSystem:
        """What ``statvfs`` says of a mount."""

    def clock(self) -> Clock | None:
        """What the kernel says of its clock."""

    def idle_seconds(self) -> float | None:
        """How long nobody has used keyboard or pointer."""

    def trash(self) -> int | None:
        """The size of the person's trash. It is walked for that: ask only while space is low."""

    def temporary(self, folders: tuple[str, ...]) -> int | None:
        """The size of the temporary files in these. They are walked for that: ask only while space is low."""

    def chassis(self) -> str | None:
        """hostname1's word for the kind of computer."""

    def disks(self) -> Mapping[str, Disk] | None:
        """What disks report of themselves, by their names in ``/sys/block``."""

    def failed_services(self) -> tuple[FailedService, ...] | None:
        """The services that failed and have not been started since."""

    def starts(self) -> tuple[Start, ...] | None:
        """The starts of the system that are remembered."""

    def resolver_failing(self) -> bool | None:
        """Whether names are known not to be found."""

    def proxy_unreachable(self) -> bool | None:
        """Whether the proxy is known not to answer."""


class Live:
    """This computer. ``bus`` asks the system's bus, if there is one; ``state`` is where the watch keeps what it saw."""

    captured: Final = False

    def __init__(self, bus: Bus | None = None, state: Path | None = None) -> None:
        self._bus: Bus = bus or NoBus()
        self._state = state

    def now(self) -> float:
        return time.time()

    def data(self, path: str, limit: int = TEXT_BYTES) -> bytes:
        return files.read(path, limit)

    def end(self, path: str, limit: int) -> bytes:
        return files.read_end(path, limit)

    def stream(self, path: str, limit: int) -> Iterator[bytes]:
        return files.stream(path, limit)

    def names(self, path: str, limit: int = ENTRIES) -> list[str]:
        return files.entries(path, limit)

    def there(self, path: str) -> bool:
        return os.path.exists(path)

    def changed_at(self, path: str) -> float:
        return os.stat(path).st_mtime

    def real(self, path: str) -> str:
        return os.path.realpath(path, strict=True)

    def home(self) -> str:
        return os.path.expanduser("~")

    def settings(self) -> Mapping[str, str]:
        return os.environ

    def file_system(self, mount: str) -> FileSystem:
        told = os.statvfs(mount)
        used = (told.f_blocks - told.f_bfree) * told.f_frsize
        return FileSystem(
            size=told.f_blocks * told.f_frsize,
            free=told.f_bavail * told.f_frsize,
            used=max(0, used),
            inodes=told.f_files,
            inodes_free=told.f_favail,
        )

    def clock(self) -> Clock | None:
        return kernel_clock()

    def idle_seconds(self) -> float | None:
        return self._bus.idle_seconds(self.now())

    def trash(self) -> int | None:
        return leftovers(trash_folders(self.home()))

    def temporary(self, folders: tuple[str, ...]) -> int | None:
        return leftovers(folders)

    def chassis(self) -> str | None:
        return self._bus.chassis()

    def disks(self) -> Mapping[str, Disk] | None:
        return self._bus.disks()

    def failed_services(self) -> tuple[FailedService, ...] | None:
        return self._bus.failed_services()

    def starts(self) -> tuple[Start, ...] | None:
        told = self._bus.starts()
        return together(told, remembered(self._state)) if told and self._state is not None else told

    def resolver_failing(self) -> bool | None:
        return None

    def proxy_unreachable(self) -> bool | None:
        return None


class Captured:
    """A machine in a folder with its own ``proc``, ``sys``, ``etc`` and ``aboveboard/system.json``.

    Nothing outside the folder is read, whatever the links in it say.
    """

    captured: Final = True

    def __init__(self, root: Path) -> None:
        self._root = os.path.abspath(root)
        self._answers: Answers | None = None

    def now(self) -> float:
        told = self.answers().captured_at
        return told if told is not None else os.stat(self._root).st_mtime

    def answers(self) -> Answers:
        """The answers that were captured; all unknown when there are none. Raises ``ValueError`` for broken ones."""
        if self._answers is None:
            try:
                text = self.data(ANSWERS, _ANSWER_BYTES)
            except FileNotFoundError:
                text = b"{}"
            try:
                self._answers = msgspec.json.decode(text, type=Answers)
            except (msgspec.MsgspecError, RecursionError) as error:
                raise ValueError(f"aboveboard/system.json of the captured machine is broken: {error}") from None
        return self._answers

    def data(self, path: str, limit: int = TEXT_BYTES) -> bytes:
        return files.read(self._path(path), limit, follow=False)

    def end(self, path: str, limit: int) -> bytes:
        return files.read_end(self._path(path), limit, follow=False)

    def stream(self, path: str, limit: int) -> Iterator[bytes]:
        return files.stream(self._path(path), limit, follow=False)

    def names(self, path: str, limit: int = ENTRIES) -> list[str]:
        return files.entries(self._path(path), limit)

    def there(self, path: str) -> bool:
        try:
            return os.path.lexists(self._path(path))
        except (OSError, ValueError):
            return False

    def changed_at(self, path: str) -> float:
        return os.lstat(self._path(path)).st_mtime

    def real(self, path: str) -> str:
        return files.inside(self._root, path)

    def home(self) -> str:
        try:
            return "/home/" + self.names("/home")[0]
        except (OSError, ValueError, IndexError):
            return "/root"

    def settings(self) -> Mapping[str, str]:
        desktop = self.answers().desktop
        return {"XDG_CURRENT_DESKTOP": desktop} if desktop else {}

    def file_system(self, mount: str) -> FileSystem:
        try:
            return self.answers().file_systems[mount]
        except KeyError:
            raise FileNotFoundError("the size of a file system was not captured") from None

    def clock(self) -> Clock | None:
        return self.answers().clock

    def idle_seconds(self) -> float | None:
        return self.answers().idle_seconds

    def trash(self) -> int | None:
        return self.answers().trash

    def temporary(self, folders: tuple[str, ...]) -> int | None:  # noqa: ARG002 - they were measured at the capture
        return self.answers().temporary

    def chassis(self) -> str | None:
        return self.answers().chassis

    def disks(self) -> Mapping[str, Disk] | None:
        return self.answers().disks

    def failed_services(self) -> tuple[FailedService, ...] | None:
        return self.answers().failed_services

    def starts(self) -> tuple[Start, ...] | None:
        return self.answers().starts

    def resolver_failing(self) -> bool | None:
        return self.answers().resolver_failing

    def proxy_unreachable(self) -> bool | None:
        return self.answers().proxy_unreachable

    def _path(self, path: str) -> str:
        return self._root + files.inside(self._root, path)
