"""Until when Apple mends which macOS. Apple names no dates: these are when the third version after it came out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

_ENDED: Final[dict[str, str]] = {
    "10.9": "2016-12-01",
    "10.10": "2017-08-01",
    "10.11": "2018-12-01",
    "10.12": "2019-10-01",
    "10.13": "2020-12-01",
    "10.14": "2021-10-25",
    "10.15": "2022-09-12",
    "11": "2023-09-26",
    "12": "2024-09-16",
    "13": "2025-09-15",
    "14": "2026-09-14",
}
_MENDED: Final = ("15", "26", "27")
"""Looked after when this table was written. What is newer than the table is not known here."""


def major(version: str) -> str:
    """``10.15`` of 10.15.7, ``14`` of 14.7.1. The number after 15 is 26."""
    parts = version.split(".")
    return ".".join(parts[:2]) if parts[0] == "10" else parts[0]


def days_past_end(version: str, now: float) -> float | None:
    """Days since this version is no longer mended; -1 while it is; ``None``: not known here."""
    if major(version) in _MENDED:
        return -1.0
    ended = _ENDED.get(major(version))
    if ended is None:
        return None
    day = date.fromisoformat(ended)
    return (now - datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) / 86_400
