"""What two ways to show notifications have in common: they speak in coroutines, the watch does not."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, Final

from aboveboard.diagnostics.watch.screens import Stand

PATIENCE_S: Final = 2.0
AGAIN_S: Final = 600.0
"""What did not answer is asked again after this time."""

log = logging.getLogger(__name__)


class LoopScreen:
    """Runs a loop of its own while it is asked something, and while time passes."""

    def __init__(self, failures: tuple[type[Exception], ...]) -> None:
        self._failures = failures
        self._loop = asyncio.new_event_loop()
        self._woken = asyncio.Event()
        self._pressed: list[tuple[str, str]] = []
        self._not_before = 0.0

    def stand(self, _stand: Stand) -> None:
        """Notifications come and go; they do not show how things are."""

    def pressed(self) -> list[tuple[str, str]]:
        """What was pressed since the last call."""
        pressed, self._pressed = self._pressed, []
        return pressed

    def open_page(self) -> None:
        """Notifications do not offer it."""

    def wait(self, seconds: float) -> None:
        """Pass the time, and hear meanwhile what is pressed."""
        self._loop.run_until_complete(self._passed(seconds))

    def wake(self) -> None:
        """End the wait; after ``close`` there is none, but signals may still come."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    def lost(self) -> bool:
        """Nobody says."""
        return False

    def close(self) -> None:
        """Let go of the loop."""
        self._loop.close()

    def _answers(self) -> bool:
        """Whether it is not being left alone."""
        return time.monotonic() >= self._not_before

    def _press(self, handle: str, action: str) -> None:
        self._pressed.append((handle, action))
        self._woken.set()

    def _do(self, work: Coroutine[Any, Any, object]) -> object:
        """What the work gives, or ``None`` where the other side does not play along; then it is left alone a while."""
        try:
            return self._loop.run_until_complete(asyncio.wait_for(work, 2 * PATIENCE_S))
        except self._failures as error:
            log.info("no notification: %s", str(error) or type(error).__name__)
            self._not_before = time.monotonic() + AGAIN_S
            return None

    async def _passed(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return
        self._woken.clear()
