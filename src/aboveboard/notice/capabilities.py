"""What this software can do today, as plain data, to hold a notice against. Tests keep it equal to the code.

A notice that says more is stronger than the code, one that says less is weaker; both are findings (see `claims`).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from aboveboard.notice.model import Source

Lies = Literal["sealed", "clear", "both", "passes"]
"""How the code holds a category: encrypted under the person's key, as it is, partly each, or never stored."""


class Kind(msgspec.Struct, frozen=True):
    """What the code does with a category. built=False: it will come and lie so, but nothing has it yet."""

    source: Source
    lies: Lies
    built: bool = True


class Stored(msgspec.Struct, frozen=True):
    """One name that the product sets in a browser: where, how long (ISO 8601), at whose browser."""

    storage: str
    keep_for: str
    who: str


class Number(msgspec.Struct, frozen=True):
    """A number of the notice. obeyed: the code reads it from the notice; else people keep to it. Bounds included."""

    default: int
    least: int
    most: int
    obeyed: bool
    why: str


CATEGORIES: dict[str, Kind] = {
    "identity": Kind("given", "sealed"),
    "contact": Kind("given", "sealed"),
    "preferences": Kind("given", "clear"),
    "problem": Kind("given", "sealed"),
    "chat": Kind("given", "sealed"),
    "notes": Kind("ours", "sealed"),
    "session-record": Kind("automatic", "both"),
    "consent-record": Kind("automatic", "clear"),
    "terms-record": Kind("automatic", "clear"),
    "screen-view": Kind("given", "passes"),
    "marks": Kind("ours", "passes"),
    "tool-output": Kind("automatic", "passes"),
    "tool-runs": Kind("automatic", "clear"),
    "abuse-guard": Kind("automatic", "clear"),
    "answers": Kind("given", "both"),
    "letters": Kind("automatic", "clear"),
    "staff": Kind("given", "clear"),
    "search-index": Kind("ours", "clear"),
    "rights-request": Kind("given", "both"),
    "link": Kind("automatic", "clear"),
    "operational": Kind("automatic", "clear"),
    "control-input": Kind("ours", "passes"),
    "clipboard": Kind("given", "passes"),
    "file-contents": Kind("given", "passes"),
    "file-events": Kind("automatic", "sealed"),
    "voice": Kind("given", "passes", built=False),
    "recording": Kind("given", "sealed", built=False),
    "screenshots": Kind("given", "sealed", built=False),
    "phone": Kind("given", "sealed", built=False),
    "address": Kind("given", "sealed", built=False),
    "secret-password": Kind("given", "passes"),
    "device-facts": Kind("automatic", "sealed"),
    "machine-history": Kind("ours", "sealed"),
    "purchase": Kind("third-party", "sealed", built=False),
    "do-not-call": Kind("given", "sealed", built=False),
    "marketing-permission": Kind("given", "sealed", built=False),
    "age-answer": Kind("given", "passes", built=False),
    "guardian": Kind("given", "sealed", built=False),
    "request-log": Kind("automatic", "sealed", built=False),
    "security-report": Kind("given", "sealed", built=False),
}
ANONYMISED = frozenset({"answers"})
"""Categories of which figures are made before they go. Everything else is deleted whole."""
SCOPES: dict[str, str] = {
    "view": "screen-view",
    "point": "marks",
    "control": "control-input",
    "clipboard": "clipboard",
    "files": "file-contents",
    "tool": "tool-output",
    "password": "secret-password",
    "diagnostics": "device-facts",
}
"""What a session can carry, and the category of each."""
PURPOSES_NOT_BUILT = frozenset({"tools", "personalise", "train"})
"""Purposes for which nothing in the software works yet, whatever the notice offers."""
GROUNDS = frozenset({"affiliate", "processor", "transfer", "legal", "consent"})
"""The reasons for which data may leave. There is none for selling."""
RECIPIENTS: dict[str, tuple[str, bool]] = {
    "mail": ("processor", True),
    "payment": ("payment", False),
    "remote-tool": ("remote-tool", False),
}
"""Recipients that the software knows by name: their kind, and whether it can send them anything today."""
LETTER_CATEGORIES = ("contact", "letters")
"""What goes along when a letter passes through the mail firm."""
COOKIES: dict[str, Stored] = {
    "aboveboard_session": Stored("cookie", "P14D", "customers"),
    "aboveboard_form": Stored("cookie", "P364D", "everyone"),
    "aboveboard_language": Stored("cookie", "P0D", "everyone"),
    "help-form": Stored("session", "P0D", "everyone"),
    "messages": Stored("cookie", "P0D", "staff"),
    "aboveboard-keys": Stored("session", "P0D", "staff"),
    "desk-keys": Stored("local", "P0D", "staff"),
    "desk-sound": Stored("local", "P0D", "staff"),
    "desk-notify": Stored("local", "P0D", "staff"),
}
NUMBERS: dict[str, Number] = {
    "code-minutes": Number(10, 1, 60, True, "a code that works for longer can be guessed or overheard"),
    "change-notice-days": Number(30, 14, 365, True, "people need time to read and to object before a change"),
    "smallest-group": Number(10, 3, 100_000, True, "a figure for fewer people names somebody"),
    "idle-days": Number(90, 7, 730, True, "a case that stays open keeps its data without an end"),
    "minimum-age": Number(13, 13, 21, False, "below 13 the law asks for a parent"),
    "do-not-call-days": Number(10, 0, 10, False, "the law allows ten working days"),
    "rights-months": Number(1, 1, 1, False, "the law allows one month"),
    "rights-more-months": Number(2, 0, 2, False, "the law allows two months more"),
    "acknowledge-days": Number(10, 1, 10, False, "the law allows ten working days"),
    "rights-days-california": Number(45, 1, 45, False, "the law allows 45 days"),
    "transfer-notice-days": Number(30, 14, 365, False, "people need time to object before their data moves"),
}
