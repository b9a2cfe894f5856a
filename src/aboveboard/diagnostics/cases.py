"""The kind of computer by its case, as firmware tells it to every system."""

from __future__ import annotations

from typing import Final

from aboveboard.wire.computer import Kind

CASES: Final[dict[int, Kind]] = {
    **dict.fromkeys((3, 4, 5, 6, 7, 15, 16, 24, 34, 35, 36), "desktop"),
    **dict.fromkeys((8, 9, 10, 14), "laptop"),
    **dict.fromkeys((17, 23, 25, 28, 29), "server"),
    **dict.fromkeys((31, 32), "convertible"),
    11: "handheld",
    13: "all-in-one",
    30: "tablet",
}
"""By the chassis types of SMBIOS. 1, 2 and whatever is not here say nothing."""
