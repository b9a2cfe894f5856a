"""From the text of a table to its struct, with every complaint as a Problem that names the line."""

from __future__ import annotations

import re
import tomllib
from typing import Any, TypeVar

import msgspec

from aboveboard.notice.errors import Problem
from aboveboard.notice.lines import line_of, steps_of

T = TypeVar("T")
Steps = list[str | int]
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_FIELD = re.compile(r"(unknown|required) field `([^`]+)`")
_NAMED = re.compile(r"([a-z_]+): ")
_DEEPEST = 12


def toml(file: str, source: str, problems: list[Problem]) -> dict[str, Any]:
    """The raw tables of a file; {} with the reason appended to `problems` if it is not TOML."""
    try:
        raw = tomllib.loads(source)
        if _depth(raw) <= _DEEPEST:
            return raw
    except RecursionError:
        pass  # reported below, as what it is: too deep
    except ValueError as error:
        found = _AT_LINE.search(str(error))
        what = _AT_LINE.sub("", str(error))
        line = int(found[1]) if found else None
        problems.append(Problem(file, line, f"This is not TOML: {what}.", "Compare the line with the example."))
        return {}
    problems.append(Problem(file, None, "The values are nested too deeply.", "Write one table after another."))
    return {}


def one(file: str, source: str, raw: object, kind: type[T], at: Steps, problems: list[Problem]) -> T | None:
    """`raw`, which stands at `at` in the file, as a `kind`; None with the reason appended to `problems`."""
    try:
        return msgspec.convert(raw, kind, strict=True)
    except msgspec.ValidationError as error:
        problems.append(_complaint(file, source, raw, at, str(error)))
    return None


def each(file: str, source: str, raw: object, kind: type[T], problems: list[Problem], *at: str) -> dict[str, T]:
    """A table of tables, key by key, so that one wrong entry does not hide the next."""
    if not isinstance(raw, dict):
        problems.append(Problem(file, line_of(source, [*at]), "Here a table is expected.", "Look at the example."))
        return {}
    found: dict[str, T] = {}
    for key, value in raw.items():
        if not _KEY.fullmatch(key):
            write = "Use small letters, digits and hyphens, at most 40, a letter first."
            problems.append(Problem(file, line_of(source, [*at, key]), f"`{key}` cannot be a key.", write))
            continue
        entry = one(file, source, value, kind, [*at, key], problems)
        if entry is not None:
            found[key] = entry
    return found


def _depth(raw: object) -> int:
    """How deep tables and lists are nested, walked without recursion and no further than is allowed."""
    level, depth = [raw], 0
    while level and depth <= _DEEPEST:
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        level, depth = inner, depth + 1
    return depth


def _complaint(file: str, source: str, raw: object, at: Steps, message: str) -> Problem:
    """msgspec says 'Expected `str`, got `int` - at `$.name.en`'; say it in the operator's terms."""
    what, _, place = message.partition(" - at `")
    named = _NAMED.match(what)  # a check of our own says the key itself, as `keep_for: …`
    steps = [*at, *steps_of(place.rstrip("`")), *([named[1]] if named else [])]
    what = _NAMED.sub("", what, count=1) if named else what
    where = ".".join(str(step) for step in steps)
    field = _FIELD.search(what)
    if field and field[1] == "unknown":
        line = line_of(source, [*steps, field[2]])
        return Problem(file, line, f"`{where}` has no key `{field[2]}`.", "Remove it or correct its spelling.")
    if field:
        write = f"Add `{field[2]} = …`, as in the example."
        return Problem(file, line_of(source, steps), f"`{where}` lacks the key `{field[2]}`.", write)
    value = _found(raw, steps[len(at) :])
    if what.startswith("Expected `str`") and isinstance(value, int | float):
        write = f'Put it in quotes: "{str(value).lower()}".'
        return Problem(file, line_of(source, steps), f"`{where}` is a number, not a text.", write)
    return Problem(file, line_of(source, steps), f"`{where}`: {what}.", "Write it as in the example.")


def _found(raw: object, steps: Steps) -> object:
    """The value at the end of these steps, None where they lead nowhere."""
    for step in steps:
        if isinstance(raw, dict):
            raw = raw.get(step)
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
        else:
            return None
    return raw
