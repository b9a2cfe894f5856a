"""Until when Microsoft mends which Windows. As published by Microsoft; paid extensions (ESU) are not seen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

_HOME: Final[dict[int, str]] = {
    7601: "2020-01-14",
    9200: "2016-01-12",
    9600: "2023-01-10",
    10240: "2017-05-09",
    10586: "2017-10-10",
    14393: "2018-04-10",
    15063: "2018-10-09",
    16299: "2019-04-09",
    17134: "2019-11-12",
    17763: "2020-11-10",
    18362: "2020-12-08",
    18363: "2021-05-11",
    19041: "2021-12-14",
    19042: "2022-05-10",
    19043: "2022-12-13",
    19044: "2023-06-13",
    19045: "2025-10-14",
    22000: "2023-10-10",
    22621: "2024-10-08",
    22631: "2025-11-11",
    26100: "2026-10-13",
    26200: "2027-10-12",
}
_FIRMS: Final[dict[int, str]] = {
    **_HOME,
    14393: "2019-04-09",
    15063: "2019-10-08",
    16299: "2020-10-13",
    17134: "2021-05-11",
    17763: "2021-05-11",
    18363: "2022-05-10",
    19042: "2023-05-09",
    19044: "2024-06-11",
    22000: "2024-10-08",
    22621: "2025-10-14",
    22631: "2026-11-10",
    26100: "2027-10-12",
    26200: "2028-10-10",
}
"""Enterprise and Education."""
_LONG: Final[dict[int, str]] = {
    10240: "2025-10-14",
    14393: "2026-10-13",
    17763: "2029-01-09",
    19044: "2027-01-12",
    26100: "2029-10-09",
}
_THINGS: Final[dict[int, str]] = {**_LONG, 19044: "2032-01-13", 26100: "2034-10-10"}
_SERVERS: Final[dict[int, str]] = {
    7601: "2020-01-14",
    9200: "2023-10-10",
    9600: "2023-10-10",
    14393: "2027-01-12",
    17763: "2029-01-09",
    20348: "2031-10-14",
    26100: "2034-10-10",
}


def end_of(build: int, edition: str, server: bool) -> date | None:
    """The last day on which this Windows is mended; ``None`` for one that the tables do not know."""
    if server:
        table = _SERVERS
    elif edition.casefold().startswith("iotenterprises"):
        table = _THINGS
    elif edition.casefold().startswith("enterprises"):
        table = _LONG
    elif edition.casefold().startswith(("enterprise", "education", "iotenterprise")):
        table = _FIRMS
    else:
        table = _HOME
    return date.fromisoformat(table[build]) if build in table else None


def days_past(end: date, now: float) -> float:
    """Days since that day was over; negative: so many are left."""
    over = datetime(end.year, end.month, end.day, tzinfo=UTC).timestamp() + 86_400
    return (now - over) / 86_400
