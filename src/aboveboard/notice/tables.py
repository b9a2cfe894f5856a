"""The tables that the rest of the product obeys, compiled from the notice."""

from __future__ import annotations

import msgspec

from aboveboard.notice.document import Notice
from aboveboard.notice.durations import Duration
from aboveboard.notice.model import Cookie, CountedFrom, Level


class Gate(msgspec.Struct, frozen=True):
    """What a session's scope carries. disclosed=False: the notice is silent on it, so nobody may ask for it."""

    scope: str
    category: str
    disclosed: bool


class Holding(msgspec.Struct, frozen=True):
    """How one category is held."""

    category: str
    level: Level
    keep_for: Duration
    counted_from: CountedFrom
    then: str
    stored: bool


def gates(notice: Notice) -> dict[str, Gate]:
    """Scope -> gate, for each scope the notice names."""
    return {key: Gate(key, scope.category, scope.category in notice.categories) for key, scope in notice.scopes.items()}


def holdings(notice: Notice) -> dict[str, Holding]:
    """Category -> how it is held."""
    return {
        key: Holding(key, category.level, category.duration, category.counted_from, category.then, category.stored)
        for key, category in notice.categories.items()
    }


def cookie_register(notice: Notice) -> dict[tuple[str, str], Cookie]:
    """(storage, name) -> entry: whatever else is set in a browser is a fault."""
    return {(cookie.storage, name): cookie for name, cookie in notice.cookies.items()}


def allowed(notice: Notice, purpose: str, category: str) -> bool:
    """Whether the matrix lets this purpose read this category."""
    return category in notice.categories and category in notice.matrix.get(purpose, ())
