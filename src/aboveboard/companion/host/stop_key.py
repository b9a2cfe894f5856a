"""The shape of the one key that ends a session from anywhere on the desktop."""

from __future__ import annotations

from typing import Protocol


class StopKeyError(Exception):
    """No key could be had; the message says why. The strip's own button works all the same."""


class StopKey(Protocol):
    """Made with what to call when the key is pressed; that happens in a thread of its own, within milliseconds."""

    @property
    def name(self) -> str:
        """What is printed on the key, to show to the person: ``Pause``."""

    @property
    def names(self) -> tuple[str, ...]:
        """All keys that stop, the first one first: keyboards without a Pause key have another."""

    def close(self) -> None:
        """Give the key back to the other programs. Calling it twice is fine."""
