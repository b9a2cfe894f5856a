"""The two clocks of this computer: one that tells the time of day, one that never goes back."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Both in microseconds."""

    def wall_us(self) -> int:
        """Since 1970, for headers that people read; it may jump."""

    def steady_us(self) -> int:
        """Since some moment, for leases; it only grows."""


class SystemClock:
    """The clocks of the operating system."""

    def wall_us(self) -> int:
        return time.time_ns() // 1000

    def steady_us(self) -> int:
        return time.monotonic_ns() // 1000
