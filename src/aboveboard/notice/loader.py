"""From a folder, its files or a published package to a checked Notice, or a NoticeError that says what to write."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec

from aboveboard.notice import archive, check, model
from aboveboard.notice.document import Clause, Fact, Notice
from aboveboard.notice.errors import NoticeError, Problem
from aboveboard.notice.parse import each, one, toml
from aboveboard.notice.placeholders import Source, fill, take_marks
from aboveboard.notice.reader import TABLES, read_folder

T = TypeVar("T")


class _Tables(msgspec.Struct):
    head: model.Head
    categories: dict[str, model.Category]
    purposes: dict[str, model.Purpose]
    matrix: dict[str, list[str]]
    grounds: dict[str, model.Ground]
    recipients: dict[str, model.Recipient]
    cookies: dict[str, model.Cookie]
    scopes: dict[str, model.Scope]
    clauses: model.Clauses
    promises: model.WordsOnly


def load(path: str | Path | None = None) -> Notice:
    """Read and check the notice in a folder; None is the shipped example.

    Raises NoticeError with every problem found. Findings that only switch something off are in `Notice.findings`.
    """
    return of_files(read_folder(path))


def load_package(package: bytes) -> Notice:
    """A published version, from its bytes. Raises NoticeError where they cannot be read.

    It was checked when it was published: what a later check would find in it is among its findings and stops nothing.
    """
    return of_files(archive.unpack(package), published=True)


def of_files(files: dict[str, str], *, published: bool = False) -> Notice:
    """The notice whose files (path inside the folder -> text) these are. Raises NoticeError as `load` does."""
    problems: list[Problem] = []
    package = archive.pack(files)
    # A version that was published before a table came into being has said nothing in it.
    files = {**dict.fromkeys(TABLES, ""), **files}
    tables = _tables(files, problems)
    problems += _references(files, tables)
    source = Source(tables.head, tables.categories, tables.cookies, tables.recipients)
    facts, clauses = {}, {}
    for language in model.LANGUAGES:
        facts[language] = tuple(_facts(tables.clauses, language, source, problems))
        clauses[language] = tuple(_clauses(files, tables.clauses, language, source, problems))
    terms = {language: _text(files, f"terms/{language}.md", language, source, problems) for language in model.LANGUAGES}
    marked = {language: [key for clause in clauses[language] for key in clause.promises] for language in clauses}
    problems += check.promises(marked, tables.promises.words_only, files["promises.toml"])
    if not published and any(problem.stops for problem in problems):
        raise NoticeError(problems)
    return Notice(
        head=tables.head,
        files=files,
        source_hash=archive.address(package),
        terms_hash=_digest(terms),
        categories=tables.categories,
        purposes=tables.purposes,
        matrix={purpose: tuple(keys) for purpose, keys in tables.matrix.items()},
        grounds=tables.grounds,
        recipients=tables.recipients,
        cookies=tables.cookies,
        scopes=tables.scopes,
        words_only=tables.promises.words_only,
        findings=tuple(problems),
        facts=facts,
        clauses=clauses,
        terms_text=terms,
    )


def _tables(files: dict[str, str], problems: list[Problem]) -> _Tables:
    """Every table as structs; raises with all complaints, since nothing can be checked on half of them."""
    raw = {name: toml(name, files[name], problems) for name in TABLES}
    problems += check.misplaced(files["notice.toml"], raw["notice.toml"])
    if problems:
        raise NoticeError(problems)

    def whole(name: str, kind: type[T]) -> T | None:
        return one(name, files[name], raw[name], kind, [], problems)

    def entries(name: str, kind: type[T]) -> dict[str, T]:
        return each(name, files[name], raw[name], kind, problems)

    head, clauses = whole("notice.toml", model.Head), whole("clauses.toml", model.Clauses)
    promises, recipients = whole("promises.toml", model.WordsOnly), whole("recipients.toml", model.Recipients)
    categories, purposes = entries("categories.toml", model.Category), entries("purposes.toml", model.Purpose)
    matrix, cookies = entries("matrix.toml", list[str]), entries("cookies.toml", model.Cookie)
    scopes = entries("scopes.toml", model.Scope)
    if head is None or clauses is None or promises is None or recipients is None:
        raise NoticeError(problems)
    file, source = "recipients.toml", files["recipients.toml"]
    grounds = each(file, source, recipients.grounds, model.Ground, problems, "grounds")
    receivers = each(file, source, recipients.recipients, model.Recipient, problems, "recipients")
    if problems:
        raise NoticeError(problems)
    return _Tables(head, categories, purposes, matrix, grounds, receivers, cookies, scopes, clauses, promises)


def _references(files: dict[str, str], tables: _Tables) -> list[Problem]:
    """What check.py finds between the tables."""
    known = tables.categories
    recipients = tables.recipients
    shared = {key: recipient.categories for key, recipient in recipients.items()}
    carried = {key: [scope.category] for key, scope in tables.scopes.items()}
    return [
        *check.matrix(files["matrix.toml"], tables.matrix, tables.purposes),
        *check.undeclared("matrix.toml", files["matrix.toml"], tables.matrix, known),
        *check.undeclared("recipients.toml", files["recipients.toml"], shared, known, "recipients"),
        *check.undeclared("scopes.toml", files["scopes.toml"], carried, known),
        *check.unused(files["categories.toml"], known, tables.matrix),
        *check.grounds(files["recipients.toml"], recipients, tables.grounds),
        *check.clauses(files["clauses.toml"], tables.clauses.clause, files),
    ]


def _facts(clauses: model.Clauses, language: str, source: Source, problems: list[Problem]) -> list[Fact]:
    return [
        Fact(fill("clauses.toml", short.say(language), language, source, problems, plain=True), entry.id)
        for entry in clauses.clause
        for short in entry.short
    ]


def _clauses(
    files: dict[str, str], clauses: model.Clauses, language: str, source: Source, problems: list[Problem]
) -> list[Clause]:
    found = []
    for entry in clauses.clause:
        name = f"clauses/{language}/{entry.id}.md"
        text, promises = take_marks(name, files.get(name, ""), problems)
        markdown = fill(name, text, language, source, problems)
        found.append(Clause(entry.id, entry.title.say(language), markdown, promises))
    return found


def _text(files: dict[str, str], name: str, language: str, source: Source, problems: list[Problem]) -> str:
    return fill(name, files.get(name, ""), language, source, problems)


def _digest(texts: dict[str, str]) -> str:
    """SHA-256, hex, over names and texts in the order of their names, each preceded by its length in bytes."""
    digest = hashlib.sha256(b"aboveboard notice 1\n")
    for name in sorted(texts):
        for part in (name.encode(), texts[name].encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
