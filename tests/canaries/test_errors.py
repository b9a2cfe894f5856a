"""When something breaks in the middle of what people typed, the log says where and what kind, and quotes nothing."""

import sqlite3
from collections.abc import Callable

import httpx
import psycopg
import pytest

from aboveboard.site.tour.pages import Page
from tests.canaries import planting, traces
from tests.canaries.planting import Planted, Typist
from tests.canaries.test_planted import staff
from tests.product import Product

pytestmark = [pytest.mark.db, pytest.mark.slow]

BROKEN = ("cases_message", "cases_note", "people_customer")


def break_tables(product: Product) -> None:
    """From now on these tables take no rows; PostgreSQL quotes, in its error, the row that it was given."""
    url = product.environment.get("ABOVEBOARD_DATABASE_URL")
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            for table in BROKEN:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN must integer NOT NULL DEFAULT 0")
                connection.execute(f"ALTER TABLE {table} ALTER COLUMN must DROP DEFAULT")
        return
    with sqlite3.connect(product.data / "data.sqlite3") as connection:
        for table in BROKEN:
            connection.execute(
                f"CREATE TRIGGER broken_{table} BEFORE INSERT ON {table} BEGIN SELECT * FROM no_such_table; END"
            )


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_database_that_refuses_is_told_of_without_what_it_was_given(start_product: Callable[..., Product]) -> None:
    # What some people set to see more shows nothing more here.
    curious = {"DEBUG": "1", "DJANGO_DEBUG": "1", "PYTHONASYNCIODEBUG": "1", "PGOPTIONS": "-c log_statement=all"}
    product, planted = start_product(settings=curious), Planted()
    stage = staff(product)
    ida = Typist(product.url, planted, "Ida")
    ana = Typist(product.url, planted, "Ana", (stage["cookie"], stage["ana"]))
    case = planting.ask_for_help(ida)
    desk = f"/desk{case.replace('/case/', '/cases/')}"
    mine, hers = ida.open(case), ana.send(ana.open(desk), "/take", {})
    break_tables(product)

    def fails(person: Typist, page: Page, action: str, what: str) -> httpx.Response:
        form = page.form(action)
        given = {"text": planted.new(what), "client_key": planted.new(f"{what}, its key")}
        return person.client.post(form.action, data=form.values | given, headers={"Accept": "text/html"})

    answers = [
        fails(ida, mine, "/messages", "a message that broke"),
        fails(ana, hers, "/messages", "a message of staff that broke"),
        fails(ana, hers, "/notes", "a note that broke"),
    ]
    assert [answer.status_code for answer in answers] == [500, 500, 500]
    assert all("Something broke on our side" in answer.text for answer in answers)
    assert traces.seek(((str(answer.url), answer.content) for answer in answers), planted.words) == []
    page = ana.open("/desk/cases/new")
    given = {"name": planted.new("name"), "problem": planted.new("problem"), "language": "en"}
    form = page.form(having="problem")
    assert ana.client.post(page.url, data=form.values | given).status_code == 500

    product.stop()
    said = product.log.read_text()
    assert "Error (its words are not logged)" in said
    assert traces.seek(traces.left_behind(product.environment, product.data, product.log), planted.words) == []
