"""Waiting for what another thread or process does, with an end to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from aboveboard.site.tour.report import NotHeldError

PATIENCE_S: Final = 15.0
Found = TypeVar("Found")


class Board:
    """Something that changes in one thread and is waited for in another."""

    def __init__(self) -> None:
        self.changed = threading.Condition()

    def wait(self, look: Callable[[], Found | None], what: str, seconds: float = PATIENCE_S) -> Found:
        """What ``look`` finds once it finds something. Raises ``NotHeldError`` naming ``what`` after ``seconds``."""
        with self.changed:
            self.changed.wait_for(lambda: bool(look()), seconds)
            found = look()
        if not found:
            raise NotHeldError(f"waited {seconds:g} s in vain for {what}")
        return found
