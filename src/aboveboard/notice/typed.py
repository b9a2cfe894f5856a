"""Times in a text come from the tables: none is typed, and both languages draw on the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aboveboard.notice.blocks import blocks
from aboveboard.notice.bound import MARK
from aboveboard.notice.errors import Problem
from aboveboard.notice.model import LANGUAGES
from aboveboard.notice.placeholders import KINDS

_DRAWN = re.compile(rf"\{{((?:{'|'.join(KINDS)}):[^{{}}\n]{{0,60}})\}}")
_TYPED = re.compile(
    r"(?<![\w{:.-])\d{1,4}[ \u00a0\u202f-]?"
    r"(?:(?:minute|hour|day|week|month|year)s?|Minuten?|Stunden?|Tag(?:e[ns]?)?|Wochen?|Monat(?:e[ns]?)?|Jahr(?:e[ns]?)?)\b",
    re.IGNORECASE,
)


def durations(name: str, text: str) -> list[Problem]:
    """Findings for times that are typed into one clause. What is marked as words alone is for people to keep to."""
    found = []
    for block in blocks(text):
        kinds = {hit[1] for hit in MARK.finditer(block.text)}
        if kinds == {"words"}:
            continue
        found += [
            _typed(name, block.line + block.text.count("\n", 0, hit.start()), hit[0])
            for hit in _TYPED.finditer(block.text)
        ]
    return found


def in_facts(source: str) -> list[Problem]:
    """The same for the short layer; `source`: the text of clauses.toml."""
    return [
        _typed("clauses.toml", number, hit[0])
        for number, line in enumerate(source.split("\n"), 1)
        if not line.lstrip().startswith("#")
        for hit in _TYPED.finditer(line)
    ]


def _typed(name: str, line: int, said: str) -> Problem:
    what = f"“{said}” is typed, so it stays as it is when the tables change."
    return Problem(name, line, what, "Write {keep:…} or {number:…}.", stops=False)


_BOTH = "Both languages have to draw on the same: compare them paragraph by paragraph."


def apart(ids: Iterable[str], files: Mapping[str, str]) -> list[Problem]:
    """Findings for clauses that take something from the tables in one language and not in another."""
    found = []
    for clause in ids:
        texts = {language: files.get(f"clauses/{language}/{clause}.md", "") for language in LANGUAGES}
        for language, other, lacks in _apart(texts):
            what = f"It lacks {lacks}, which clauses/{other}/{clause}.md has."
            found.append(Problem(f"clauses/{language}/{clause}.md", None, what, _BOTH, stops=False))
    return found


def _apart(texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(language, the other one, what the first lacks) for each pair of texts that draw on different things."""
    drawn = {language: set(_DRAWN.findall(text)) for language, text in texts.items()}
    return [
        (language, other, ", ".join(f"{{{one}}}" for one in sorted(drawn[other] - drawn[language])))
        for language in texts
        for other in texts
        if drawn[other] - drawn[language]
    ]
