"""No field of the notice is idle: change one, and a table that the product obeys, a refusal or a finding changes.

Rendered text alone does not count. What is nothing but words (names, reasons, descriptions) is guarded by one thing:
under the same version it cannot be published again. Those fields stand in WORDS; nothing else is let off with that.
"""

import re
import tomllib
from collections import Counter
from typing import Any

import pytest

from aboveboard.ground.egress import NotDeclaredError, Parcel
from aboveboard.ground.publishing import CannotPublish, publish
from aboveboard.notice import NoticeError
from aboveboard.notice.capabilities import NUMBERS
from aboveboard.notice.dates import Earlier, incoherent
from aboveboard.notice.examine import examine_notice
from aboveboard.notice.features import FEATURES, lacks
from aboveboard.notice.loader import of_files
from aboveboard.notice.tables import allowed, egress, gates, holdings, may_store, open_scopes
from tests.notice.leaves import OTHER_WORDS, TABLES, TEXTS, changed, leaves, others, written

WORDS = {
    "categories.toml": r"[a-z-]+\.(name|why|when)\.(en|de)",
    "purposes.toml": r"[a-z-]+\.(name|text)\.(en|de)",
    "scopes.toml": r"[a-z-]+\.(name|allows)\.(en|de)",
    "cookies.toml": r"[a-z_-]+\.why\.(en|de)",
    "recipients.toml": r"grounds\.[a-z-]+\.(name|text)\.(en|de)|recipients\.[a-z-]+\.(name|policy|does\.(en|de))",
    "clauses.toml": r"clause\.\d+\.(title|short\.\d+)\.(en|de)",
    "promises.toml": r"words_only\.[a-z-]+",
    "notice.toml": r"controller\.(name|legal_name|address\.\d+|email|phone)|privacy_officer\.(name|email)",
    "terms/en.md": "",
    "terms/de.md": "",
}
"""file -> the fields in it that are words alone."""
BASE = of_files(written())
PUBLISHED = Earlier(BASE.version, BASE.effective, BASE.source_hash)
BEFORE = Earlier("0", BASE.effective.replace(year=BASE.effective.year - 1), "0" * 64)


def behaviour(files: dict[str, str]) -> dict[str, Any]:
    """What the product does under this notice, or why it does not start with it. No text in it but of problems."""
    try:
        notice = of_files(files)
    except NoticeError as error:
        return {"refused": [(problem.file, problem.what) for problem in error.problems]}
    # As if the day before had belonged to version 0, and the day after to nobody: dates that do not fit are found.
    other_dates = [one for one in (BEFORE, PUBLISHED) if one.version != notice.version]
    found = examine_notice(notice, other_dates)
    return {
        "gates": gates(notice),
        "scopes": open_scopes(notice),
        "holdings": holdings(notice),
        "egress": egress(notice),
        "cookies": {name: (one.storage, one.keep_for, one.who) for name, one in notice.cookies.items()},
        "matrix": {(row, key) for row in notice.matrix for key in notice.categories if allowed(notice, row, key)},
        "purposes": {key: (one.offered, one.opt_in) for key, one in notice.purposes.items()},
        "features": {key: lacks(notice, key) for key in FEATURES},
        "stored": {key for key in notice.categories if may_store(notice, key)},
        "numbers": {key: notice.number(key) for key, number in NUMBERS.items() if number.obeyed},
        "terms": (notice.terms_version, notice.terms_effective),
        "found": sorted((problem.file, problem.what) for problem in found),
    }


NORMAL = behaviour(written())


def test_the_tables_are_written_back_as_they_were() -> None:
    assert {name: tomllib.loads(text) for name, text in written().items() if name in TABLES} == TABLES
    assert NORMAL["found"] == []


@pytest.mark.long
def test_every_field_of_every_table_does_something() -> None:
    idle: list[str] = []
    seen: Counter[str] = Counter()
    for name, raw in TABLES.items():
        for at, value in leaves(raw):
            place = ".".join(map(str, at))
            said = (behaviour(changed(name, at, other)) for other in others(name, at, value))
            seen[name] += 1
            if not any(one != NORMAL for one in said):
                idle.append(f"{name} {place}")
    let_off = [one for one in idle if _is_words(*one.split(" ", 1))]
    assert sorted(set(idle) - set(let_off)) == [], "say in notice/ what keeps the product to these fields"
    assert min(seen.values()) > 0
    assert sum(seen.values()) > 600, "the example is longer than that: leaves() has lost some"
    words = [one for one in WORDS if one in TABLES]
    assert {one.split(" ")[0] for one in let_off} == set(words), "take out of WORDS what is guarded by more"


def test_every_text_of_a_clause_does_something() -> None:
    idle = [name for name in TEXTS if behaviour(written() | {name: f"{OTHER_WORDS}\n"}) == NORMAL]
    assert idle == ["terms/de.md", "terms/en.md"]


def test_words_cannot_be_published_again_under_the_same_version() -> None:
    """The last resort, for what is nothing but words."""
    for name, raw in TABLES.items():
        for at, value in leaves(raw):
            if _is_words(name, ".".join(map(str, at))):
                _is_refused(changed(name, at, others(name, at, value)[0]))
    for name in ("terms/en.md", "terms/de.md"):
        _is_refused(written() | {name: f"{OTHER_WORDS}\n"})


@pytest.mark.db
def test_publishing_refuses_it_indeed() -> None:
    publish(BASE)
    words = changed("categories.toml", ("chat", "why", "en"), OTHER_WORDS)
    with pytest.raises(CannotPublish, match="published already"):
        publish(of_files(words))
    with pytest.raises(CannotPublish, match="published already"):
        publish(of_files(written() | {"terms/en.md": f"{OTHER_WORDS}\n"}))


def _is_refused(files: dict[str, str]) -> None:
    again = of_files(files)
    [problem] = incoherent(again.head, again.source_hash, files["notice.toml"], [PUBLISHED])
    assert problem.stops
    assert "is published already, with other words" in problem.what


def test_what_may_leave_is_decided_by_the_table_that_is_compared_here() -> None:
    """`egress` is a table of `notice.tables`; the door that sends decides as it does."""
    for key, permission in egress(BASE).items():
        for category in sorted(permission.categories):
            parcel = Parcel(key, permission.ground, frozenset({category}))
            assert _leaves(parcel) == permission.offered
            assert not _leaves(Parcel(key, "affiliate", frozenset({category})))
        assert not _leaves(Parcel(key, permission.ground, frozenset({"staff"})))


def _leaves(parcel: Parcel) -> bool:
    try:
        parcel.check()
    except NotDeclaredError:
        return False
    return True


def _is_words(name: str, place: str) -> bool:
    return re.fullmatch(WORDS.get(name, "$."), place) is not None
