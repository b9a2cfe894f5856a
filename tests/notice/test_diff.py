"""Two versions compared by what they mean: each kind of change is found, named in both languages, and weighed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from aboveboard.notice import load_package
from aboveboard.notice.archive import pack
from aboveboard.notice.diff import compare
from aboveboard.notice.differences import MATERIAL, SENTENCES, Change, material
from aboveboard.notice.model import Text
from tests.notice.made import EXAMPLE, made

CATEGORIES, PURPOSES, MATRIX = "categories.toml", "purposes.toml", "matrix.toml"
RECIPIENTS, COOKIES, SCOPES, HEAD = "recipients.toml", "cookies.toml", "scopes.toml", "notice.toml"

NAME = 'name = { en = "Your name", de = "Ihr Name" }'
MOOD = """
[mood]
level = "personal"
source = "given"
keep_for = "P1D"
name = { en = "Your mood", de = "Ihre Stimmung" }
why = { en = "To know it.", de = "Um sie zu kennen." }

[operational]
"""
SPONSOR = """
[recipients.sponsor]
name = "Sponsor"
kind = "processor"
ground = "consent"
categories = ["identity"]
policy = "https://sponsor.example/privacy"
does = { en = "looks", de = "schaut" }
"""
TRADE = '[grounds.trade]\nname = { en = "Trade", de = "Handel" }\ntext = { en = "Trade.", de = "Handel." }'
PHONE = '[phone]\nlevel = "personal"\nsource = "given"\nkeep_for = "P1Y"\ncounted_from = "case-closed"'
PRAISE = """
[praise]
basis = "consent"
opt_in = true
name = { en = "Praise", de = "Lob" }
text = { en = "Praising.", de = "Loben." }

[rights]
"""

CASES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "category.new": ((CATEGORIES, "[operational]\n", MOOD), (MATRIX, '"link"]', '"link", "mood"]')),
    "category.offered": (
        (
            CATEGORIES,
            f"{PHONE}\noffered = false",
            PHONE,
        ),
    ),
    "category.not-offered": ((CATEGORIES, NAME, f"{NAME}\noffered = false"),),
    "category.level-weaker": ((CATEGORIES, 'level = "personal"', 'level = "operational"'),),
    "category.level-stronger": ((CATEGORIES, 'level = "personal"', 'level = "secret"'),),
    "category.source": ((CATEGORIES, 'source = "given"', 'source = "third-party"'),),
    "category.unconditional": (
        (CATEGORIES, 'when = { en = "Only while you allow it.", de = "Nur solange Sie es erlauben." }\n', ""),
    ),
    "category.conditional": ((CATEGORIES, NAME, f'{NAME}\nwhen = {{ en = "Only then.", de = "Nur dann." }}'),),
    "category.condition": ((CATEGORIES, "Only while you allow it.", "As long as you allow it."),),
    "category.by-hand": ((CATEGORIES, NAME, f"by_hand = true\n{NAME}"),),
    "feature.off": ((HEAD, "[controller]", 'switched_off = ["notes"]\n\n[controller]'),),
    "keep.longer": ((CATEGORIES, 'keep_for = "P90D"', 'keep_for = "P91D"'),),
    "keep.shorter": ((CATEGORIES, 'keep_for = "P90D"', 'keep_for = "P2M"'),),
    "keep.counted": ((CATEGORIES, 'counted_from = "case-closed"', 'counted_from = "collected"'),),
    "keep.then-weaker": ((CATEGORIES, NAME, f'then = "anonymise"\n{NAME}'),),
    "keep.then-stronger": ((CATEGORIES, 'then = "anonymise"', 'then = "delete"'),),
    "purpose.new": ((PURPOSES, "[rights]\n", PRAISE), (MATRIX, "tools = [", 'praise = ["identity"]\ntools = [')),
    "purpose.wider": ((MATRIX, 'triage = ["identity"', 'triage = ["contact", "identity"'),),
    "purpose.narrower": ((MATRIX, 'triage = ["identity", ', "triage = ["),),
    "purpose.offered": ((PURPOSES, "opt_in = true\noffered = false", "opt_in = true"),),
    "purpose.not-offered": ((PURPOSES, 'basis = "contract"', 'basis = "contract"\noffered = false'),),
    "purpose.opt-in-gone": ((PURPOSES, "opt_in = true\n", ""),),
    "purpose.opt-in": ((PURPOSES, 'basis = "contract"', 'basis = "contract"\nopt_in = true'),),
    "purpose.basis": ((PURPOSES, 'basis = "contract"', 'basis = "legitimate-interest"'),),
    "ground.new": (
        (
            RECIPIENTS,
            "[grounds.consent]",
            f"{TRADE}\n\n[grounds.consent]",
        ),
    ),
    "recipient.new": ((RECIPIENTS, "[recipients.mail]", f"{SPONSOR}\n[recipients.mail]"),),
    "recipient.wider": ((RECIPIENTS, '"identity", "letters", ', '"identity", "letters", "chat", '),),
    "recipient.narrower": ((RECIPIENTS, '"identity", "letters", ', '"letters", '),),
    "recipient.ground": ((RECIPIENTS, 'ground = "processor"', 'ground = "affiliate"'),),
    "recipient.other": ((RECIPIENTS, '"Quillpost Mail"', '"Otherpost"'),),
    "recipient.kind": ((RECIPIENTS, 'kind = "processor"', 'kind = "payment"'),),
    "recipient.offered": (
        (
            RECIPIENTS,
            'policy = "https://fernbankpay.example/privacy"\noffered = false',
            'policy = "https://fernbankpay.example/privacy"',
        ),
    ),
    "recipient.not-offered": (
        (RECIPIENTS, 'policy = "https://quillpost', 'offered = false\npolicy = "https://quillpost'),
    ),
    "recipient.policy": ((RECIPIENTS, "https://quillpost.example/privacy", "https://quillpost.example/p"),),
    "cookie.new": ((COOKIES, "[messages]", '[tracker]\nkeep_for = "P1Y"\nwhy = { en = "x", de = "x" }\n\n[messages]'),),
    "cookie.longer": ((COOKIES, 'keep_for = "P14D"', 'keep_for = "P15D"'),),
    "cookie.shorter": ((COOKIES, 'keep_for = "P14D"', 'keep_for = "P1D"'),),
    "cookie.place": ((COOKIES, 'keep_for = "P364D"', 'keep_for = "P364D"\nstorage = "local"'),),
    "cookie.wider": ((COOKIES, 'who = "customers"', 'who = "everyone"'),),
    "cookie.narrower": ((COOKIES, 'who = "customers"', 'who = "staff"'),),
    "scope.offered": ((SCOPES, '[voice]\ncategory = "voice"\noffered = false', '[voice]\ncategory = "voice"'),),
    "scope.not-offered": ((SCOPES, 'category = "marks"', 'category = "marks"\noffered = false'),),
    "scope.category": ((SCOPES, 'category = "marks"', 'category = "chat"'),),
    "number.worse": ((HEAD, "smallest-group = 10", "smallest-group = 3"),),
    "number.better": ((HEAD, "do-not-call-days = 10", "do-not-call-days = 2"),),
    "number.other": ((HEAD, "code-minutes = 10", "code-minutes = 11"),),
    "controller.other": ((HEAD, "Larkfield Help Ltd", "Crowfield Ltd"),),
    "controller.reached": ((HEAD, "12 Orchard Lane", "13 Orchard Lane"),),
    "officer.other": ((HEAD, "Nora Feld", "Ole Feld"),),
    "terms.other": ((HEAD, '[terms]\nversion = "1"', '[terms]\nversion = "2"'),),
    "words.changed": (("clauses/de/calls.md", "a", "e"),),
}
"""Kind of change -> what to replace in the example, so that exactly this becomes different."""
REVERSED = {
    "category.new": "category.gone",
    "category.by-hand": "category.not-by-hand",
    "purpose.new": "purpose.gone",
    "ground.new": "ground.gone",
    "recipient.new": "recipient.gone",
    "cookie.new": "cookie.gone",
}


def found(kind: str) -> list[Change]:
    return [one for one in compare(EXAMPLE, made("2", None, *CASES[kind])) if one.kind == kind]


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_of_change_is_found_and_weighed(kind: str) -> None:
    changes = found(kind)
    assert len(changes) == 1
    assert changes[0].material == (kind in MATERIAL)
    assert "{" not in changes[0].what.en + changes[0].what.de
    assert changes[0].what.en != changes[0].what.de


@pytest.mark.parametrize(("there", "back"), REVERSED.items())
def test_what_came_and_goes_again_is_a_narrowing(there: str, back: str) -> None:
    changes = compare(made("2", None, *CASES[there]), EXAMPLE)
    assert back in [one.kind for one in changes]
    assert not material(changes)


def test_every_kind_has_its_case() -> None:
    elsewhere = {"promise.dropped", "promise.added", "words.new", "words.gone", "scope.new", "scope.gone"}
    elsewhere.add("feature.on")
    assert set(SENTENCES) == {*CASES, *REVERSED.values(), *elsewhere}
    assert set(SENTENCES) >= MATERIAL


def test_a_version_does_not_differ_from_itself_nor_by_version_and_date_alone() -> None:
    assert compare(EXAMPLE, EXAMPLE) == ()
    assert compare(EXAMPLE, made("2")) == ()


def test_a_promise_that_is_dropped_matters() -> None:
    clauses = [(f"clauses/{language}/calls.md", " {promise:dnc.list}", "") for language in ("en", "de")]
    reason = ("promises.toml", "[words_only]", '[words_only]\n"dnc.list" = "Nobody calls."')
    later = made("2", None, *clauses, reason)
    assert [(one.kind, one.key) for one in compare(EXAMPLE, later) if one.material] == [("promise.dropped", "dnc.list")]
    assert ("promise.added", "dnc.list") in [(one.kind, one.key) for one in compare(later, EXAMPLE)]


def test_a_feature_that_is_switched_on_matters() -> None:
    changes = compare(made("2", None, *CASES["feature.off"]), EXAMPLE)
    assert [(one.kind, one.categories, one.material) for one in changes] == [("feature.on", ("notes",), True)]


def test_a_promise_that_one_language_lacks_is_dropped() -> None:
    files = {
        **EXAMPLE.files,
        "clauses/de/calls.md": EXAMPLE.files["clauses/de/calls.md"].replace("{promise:dnc.list}", ""),
    }
    assert "promise.dropped" in [one.kind for one in compare(EXAMPLE, load_package(pack(files)))]


def test_clauses_and_scopes_that_come_and_go_are_told() -> None:
    lobby = '[[clause]]\nid = "lobby"\ntitle = { en = "Lobby", de = "Empfang" }\n\n[[clause]]\nid = "calls"'
    scope = (
        SCOPES,
        "[point]",
        (
            '[smell]\ncategory = "marks"\nname = { en = "Smell", de = "Riechen" }\n'
            'allows = { en = "x", de = "x" }\n\n[point]'
        ),
    )
    files = dict(EXAMPLE.files)
    files["clauses/en/lobby.md"] = files["clauses/de/lobby.md"] = "Sit."
    files["clauses.toml"] = files["clauses.toml"].replace('[[clause]]\nid = "calls"', lobby)
    files[scope[0]] = files[scope[0]].replace(*scope[1:])
    later = load_package(pack(files))
    assert {("words.new", "lobby"), ("scope.new", "smell")} <= {(one.kind, one.key) for one in compare(EXAMPLE, later)}
    gone = {(one.kind, one.key) for one in compare(later, EXAMPLE)}
    assert {("words.gone", "lobby"), ("scope.gone", "smell")} <= gone
    assert not material(compare(later, EXAMPLE))


def test_what_touches_our_own_staff_alone_does_not_matter_to_others() -> None:
    cookie = '[desk-colour]\nkeep_for = "P1Y"\nwho = "staff"\nwhy = { en = "x", de = "x" }\n\n[messages]'
    (change,) = compare(EXAMPLE, made("2", None, (COOKIES, "[messages]", cookie)))
    assert (change.kind, change.material) == ("cookie.new", False)


def test_a_change_says_whose_data_and_which_uses_it_touches() -> None:
    (longer,) = found("keep.longer")
    assert longer.categories == ("chat",)
    assert set(longer.purposes) == {key for key, row in EXAMPLE.matrix.items() if "chat" in row}
    (wider,) = found("purpose.wider")
    assert (wider.categories, wider.purposes) == (("contact",), ("triage",))


def test_what_matters_comes_first() -> None:
    changes = compare(EXAMPLE, made("2", None, *CASES["keep.longer"], *CASES["words.changed"], *CASES["number.other"]))
    assert [one.material for one in changes] == sorted((one.material for one in changes), reverse=True)


def test_spans_of_different_units_compare_by_the_calendar() -> None:
    year = (CATEGORIES, 'keep_for = "P1Y"', 'keep_for = "P12M"')
    assert not [one for one in compare(EXAMPLE, made("2", None, year)) if one.kind.startswith("keep.")]


def test_an_unknown_number_that_changes_counts_as_worse() -> None:
    before = made("2", None, (HEAD, "code-minutes = 10", "code-minutes = 10\nfreckles = 3"))
    after = made("3", None, (HEAD, "code-minutes = 10", "code-minutes = 10\nfreckles = 4"))
    assert [one.kind for one in compare(before, after)] == ["number.worse"]


def mutations(value: Any) -> Iterator[Any]:
    """Other values of the same kind: each field of a struct, each entry of a table, each leaf by itself."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            for other in mutations(getattr(value, field)):
                yield msgspec.structs.replace(value, **{field: other})
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield {other: one for other, one in value.items() if other != key}
            for changed in mutations(inner):
                yield {**value, key: changed}
    elif isinstance(value, list | tuple):
        yield type(value)(value[1:]) if value else type(value)(["notes"])
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield {"P1Y": "P2Y", "P0D": "P1D"}.get(value) or CHOICES.get(value) or f"{value}x"
    elif isinstance(value, date):
        yield value.replace(year=2191)
    elif value is None:
        yield Text(en="Only then.", de="Nur dann.")


CHOICES = {
    "public": "secret",
    "operational": "personal",
    "personal": "secret",
    "secret": "public",
    "given": "ours",
    "automatic": "given",
    "third-party": "given",
    "ours": "given",
    "collected": "case-closed",
    "case-closed": "collected",
    "session-ended": "collected",
    "account-closed": "collected",
    "withdrawn": "collected",
    "delete": "anonymise",
    "anonymise": "delete",
    "contract": "consent",
    "consent": "contract",
    "legitimate-interest": "contract",
    "legal-obligation": "contract",
    "processor": "consent",
    "payment": "processor",
    "remote-tool": "payment",
    "cookie": "local",
    "local": "cookie",
    "session": "cookie",
    "everyone": "staff",
    "customers": "everyone",
    "staff": "everyone",
    **dict.fromkeys(("P90D", "P3Y", "P2Y", "P7Y", "P30D", "P14D", "PT1H", "P364D"), "P9Y"),
}
TABLES = ("categories", "purposes", "matrix", "grounds", "recipients", "cookies", "scopes", "words_only")


@pytest.mark.parametrize("table", TABLES)
def test_no_change_of_any_field_of_a_table_goes_unnoticed(table: str) -> None:
    count = 0
    for other in mutations(getattr(EXAMPLE, table)):
        count += 1
        assert compare(EXAMPLE, msgspec.structs.replace(EXAMPLE, **{table: other})), other
    assert count > 0


def test_no_change_of_the_head_but_version_and_date_goes_unnoticed() -> None:
    for field in ("controller", "privacy_officer", "numbers", "switched_off", "terms"):
        for other in mutations(getattr(EXAMPLE.head, field)):
            if field == "numbers" and len(other) < len(EXAMPLE.head.numbers):
                continue  # without it the usual number counts, which the example has
            head = msgspec.structs.replace(EXAMPLE.head, **{field: other})
            assert compare(EXAMPLE, msgspec.structs.replace(EXAMPLE, head=head)), other


@pytest.mark.parametrize("name", sorted(EXAMPLE.files))
def test_no_text_changes_unnoticed(name: str) -> None:
    """Comments are no part of what a table says; whatever is read of a clause or the terms is."""
    if name.endswith(".md"):
        files = {**EXAMPLE.files, name: EXAMPLE.files[name] + "\nMore."}
        assert compare(EXAMPLE, load_package(pack(files)))
    else:
        files = {**EXAMPLE.files, name: EXAMPLE.files[name] + "\n# More."}
        assert compare(EXAMPLE, load_package(pack(files))) == ()
