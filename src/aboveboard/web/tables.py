"""The tables that the product obeys, compiled from the notice and from what the code declares at each door."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from aboveboard.ground.holdings import columns
from aboveboard.ground.notices import notice
from aboveboard.notice import tables
from aboveboard.web.doors import Door
from aboveboard.web.headers import POLICY

Row = dict[str, Any]


def everything() -> dict[str, list[Row]]:
    """Table -> rows: `gates`, `holdings`, `doors`, `cookies`, `policy`. All values are text, truth values or lists."""
    return {"gates": gates(), "holdings": holdings(), "doors": doors(), "cookies": cookies(), "policy": policy()}


def gates() -> list[Row]:
    """What a session may carry, and whether the notice discloses it."""
    return [
        {"scope": gate.scope, "category": gate.category, "disclosed": gate.disclosed}
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


def doors() -> list[Row]:
    """Each address with who may come in, the purpose it opens, and the categories that purpose may use."""
    matrix = notice().matrix
    return [
        {
            "address": address,
            "who": entry.who.value,
            "purpose": entry.purpose or "",
            "categories": list(matrix.get(entry.purpose or "", ())),
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
