"""Notifications by the desktop's bus, as the freedesktop.org specification has them. One socket, opened at the start.

The bus is on this machine: an address that leads anywhere else is refused before anything is opened.
"""

from __future__ import annotations

import asyncio
import html
import logging
from typing import Any, Final

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError

from aboveboard.diagnostics.watch.screen_loop import PATIENCE_S, LoopScreen
from aboveboard.diagnostics.watch.screens import LATER, Notice

_SERVICE: Final = "org.freedesktop.Notifications"
_PATH: Final = "/org/freedesktop/Notifications"
_BUS: Final = "org.freedesktop.DBus"
_FAILURES: Final = (DBusError, OSError, EOFError, TimeoutError, ValueError)

log = logging.getLogger(__name__)


class BusScreen(LoopScreen):
    """Shows notifications through whatever the desktop has for them."""

    def __init__(self, address: str) -> None:
        if not all(one.startswith("unix:") for one in address.split(";")):
            raise ValueError("the desktop's bus has to be a socket of this machine")
        super().__init__(_FAILURES)
        self._address = address
        self._bus: MessageBus | None = None
        self._do(self._connected())

    def ready(self) -> bool:
        """Whether there is a service that shows notifications, or one that the bus would start."""
        return self._answers() and bool(self._do(self._there()))

    def show(self, notice: Notice) -> str:
        """Show it; the handle names the service that shows it and its number there."""
        return str(self._do(self._show(notice)) or "")

    def take_back(self, handle: str) -> bool:
        """Take it off the screen. A service that has gone took its notifications with it."""
        return self._answers() and bool(self._do(self._take_back(handle)))

    def lost(self) -> bool:
        """A desktop's bus ends with the desktop."""
        return self._bus is not None and not self._bus.connected

    def close(self) -> None:
        """Leave the bus."""
        if self._bus is not None:
            self._bus.disconnect()
            self._loop.run_until_complete(asyncio.sleep(0))  # what it still has to close
        super().close()

    async def _connected(self) -> MessageBus:
        if self._bus is None or not self._bus.connected:
            self._bus = await MessageBus(bus_address=self._address).connect()
            self._bus.add_message_handler(self._heard)
            rule = f"type='signal',interface='{_SERVICE}',member='ActionInvoked',path='{_PATH}'"
            await self._ask("AddMatch", "s", [rule])
        return self._bus

    async def _there(self) -> bool:
        await self._connected()
        if await self._owner():
            return True
        (names,) = await self._ask("ListActivatableNames")
        return _SERVICE in names

    async def _owner(self) -> str:
        try:
            (owner,) = await self._ask("GetNameOwner", "s", [_SERVICE])
        except DBusError:
            return ""
        return str(owner)

    async def _show(self, notice: Notice) -> str:
        await self._connected()
        (can,) = await self._call("GetCapabilities", gives="as")
        body = html.escape(notice.body, quote=False) if "body-markup" in can else notice.body
        actions = [LATER, notice.later] if "actions" in can else []
        hints = {
            "urgency": Variant("y", 2 if notice.critical else 1),
            "category": Variant("s", "device"),
            "desktop-entry": Variant("s", "aboveboard"),
        }
        values = ["Aboveboard", 0, "", notice.title, body, actions, hints, -1]
        answer = await self._sent(_message("Notify", "susssasa{sv}i", values), "u")
        return f"{answer.sender}/{answer.body[0]}"

    async def _take_back(self, handle: str) -> bool:
        server, _, number = handle.partition("/")
        await self._connected()
        if not number.isdigit() or int(number) >= 2**32 or await self._owner() != server:
            return True
        try:
            await self._call("CloseNotification", "u", [int(number)])
        except DBusError as error:
            log.info("already off the screen: %s", error)
        return True

    async def _ask(self, member: str, signature: str = "", body: list[object] | None = None) -> list[Any]:
        message = Message(_BUS, "/org/freedesktop/DBus", _BUS, member, signature=signature, body=body or [])
        return list((await self._sent(message)).body)

    async def _call(
        self, member: str, signature: str = "", body: list[object] | None = None, gives: str | None = None
    ) -> list[Any]:
        return list((await self._sent(_message(member, signature, body or []), gives)).body)

    async def _sent(self, message: Message, gives: str | None = None) -> Message:
        """The answer, of the shape ``gives`` where that is read: whoever has the service's name may answer anything."""
        assert self._bus is not None
        answer = await asyncio.wait_for(self._bus.call(message), PATIENCE_S)
        if answer is None:
            raise EOFError("the bus gave no answer")
        if answer.message_type == MessageType.ERROR:
            raise DBusError(answer.error_name or _BUS, str(answer.body[0]) if answer.body else "refused")
        if gives is not None and answer.signature != gives:
            raise ValueError(f"{message.member} was not answered as it should be")
        return answer

    def _heard(self, message: Message) -> None:
        if message.message_type != MessageType.SIGNAL or message.member != "ActionInvoked" or message.path != _PATH:
            return
        if message.interface == _SERVICE and message.signature == "us":
            number, action = message.body
            self._press(f"{message.sender}/{number}", action)


def _message(member: str, signature: str, body: list[object]) -> Message:
    return Message(_SERVICE, _PATH, _SERVICE, member, signature=signature, body=body)
