"""What services on the system's bus know. Only services that run are asked: no question starts one or wakes a disk."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from dbus_fast import DBusError, Message, MessageFlag, MessageType, unpack_variants
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusFastError

from aboveboard.diagnostics.linux.answers import Disk, FailedService, Start
from aboveboard.diagnostics.linux.asked import SOCKET, there_is_a_bus
from aboveboard.diagnostics.linux.smart import disks_of

__all__ = ["SystemBus", "there_is_a_bus"]

PATIENCE: Final = 1.5
_SERVICES: Final = 64
_NOBODY: Final = ("org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner")
_REFUSED: Final = "org.freedesktop.DBus.Error.AccessDenied"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_OBJECTS: Final = "org.freedesktop.DBus.ObjectManager"
_SYSTEMD: Final = ("org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager")
_LOGIND: Final = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_UDISKS: Final = "org.freedesktop.UDisks2"
_HOSTNAME: Final = ("org.freedesktop.hostname1", "/org/freedesktop/hostname1", "org.freedesktop.hostname1")
_NVME: Final = "org.freedesktop.UDisks2.NVMe.Controller"
_GRAPHICAL: Final = ("x11", "wayland", "mir")

Answer = TypeVar("Answer")


class SystemBus:
    """Asks by one short connection for each question. Raises ``OSError`` when nobody answers in time."""

    def __init__(self, address: str = f"unix:path={SOCKET}", patience: float = PATIENCE) -> None:
        self._address = address
        self._patience = patience

    def chassis(self) -> str | None:
        """hostname1's word for the computer's case."""
        told = self._asked(lambda bus: _all(bus, *_HOSTNAME))
        word = told.get("Chassis") if told else None
        return word if isinstance(word, str) and word else None

    def disks(self) -> Mapping[str, Disk] | None:
        """What UDisks2 last heard of each disk."""
        return self._asked(_disks)

    def failed_services(self) -> tuple[FailedService, ...] | None:
        """The services of the system that failed, by systemd."""
        return self._asked(_failed)

    def starts(self) -> tuple[Start, ...] | None:
        """How long the latest start took, from the kernel's first moment; nothing before it is finished."""
        told = self._asked(lambda bus: _all(bus, *_SYSTEMD))
        if told is None:
            return None
        finished, began = _amount(told.get("FinishTimestampMonotonic")), _amount(told.get("KernelTimestamp"))
        return (Start(at=began / 1e6, took=finished / 1e6),) if finished else ()

    def idle_seconds(self, now: float) -> float | None:
        """How long the person at the desktop has been away; nobody knows where nobody sits at a desktop."""
        sessions = self._asked(_sessions)
        away = [
            max(0.0, now - _amount(one.get("IdleSinceHint")) / 1e6) if one.get("IdleHint") is True else 0.0
            for one in sessions or ()
            if one.get("Type") in _GRAPHICAL and one.get("Class") == "user"
        ]
        return min(away, default=None)

    def _asked(self, work: Callable[[MessageBus], Awaitable[Answer]]) -> Answer:
        async def run() -> Answer:
            bus = MessageBus(bus_address=self._address)
            try:
                async with asyncio.timeout(self._patience):
                    await bus.connect()
                    return await work(bus)
            finally:
                bus.disconnect()

        try:
            return asyncio.run(run())
        except TimeoutError:
            raise OSError(errno.ETIMEDOUT, "the system's bus does not answer") from None
        except (DBusFastError, DBusError, EOFError) as error:
            raise OSError(
                errno.EIO, f"the system's bus does not answer as it should ({type(error).__name__})"
            ) from None


async def _call(bus: MessageBus, name: str, path: str, of: str, member: str, signature: str = "", *body: Any) -> Any:
    """The answer, in plain types; ``None`` when the service does not run. Raises ``OSError``."""
    reply = await bus.call(
        Message(
            destination=name,
            path=path,
            interface=of,
            member=member,
            signature=signature,
            body=list(body),
            flags=MessageFlag.NO_AUTOSTART,
        )
    )
    if reply.message_type is MessageType.ERROR:
        if reply.error_name in _NOBODY:
            return None
        if reply.error_name == _REFUSED:
            raise PermissionError(errno.EACCES, "the system's bus does not let us ask")
        raise OSError(errno.EIO, "a service on the system's bus cannot answer")
    return unpack_variants(reply.body[0]) if reply.body else None


async def _all(bus: MessageBus, name: str, path: str, of: str) -> Mapping[str, Any] | None:
    told = await _call(bus, name, path, _PROPERTIES, "GetAll", "s", of)
    return told if isinstance(told, Mapping) else None


async def _disks(bus: MessageBus) -> Mapping[str, Disk] | None:
    objects = await _call(bus, _UDISKS, "/org/freedesktop/UDisks2", _OBJECTS, "GetManagedObjects")
    if not isinstance(objects, Mapping):
        return None
    wear: dict[str, Mapping[str, Any]] = {}
    for path in [path for path, of in objects.items() if _NVME in of][:16]:
        try:
            wear[path] = await _call(bus, _UDISKS, path, _NVME, "SmartGetAttributes", "a{sv}", {}) or {}
        except OSError:
            continue
    return disks_of(objects, wear)


async def _failed(bus: MessageBus) -> tuple[FailedService, ...] | None:
    units = await _call(bus, *_SYSTEMD, "ListUnitsByPatterns", "asas", ["failed"], ["*.service"])
    if not isinstance(units, Sequence):
        return None
    found = []
    for unit in units[:_SERVICES]:
        told = await _all(bus, _SYSTEMD[0], unit[6], "org.freedesktop.systemd1.Unit") or {}
        since = _amount(told.get("InactiveEnterTimestamp")) or _amount(told.get("StateChangeTimestamp"))
        found.append(FailedService(name=str(unit[0])[:256], since=since / 1e6))
    return tuple(found)


async def _sessions(bus: MessageBus) -> list[Mapping[str, Any]]:
    listed = await _call(bus, *_LOGIND, "ListSessions") or []
    told = [await _all(bus, _LOGIND[0], one[4], "org.freedesktop.login1.Session") for one in listed[:_SERVICES]]
    return [one for one in told if one is not None]


def _amount(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 2**62 else 0
