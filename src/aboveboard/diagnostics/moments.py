"""Moments at which a system stopped: one stop leaves several marks, soon after each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SAME_STOP: Final = 600
"""What is written of one stop is written within so many seconds, at the next start."""


def apart(moments: Iterable[float]) -> list[float]:
    """The first moment of each stop, in order."""
    found: list[float] = []
    for at in sorted(moments):
        if not found or at - found[-1] > SAME_STOP:
            found.append(at)
    return found
