"""Every sentence that promises is bound: to a promise that is checked, or marked as words only, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aboveboard.notice.blocks import Block, blocks
from aboveboard.notice.errors import Problem
from aboveboard.notice.lines import line_with
from aboveboard.notice.model import LANGUAGES
from aboveboard.notice.promises import CHECKED, PROMISES

MARK = re.compile(r"\{(promise|words):([a-z][a-z.-]{0,59})\}")
_SHORT = 70


def unbound(name: str, text: str) -> list[Problem]:
    """Findings for paragraphs and lists of one clause without a mark. A list belongs to the line that announces it."""
    found: list[Problem] = []
    before: Block | None = None
    for block in blocks(text):
        announced = block.is_list and before is not None and before.announces and MARK.search(before.text)
        if not MARK.search(block.text) and not announced:
            what = f"Nothing says whether this is checked: “{_begin(block.text)}”."
            write = (
                "If it promises something that the software checks, put {promise:…} behind it (ids: docs/reference/"
                "promises.md). If it promises nothing, or only people can keep it, put {words:…} and give the reason "
                "under that key in promises.toml."
            )
            found.append(Problem(name, block.line, what, write, stops=False))
        before = block
    return found


def unchecked(name: str, text: str, words_only: Mapping[str, str]) -> list[Problem]:
    """Findings for marks of one clause that lead to no check and to no reason beside them."""
    found = []
    for block in blocks(text):
        marks = list(MARK.finditer(block.text))
        explained = any(hit[1] == "words" for hit in marks)
        for kind, key, line in ((hit[1], hit[2], block.line + block.text.count("\n", 0, hit.start())) for hit in marks):
            if kind == "words" and key not in words_only:
                write = f'Write `{key} = "why this is words only"` under [words_only] there, or take the mark away.'
                found.append(Problem(name, line, f"promises.toml gives no reason for `{key}`.", write, stops=False))
            if kind == "promise" and key in PROMISES and key not in CHECKED and not (explained or key in words_only):
                what = f"Nothing in the software checks the promise `{key}` today, so nobody sees whether it is kept."
                write = (
                    "Say so in the sentence, and why beside the mark: {words:not-today} where it is not offered, "
                    "{words:by-people} where people keep it, or a key of your own in promises.toml."
                )
                found.append(Problem(name, line, what, write, stops=False))
    return found


def apart(ids: Iterable[str], files: Mapping[str, str]) -> list[Problem]:
    """Findings for clauses that are bound differently in two languages, so that they promise different things."""
    found = []
    first, *others = LANGUAGES
    for clause in ids:
        marks = {
            language: MARK.findall(files.get(f"clauses/{language}/{clause}.md", "")) for language in (first, *others)
        }
        for language in others:
            if marks[language] != marks[first]:
                name = f"clauses/{language}/{clause}.md"
                what = (
                    f"It carries other marks than clauses/{first}/{clause}.md: {_difference(marks, first, language)}."
                )
                write = (
                    "Both languages have to promise the same, in the same order: compare them paragraph by paragraph."
                )
                found.append(Problem(name, None, what, write, stops=False))
    return found


def idle(files: Mapping[str, str], words_only: Mapping[str, str]) -> list[Problem]:
    """Findings for reasons in promises.toml that no clause refers to."""
    used = {hit[2] for name, text in files.items() if name.startswith("clauses/") for hit in MARK.finditer(text)}
    source = files["promises.toml"]
    return [
        Problem(
            "promises.toml",
            line_with(source, key),
            f"No clause has the mark {{words:{key}}}.",
            "Mark the sentence that it is about, or delete the line.",
            stops=False,
        )
        for key in words_only
        if "." not in key and key not in used
    ]


def _begin(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _SHORT else f"{said[:_SHORT].rsplit(' ', 1)[0]} …"


def _difference(marks: Mapping[str, list[tuple[str, str]]], first: str, other: str) -> str:
    here, there = marks[other], marks[first]
    lacks = [f"{kind}:{key}" for kind, key in there if (kind, key) not in here]
    more = [f"{kind}:{key}" for kind, key in here if (kind, key) not in there]
    said = [f"it lacks {', '.join(lacks)}"] * bool(lacks) + [f"it has {', '.join(more)}"] * bool(more)
    return " and ".join(said) or "they stand in another order"
