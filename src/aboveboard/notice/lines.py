"""Where in a TOML file a value stands: good enough to send an operator to the right line."""

from __future__ import annotations

import re

_STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[\.\.\.\]")
_HEADER = re.compile(r"\s*\[(\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]?\]\s*(?:#.*)?")
_LONGEST = 300
"""Characters; a longer line is no header that anybody wrote."""


def steps_of(path: str) -> list[str | int]:
    """'$.clause[3].title' -> ['clause', 3, 'title']; '[...]' (some key) is left out."""
    return [int(number) if number else name for name, number in _STEP.findall(path) if name or number]


def line_of(source: str, steps: list[str | int]) -> int | None:
    """The 1-based line of the deepest step that can be found, None if not even the first."""
    lines = source.splitlines()
    best, start, end, depth = None, 0, len(lines), 0
    for length in range(len(steps), 0, -1):
        found = _header(lines, steps[:length])
        if found is not None:
            start, end, depth, best = found[0], found[1], length, found[0] + 1
            break
    for step in steps[depth:]:
        if isinstance(step, int):
            continue
        at = _key(lines, step, start, end)
        if at is None:
            break
        best, start = at + 1, at
    return best


def line_with(source: str, words: str) -> int | None:
    """The 1-based line of the first occurrence of `words`."""
    at = source.find(words)
    return None if at < 0 else source.count("\n", 0, at) + 1


def _header(lines: list[str], steps: list[str | int]) -> tuple[int, int] | None:
    """First and past-the-last index of the table with this path."""
    wanted = ".".join(step for step in steps if isinstance(step, str))
    nth = next((step for step in reversed(steps) if isinstance(step, int)), 0)
    seen = 0
    for number, line in enumerate(lines):
        found = _header_in(line)
        if found is None or found[2].replace('"', "").replace("'", "").replace(" ", "") != wanted:
            continue
        if seen == nth or not found[1]:
            return number, _next_header(lines, number + 1)
        seen += 1
    return None


def _next_header(lines: list[str], start: int) -> int:
    return next((number for number in range(start, len(lines)) if _header_in(lines[number])), len(lines))


def _header_in(line: str) -> re.Match[str] | None:
    # The shape walks back and forth over blanks, so a line without end would take it without end.
    return _HEADER.fullmatch(line) if len(line) <= _LONGEST else None


def _key(lines: list[str], name: str, start: int, end: int) -> int | None:
    shape = re.compile(rf"(?:^|[{{,\s])[\"']?{re.escape(name)}[\"']?\s*=")
    return next((number for number in range(start, end) if shape.search(lines[number])), None)
