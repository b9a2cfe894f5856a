"""A claim that is stronger or weaker than the code is found, and `capabilities` says what the code really does."""

import dataclasses
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.services import SERVICES
from aboveboard.evidence.table import INVARIANTS
from aboveboard.ground.declared import category_of
from aboveboard.ground.holdings import columns
from aboveboard.ground.sealed import Sealed
from aboveboard.letters import sending
from aboveboard.lifetime.lives import LIVES
from aboveboard.lifetime.rules import ANONYMISED
from aboveboard.notice import capabilities, load
from aboveboard.notice.durations import Duration
from aboveboard.notice.examine import examine
from aboveboard.notice.features import FEATURES, VITAL, VITAL_USES
from aboveboard.notice.promises import CHECKED
from aboveboard.web.customer.visitor import REMEMBERED_FOR
from aboveboard.wire.types import Scope
from tests.law import tree
from tests.notice.folder import change, copy_to, drop

TEXTS = 'name = { en = "x", de = "x" }\ntext = { en = "x", de = "x" }\n'
WRONG = [
    # file, old, new, words of the finding
    ("categories.toml", "[identity]", "[identity]\noffered = false", "`identity` is weaker than the code"),
    ("categories.toml", "[chat]", "[chat]\nby_hand = true", "`chat` is weaker than the code"),
    ("categories.toml", "[chat]", '[chat]\nthen = "anonymise"', "nothing makes figures of it"),
    ("categories.toml", 'source = "ours"', 'source = "given"', "`notes` that the person gives it"),
    ("scopes.toml", '[view]\ncategory = "screen-view"', '[view]\ncategory = "marks"', "carries `screen-view`"),
    ("purposes.toml", "opt_in = true\noffered = false", "opt_in = true", "stronger than the code"),
    ("purposes.toml", "[tools]\nbasis = \"contract\"\noffered = false", '[tools]\nbasis = "contract"', "stronger than"),
    ("purposes.toml", "[triage]", "[triage]\noffered = false", "nobody at the desk can open a case"),
    ("purposes.toml", 'basis = "legitimate-interest"', 'basis = "consent"', "no yes is asked for"),
    ("matrix.toml", 'triage = ["identity", "problem",', 'triage = ["identity",', "nobody at the desk can open a case"),
    ("recipients.toml", "[grounds.consent]", f"[grounds.sale]\n{TEXTS}[grounds.consent]", "trading never are"),
    ("recipients.toml", 'kind = "processor"', 'kind = "payment"', "the software knows it as `processor`"),
    ("recipients.toml", '["contact", "identity", "letters", "device-facts"]', '["identity"]', "no letter leaves"),
    ("cookies.toml", 'keep_for = "P14D"', 'keep_for = "P1D"', "the product does otherwise: P14D"),
    ("cookies.toml", 'storage = "local"', 'storage = "session"', "the product does otherwise: local"),
    ("cookies.toml", "[messages]", "[massages]", "sets `messages`"),
    ("cookies.toml", "[messages]", "[massages]", "names `massages`"),
    ("notice.toml", "minimum-age = 13", "minimum-age = 12", "out of bounds"),
    ("notice.toml", "rights-months = 1", "rights-months = 2", "the law allows one month"),
    ("notice.toml", "code-minutes = 10", "", "keeps to 10 for `code-minutes`"),
    ("notice.toml", "code-minutes = 10", "code-minutes = 10\nlucky = 7", "Nothing keeps to the number `lucky`"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "words"), WRONG, ids=[row[3] for row in WRONG])
def test_a_wrong_claim_is_found(name: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, name, old, new)
    fitting = [one for one in examine(folder) if one.file == name and (words in one.what or words in one.write)]
    assert fitting, [str(problem) for problem in examine(folder)]


@pytest.mark.parametrize("key", sorted(key for key, kind in capabilities.CATEGORIES.items() if not kind.built))
def test_offering_what_is_not_built_is_stronger_than_the_code(key: str, tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    text = (folder / "categories.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition(f"[{key}]\n")
    for said in ("offered = false\n", "by_hand = true\n"):
        before, found, after = rest.partition(said)
        if found and "\n[" not in before:
            rest = before + after
    (folder / "categories.toml").write_text(f"{head}[{key}]\n{rest}", encoding="utf-8")
    [problem] = [one for one in examine(folder) if f"`{key}` is stronger" in one.what]
    assert problem.line


@pytest.mark.parametrize("key", VITAL)
def test_what_the_product_cannot_run_without_is_an_error(key: str, tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    drop(folder, "categories.toml", key)
    assert [one for one in examine(folder) if one.stops and f"stores `{key}`" in one.what]


def test_a_category_of_ones_own_is_kept_by_hand_or_not_at_all(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    own = '[shoe-size]\nlevel = "personal"\nsource = "given"\nkeep_for = "P1D"\nname = { en = "x", de = "x" }\n'
    own += 'why = { en = "x", de = "x" }\n\n'
    change(folder, "categories.toml", "[identity]", f"{own}[identity]")
    change(folder, "matrix.toml", '"operational"]', '"operational", "shoe-size"]')
    [problem] = examine(folder)
    assert "`shoe-size` is stronger than the code" in problem.what
    change(folder, "categories.toml", "[shoe-size]\n", "[shoe-size]\nby_hand = true\n")
    assert examine(folder) == ()


# --- capabilities are what the code has -------------------------------------------------------------------------------


def test_the_categories_are_those_that_columns_declare() -> None:
    sealed = {category_of(field) for _name, _category, field in columns() if isinstance(field, Sealed)}
    clear = {category for _name, category, field in columns() if not isinstance(field, Sealed)}
    real = {key: kind.lies for key, kind in capabilities.CATEGORIES.items() if kind.built and kind.lies != "passes"}
    expected = {
        key: "both" if key in sealed and key in clear else "sealed" if key in sealed else "clear"
        for key in (sealed | clear) - {None}
    }
    assert real == expected, "say in notice/capabilities.py how each category is stored today"


def test_the_scopes_are_those_of_the_wire() -> None:
    drawn = next(field.default for field in dataclasses.fields(CustomerEnd) if field.name == "offers")
    offered = {*drawn, *(service.scope for service in SERVICES)}
    assert set(capabilities.SCOPES) <= {scope.value for scope in offered}, "what a customer's end can offer today"
    assert set(capabilities.SCOPES) <= {scope.value for scope in Scope}
    passing = {key for key, kind in capabilities.CATEGORIES.items() if kind.built and kind.lies == "passes"}
    # What is shared of a computer passes live and is kept as well: its numbers pass, its report is kept.
    assert set(capabilities.SCOPES.values()) == passing | {"device-facts"}


def test_the_cookies_are_those_of_the_settings() -> None:
    def days(name: str) -> int:
        return Duration.parse(capabilities.COOKIES[name].keep_for).days

    assert days(settings.SESSION_COOKIE_NAME) == REMEMBERED_FOR.days
    assert days(settings.CSRF_COOKIE_NAME) * 86_400 == settings.CSRF_COOKIE_AGE
    assert settings.LANGUAGE_COOKIE_NAME in capabilities.COOKIES
    kept = {name for name, real in capabilities.COOKIES.items() if real.storage in ("local", "session")}
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in tree.files(".js", under=tree.PACKAGE / "web"))
    assert "localStorage" in scripts
    assert "sessionStorage" in scripts
    pages = "\n".join(path.read_text(encoding="utf-8") for path in tree.files(".html", under=tree.PACKAGE / "web"))
    assert all(re.search(rf"\b{name}\b|{name.rpartition('-')[0]}-\$\{{", scripts + pages) for name in kept)


def test_the_mail_firm_gets_what_a_letter_says_it_gets() -> None:
    parcel = sending.parcel()
    assert parcel.categories == set(capabilities.LETTER_CATEGORIES)
    assert capabilities.RECIPIENTS[parcel.recipient] == ("processor", True)


def test_every_purpose_of_a_door_is_in_the_example_and_in_use() -> None:
    def purposes(patterns: list[URLPattern | URLResolver]) -> set[str]:
        found: set[str] = set()
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                found |= purposes(pattern.url_patterns)
            else:
                found |= {getattr(getattr(pattern.callback, "door", None), "purpose", None) or ""}
        return found

    notice = load()
    used = purposes(get_resolver().url_patterns) - {""}
    assert used
    assert all(notice.purposes[key].offered and key not in capabilities.PURPOSES_NOT_BUILT for key in used)


def test_the_features_cover_everything_that_is_built() -> None:
    """Each built category either belongs to a feature that can be off, or the product cannot run without it."""
    owned = {key for feature in FEATURES.values() for key in feature.categories}
    built = {key for key, kind in capabilities.CATEGORIES.items() if kind.built}
    assert owned | set(VITAL) == built
    assert not owned & set(VITAL)
    assert {category for _purpose, category in VITAL_USES} <= set(VITAL)


def test_figures_are_made_of_what_it_says() -> None:
    lives = {life.table: life for life in LIVES}
    assert {key for table in ANONYMISED for key in lives[table].stays_for} == capabilities.ANONYMISED


def test_the_promises_that_are_called_checked_have_an_invariant() -> None:
    assert {promise for promise, invariant in INVARIANTS.items() if invariant.look is not None} == CHECKED


def test_a_number_that_is_obeyed_is_read_from_the_notice() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in tree.files(".py", under=tree.PACKAGE))
    for key, number in capabilities.NUMBERS.items():
        assert bool(re.search(rf"\.number\(\s*\"{key}\"", code)) == number.obeyed, key


@pytest.mark.parametrize("key", sorted(load().categories))
def test_no_category_can_be_taken_out_in_silence(key: str, tmp_path: Path) -> None:
    """An error where nothing runs without it; else what is off is named, and each table that still uses it."""
    folder = copy_to(tmp_path)
    drop(folder, "categories.toml", key)
    found = examine(folder)
    notice = load(folder)
    assert any(one.stops for one in found) == (key in VITAL)
    said = [one for one in found if f"`{key}`" in one.what]
    assert said
    for feature in FEATURES.values():
        if key in feature.categories:
            assert any(f"“{feature.name}” is off" in one.what for one in found)
    for row, keys in notice.matrix.items():
        if key in keys:
            assert any(one.file == "matrix.toml" and f"`{row}`" in one.what for one in said)
    for name, recipient in notice.recipients.items():
        if key in recipient.categories:
            assert any(one.file == "recipients.toml" and f"`{name}`" in one.what for one in said)
