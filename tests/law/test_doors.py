"""Every address has a door: who may come in, and for which purpose."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from aboveboard.web.doors import Door

OTHERS = {
    "allauth": "staff sign-in; guarded by allauth itself and by web/desk/factors.py",
    "django.contrib.staticfiles": "the files that pages are made of",
}
"""Views that are not ours, by the package they come from, with the reason why they need no door of ours."""


def addresses(patterns: list[Any], prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, where)
        elif isinstance(pattern, URLPattern):
            yield where, pattern.callback


def test_every_address_has_a_door() -> None:
    table = list(addresses(get_resolver().url_patterns))
    assert table
    closed = []
    for address, view in table:
        owner = getattr(getattr(view, "view_class", view), "__module__", "")
        others = any(owner == other or owner.startswith(f"{other}.") for other in OTHERS)
        if not others and not isinstance(getattr(view, "door", None), Door):
            closed.append(f"{address} ({owner}.{view.__name__})")
    assert not closed, f"put @door(Who.…, purpose=…) from web/doors.py on: {closed}"
