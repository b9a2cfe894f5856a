"""The shape of telling a person at this computer from programs: what came from real devices, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class RealInput(Protocol):
    """Listens in a thread of its own. Where a system cannot tell, nothing counts as real and ``sure`` is False."""

    @property
    def sure(self) -> bool:
        """True while real devices are being listened to and can be told from programs."""

    def since(self) -> float | None:
        """Seconds since a real device was used; 0 while one of its keys or buttons is down; ``None``: never yet."""

    def pressed(self, time_ms: int) -> bool:
        """True when a key or button of a real device went down at this time, by the clock of the display's events."""

    def tell(self, used: Callable[[], None] | None) -> None:
        """Call ``used`` from the listening thread whenever a real device is used."""

    def close(self) -> None:
        """Stop listening. Calling it twice is fine."""
