"""Plain statements give what the model layer gives."""

import uuid

import pytest

from aboveboard.cases.models import Case
from aboveboard.ground.clock import now
from aboveboard.ground.models import PersonKey
from aboveboard.ground.plainly import AT_ONCE, as_moment, as_uuid, rows_by
from aboveboard.ground.vault import keystore
from tests import cast

pytestmark = pytest.mark.db


def test_rows_are_those_that_the_model_layer_finds() -> None:
    cases = [cast.case_of(name=f"Person {number}") for number in range(3)]
    asked = [case.subject for case in cases[:2]]
    found = rows_by(Case, "subject", [*asked, uuid.uuid4()], ("id", "number"))
    assert {(subject, as_uuid(case), number) for subject, case, number in found} == {
        (case.subject, case.pk, case.number) for case in cases[:2]
    }


def test_other_columns_narrow_them_down() -> None:
    ana, case, other = cast.technician(), cast.case_of(), cast.case_of()
    Case.objects.filter(pk=case.pk).update(assigned_to=ana, status="taken")
    asked = [case.subject, other.subject]
    assert [row[0] for row in rows_by(Case, "subject", asked, ("id",), assigned_to_id=ana.pk)] == [case.subject]
    assert [row[0] for row in rows_by(Case, "subject", asked, ("id",), status="open")] == [other.subject]


def test_any_number_of_people_can_be_asked_for() -> None:
    people = [uuid.uuid4() for _ in range(AT_ONCE * 2 + 1)]
    keystore.new_keys(people)
    assert set(keystore.keys_of(iter(people))) == set(people)
    assert rows_by(PersonKey, "person", [], ("notice",)) == []


def test_a_moment_comes_back_as_it_was_kept() -> None:
    person, moment = uuid.uuid4(), now()
    keystore.new_keys([person])
    keystore.restrict(person, moment)
    ((_, kept),) = rows_by(PersonKey, "person", [person], ("restricted_at",))
    assert as_moment(kept) == moment == keystore.keys_of([person])[person].restricted_at
    keystore.lift(person)
    assert keystore.keys_of([person])[person].restricted_at is None
