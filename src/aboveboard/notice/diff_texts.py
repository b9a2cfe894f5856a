"""The part of a comparison that is about texts: the numbers in them, the promises they carry, and their words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from aboveboard.notice.capabilities import NUMBERS
from aboveboard.notice.diff_names import number
from aboveboard.notice.differences import Change, change, same
from aboveboard.notice.document import Notice
from aboveboard.notice.features import FEATURES
from aboveboard.notice.model import LANGUAGES, Text

MORE_IS_WORSE: Final = frozenset(
    {
        "do-not-call-days",
        "rights-months",
        "rights-more-months",
        "acknowledge-days",
        "rights-days-california",
        "idle-days",
    }
)
LESS_IS_WORSE: Final = frozenset({"minimum-age", "change-notice-days", "transfer-notice-days", "smallest-group"})
"""Of a number that neither names, nobody knows which way is worse: a change of it counts as worse."""
INDIFFERENT: Final = frozenset({"code-minutes"})


def numbers(old: Notice, new: Notice) -> Iterator[Change]:
    """Each number that the texts use and that changed, with which way."""
    usual = {key: known.default for key, known in NUMBERS.items()}
    before, after = usual | old.head.numbers, usual | new.head.numbers
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was == now or was is None:
            continue
        said = same(was), (same(now) if now is not None else Text(en="nothing", de="nichts"))
        yield change(_which_way(key, was, now), key, number(key), *said)


def _which_way(key: str, was: int, now: int | None) -> str:
    if key in INDIFFERENT:
        return "number.other"
    if now is None or key not in MORE_IS_WORSE | LESS_IS_WORSE:
        return "number.worse"
    return "number.worse" if (now > was) == (key in MORE_IS_WORSE) else "number.better"


def switches(old: Notice, new: Notice) -> Iterator[Change]:
    """Features that one version switches off by choice and the other does not."""
    before, after = old.head.switched_off, new.head.switched_off
    for key in dict.fromkeys([*before, *after]):
        if (key in before) != (key in after):
            feature = FEATURES.get(key)
            kind = "feature.on" if key in before else "feature.off"
            categories = feature.categories if feature is not None else ()
            yield change(kind, key, same(feature.name if feature is not None else key), categories=categories)


def promises(old: Notice, new: Notice) -> Iterator[Change]:
    """Promises that a clause carried and carries no more, in any language; and those that came."""
    before, after = _carried(old), _carried(new)
    for key in sorted(before - after):
        yield change("promise.dropped", key, same(key))
    for key in sorted(after - before):
        yield change("promise.added", key, same(key))


def _carried(notice: Notice) -> set[str]:
    """The promises that the clauses carry in every language: what one language lacks is no promise."""
    return set.intersection(
        *({key for clause in notice.full(language) for key in clause.promises} for language in LANGUAGES)
    )


def words(old: Notice, new: Notice) -> Iterator[Change]:
    """Clauses that came, went, or have other words (or give other words to the short layer, or carry other marks)."""
    before, after = _sources(old), _sources(new)
    titles = {
        language: {clause.id: clause.title for notice in (old, new) for clause in notice.full(language)}
        for language in LANGUAGES
    }
    for key in dict.fromkeys([*before, *after]):
        name = Text(en=titles["en"][key], de=titles["de"][key])
        if key not in before:
            yield change("words.new", key, name)
        elif key not in after:
            yield change("words.gone", key, name)
        elif before[key] != after[key]:
            yield change("words.changed", key, name)
    yield from _other_words(old, new)


def _sources(notice: Notice) -> dict[str, tuple[object, ...]]:
    """Clause -> its title, its facts and its texts as written, before numbers and times are filled in."""
    return {
        str(entry["id"]): (
            entry,
            *(notice.files.get(f"clauses/{language}/{entry['id']}.md", "") for language in LANGUAGES),
        )
        for entry in _entries(notice.files["clauses.toml"])
    }


@lru_cache(maxsize=8)
def _entries(text: str) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = tomllib.loads(text)["clause"]
    return entries


def _other_words(old: Notice, new: Notice) -> Iterator[Change]:
    """Names and reasons in the tables that have other words."""
    tables = (
        (old.categories, new.categories, ("name", "why")),
        (old.purposes, new.purposes, ("name", "text")),
        (old.grounds, new.grounds, ("name", "text")),
        (old.scopes, new.scopes, ("name", "allows")),
    )
    for before, after, fields in tables:
        for key, now in after.items():
            was = before.get(key)
            if was is not None and any(getattr(was, field) != getattr(now, field) for field in fields):
                yield change("words.changed", key, now.name)
    if old.words_only != new.words_only:
        yield change("words.changed", "words_only", Text(en="reasons for words alone", de="Gründe für bloße Worte"))
    for notices in ((old.recipients, new.recipients, "does"), (old.cookies, new.cookies, "why")):
        for key in notices[1]:
            if key in notices[0] and getattr(notices[0][key], notices[2]) != getattr(notices[1][key], notices[2]):
                yield change("words.changed", key, same(getattr(notices[1][key], "name", key)))
