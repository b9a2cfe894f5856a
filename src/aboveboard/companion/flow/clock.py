"""The two clocks of this computer: one that tells the time of day, one that never goes back."""

from __future__ import annotations

import sys
import time
from typing import Protocol


class Clock(Protocol):
    """Both in microseconds."""

    def wall_us(self) -> int:
        """Since 1970, for headers that people read; it may jump."""

    def steady_us(self) -> int:
        """Since some moment, for leases; it only grows, also while the computer sleeps."""


def steady_ns() -> int:
    """A clock that goes on while the computer sleeps: a permission must not outlive a night in a bag.

    On Linux CLOCK_MONOTONIC stands still meanwhile. On macOS that clock goes on, but ``time.monotonic`` asks
    another one. Windows' goes on.
    """
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    elif sys.platform == "darwin":  # noqa: RET505  # mypy knows platforms by this form
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    else:
        return time.monotonic_ns()


class SystemClock:
    """The clocks of the operating system."""

    def wall_us(self) -> int:
        return time.time_ns() // 1000

    def steady_us(self) -> int:
        return steady_ns() // 1000
