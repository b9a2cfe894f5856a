"""Filling {kind:key} in clauses from the notice's data, and collecting the {promise:id} marks."""

from __future__ import annotations

import re
from collections.abc import Callable

from aboveboard.notice import model, speech
from aboveboard.notice.errors import Problem
from aboveboard.notice.lines import line_with
from aboveboard.notice.promises import PROMISES

_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,80})\}")
_MARK = re.compile(r"[ \t]*\{promise:([a-z.-]{1,60})\}")
_WORDS = re.compile(r"[ \t]*\{words:[a-z-]{1,60}\}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")

KINDS = ("keep", "cookie", "controller", "officer", "number", "notice", "recipients")

Filler = Callable[[str, str], str | None]


class Source:
    """What a placeholder may draw on: the parsed tables. Each kind is answered by the method of its name."""

    def __init__(
        self,
        head: model.Head,
        categories: dict[str, model.Category],
        cookies: dict[str, model.Cookie],
        recipients: dict[str, model.Recipient],
    ) -> None:
        self.head, self.categories, self.cookies, self.recipients = head, categories, cookies, recipients
        self.kinds: dict[str, Filler] = {kind: getattr(self, f"_{kind}") for kind in KINDS}

    def _keep(self, key: str, language: str) -> str | None:
        category = self.categories.get(key)
        return None if category is None else speech.say_keep(category, language)

    def _cookie(self, key: str, language: str) -> str | None:
        cookie = self.cookies.get(key)
        return None if cookie is None else f"{key} ({speech.say_cookie(cookie, language)})"

    def _controller(self, key: str, _language: str) -> str | None:
        company = self.head.controller
        if key == "address":
            return ", ".join(company.address)
        plain = {"name": company.name, "legal-name": company.legal_name, "email": company.email, "phone": company.phone}
        return plain.get(key)

    def _officer(self, key: str, _language: str) -> str | None:
        officer = self.head.privacy_officer
        return {"name": officer.name, "email": officer.email}.get(key)

    def _number(self, key: str, _language: str) -> str | None:
        number = self.head.numbers.get(key)
        return None if number is None else str(number)

    def _notice(self, key: str, _language: str) -> str | None:
        return {"version": self.head.version, "effective": self.head.effective.isoformat()}.get(key)

    def _recipients(self, key: str, language: str) -> str | None:
        names = [recipient.name for recipient in self.recipients.values() if recipient.kind == key]
        joiner = " und " if language == "de" else " and "
        return joiner.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or None


def fill(file: str, text: str, language: str, source: Source, problems: list[Problem], *, plain: bool = False) -> str:
    """The text with each {kind:key} replaced, values escaped for Markdown unless `plain`.

    Unknown ones are appended to `problems` and shown as `?`. A {keep:…} of a category that is not declared is a finding
    that stops nothing: the feature is off.
    """

    def replace(found: re.Match[str]) -> str:
        kind, _, key = found[1].partition(":")
        filler = source.kinds.get(kind)
        value = filler(key, language) if filler else None
        if value is not None:
            return value if plain else _SPECIAL.sub(r"\\\1", value)
        known = ", ".join(sorted([*source.kinds, "promise", "words"]))
        what = f"`{{{found[1]}}}` names nothing that the notice declares."
        write = f"Declare it, or take the sentence out (known: {known})."
        problems.append(Problem(file, line_with(text, found[0]), what, write, stops=kind != "keep"))
        return "?"

    return _PLACEHOLDER.sub(replace, text)


def take_marks(file: str, text: str, problems: list[Problem]) -> tuple[str, tuple[str, ...]]:
    """The text without its {promise:id} and {words:key} marks, and the ids in order; an unknown id is a problem."""
    ids = tuple(dict.fromkeys(_MARK.findall(text)))
    for unknown in (one for one in ids if one not in PROMISES):
        line = line_with(text, f"{{promise:{unknown}}}")
        problems.append(Problem(file, line, f"There is no promise `{unknown}`.", "Use an id of the list of promises."))
    return _WORDS.sub("", _MARK.sub("", text)), ids
