"""The key store: one key a person, made once, destroyed for good; keys of the service; attacks on what is stored."""

import datetime as dt
import os
import subprocess
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from aboveboard.ground.access import person
from aboveboard.ground.clock import now
from aboveboard.ground.models import PersonKey, ServiceKey
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.ground.sealed import Ciphertext
from aboveboard.ground.vault import keystore, services
from aboveboard.ground.vault.cipher import CannotOpen
from aboveboard.ground.vault.wrapping import LocalMaster, WrongMasterKey, fingerprint, mark_of
from aboveboard.people.models import Customer
from tests import cast
from tests.ground.vault_stage import Stage

pytestmark = pytest.mark.db


def test_a_person_has_one_key_and_it_is_held_under_the_notice_in_force() -> None:
    someone = uuid.uuid4()
    key = keystore.key_for(someone)
    assert keystore.key_for(someone) == key
    assert keystore.keys_of([someone])[someone] == keystore.PersonKeyInfo(key, notice().source_hash, None)


def test_many_keys_come_by_one_question(django_assert_num_queries: Callable[..., Any]) -> None:
    people = [uuid.uuid4() for _ in range(300)]
    made = keystore.new_keys(people)
    assert len({info.key for info in made.values()}) == 300
    with django_assert_num_queries(1, connection=connections["keystore"]):
        assert keystore.keys_of([*people, uuid.uuid4()]) == made


def test_a_key_is_never_shown() -> None:
    info = keystore.new_keys([someone := uuid.uuid4()])[someone]
    assert repr(info.key) not in repr(info)


def test_who_was_erased_stays_erased() -> None:
    someone, certificate, at = uuid.uuid4(), uuid.uuid4(), now()
    keystore.key_for(someone)
    first = keystore.destroy(someone, certificate, at)
    again = keystore.destroy(someone, uuid.uuid4(), at + dt.timedelta(days=1))
    assert (first.certificate, first.erased_at) == (again.certificate, again.erased_at) == (certificate, at)
    assert keystore.existing_key(someone) is None
    with pytest.raises(keystore.PersonErased):
        keystore.key_for(someone)
    with pytest.raises(keystore.PersonErased):
        keystore.new_keys([uuid.uuid4(), someone])
    assert keystore.erased(someone) == first
    assert keystore.erased(uuid.uuid4()) is None


def test_erasures_are_told_from_a_moment_on() -> None:
    start = now()
    people = [uuid.uuid4() for _ in range(3)]
    for number, someone in enumerate(people):
        keystore.destroy(someone, uuid.uuid4(), start + dt.timedelta(hours=number))
    assert [row.person for row in keystore.erasures()] == people
    assert [row.person for row in keystore.erasures(start + dt.timedelta(hours=1))] == people[1:]


def test_restricting_and_another_notice_are_kept_with_the_key() -> None:
    someone, at = uuid.uuid4(), now()
    keystore.key_for(someone)
    assert keystore.restrict(someone, at)
    assert not keystore.restrict(someone, at + dt.timedelta(days=1)), "the first moment counts"
    assert keystore.set_notice(someone, "f" * 64)
    info = keystore.keys_of([someone])[someone]
    assert (info.notice, info.restricted_at) == ("f" * 64, at)
    assert keystore.lift(someone)
    assert keystore.keys_of([someone])[someone].restricted_at is None
    assert not keystore.set_notice(uuid.uuid4(), "f" * 64)


def test_an_erased_persons_values_never_open_again() -> None:
    case = cast.case_of(name="Ida Morgan")
    keystore.destroy(case.subject, uuid.uuid4(), now())
    with purpose("support", subject=case.subject, access=person(case.subject)), pytest.raises((CannotOpen, Closed)):
        _ = Customer.objects.get(pk=case.customer_id).name


def test_a_key_that_was_moved_to_another_person_does_not_open() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    keystore.new_keys([one, two])
    PersonKey.objects.filter(person=two).update(wrapped=PersonKey.objects.get(person=one).wrapped)
    with pytest.raises(WrongMasterKey, match="moved from another owner"):
        keystore.existing_key(two)


def test_a_damaged_key_is_missing_among_many_and_the_others_open(caplog: pytest.LogCaptureFixture) -> None:
    one, two, three = (uuid.uuid4() for _ in range(3))
    made = keystore.new_keys([one, two, three])
    PersonKey.objects.filter(person=two).update(wrapped=PersonKey.objects.get(person=one).wrapped)
    assert keystore.keys_of(made) == {one: made[one], three: made[three]}
    assert keystore.keys_of([two]) == {}
    assert "the keys of 1 persons do not open" in caplog.text
    assert str(two) not in caplog.text


def test_without_the_master_key_nobodys_key_counts_as_damaged(settings: Any) -> None:
    people = list(keystore.new_keys([uuid.uuid4() for _ in range(2)]))
    settings.ABOVEBOARD_MASTER_KEYS = lambda: [os.urandom(32)]
    with pytest.raises(WrongMasterKey, match="Give the key it was made with"):
        keystore.keys_of(people)


def test_a_persons_key_does_not_pass_for_a_services() -> None:
    someone = uuid.uuid4()
    keystore.key_for(someone)
    services.service_key("test")
    ServiceKey.objects.filter(name="test").update(wrapped=PersonKey.objects.get(person=someone).wrapped)
    services.forget_opened()
    with pytest.raises(WrongMasterKey):
        services.service_key("test")


@pytest.mark.parametrize("spoil", [lambda w: b"\x00" + w[1:], lambda w: w[:20], lambda _: b"", lambda w: w[:-1] + b"x"])
def test_a_changed_or_cut_key_is_refused_in_words(spoil: Callable[[bytes], bytes]) -> None:
    someone = uuid.uuid4()
    keystore.key_for(someone)
    wrapped = bytes(PersonKey.objects.get(person=someone).wrapped)
    PersonKey.objects.filter(person=someone).update(wrapped=spoil(wrapped))
    with pytest.raises(WrongMasterKey):
        keystore.existing_key(someone)


def test_another_master_key_opens_nothing_and_is_named() -> None:
    right, wrong = os.urandom(32), os.urandom(32)
    wrapped = LocalMaster(lambda: [right]).wrap(b"person:x", b"k" * 32, fingerprint(right))
    with pytest.raises(WrongMasterKey, match=fingerprint(right)):
        LocalMaster(lambda: [wrong]).unwrap([(b"person:x", wrapped)])
    # A forged fingerprint does not help: it is bound in.
    forged = wrapped[:1] + bytes.fromhex(fingerprint(wrong)) + wrapped[9:]
    with pytest.raises(WrongMasterKey, match="changed"):
        LocalMaster(lambda: [wrong]).unwrap([(b"person:x", forged)])
    assert mark_of(wrapped) == fingerprint(right)


def test_a_sealed_value_of_another_version_is_refused() -> None:
    case = cast.case_of(name="Ida Morgan")
    found: Any = Customer.objects.values_list("name", flat=True).get(pk=case.customer_id)
    sealed = bytes(found)
    Customer.objects.filter(pk=case.customer_id).update(name=Ciphertext(b"\x00" + sealed[1:]))
    with (
        purpose("support", subject=case.subject, access=person(case.subject)),
        pytest.raises(CannotOpen, match="version"),
    ):
        _ = Customer.objects.get(pk=case.customer_id).name


def test_a_service_key_is_made_once_and_is_no_other_services() -> None:
    key = services.service_key("one")
    assert len(key) == 32
    assert services.service_key("one") == key
    assert services.service_key("two") != key
    services.forget_opened()
    assert services.service_key("one") == key


ASK = """
import sys, uuid
from aboveboard.ground.vault import keystore
from aboveboard.ground.vault.services import service_key
print("ready", flush=True)
sys.stdin.readline()
print(keystore.key_for(uuid.UUID(sys.argv[1])).hex(), service_key("together").hex())
"""
MEET = """
import sys, uuid
from aboveboard.ground.clock import now
from aboveboard.ground.vault import keystore
print("ready", flush=True)
for line in sys.stdin:
    who = uuid.UUID(line.strip())
    try:
        keystore.key_for(who) if sys.argv[1] == "make" else keystore.destroy(who, uuid.uuid4(), now())
    except keystore.PersonErased:
        pass
    print("done", flush=True)
"""

COUNT = """
from aboveboard.ground.models import Erasure, PersonKey
print(Erasure.objects.count(), PersonKey.objects.count())
"""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path).on_the_runs_databases()
    assert stage.command("migrate").returncode == 0
    return stage


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def test_processes_that_ask_at_once_get_the_same_keys(stage: Stage) -> None:
    someone = str(uuid.uuid4())
    asking = [stage.script(ASK, someone) for _ in range(3)]
    for process in asking:
        assert line_of(process) == "ready"
    for process in asking:
        tell(process, "now")
    told = [process.communicate(timeout=60) for process in asking]
    assert len({out for out, _ in told}) == 1, told
    assert len(told[0][0].split()) == 2


def test_who_is_erased_just_after_the_key_was_made_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = keystore.keys_of

    def erased_meanwhile(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, keystore.PersonKeyInfo]:
        people = list(people)
        for someone in people:
            keystore.destroy(someone, uuid.uuid4(), now())
        return looked_up(people)

    monkeypatch.setattr(keystore, "keys_of", erased_meanwhile)
    with pytest.raises(keystore.PersonErased):
        keystore.key_for(uuid.uuid4())


def test_an_erasure_and_a_first_key_at_once_leave_no_key_behind(stage: Stage) -> None:
    people = [str(uuid.uuid4()) for _ in range(30)]
    both = [stage.script(MEET, "make"), stage.script(MEET, "destroy")]
    for process in both:
        assert line_of(process) == "ready"
    for someone in people:
        for process in both:
            tell(process, someone)
        assert [line_of(process) for process in both] == ["done", "done"]
    for process in both:
        process.communicate(timeout=60)
    assert stage.run(COUNT).split() == [str(len(people)), "0"]
