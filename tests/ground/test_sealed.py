"""Sealed columns: plain on the instance, ciphertext everywhere else, bound to their place."""

import uuid

import pytest
from django.db import connection, connections, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from aboveboard.cases.models import Case, Message
from aboveboard.ground.models import PersonKey
from aboveboard.ground.purpose import Closed
from aboveboard.ground.sealed import Ciphertext
from aboveboard.ground.vault.cipher import CannotOpen
from aboveboard.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db
CANARY = "canary-6f2c-überall"


def test_it_reads_back_what_was_written() -> None:
    case = cast.case_of(problem=CANARY)
    with cast.opening(case.subject):
        assert Case.objects.get(pk=case.pk).problem == CANARY


def test_values_and_raw_sql_give_only_ciphertext() -> None:
    case = cast.case_of(name=CANARY, problem=CANARY)
    value = Case.objects.values_list("problem", flat=True).get(pk=case.pk)
    assert isinstance(value, Ciphertext)
    assert repr(value) == str(value) == "<sealed>"
    with connection.cursor() as cursor:
        cursor.execute("SELECT problem FROM cases_case")
        raw = b"".join(bytes(row[0]) for row in cursor.fetchall())
        cursor.execute("SELECT name FROM people_customer")
        raw += b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert CANARY.encode() not in raw


def test_a_value_moved_to_another_row_does_not_open() -> None:
    one, two = cast.case_of(problem="one"), cast.case_of(problem="two")
    Case.objects.filter(pk=two.pk).update(problem=Case.objects.values_list("problem", flat=True).get(pk=one.pk))
    Case.objects.filter(pk=two.pk).update(subject=one.subject)
    with cast.opening(one.subject), pytest.raises(CannotOpen) as caught:
        _ = Case.objects.get(pk=two.pk).problem
    assert "one" not in str(caught.value)


def test_a_value_moved_to_another_column_does_not_open() -> None:
    case = cast.case_of(name="name", email="mail@example.org")
    Customer.objects.filter(pk=case.customer_id).update(
        email=Customer.objects.values_list("name", flat=True).get(pk=case.customer_id)
    )
    with cast.opening(case.subject), pytest.raises(CannotOpen):
        _ = Customer.objects.get(pk=case.customer_id).email


def test_without_the_persons_key_nothing_opens() -> None:
    case = cast.case_of(problem=CANARY)
    PersonKey.objects.filter(person=case.subject).delete()
    with cast.opening(case.subject), pytest.raises(Closed):
        _ = Case.objects.get(pk=case.pk).problem


def test_keys_lie_in_the_key_store_and_not_with_the_data() -> None:
    cast.case_of()
    assert PersonKey.objects.db == "keystore"
    assert "ground_personkey" in connections["keystore"].introspection.table_names()
    assert "ground_personkey" not in connections["default"].introspection.table_names()


def test_plain_text_cannot_be_written_past_the_seal() -> None:
    case = cast.case_of()
    with pytest.raises(TypeError, match="sealed"):
        Case.objects.filter(pk=case.pk).update(problem="in the clear")


def test_empty_text_is_absent_and_needs_no_key() -> None:
    case = cast.case_of(email="")
    PersonKey.objects.filter(person=case.subject).delete()
    assert Customer.objects.get(pk=case.customer_id).email == ""
    assert Customer.objects.filter(pk=case.customer_id, email__isnull=True).exists()


def test_saving_again_seals_under_a_new_nonce() -> None:
    case = cast.case_of(problem="same words")
    before = Case.objects.values_list("problem", flat=True).get(pk=case.pk)
    again = Case.objects.get(pk=case.pk)
    again.problem = "same words"
    again.save(update_fields=["problem"])
    assert Case.objects.values_list("problem", flat=True).get(pk=case.pk) != before


def test_a_message_is_sealed_under_its_customers_key() -> None:
    case = cast.case_of()
    message = Message(case=case, subject=uuid.uuid4(), author_kind="customer", text="hello")
    assert message.subject != case.subject, "the row itself says whose key seals it"


@pytest.mark.parametrize(
    "value", [b"in the clear", Value("in the clear"), Value(b"in the clear"), Concat("name", Value("x"))]
)
def test_nothing_but_what_was_sealed_here_is_written(value: object) -> None:
    case = cast.case_of()
    person = Customer.objects.get(pk=case.customer_id)
    with pytest.raises(TypeError, match="sealed"), transaction.atomic():
        Customer.objects.filter(pk=person.pk).update(name=value)
    person.name = value
    with pytest.raises(TypeError, match="sealed"), transaction.atomic():
        person.save()
    with pytest.raises(TypeError, match="sealed"), transaction.atomic():
        Customer.objects.bulk_update([person], ["name"])
    with pytest.raises(TypeError, match="sealed"), transaction.atomic():
        Customer.objects.bulk_create([Customer(name=value)])
    assert b"clear" not in bytes(Customer.objects.values_list("name", flat=True).get(pk=person.pk) or b"")


def test_text_that_somebody_put_into_a_sealed_column_opens_as_damage_does() -> None:
    case = cast.case_of()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_customer SET email = %s", [b"ida@example.org"])
    with cast.opening(case.subject), pytest.raises(CannotOpen):
        _ = Customer.objects.get(pk=case.customer_id).email
