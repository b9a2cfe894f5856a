"""The live schema and the declared one are the same, and whoever changes one of them is found."""

import pytest
from django.db import connection, connections

from aboveboard.ground.live import differences, live_columns

pytestmark = pytest.mark.db


def test_both_databases_are_as_declared() -> None:
    assert differences() == []
    assert len(live_columns("default")) > 20
    assert "ground_personkey" in live_columns("keystore")


def test_a_column_added_behind_the_products_back_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_customer ADD COLUMN shoe_size integer")
    [found] = differences()
    assert found.place == "default: people_customer.shoe_size"
    assert "nobody declared" in str(found)


def test_a_table_added_behind_the_products_back_is_named() -> None:
    with connections["keystore"].cursor() as cursor:
        cursor.execute("CREATE TABLE copies (key integer)")
    [found] = differences()
    assert found.place == "keystore: copies"


def test_a_column_that_is_missing_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_answer DROP COLUMN comment")
    [found] = differences()
    assert found.place == "default: surveys_answer.comment"
    assert "not there" in str(found)


def test_a_sealed_column_that_became_text_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_answer DROP COLUMN comment")
        cursor.execute("ALTER TABLE surveys_answer ADD COLUMN comment text")
    [found] = differences()
    assert "lies there as TextField" in str(found)


def test_a_sealed_column_of_no_type_is_named() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has columns without a type")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_answer DROP COLUMN comment")
        cursor.execute("ALTER TABLE surveys_answer ADD COLUMN comment")
    [found] = differences()
    assert "lies there as whatever it is given" in str(found)
