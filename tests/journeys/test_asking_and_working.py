"""From the request for help to the talk: who may, once, and what is refused."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from aboveboard.cases import queries
from aboveboard.ground.notices import notice
from aboveboard.journeys import asking, working
from aboveboard.journeys.errors import NotFound, Refused
from tests import cast

pytestmark = pytest.mark.db


def test_without_the_terms_in_force_nothing_is_kept() -> None:
    with pytest.raises(Refused) as caught:
        asking.ask_for_help(
            name="Ida", email="", problem="x", language="en", terms_version="old", source=cast.fresh_network()
        )
    assert caught.value.code == "terms"
    assert not queries.queue().exists()


def test_one_network_cannot_flood_the_queue() -> None:
    network = cast.fresh_network()
    form = {"name": "Ida", "email": "", "problem": "x", "language": "en", "terms_version": notice().terms_version}
    for _ in range(asking.REQUESTS_PER_HOUR):
        asking.ask_for_help(**form, source=network)
    with pytest.raises(Refused) as caught:
        asking.ask_for_help(**form, source=network)
    assert caught.value.code == "limited"
    asking.ask_for_help(**form, source=cast.fresh_network())


def test_of_two_technicians_one_gets_the_case() -> None:
    ana, ben = cast.technician(), cast.technician("ben", "Ben Okafor")
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    with pytest.raises(Refused) as caught:
        working.take_case(case.pk, ben.pk)
    assert caught.value.code == "taken"
    found = queries.case(case.pk)
    assert found is not None
    assert found.assigned_to_id == ana.pk


def test_a_message_sent_twice_is_kept_once() -> None:
    case = cast.case_of()
    first = working.say_as_customer(case.pk, case.subject, "Hello", "key-1")
    again = working.say_as_customer(case.pk, case.subject, "Hello", "key-1")
    assert first.pk == again.pk
    assert len(queries.messages(case)) == 1


def test_a_message_keeps_its_lines_and_nothing_that_acts() -> None:
    case = cast.case_of()
    working.say_as_customer(case.pk, case.subject, "one\r\ntwo \u202ethree\x07\x00", "k")
    with cast.opening(case.subject):
        assert queries.messages(case)[0].text == "one\ntwo three"
    with pytest.raises(Refused) as caught:
        working.say_as_customer(case.pk, case.subject, " \u202e\x00 ", "k2")
    assert caught.value.code == "empty"


def test_nobody_swallows_what_another_says_by_choosing_the_same_key() -> None:
    ana, ben = cast.technician(), cast.technician("ben", "Ben Okafor")
    case = cast.case_of()
    working.say_as_customer(case.pk, case.subject, "From Ida", "same")
    for helper in (ana, ben):
        working.take_case(case.pk, helper.pk)
        for _ in range(2):
            working.say_as_technician(case.pk, helper.pk, f"From {helper.handle}", "same")
            working.write_note(case.pk, helper.pk, f"Note of {helper.handle}", "same")
        working.release_case(case.pk, helper.pk)
    with cast.opening(case.subject):
        assert [said.text for said in queries.messages(case)] == ["From Ida", "From ana", "From ben"]
        assert [note.text for note in queries.notes(case)] == ["Note of ana", "Note of ben"]


def test_the_database_itself_keeps_a_customers_message_once() -> None:
    case = cast.case_of()
    message = working.say_as_customer(case.pk, case.subject, "Hello", "key-1")
    message.pk, message._state.adding = uuid.uuid4(), True
    with pytest.raises(IntegrityError), transaction.atomic():
        message.save()


def test_nobody_speaks_in_a_case_that_is_not_theirs() -> None:
    ana, ben = cast.technician(), cast.technician("ben", "Ben Okafor")
    idas, toms = cast.case_of(), cast.case_of("Tom Berg")
    working.take_case(idas.pk, ana.pk)
    with pytest.raises(NotFound):
        working.say_as_customer(idas.pk, toms.subject, "I am Tom", "k")
    for act in (working.say_as_technician, working.write_note):
        with pytest.raises(NotFound):
            act(idas.pk, ben.pk, "I am Ben", "k")
    for act in (working.close_case, working.release_case):
        with pytest.raises(NotFound):
            act(idas.pk, ben.pk)
    assert queries.messages(idas) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * (working.TEXT_CHARACTERS + 1)])
def test_empty_and_endless_messages_are_refused(text: str) -> None:
    case = cast.case_of()
    with pytest.raises(Refused):
        working.say_as_customer(case.pk, case.subject, text, "k")


def test_only_the_assigned_technician_and_supervisors_open_a_case() -> None:
    ana, ben, sam = cast.technician(), cast.technician("ben", "Ben Okafor"), cast.technician("sam", "Sam", "supervisor")
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    assert queries.case_for_staff(case.pk, ana.pk, ana.role) is not None
    assert queries.case_for_staff(case.pk, ben.pk, ben.role) is None
    assert queries.case_for_staff(case.pk, sam.pk, sam.role) is not None


def test_case_numbers_follow_each_other() -> None:
    numbers = [int(cast.case_of().number.removeprefix("AB-")) for _ in range(3)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
