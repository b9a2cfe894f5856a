"""What no file says on this computer: the kernel's clock, the size of what lies around, and who asks the bus."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from aboveboard.diagnostics.linux.answers import Clock, Disk, FailedService, Start

SOCKET: Final = "/run/dbus/system_bus_socket"
WALKED_ENTRIES: Final = 200_000
_UNSYNCHRONISED: Final = 0x40
_CLOCK_ERROR: Final = 5
_TIMEX_BYTES: Final = 512
_STATUS_AT: Final = 5 * ctypes.sizeof(ctypes.c_long)


def there_is_a_bus() -> bool:
    """Whether this computer has a system's bus that we may ask: then ``linux.bus.SystemBus`` is worth loading."""
    return os.access(SOCKET, os.R_OK | os.W_OK)


class Bus(Protocol):
    """What services on the system's bus know. ``None``: the service is not running. It is not started for that.

    Raises ``OSError`` when the bus does not answer.
    """

    def chassis(self) -> str | None:
        """hostname1."""

    def disks(self) -> Mapping[str, Disk] | None:
        """UDisks2: what each disk reports, by its name in ``/sys/block``, from the last time it was asked anyway."""

    def failed_services(self) -> tuple[FailedService, ...] | None:
        """systemd."""

    def starts(self) -> tuple[Start, ...] | None:
        """systemd: how long the latest start took."""

    def idle_seconds(self, now: float) -> float | None:
        """logind: how long nobody has used the computer; 0 while somebody does."""


class NoBus:
    """A computer without a bus, or a program that does not ask it."""

    def chassis(self) -> str | None:
        return None

    def disks(self) -> Mapping[str, Disk] | None:
        return None

    def failed_services(self) -> tuple[FailedService, ...] | None:
        return None

    def starts(self) -> tuple[Start, ...] | None:
        return None

    def idle_seconds(self, now: float) -> float | None:  # noqa: ARG002 - the bus that is there needs it
        return None


def kernel_clock() -> Clock | None:
    """Whether the kernel's clock is kept by anybody, by ``adjtimex``, which needs no rights to ask."""
    asked = getattr(ctypes.CDLL(None, use_errno=True), "adjtimex", None)
    if asked is None:
        return None
    # struct timex begins with modes (0: only ask), offset, freq, maxerror, esterror, status.
    buffer = ctypes.create_string_buffer(_TIMEX_BYTES)
    state = int(asked(buffer))
    if state < 0:
        raise OSError(ctypes.get_errno(), "the kernel does not tell of its clock")
    status = int.from_bytes(buffer.raw[_STATUS_AT : _STATUS_AT + 4], "little")
    return Clock(unsynchronised=state == _CLOCK_ERROR or bool(status & _UNSYNCHRONISED))


def trash_folders(home: str) -> tuple[str, ...]:
    """Where the desktop keeps what a person threw away."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    return (os.path.join(data, "Trash", "files"),)


def leftovers(folders: Iterable[str]) -> int | None:
    """The bytes on disk of all that lies in these folders on the disk they are on; nobody knows for too many entries.

    Links and other file systems are not followed. What may not be looked into does not count.
    """
    total = walked = 0
    for folder in folders:
        try:
            device = os.lstat(folder).st_dev
        except OSError:
            continue
        waiting = [folder]
        while waiting:
            try:
                with os.scandir(waiting.pop()) as listing:
                    for one in listing:
                        walked += 1
                        if walked > WALKED_ENTRIES:
                            return None
                        told = one.stat(follow_symlinks=False)
                        if told.st_dev != device:
                            continue
                        total += told.st_blocks * 512
                        if one.is_dir(follow_symlinks=False):
                            waiting.append(one.path)
            except OSError:
                continue
    return total
