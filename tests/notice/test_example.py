"""The shipped example: complete, in both languages, and its text agrees with its data."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from aboveboard.notice import load
from aboveboard.notice.capabilities import NUMBERS
from aboveboard.notice.check import MAX_FACTS
from aboveboard.notice.features import FEATURES
from aboveboard.notice.model import LANGUAGES
from aboveboard.notice.placeholders import KINDS
from aboveboard.notice.promises import PROMISES
from aboveboard.notice.reader import TABLES

NOTICE = load()

# What the models of the other rooms declare their columns to be.
NEEDED = {
    *("identity", "contact", "problem", "chat", "notes", "session-record", "consent-record", "terms-record"),
    *("screen-view", "request-log", "abuse-guard", "answers", "letters", "staff", "link", "operational"),
}


def test_it_loads_without_findings() -> None:
    assert NOTICE.findings == ()
    assert re.fullmatch(r"[0-9a-f]{64}", NOTICE.source_hash)
    assert NOTICE.version
    assert NOTICE.terms_version


def test_there_are_42_promises_and_none_is_there_twice() -> None:
    assert len(PROMISES) == len(set(PROMISES)) == 42


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_promise_is_carried_or_is_words_only_with_a_reason(language: str) -> None:
    carried = {promise for clause in NOTICE.full(language) for promise in clause.promises}
    assert carried | {key for key in NOTICE.words_only if "." in key} == set(PROMISES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_short_layer_leads_to_a_clause(language: str) -> None:
    clauses = {clause.id for clause in NOTICE.full(language)}
    facts = NOTICE.short(language)
    assert 1 <= len(facts) <= MAX_FACTS
    assert {fact.clause for fact in facts} <= clauses


def test_the_languages_say_the_same_in_the_same_order() -> None:
    shape = {
        language: [(clause.id, clause.promises, clause.markdown.count("\n\n")) for clause in NOTICE.full(language)]
        for language in LANGUAGES
    }
    assert shape["en"] == shape["de"]
    assert len(NOTICE.terms("en").splitlines()) == len(NOTICE.terms("de").splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_left_in_any_text(language: str) -> None:
    texts = [clause.markdown for clause in NOTICE.full(language)] + [fact.text for fact in NOTICE.short(language)]
    assert not [text for text in [*texts, NOTICE.terms(language)] if "{" in text or "}" in text]


def test_the_categories_that_the_models_need_are_there() -> None:
    assert set(NOTICE.categories) >= NEEDED
    assert NOTICE.categories["operational"].level == "operational"
    assert NOTICE.categories["secret-password"].level == "secret"


def test_an_unknown_language_is_answered_in_english() -> None:
    assert NOTICE.full("fr") == NOTICE.full("en")


@dataclass(frozen=True)
class Fault:
    name: str
    words: str


@pytest.mark.parametrize(
    "fault",
    [
        Fault("consent by mere use", r"by (visiting|using)[^.]*you (consent|agree|accept)"),
        Fault("IP addresses called impersonal", r"(IP|network) address[^.]*\bnot personal"),
        Fault("old names", r"zoom|logmein|teamviewer|cleverbridge|paypro|revenuewire"),
    ],
    ids=lambda fault: fault.name,
)
def test_the_classic_faults_are_absent(fault: Fault) -> None:
    whole = "\n".join(clause.markdown for clause in NOTICE.full("en"))
    assert not re.search(fault.words, whole, re.IGNORECASE)


def test_what_is_not_offered_is_told_as_an_if() -> None:
    """A text about a feature that nobody can use yet must not read as if it ran today."""
    extras = next(clause for clause in NOTICE.full("en") if clause.id == "extras")
    assert "None of what this part describes is offered today" in extras.markdown
    for key in ("recording", "voice", "phone", "purchase"):
        assert not NOTICE.categories[key].offered


def test_the_reference_names_every_file_and_every_placeholder() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "notice.md").read_text(encoding="utf-8")
    missing = [name for name in TABLES if f"`{name}`" not in page]
    missing += [kind for kind in KINDS if f"`{{{kind}:" not in page]
    missing += [key for key in (*FEATURES, *NUMBERS) if f"`{key}`" not in page]
    assert not missing, f"name them in docs/reference/notice.md: {missing}"
