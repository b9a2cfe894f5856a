"""The tables that the product obeys, compiled from the notice and from what the code declares at each door."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from aboveboard.ground.holdings import columns
from aboveboard.ground.notices import notice
from aboveboard.notice import features as switches
from aboveboard.notice import tables
from aboveboard.web.doors import Door
from aboveboard.web.headers import POLICY

Row = dict[str, Any]


def everything() -> dict[str, list[Row]]:
    """Table -> rows, by the name of the function that makes it. All values are text, truth values or lists."""
    made = (gates, holdings, uses, egress, features, doors, cookies, policy)
    return {table.__name__: table() for table in made}


def gates() -> list[Row]:
    """What a session may carry, whether the notice discloses it, and whether anybody may ask for it now."""
    open_now = tables.open_scopes(notice())
    return [
        {"scope": gate.scope, "category": gate.category, "disclosed": gate.disclosed, "opens": gate.scope in open_now}
        for gate in tables.gates(notice()).values()
    ]


def holdings() -> list[Row]:
    """How each category is held, and the columns that hold it."""
    held: dict[str, list[str]] = {}
    for name, category, _field in columns():
        held.setdefault(category or "", []).append(name)
    return [
        {
            "category": holding.category,
            "level": holding.level,
            "keep_for": notice().categories[holding.category].keep_for,
            "counted_from": holding.counted_from,
            "then": holding.then,
            "stored": holding.stored,
            "columns": sorted(held.get(holding.category, [])),
        }
        for holding in tables.holdings(notice()).values()
    ]


def uses() -> list[Row]:
    """Which purpose may open which categories."""
    return [
        {"purpose": key, "offered": one.offered, "opt_in": one.opt_in, "categories": list(notice().matrix.get(key, ()))}
        for key, one in notice().purposes.items()
    ]


def egress() -> list[Row]:
    """What may leave, to whom and on which ground."""
    return [
        {
            "recipient": one.recipient,
            "ground": one.ground,
            "categories": sorted(one.categories),
            "offered": one.offered,
        }
        for one in tables.egress(notice()).values()
    ]


def features() -> list[Row]:
    """What the notice lets the product do, and why not where it does not."""
    return [
        {
            "feature": key,
            "on": switches.is_on(notice(), key),
            "why": [one.say() for one in switches.lacks(notice(), key)],
        }
        for key in switches.FEATURES
    ]


def doors() -> list[Row]:
    """Each address with who may come in, the purpose it opens, and the categories that purpose may use."""
    matrix = notice().matrix
    return [
        {
            "address": address,
            "who": entry.who.value,
            "purpose": entry.purpose or "",
            "categories": list(matrix.get(entry.purpose or "", ())),
            "feature": entry.feature or "",
        }
        for address, entry in _addresses(get_resolver().url_patterns)
    ]


def cookies() -> list[Row]:
    """Everything that may be put into a browser."""
    return [
        {"name": name, "storage": storage, "keep_for": entry.keep_for, "who": entry.who}
        for (storage, name), entry in tables.cookie_register(notice()).items()
    ]


def policy() -> list[Row]:
    """What pages may load and do, by directive of the Content-Security-Policy."""
    return [{"directive": name, "allows": value} for name, value in POLICY.items()]


def _addresses(patterns: list[Any], prefix: str = "/") -> Iterator[tuple[str, Door]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, where)
        elif isinstance(pattern, URLPattern):
            entry = getattr(pattern.callback, "door", None)
            if isinstance(entry, Door):
                yield where, entry
