"""Claims that are stronger or weaker than the code: what the notice says, held against `capabilities`."""

from __future__ import annotations

from collections.abc import Iterator

from aboveboard.notice import capabilities
from aboveboard.notice.capabilities import CATEGORIES, Kind
from aboveboard.notice.document import Notice
from aboveboard.notice.errors import Problem
from aboveboard.notice.features import FEATURES, VITAL, VITAL_USES, lacks
from aboveboard.notice.lines import line_of
from aboveboard.notice.model import Category

_SOURCES = {
    "given": "the person gives it",
    "automatic": "it arises by itself",
    "third-party": "others tell it",
    "ours": "we write it ourselves",
}
_SEALED = ("personal", "secret")


def categories(notice: Notice) -> Iterator[Problem]:
    """What the notice says of each kind of data, against what the code does with it."""
    for key in VITAL:
        if key not in notice.categories:
            what = f"The product stores `{key}` and cannot run without it, yet the notice does not disclose it."
            write = f"Write [{key}] with level, source, keep_for, name and why, as in the shipped example."
            yield Problem("categories.toml", None, what, write)
    for key, category in notice.categories.items():
        kind = CATEGORIES.get(key)
        if kind is None:
            yield from _custom(notice, key, category)
        else:
            yield from _offered(notice, key, category, kind)
            yield from _held(notice, key, category, kind)


def _custom(notice: Notice, key: str, category: Category) -> Iterator[Problem]:
    if category.offered and not category.by_hand:
        what = f"`{key}` is stronger than the code: nothing in the software collects it."
        write = "Write `by_hand = true` if people of yours keep it elsewhere, `offered = false` if nobody does."
        yield _category(notice, key, "", what, write)


def _offered(notice: Notice, key: str, category: Category, kind: Kind) -> Iterator[Problem]:
    if category.by_hand and kind.built:
        what = f"`{key}` is weaker than the code: the software keeps it, not only people."
        yield _category(notice, key, "by_hand", what, "Take `by_hand` out.")
    elif category.offered and not kind.built and not category.by_hand:
        what = (
            f"`{key}` is stronger than the code: the notice says that it is collected, and nothing collects it today."
        )
        write = "Write `offered = false`, or `by_hand = true` if people of yours keep it elsewhere."
        yield _category(notice, key, "offered", what, write)
    elif not category.offered and key in VITAL:
        what = (
            f"`{key}` is weaker than the code: the notice says that it is not collected, and the product collects it."
        )
        yield _category(notice, key, "offered", what, "Write `offered = true`.", stops=True)


def _held(notice: Notice, key: str, category: Category, kind: Kind) -> Iterator[Problem]:
    if category.source != kind.source:
        what = f"The notice says of `{key}` that {_SOURCES[category.source]}; in the software {_SOURCES[kind.source]}."
        yield _category(notice, key, "source", what, f'Write `source = "{kind.source}"`.')
    if kind.lies == "passes":
        if category.stored:
            what = f"The notice says that `{key}` is kept; the software passes it on and stores nothing of it."
            write = 'Write `keep_for = "P0D"` and no `counted_from`.'
            yield _category(notice, key, "keep_for", what, write)
    elif kind.built and not category.stored:
        what = f"`{key}` is weaker than the code: the notice says that it is never stored, and the software stores it."
        write = "Write for how long it is kept, or `offered = false` to switch off what stores it."
        yield _category(notice, key, "keep_for", what, write, stops=key in VITAL)
    if category.then == "anonymise" and category.stored and key not in capabilities.ANONYMISED:
        what = f"`{key}` is stronger than the code: nothing makes figures of it, so it is deleted whole."
        yield _category(notice, key, "then", what, 'Write `then = "delete"`.')
    if kind.lies == "sealed" and category.level not in _SEALED:
        what = f"`{key}` is weaker than the code: the software encrypts it under the person's key."
        yield _category(notice, key, "level", what, 'Write `level = "personal"`.')
    if kind.lies in ("clear", "both") and category.level in _SEALED:
        what = f"`{key}` is stronger than the code: the software stores it, or a part of it, as it is."
        yield _category(notice, key, "level", what, 'Write `level = "operational"`.', stops=kind.built)


def purposes(notice: Notice) -> Iterator[Problem]:
    """Uses that nothing works for yet, a yes that nobody asks for, and uses without which the desk is shut."""
    source = notice.files["purposes.toml"]
    for key, purpose in notice.purposes.items():
        if purpose.opt_in != (purpose.basis == "consent"):
            asked = "a yes is asked for" if purpose.opt_in else "no yes is asked for"
            what = f"`{key}` says that its reason in law is `{purpose.basis}`, yet {asked}."
            write = 'A use by consent needs `basis = "consent"` and `opt_in = true`; any other use needs neither.'
            yield Problem("purposes.toml", line_of(source, [key, "basis"]), what, write, stops=False)
        if purpose.offered and (purpose.opt_in or key in capabilities.PURPOSES_NOT_BUILT):
            what = f"`{key}` is stronger than the code: nothing in the software asks for the yes or does it today."
            yield Problem("purposes.toml", line_of(source, [key]), what, "Write `offered = false`.", stops=False)
    for key, category in VITAL_USES:
        declared = notice.purposes.get(key)
        if declared is None or not declared.offered:
            what = f"Without the purpose `{key}` in use nobody at the desk can open a case."
            yield Problem("purposes.toml", line_of(source, [key]), what, f"Write [{key}], not `offered = false`.")
        elif category not in notice.matrix.get(key, ()):
            what = f"Without `{category}` under `{key}` nobody at the desk can open a case."
            line = line_of(notice.files["matrix.toml"], [key])
            yield Problem("matrix.toml", line, what, f'Add "{category}" to the row `{key}`.')


def scopes(notice: Notice) -> Iterator[Problem]:
    """What a session may carry, against what the wire can carry."""
    source = notice.files["scopes.toml"]
    for key, scope in notice.scopes.items():
        carried = capabilities.SCOPES.get(key)
        if carried is None and scope.offered:
            what = f"The scope `{key}` is stronger than the code: no session can carry it today."
            line = line_of(source, [key, "offered"])
            yield Problem("scopes.toml", line, what, "Write `offered = false`.", stops=False)
        if carried is not None and scope.category != carried:
            what = f"The scope `{key}` carries `{carried}` in the software, not `{scope.category}`."
            line = line_of(source, [key, "category"])
            yield Problem("scopes.toml", line, what, f'Write `category = "{carried}"`.', stops=False)


def features(notice: Notice) -> Iterator[Problem]:
    """Each feature that is off although nobody said that it should be."""
    for key in notice.head.switched_off:
        if key not in FEATURES:
            line = line_of(notice.files["notice.toml"], ["switched_off"])
            write = f"Use one of: {', '.join(FEATURES)}."
            yield Problem("notice.toml", line, f"There is no feature `{key}` to switch off.", write, stops=False)
    for key, feature in FEATURES.items():
        if key in notice.head.switched_off:
            continue
        why = [lack for lack in lacks(notice, key) if lack.what != "feature"]
        if why:
            # The line of the table where the first thing is missing: what an operator opens next.
            what = f"“{feature.name}” is off: {'; '.join(lack.say() for lack in why)}."
            write = (
                f"Declare it, with what the feature needs ({', '.join(feature.categories)}). If it is to stay off, "
                f'write `switched_off = ["{key}"]` in notice.toml, and take out the sentences that describe it.'
            )
            yield Problem("categories.toml", _first_line(notice, feature.categories), what, write, stops=False)


def _first_line(notice: Notice, keys: tuple[str, ...]) -> int | None:
    source = notice.files["categories.toml"]
    return next((line_of(source, [key]) for key in keys if key in notice.categories), None)


def _category(notice: Notice, key: str, field: str, what: str, write: str, *, stops: bool = False) -> Problem:
    steps: list[str | int] = [key, field] if field else [key]
    return Problem("categories.toml", line_of(notice.files["categories.toml"], steps), what, write, stops)
