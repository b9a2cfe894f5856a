"""Around the purpose gate there is only ciphertext: whatever prints, copies, dumps or asks the database directly."""

import copy
import io
import json
import logging
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.forms.models import model_to_dict
from django.views.debug import ExceptionReporter

from aboveboard.cases.models import Case, Message, Note
from aboveboard.ground.purpose import Closed
from aboveboard.journeys import working
from aboveboard.people.models import Customer
from tests import cast
from tests.canaries import traces
from tests.product import Product

pytestmark = pytest.mark.db

WORDS = {name: traces.word() for name in ("name", "address", "problem", "chat", "note")}
SEALED = ((Customer, "name"), (Customer, "email"), (Case, "problem"), (Message, "text"), (Note, "text"))


@pytest.fixture
def case() -> Any:
    """Everything sealed that a case has, each with its word."""
    ana = cast.technician(password=None)
    found = cast.case_of(WORDS["name"], f"{WORDS['address']}@example.org", WORDS["problem"])
    working.take_case(found.pk, ana.pk)
    working.say_as_customer(found.pk, found.customer_id, WORDS["chat"], "1")
    working.write_note(found.pk, ana.pk, WORDS["note"], "1")
    return found


def hidden(*contents: object) -> bool:
    """Whether no word lies in any of these, which are there at all."""
    assert all(contents)
    as_bytes = (each if isinstance(each, bytes) else str(each).encode() for each in contents)
    return traces.seek((("here", each) for each in as_bytes), WORDS) == []


def loaded() -> list[Any]:
    return [model.objects.get() for model in (Customer, Case, Message, Note)]


def raw() -> list[bytes]:
    cells = []
    with connection.cursor() as cursor:
        for model, name in SEALED:
            cursor.execute(f'SELECT "{name}" FROM "{model._meta.db_table}"')
            cells += [bytes(row[0]) for row in cursor.fetchall()]
    return cells


WAYS: dict[str, Callable[[], Sequence[object]]] = {
    "repr": lambda: [repr(each) for each in loaded()],
    "str": lambda: [str(each) for each in loaded()],
    "vars": lambda: [repr(vars(each)) for each in loaded()],
    "values": lambda: [repr(list(model.objects.values())) for model, _ in SEALED],
    "values of one column": lambda: [repr(list(model.objects.values_list(name, flat=True))) for model, name in SEALED],
    "its bytes": lambda: [
        b"".join(bytes(cell) for cell in model.objects.values_list(name, flat=True)) for model, name in SEALED
    ],
    "raw SQL": raw,
    "model_to_dict": lambda: [repr(model_to_dict(each)) for each in loaded()],
    "serializers": lambda: [serializers.serialize("json", loaded())],
    "pickle": lambda: [pickle.dumps(each) for each in loaded()],
    "copies": lambda: [repr(vars(copy.deepcopy(each))) for each in loaded()],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_way_around_gives_ciphertext(way: str, case: Any) -> None:
    assert hidden(*WAYS[way]())


def test_an_instance_that_was_just_saved_holds_ciphertext(case: Any) -> None:
    assert hidden(repr(vars(case)), pickle.dumps(case))
    with pytest.raises(Closed):
        _ = case.problem


def test_a_dump_of_the_database_holds_none(case: Any) -> None:
    written = io.StringIO()
    call_command("dumpdata", stdout=written)
    assert len(json.loads(written.getvalue())) > 5
    assert hidden(written.getvalue())


def test_a_log_line_about_a_person_names_nobody(case: Any, caplog: pytest.LogCaptureFixture) -> None:
    for each in loaded():
        logging.getLogger("aboveboard").warning("%s %r %s", each, each, vars(each))
    assert hidden(caplog.text)


def test_a_report_of_an_error_quotes_nothing_that_is_sealed(case: Any, settings: Any) -> None:
    settings.DEBUG = True
    try:
        for person in loaded():
            assert person
            raise ValueError(repr(vars(person)))
    except ValueError as error:
        reporter = ExceptionReporter(None, type(error), error, error.__traceback__)
    assert hidden(reporter.get_traceback_html(), reporter.get_traceback_text())


def test_pages_that_show_the_inside_of_an_error_are_off() -> None:
    assert settings.DEBUG is False
    assert settings.ADMINS == []


@pytest.mark.slow
def test_a_shell_on_the_server_opens_nothing_by_itself(start_product: Callable[..., Product]) -> None:
    product = start_product()
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}

    def shell(line: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "django", "shell", "--no-imports", "-c", line]
        return subprocess.run(program, env=environment, capture_output=True, text=True, check=False)

    made = shell(
        "from aboveboard.people.operations import add_customer; from aboveboard.ground.clock import now;"
        f"add_customer('{WORDS['name']}', '', 'en', now())"
    )
    assert made.returncode == 0, made.stderr
    look = "from aboveboard.people.models import Customer; person = Customer.objects.get(); "
    printed = shell(look + "print(person, vars(person), list(Customer.objects.values()))")
    assert "<sealed>" in printed.stdout
    refused = shell(look + "print(person.name)")
    assert "Closed" in refused.stderr
    assert hidden(printed.stdout, printed.stdout + refused.stdout + refused.stderr)
