"""Everything that can be said about a folder before it is published: what `aboveboard notice check` prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aboveboard.notice import bound, claims, claims_out, dates, faults, typed
from aboveboard.notice.dates import Earlier
from aboveboard.notice.document import Notice
from aboveboard.notice.errors import NoticeError, Problem
from aboveboard.notice.loader import of_files
from aboveboard.notice.model import LANGUAGES
from aboveboard.notice.reader import read_folder


def examine(path: str | Path | None = None, earlier: Iterable[Earlier] = ()) -> tuple[Problem, ...]:
    """Every error and finding in a notice's folder (None: the shipped example), in the order of its files.

    `earlier`: what is published already. Never raises for what is in the folder.
    """
    try:
        return examine_files(read_folder(path), earlier)
    except NoticeError as error:
        return _sorted(error.problems)


def examine_files(files: dict[str, str], earlier: Iterable[Earlier] = ()) -> tuple[Problem, ...]:
    """The same for the files of a folder (path inside it -> text)."""
    try:
        notice = of_files(files)
    except NoticeError as error:
        return _sorted([*error.problems, *_wrong_words(files)])
    return examine_notice(notice, earlier)


def examine_notice(notice: Notice, earlier: Iterable[Earlier] = ()) -> tuple[Problem, ...]:
    """The same for a notice that was loaded."""
    files, clauses = notice.files, [clause.id for clause in notice.full(LANGUAGES[0])]
    problems = list(notice.findings)
    for language in LANGUAGES:
        for clause in clauses:
            name = f"clauses/{language}/{clause}.md"
            problems += bound.unbound(name, files.get(name, ""))
            problems += bound.unchecked(name, files.get(name, ""), notice.words_only)
            problems += typed.durations(name, files.get(name, ""))
    problems += bound.apart(clauses, files)
    problems += typed.apart(clauses, files)
    problems += bound.idle(files, notice.words_only)
    problems += _wrong_words(files)
    facts = {language: [fact.text for fact in notice.short(language)] for language in LANGUAGES}
    problems += faults.in_facts(facts, files["clauses.toml"])
    problems += typed.in_facts(files["clauses.toml"])
    for claim in (claims.categories, claims.purposes, claims.scopes, claims.features):
        problems += claim(notice)
    for claim in (claims_out.recipients, claims_out.cookies, claims_out.numbers):
        problems += claim(notice)
    problems += dates.incoherent(notice.head, notice.source_hash, files["notice.toml"], earlier)
    return _sorted(problems)


def _wrong_words(files: dict[str, str]) -> list[Problem]:
    """The classic faults in clauses and terms, found even where the tables cannot be read."""
    return [
        problem
        for name, text in sorted(files.items())
        if name.endswith(".md")
        for problem in faults.in_text(name, text)
    ]


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    once = dict.fromkeys(problems)
    return tuple(sorted(once, key=lambda problem: (problem.file, problem.line or 0, not problem.stops)))
