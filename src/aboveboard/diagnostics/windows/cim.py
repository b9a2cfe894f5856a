"""CIM objects as ``ConvertTo-Json`` writes them, in its several ways."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from aboveboard.diagnostics.answers import STRANGE, Answers, NotTold, as_json

Row = dict[str, Any]
ROWS: Final = 4096

_TICKS: Final = re.compile(r"/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/")
_DMTF: Final = re.compile(r"(\d{14})\.\d{6}([+-]\d{3})")
_FRACTION: Final = re.compile(r"(\.\d{6})\d+")


def rows(answers: Answers, question: str) -> list[Row]:
    """The objects of an answer: none, one that stands alone, or a list. Raises ``NotTold``.

    PowerShell writes nothing at all for no object, one object without a list, and a list that had been given properties
    as ``{"value": [...], "Count": 2}``.
    """
    said = as_json(answers, question)
    if said is None:
        return []
    if isinstance(said, dict) and isinstance(said.get("value"), list) and set(said) == {"value", "Count"}:
        said = said["value"]
    listed = said if isinstance(said, list) else [said]
    if not all(isinstance(one, dict) for one in listed):
        raise NotTold(STRANGE)
    return listed[:ROWS]


def rows_or_none(answers: Answers, question: str) -> list[Row]:
    """The same; none where nothing was told."""
    try:
        return rows(answers, question)
    except NotTold:
        return []


def moment(value: object) -> float | None:
    r"""A date in Unix seconds; ``None`` for anything else.

    Windows PowerShell writes ``"\/Date(1700000000000)\/"``, or an object with that in ``value``; PowerShell 7 writes
    ISO 8601; WMI itself ``20231114221320.000000+060``, with the zone in minutes.
    """
    if isinstance(value, dict):
        value = value.get("value", value.get("DateTime"))
    if not isinstance(value, str):
        return None
    try:
        if ticks := _TICKS.fullmatch(value):
            return int(ticks[1]) / 1000
        if dmtf := _DMTF.fullmatch(value):
            local = datetime.strptime(dmtf[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            return local.timestamp() - int(dmtf[2]) * 60
        read = datetime.fromisoformat(_FRACTION.sub(r"\1", value))
    except (ValueError, OverflowError):
        return None
    # Without a zone it is the time of WMI's own reports, which are in UTC.
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def numbers(row: Row, name: str) -> list[float]:
    """A property that is a list of numbers, also where it came as one number alone."""
    value = row.get(name)
    listed = value if isinstance(value, list) else [value]
    return [float(one) for one in listed if isinstance(one, int | float) and not isinstance(one, bool)]
