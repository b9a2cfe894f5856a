"""The notice in force: what the rest of the product asks."""

from __future__ import annotations

from datetime import date

import msgspec

from aboveboard.notice import capabilities, model
from aboveboard.notice.errors import Problem


class Fact(msgspec.Struct, frozen=True):
    """One sentence of the short layer, and the clause that says it in full."""

    text: str
    clause: str


class Clause(msgspec.Struct, frozen=True):
    """One full clause in one language. markdown: placeholders filled; promises: ids that its sentences carry."""

    id: str
    title: str
    markdown: str
    promises: tuple[str, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that was read and checked. `findings` are faults that switch something off but stop nothing.

    files: its source, path inside the folder -> text; source_hash: the address of this version, terms included.
    """

    head: model.Head
    files: dict[str, str]
    source_hash: str
    terms_hash: str
    categories: dict[str, model.Category]
    purposes: dict[str, model.Purpose]
    matrix: dict[str, tuple[str, ...]]
    grounds: dict[str, model.Ground]
    recipients: dict[str, model.Recipient]
    cookies: dict[str, model.Cookie]
    scopes: dict[str, model.Scope]
    words_only: dict[str, str]
    findings: tuple[Problem, ...]
    facts: dict[str, tuple[Fact, ...]]
    clauses: dict[str, tuple[Clause, ...]]
    terms_text: dict[str, str]

    @property
    def version(self) -> str:
        return self.head.version

    @property
    def effective(self) -> date:
        return self.head.effective

    @property
    def terms_version(self) -> str:
        return self.head.terms.version

    @property
    def terms_effective(self) -> date:
        return self.head.terms.effective

    def number(self, key: str) -> int:
        """A number that the software keeps to; the usual one where the notice is silent. KeyError for no known key."""
        return self.head.numbers.get(key, capabilities.NUMBERS[key].default)

    def terms_source(self) -> dict[str, str]:
        """The terms as written, by file: what a name or a number that is filled in does not change."""
        return {name: text for name, text in self.files.items() if name.startswith("terms/")}

    def short(self, language: str) -> tuple[Fact, ...]:
        """The short layer, at most ten facts. A language the notice does not have is answered in English."""
        return self.facts[language if language in self.facts else "en"]

    def full(self, language: str) -> tuple[Clause, ...]:
        """Every clause in order, as Markdown."""
        return self.clauses[language if language in self.clauses else "en"]

    def terms(self, language: str) -> str:
        """The terms of service, as Markdown."""
        return self.terms_text[language if language in self.terms_text else "en"]
