"""What machines, authorities and spreadsheets read of the notice: complete, well formed, and the data itself."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from aboveboard.notice.exports import article30, dpv, wellknown
from aboveboard.notice.model import LANGUAGES
from tests.notice.made import EXAMPLE, made

BASE = "https://help.larkfield.example"


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def whole_map() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(dpv.data_map(EXAMPLE, BASE)))
    return found


def test_the_data_map_uses_only_terms_of_the_shipped_vocabulary() -> None:
    terms = dpv.vocabulary()
    for node in nodes({key: value for key, value in whole_map().items() if key != "@context"}):
        for key in node:
            prefix, _, name = key.partition(":")
            assert key.startswith("@") or prefix in ("dpv", "dct"), key
            assert prefix != "dpv" or name in terms["properties"], key
        for kind in listed(node.get("@type", [])):
            prefix, _, name = kind.partition(":")
            assert prefix == "xsd" or name in terms["classes"], kind
        named = str(node.get("@id", ""))
        assert not named.startswith("dpv:") or named[4:] in terms["instances"], named


def test_the_vocabulary_names_each_term_once() -> None:
    terms = dpv.vocabulary()
    names = [name for kind in ("classes", "instances", "properties") for name in terms[kind]]
    assert len(names) == len(set(names))
    assert terms["namespace"] == whole_map()["@context"]["dpv"]


def test_the_data_map_is_whole_json_ld() -> None:
    """Each reference leads to a node of the map, each node has its type, each address is absolute or a term."""
    content = whole_map()
    prefixes = tuple(f"{prefix}:" for prefix in content["@context"])
    defined = [node["@id"] for node in nodes(content) if "@id" in node and "@type" in node]
    assert len(defined) == len(set(defined))
    for node in nodes({key: value for key, value in content.items() if key != "@context"}):
        if "@value" in node:
            assert set(node) in ({"@value", "@language"}, {"@value", "@type"})
            continue
        assert "@id" in node or "@type" in node
        if "@id" in node and "@type" not in node:
            outside = node["@id"].startswith(prefixes) or "#" not in node["@id"]
            assert outside or node["@id"] in defined, node["@id"]
        assert node.get("@id", "https:").startswith((*prefixes, "https:"))


def test_the_data_map_says_each_use_with_its_data_and_its_reason() -> None:
    handlings = {one["@id"].rpartition("-")[2]: one for one in whole_map()["dpv:hasPersonalDataHandling"]}
    assert set(handlings) == {key for key, one in EXAMPLE.purposes.items() if one.offered}
    support = handlings["support"]
    said = {one["@id"].rpartition("#category-")[2] for one in support["dpv:hasPersonalData"]}
    assert said == {key for key in EXAMPLE.matrix["support"] if EXAMPLE.categories[key].offered}
    assert support["dpv:hasLegalBasis"] == {"@id": "dpv:Contract"}


def test_the_data_map_says_how_long() -> None:
    chat = next(one for one in whole_map()["dct:hasPart"] if one["@id"].endswith("#category-chat"))
    span = chat["dpv:hasStorageCondition"][0]["dpv:hasDuration"]
    assert span["dct:extent"] == {"@value": EXAMPLE.categories["chat"].keep_for, "@type": "xsd:duration"}
    view = next(one for one in whole_map()["dct:hasPart"] if one["@id"].endswith("#category-screen-view"))
    assert "dpv:hasStorageCondition" not in view, "what is never stored has no storage"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_has_a_row_for_each_purpose(language: str) -> None:
    text = article30.register(EXAMPLE, language)
    assert text.count("\r\n") == len(EXAMPLE.purposes) + 1
    assert "\n" not in text.replace("\r\n", "")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    columns = article30.COLUMNS[language]
    assert [row[columns[0]] for row in rows] == [one.name.say(language) for one in EXAMPLE.purposes.values()]
    assert all(row[columns[-1]] == EXAMPLE.source_hash for row in rows)
    assert all(row[columns[7]] and row[columns[10]] for row in rows)


@pytest.mark.parametrize("attack", ["=1+1", "+49 30 1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_no_cell_becomes_a_formula(attack: str) -> None:
    assert article30.safe(attack).startswith("'")
    assert article30.safe("a=1") == "a=1"


def test_a_hostile_name_stays_in_its_cell() -> None:
    hostile = made("2", None, ("notice.toml", '"Larkfield Help Ltd"', '\'=HYPERLINK("https://evil.example");",x\''))
    rows = list(csv.reader(io.StringIO(article30.register(hostile, "en"), newline="")))
    assert {len(row) for row in rows} == {len(article30.COLUMNS["en"])}
    assert all(row[2].startswith("'=HYPERLINK") for row in rows[1:])


def test_machines_get_everything_that_is_declared() -> None:
    content = json.loads(json.dumps(wellknown.content(EXAMPLE, BASE)))
    assert (content["version"], content["hash"]) == (EXAMPLE.version, EXAMPLE.source_hash)
    assert date.fromisoformat(content["effective"]) == EXAMPLE.effective
    for part, table in (
        ("categories", EXAMPLE.categories),
        ("purposes", EXAMPLE.purposes),
        ("recipients", EXAMPLE.recipients),
    ):
        assert [one["id"] for one in content[part]] == list(table)
    assert [one["name"] for one in content["cookies"]] == list(EXAMPLE.cookies)
    carried = {promise for clause in content["clauses"] for promise in clause["promises"]}
    assert carried == {promise for clause in EXAMPLE.full("en") for promise in clause.promises}


def test_the_hash_of_a_clause_follows_its_text() -> None:
    before = wellknown.content(EXAMPLE, BASE)["clauses"]
    after = wellknown.content(made("2", None, ("clauses/en/calls.md", "hang up", "ring off")), BASE)["clauses"]
    changed = [old["id"] for old, new in zip(before, after, strict=True) if old["sha256"] != new["sha256"]]
    assert changed == ["calls", "changes"], "the clause itself, and the one that says the version's number"
