"""The tables that the rest of the product obeys, compiled from the notice."""

from __future__ import annotations

import msgspec

from aboveboard.notice.document import Notice
from aboveboard.notice.durations import Duration
from aboveboard.notice.features import FEATURES, is_on
from aboveboard.notice.model import Cookie, CountedFrom, Level, Scope


class Gate(msgspec.Struct, frozen=True):
    """What a session's scope carries. disclosed=False: the notice is silent on it, so nobody may ask for it.

    offered=False: the notice describes it, and says that it is not used today.
    """

    scope: str
    category: str
    disclosed: bool
    offered: bool = True

    @property
    def opens(self) -> bool:
        """Whether anybody may ask for it or grant it."""
        return self.disclosed and self.offered


class Permission(msgspec.Struct, frozen=True):
    """What may leave to one recipient. offered=False: it is described, and nothing may leave to it."""

    recipient: str
    kind: str
    ground: str
    categories: frozenset[str]
    offered: bool


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
    return {key: _gate(notice, key, scope) for key, scope in notice.scopes.items()}


def open_scopes(notice: Notice) -> frozenset[str]:
    """The scopes that anybody may ask for or grant: disclosed, offered, and of a feature that is on."""
    off = {feature.scope for key, feature in FEATURES.items() if feature.scope and not is_on(notice, key)}
    return frozenset(key for key, gate in gates(notice).items() if gate.opens and key not in off)


def holdings(notice: Notice) -> dict[str, Holding]:
    """Category -> how it is held."""
    return {
        key: Holding(key, category.level, category.duration, category.counted_from, category.then, category.stored)
        for key, category in notice.categories.items()
    }


def cookie_register(notice: Notice) -> dict[tuple[str, str], Cookie]:
    """(storage, name) -> entry: whatever else is set in a browser is a fault."""
    return {(cookie.storage, name): cookie for name, cookie in notice.cookies.items()}


def may_store(notice: Notice, category: str) -> bool:
    """Whether a value of this category may be written at all: declared, offered, and not merely passing through."""
    found = notice.categories.get(category)
    return found is not None and found.offered and found.stored


def egress(notice: Notice) -> dict[str, Permission]:
    """Recipient -> what may leave to it, and on which ground."""
    return {
        key: Permission(key, one.kind, one.ground, frozenset(one.categories), one.offered)
        for key, one in notice.recipients.items()
    }


def allowed(notice: Notice, purpose: str, category: str) -> bool:
    """Whether the matrix lets this purpose read this category."""
    return category in notice.categories and category in notice.matrix.get(purpose, ())


def permits(notice: Notice, purpose: str, category: str) -> bool:
    """Whether this version lets the purpose read this category today: the matrix is for it, and the purpose is in use.

    A purpose that needs a permission of the person's own opens nothing by the notice alone.
    """
    declared = notice.purposes.get(purpose)
    in_use = declared is not None and declared.offered and not declared.opt_in
    return in_use and allowed(notice, purpose, category)


def _gate(notice: Notice, key: str, scope: Scope) -> Gate:
    category = notice.categories.get(scope.category)
    return Gate(key, scope.category, category is not None, scope.offered and (category is None or category.offered))
