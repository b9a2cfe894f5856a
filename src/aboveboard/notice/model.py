"""The notice as data: what an operator declares, as strict structs. Unknown keys are refused when read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from aboveboard.notice.durations import Duration

LANGUAGES: tuple[str, ...] = ("en", "de")
Level = Literal["public", "operational", "personal", "secret"]
Source = Literal["given", "automatic", "third-party", "ours"]
CountedFrom = Literal["collected", "session-ended", "case-closed", "account-closed", "withdrawn"]
Basis = Literal["contract", "consent", "legitimate-interest", "legal-obligation"]
Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=600)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


def _check_span(keep_for: str) -> None:
    """ValueError that names the key, so that the reader of the table can name the line."""
    try:
        Duration.parse(keep_for)
    except ValueError as error:
        raise ValueError(f"keep_for: {error}") from error


class Text(_Part, frozen=True, kw_only=True):
    """The same words in each language of the notice."""

    en: Line
    de: Line

    def say(self, language: str) -> str:
        return self.de if language == "de" else self.en


class Category(_Part, frozen=True, kw_only=True):
    """A kind of data. keep_for is an ISO 8601 duration counted from `counted_from`; P0D from `collected`: never kept.

    level decides how it is stored; offered=False: described in the notice, but nothing collects it today;
    when: the condition under which it is collected at all; by_hand: people of the company keep it outside the software.
    """

    level: Level
    source: Source
    keep_for: str
    counted_from: CountedFrom = "collected"
    then: Literal["delete", "anonymise"] = "delete"
    name: Text
    why: Text
    when: Text | None = None
    offered: bool = True
    by_hand: bool = False

    def __post_init__(self) -> None:
        _check_span(self.keep_for)

    @property
    def duration(self) -> Duration:
        return Duration.parse(self.keep_for)

    @property
    def stored(self) -> bool:
        return not (self.duration.is_zero and self.counted_from == "collected")


class Purpose(_Part, frozen=True, kw_only=True):
    """What data is used for. opt_in: only after a yes of the person's own; basis: ground in data-protection law."""

    name: Text
    text: Text
    basis: Basis
    opt_in: bool = False
    offered: bool = True


class Ground(_Part, frozen=True, kw_only=True):
    """A reason for which data may leave the company."""

    name: Text
    text: Text


class Recipient(_Part, frozen=True, kw_only=True):
    """Someone outside the company who receives data, and what of it."""

    name: Line
    kind: Literal["processor", "payment", "remote-tool"]
    ground: Key
    does: Text
    categories: list[Key]
    policy: Annotated[str, msgspec.Meta(pattern=r"^https://[^\s()<>]{1,300}$")]
    offered: bool = True


class Recipients(_Part, frozen=True, kw_only=True):
    """recipients.toml before its entries are read one by one: key -> raw table."""

    grounds: dict[str, Any]
    recipients: dict[str, Any] = {}


class Cookie(_Part, frozen=True, kw_only=True):
    """One name in the visitor's browser. keep_for: P0D = until the browser (storage session: the tab) is closed."""

    storage: Literal["cookie", "local", "session"] = "cookie"
    keep_for: str
    who: Literal["everyone", "customers", "staff"] = "everyone"
    why: Text

    def __post_init__(self) -> None:
        _check_span(self.keep_for)

    @property
    def duration(self) -> Duration:
        return Duration.parse(self.keep_for)


class Scope(_Part, frozen=True, kw_only=True):
    """One thing a session may carry: the category of what it carries, and what the customer's yes allows."""

    category: Key
    name: Text
    allows: Text
    offered: bool = True


class Company(_Part, frozen=True, kw_only=True):
    name: Line
    legal_name: Line
    address: Annotated[list[Line], msgspec.Meta(min_length=1, max_length=8)]
    email: Annotated[str, msgspec.Meta(pattern=r"^[^\s@<>()]{1,64}@[^\s@<>()]{1,190}$")]
    phone: Line


class Officer(_Part, frozen=True, kw_only=True):
    name: Line
    email: Annotated[str, msgspec.Meta(pattern=r"^[^\s@<>()]{1,64}@[^\s@<>()]{1,190}$")]


class Terms(_Part, frozen=True, kw_only=True):
    version: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
    effective: date


class Head(_Part, frozen=True, kw_only=True):
    """notice.toml: who speaks, from when on, the numbers the texts use, and features that are off by choice."""

    version: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
    effective: date
    controller: Company
    privacy_officer: Officer
    numbers: dict[Key, Annotated[int, msgspec.Meta(ge=0, le=100_000)]] = {}
    switched_off: list[Key] = []
    terms: Terms


class ClauseEntry(_Part, frozen=True, kw_only=True):
    """clauses.toml: the order of the clauses, their titles, and the facts each gives to the short layer."""

    id: Key
    title: Text
    short: list[Text] = []


class Clauses(_Part, frozen=True, kw_only=True):
    clause: Annotated[list[ClauseEntry], msgspec.Meta(min_length=1, max_length=60)]


class WordsOnly(_Part, frozen=True, kw_only=True):
    """promises.toml: what is words only, with the reason: ids of promises, and keys of {words:key} marks (no dot)."""

    words_only: dict[str, Line] = {}
