"""Property lists and the JSON of ``system_profiler``, as macOS gives them."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from xml.parsers.expat import ExpatError

from aboveboard.diagnostics.answers import STRANGE, Answers, NotTold, as_json

Row = dict[str, Any]
_DEEP: Final = 12


def plist(answers: Answers, question: str) -> Any:
    """The answer as a property list, binary or XML. Raises ``NotTold``."""
    try:
        return plistlib.loads(answers.data(question))
    except NotTold:
        raise
    except (ValueError, ExpatError, OSError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
        # A broken binary list ends in any of these.
        raise NotTold(STRANGE) from None


def mapping(answers: Answers, question: str) -> Row:
    """A property list that is a dictionary. Raises ``NotTold``."""
    found = plist(answers, question)
    if not isinstance(found, dict):
        raise NotTold(STRANGE)
    return found


def profile(answers: Answers, kind: str) -> list[Row]:
    """All items of one data type of ``system_profiler -json``, those inside others too. Raises ``NotTold``."""
    said = as_json(answers, "profiler.json")
    if not isinstance(said, dict):
        raise NotTold(STRANGE)
    return list(_items(said.get(kind), _DEEP))


def _items(listed: object, deep: int) -> Iterator[Row]:
    for one in listed if isinstance(listed, list) and deep else []:
        if isinstance(one, dict):
            yield one
            yield from _items(one.get("_items"), deep - 1)


def moment(value: object) -> float | None:
    """A date of a property list in Unix seconds; they are in UTC and say no zone."""
    return value.replace(tzinfo=UTC).timestamp() if isinstance(value, datetime) else None
