"""One damaged value, or one person's damaged key, closes that person's line and nobody else's."""

from typing import Any

import pytest
from django.db import connection

from aboveboard.ground.models import PersonKey
from aboveboard.journeys import working
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db


@pytest.fixture
def ana() -> Any:
    return helping.staff()


@pytest.fixture
def damaged() -> Any:
    return cast.case_of()


@pytest.fixture
def other() -> Any:
    return cast.case_of("Tom Reed", "tom@example.org", "No sound at all")


def put(table: str, column: str, identifier: Any, value: object) -> None:
    """Write past the product."""
    key = identifier.hex if connection.vendor == "sqlite" else identifier
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, key])


def swap_keys(one: Any, other: Any) -> None:
    PersonKey.objects.filter(person=one.subject).update(wrapped=PersonKey.objects.get(person=other.subject).wrapped)


@pytest.mark.parametrize("value", [b"\x01" + bytes(60), b"\x01", b"\x07 no version of ours"])
def test_a_damaged_problem_leaves_the_queue_open(ana: Any, damaged: Any, other: Any, value: bytes) -> None:
    put("cases_case", "problem", damaged.pk, value)
    page = helping.at_desk(ana).get("/desk/")
    assert page.status_code == 200
    assert damaged.number in page.content.decode()
    assert "No sound at all" in page.content.decode()


@pytest.mark.parametrize("key", ["moved from another person", "another fingerprint", "cut short"])
def test_a_damaged_key_leaves_the_queue_open(ana: Any, damaged: Any, other: Any, key: str) -> None:
    mine = bytes(PersonKey.objects.get(person=damaged.subject).wrapped)
    wrapped = {
        "moved from another person": bytes(PersonKey.objects.get(person=other.subject).wrapped),
        "another fingerprint": mine[:1] + bytes(8) + mine[9:],
        "cut short": mine[:20],
    }[key]
    PersonKey.objects.filter(person=damaged.subject).update(wrapped=wrapped)
    page = helping.at_desk(ana).get("/desk/")
    assert page.status_code == 200
    assert damaged.number in page.content.decode()
    assert "It beeps." not in page.content.decode()
    assert "No sound at all" in page.content.decode()


def test_the_queue_is_there_where_the_damaged_key_is_the_only_one(ana: Any, damaged: Any, other: Any) -> None:
    swap_keys(damaged, other)
    working.take_case(other.pk, helping.staff("ben", "Ben Okafor").pk)
    page = helping.at_desk(ana).get("/desk/")
    assert page.status_code == 200
    assert damaged.number in page.content.decode()


def test_a_damaged_name_leaves_ones_own_list_and_the_search_open(ana: Any, damaged: Any, other: Any) -> None:
    for case in (damaged, other):
        working.take_case(case.pk, ana.pk)
    put("people_customer", "name", damaged.subject, b"\x01" + bytes(60))
    desk = helping.at_desk(ana)
    page = desk.get("/desk/")
    assert page.status_code == 200
    assert "Tom Reed" in page.content.decode()
    found = desk.post("/desk/search", {"q": damaged.number})
    assert found.status_code == 200
    assert damaged.number in found.content.decode()
