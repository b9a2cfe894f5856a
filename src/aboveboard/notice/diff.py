"""What changes from one version of a notice to the next, by what it means and not by its words."""

from __future__ import annotations

import datetime as dt
from typing import Final

from aboveboard.notice import diff_texts, speech
from aboveboard.notice.diff_names import value
from aboveboard.notice.differences import Change, change, same
from aboveboard.notice.document import Notice
from aboveboard.notice.durations import Duration
from aboveboard.notice.model import LANGUAGES, Category, Cookie, Purpose, Recipient, Text

LEVELS: Final = ("public", "operational", "personal", "secret")
AUDIENCES: Final = ("staff", "customers", "everyone")
_FROM: Final = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def compare(old: Notice, new: Notice) -> tuple[Change, ...]:
    """Every difference, first what matters to people whose data is there already, else in the order of the notice."""
    changes = [
        *_controller(old, new),
        *_categories(old, new),
        *_purposes(old, new),
        *_grounds(old, new),
        *_recipients(old, new),
        *_cookies(old, new),
        *_scopes(old, new),
        *diff_texts.switches(old, new),
        *diff_texts.numbers(old, new),
        *diff_texts.promises(old, new),
        *diff_texts.words(old, new),
    ]
    return tuple(sorted(changes, key=lambda one: not one.material))


def ends(duration: Duration) -> dt.datetime:
    """When the span is over that begins on a fixed day: spans of different units compare by it."""
    return duration.after(_FROM)


def _controller(old: Notice, new: Notice) -> list[Change]:
    was, now, name = old.head.controller, new.head.controller, same("controller")
    found = []
    if was.legal_name != now.legal_name:
        found.append(change("controller.other", "controller", name, same(was.legal_name), same(now.legal_name)))
    for field in ("name", "address", "email", "phone"):
        before, after = getattr(was, field), getattr(now, field)
        if before != after:
            said = [same(", ".join(value) if isinstance(value, list) else value) for value in (before, after)]
            found.append(change("controller.reached", f"controller.{field}", name, *said))
    officer = [same(f"{head.privacy_officer.name}, {head.privacy_officer.email}") for head in (old.head, new.head)]
    if officer[0] != officer[1]:
        found.append(change("officer.other", "privacy_officer", name, *officer))
    if old.head.terms != new.head.terms or old.terms_source() != new.terms_source():
        found.append(change("terms.other", "terms", same("terms"), None, same(new.terms_version)))
    return found


def _categories(old: Notice, new: Notice) -> list[Change]:
    found = []
    for key, now in new.categories.items():
        was = old.categories.get(key)
        uses = _uses(new, key)
        if was is None:
            found.append(change("category.new", key, now.name, categories=(key,), purposes=uses))
            continue
        found += [*_holding(key, was, now, uses), *_keeping(key, was, now, uses)]
    return found + [
        change("category.gone", key, was.name, categories=(key,), purposes=_uses(old, key))
        for key, was in old.categories.items()
        if key not in new.categories
    ]


def _holding(key: str, was: Category, now: Category, uses: tuple[str, ...]) -> list[Change]:
    """What a category is: how it is protected, where it comes from, whether and when it is collected."""
    found: list[tuple[str, Text | None, Text | None]] = []
    if was.level != now.level:
        weaker = LEVELS.index(now.level) < LEVELS.index(was.level)
        found.append((f"category.level-{'weaker' if weaker else 'stronger'}", value(was.level), value(now.level)))
    if was.source != now.source:
        found.append(("category.source", value(was.source), value(now.source)))
    if was.offered != now.offered:
        found.append(("category.offered" if now.offered else "category.not-offered", None, None))
    if was.by_hand != now.by_hand:
        found.append(("category.by-hand" if now.by_hand else "category.not-by-hand", None, None))
    if was.when != now.when:
        kind = "unconditional" if now.when is None else "conditional" if was.when is None else "condition"
        found.append((f"category.{kind}", was.when, now.when))
    return [
        change(kind, key, now.name, before, after, categories=(key,), purposes=uses) for kind, before, after in found
    ]


def _keeping(key: str, was: Category, now: Category, uses: tuple[str, ...]) -> list[Change]:
    found = []
    said = [Text(en=speech.say_keep(one, "en"), de=speech.say_keep(one, "de")) for one in (was, now)]
    if was.stored and now.stored and was.counted_from != now.counted_from:
        found.append("keep.counted")
    if was.stored != now.stored:
        found.append("keep.longer" if now.stored else "keep.shorter")
    elif ends(was.duration) != ends(now.duration):
        found.append("keep.longer" if ends(now.duration) > ends(was.duration) else "keep.shorter")
    if was.then != now.then:
        found.append(f"keep.then-{'weaker' if now.then == 'anonymise' else 'stronger'}")
    return [change(kind, key, now.name, *said, categories=(key,), purposes=uses) for kind in found]


def _purposes(old: Notice, new: Notice) -> list[Change]:
    found = []
    for key, now in new.purposes.items():
        was, may = old.purposes.get(key), new.matrix.get(key, ())
        if was is None:
            names = _names(new, may)
            found.append(change("purpose.new", key, now.name, None, names, categories=tuple(may), purposes=(key,)))
            continue
        found += [*_use(key, was, now, may), *_matrix(key, now, old, new)]
    return found + [
        change("purpose.gone", key, was.name, categories=old.matrix.get(key, ()), purposes=(key,))
        for key, was in old.purposes.items()
        if key not in new.purposes
    ]


def _use(key: str, was: Purpose, now: Purpose, may: tuple[str, ...]) -> list[Change]:
    found: list[tuple[str, Text | None, Text | None]] = []
    if was.basis != now.basis:
        found.append(("purpose.basis", value(was.basis), value(now.basis)))
    if was.opt_in != now.opt_in:
        found.append(("purpose.opt-in" if now.opt_in else "purpose.opt-in-gone", None, None))
    if was.offered != now.offered:
        found.append(("purpose.offered" if now.offered else "purpose.not-offered", None, None))
    return [change(kind, key, now.name, *said, categories=tuple(may), purposes=(key,)) for kind, *said in found]


def _matrix(key: str, now: Purpose, old: Notice, new: Notice) -> list[Change]:
    before, after = old.matrix.get(key, ()), new.matrix.get(key, ())
    more = tuple(one for one in after if one not in before)
    less = tuple(one for one in before if one not in after)
    found = []
    if more:
        found.append(change("purpose.wider", key, now.name, None, _names(new, more), categories=more, purposes=(key,)))
    if less:
        found.append(
            change("purpose.narrower", key, now.name, _names(old, less), None, categories=less, purposes=(key,))
        )
    return found


def _grounds(old: Notice, new: Notice) -> list[Change]:
    return [
        *(change("ground.new", key, now.name) for key, now in new.grounds.items() if key not in old.grounds),
        *(change("ground.gone", key, was.name) for key, was in old.grounds.items() if key not in new.grounds),
    ]


def _recipients(old: Notice, new: Notice) -> list[Change]:
    found = []
    for key, now in new.recipients.items():
        was, name = old.recipients.get(key), same(now.name)
        all_of_it = tuple(now.categories)
        if was is None:
            found.append(change("recipient.new", key, name, None, _names(new, all_of_it), categories=all_of_it))
            continue
        found += _receiving(key, was, now, old, new)
    return found + [
        change("recipient.gone", key, same(was.name), categories=tuple(was.categories))
        for key, was in old.recipients.items()
        if key not in new.recipients
    ]


def _receiving(key: str, was: Recipient, now: Recipient, old: Notice, new: Notice) -> list[Change]:
    more = tuple(one for one in now.categories if one not in was.categories)
    less = tuple(one for one in was.categories if one not in now.categories)
    whole = tuple(now.categories)
    found: list[tuple[str, Text | None, Text | None, tuple[str, ...]]] = []
    if was.name != now.name:
        found.append(("recipient.other", same(was.name), same(now.name), whole))
    if more:
        found.append(("recipient.wider", None, _names(new, more), more))
    if less:
        found.append(("recipient.narrower", _names(old, less), None, less))
    if was.ground != now.ground:
        found.append(("recipient.ground", _ground(old, was.ground), _ground(new, now.ground), whole))
    if was.kind != now.kind:
        found.append(("recipient.kind", value(was.kind), value(now.kind), whole))
    if was.offered != now.offered:
        kind = "recipient.offered" if now.offered else "recipient.not-offered"
        found.append((kind, None, _names(new, whole), whole))
    if was.policy != now.policy:
        found.append(("recipient.policy", None, None, ()))
    return [change(kind, key, same(now.name), a, b, categories=touched) for kind, a, b, touched in found]


def _cookies(old: Notice, new: Notice) -> list[Change]:
    found = []
    for key, now in new.cookies.items():
        was, name = old.cookies.get(key), same(key)
        kept, staff_only = _stay(now), now.who == "staff"
        if was is None:
            found.append(change("cookie.new", key, name, None, kept, staff_only=staff_only))
            continue
        kinds = []
        if was.storage != now.storage:
            kinds.append(("cookie.place", value(was.storage), value(now.storage)))
        elif ends(was.duration) != ends(now.duration):
            longer = ends(now.duration) > ends(was.duration)
            kinds.append((f"cookie.{'longer' if longer else 'shorter'}", _stay(was), kept))
        if was.who != now.who:
            wider = AUDIENCES.index(now.who) > AUDIENCES.index(was.who)
            kinds.append((f"cookie.{'wider' if wider else 'narrower'}", same(was.who), same(now.who)))
        found += [change(kind, key, name, *said, staff_only=staff_only) for kind, *said in kinds]
    return found + [change("cookie.gone", key, same(key)) for key in old.cookies if key not in new.cookies]


def _scopes(old: Notice, new: Notice) -> list[Change]:
    found = []
    for key, now in new.scopes.items():
        was, touched = old.scopes.get(key), (now.category,)
        if was is None:
            found.append(change("scope.new" if now.offered else "words.new", key, now.name, categories=touched))
            continue
        if was.category != now.category:
            names = [_names(notice, (one.category,)) for notice, one in ((old, was), (new, now))]
            found.append(change("scope.category", key, now.name, *names, categories=touched))
        if was.offered != now.offered:
            kind = "scope.offered" if now.offered else "scope.not-offered"
            found.append(change(kind, key, now.name, categories=touched))
    return found + [change("scope.gone", key, was.name) for key, was in old.scopes.items() if key not in new.scopes]


def _uses(notice: Notice, category: str) -> tuple[str, ...]:
    return tuple(purpose for purpose, may in notice.matrix.items() if category in may)


def _names(notice: Notice, keys: tuple[str, ...]) -> Text:
    """The names of these categories, one after another; an undeclared one by its key. 'nothing' for none."""
    known = [notice.categories[key].name if key in notice.categories else same(key) for key in keys]
    said = ["; ".join(name.say(language) for name in known)[:500] for language in LANGUAGES]
    return Text(en=said[0] or "nothing", de=said[1] or "nichts")


def _ground(notice: Notice, key: str) -> Text:
    return notice.grounds[key].name if key in notice.grounds else same(key)


def _stay(cookie: Cookie) -> Text:
    return Text(en=speech.say_cookie(cookie, "en"), de=speech.say_cookie(cookie, "de"))
