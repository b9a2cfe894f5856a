"""The relay's one clock."""

import time

_OFFSET_NS = time.time_ns() - time.monotonic_ns()


def now_us() -> int:
    """µs since 1970, steady: it never jumps when somebody sets the computer's clock, so leases last as long as told."""
    return (time.monotonic_ns() + _OFFSET_NS) // 1000
