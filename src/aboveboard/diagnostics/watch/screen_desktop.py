"""Notifications by desktop-notifier: Windows, and macOS for a packed and signed program."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final
from uuid import uuid4

from desktop_notifier import Button, Capability, DesktopNotifier, Notification, Urgency

from aboveboard.diagnostics.watch.screen_loop import LoopScreen
from aboveboard.diagnostics.watch.screens import LATER, Notice

# Each system's own way raises its own kinds; none may end the watch.
_FAILURES: Final = (Exception,)


class DesktopScreen(LoopScreen):
    """Shows notifications through what the system has for them."""

    def __init__(self) -> None:
        super().__init__(_FAILURES)
        self._notifier = DesktopNotifier(app_name="Aboveboard", app_icon=None)

    def ready(self) -> bool:
        """Whether the system shows any for this program."""
        return self._answers() and bool(self._do(self._there()))

    def show(self, notice: Notice) -> str:
        """Show it; the handle is the number that the library gives it."""
        return str(self._do(self._show(notice)) or "")

    def take_back(self, handle: str) -> bool:
        """Take it off the screen. One that the system does not know is not there."""
        if not self._answers():
            return False
        self._do(self._notifier.clear(handle))
        return True

    async def _there(self) -> bool:
        return Capability.TITLE in await self._notifier.get_capabilities()

    async def _show(self, notice: Notice) -> str:
        sent = asyncio.Event()
        handle = uuid4().hex
        await self._notifier.send_notification(
            Notification(
                title=notice.title,
                message=notice.body,
                urgency=Urgency.Critical if notice.critical else Urgency.Normal,
                buttons=(Button(title=notice.later, on_pressed=partial(self._press, handle, LATER)),),
                on_dispatched=sent.set,
                identifier=handle,
            )
        )
        return handle if sent.is_set() else ""
