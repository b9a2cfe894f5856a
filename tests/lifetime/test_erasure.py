"""Erasing one person: nothing is left but what the certificate lists."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore

from aboveboard.cases import audit, queries
from aboveboard.ground import openings
from aboveboard.ground.clock import now
from aboveboard.ground.models import Erasure, PersonKey
from aboveboard.ground.purpose import purpose
from aboveboard.ground.vault import keystore
from aboveboard.ground.vault.checking import KeyStoreLost, check_keys
from aboveboard.jobs import worker
from aboveboard.journeys import working
from aboveboard.lifetime import erasure, holds, leaving, listed
from aboveboard.lifetime.audit import left_of_erased
from aboveboard.lifetime.errors import NotPossible
from tests import cast
from tests.lifetime.past import closed_case, rows_about
from tests.lifetime.test_holds import asked

DAY = dt.timedelta(days=1)


def certificates() -> Any:
    return apps.get_model("lifetime", "Certificate").objects


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_nothing_about_the_person_is_left_and_everything_about_others_is() -> None:
    helper = cast.technician()
    case, other = closed_case(helper), closed_case(cast.technician("ben", "Ben Ode"), name="Tom Reed")
    before, others = rows_about(case.customer_id), rows_about(other.customer_id)
    browser = SessionStore()
    browser["person"] = str(case.customer_id)
    browser.save()
    by_code = SessionStore()
    by_code["joined"] = {"session": str(uuid.uuid4()), "person": str(case.customer_id)}
    by_code.save()
    certificate = erasure.erase(case.customer_id, "person", helper, now())
    assert rows_about(case.customer_id) == {}
    assert rows_about(other.customer_id) == others
    assert keystore.existing_key(case.customer_id) is None
    assert keystore.existing_key(other.customer_id) is not None
    assert not SessionStore(browser.session_key).load()
    assert not SessionStore(by_code.session_key).load()
    assert certificate.complete_at is not None
    assert certificate.key_destroyed_at is not None
    assert certificate.subject is None
    removed = {line["table"]: line["rows"] for line in certificate.removed}
    for label, rows in before.items():
        assert removed[apps.get_model(label)._meta.db_table] >= rows
    assert {line["what"] for line in certificate.remains} >= {"ledger", "erasure", "backups", "guesses", "letters"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_no_row_names_the_person_or_anything_of_theirs_any_more() -> None:
    helper = cast.technician()
    case = closed_case(helper)
    ids = {str(case.customer_id), str(case.pk)}
    ids |= {str(key) for key in apps.get_model("remote", "Session").objects.values_list("pk", flat=True)}
    ids |= {one.replace("-", "") for one in ids}
    erasure.erase(case.customer_id, "person", helper, now())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in ("ground.Erasure",):
            continue
        for row in model._default_manager.values():
            values = {str(value) for value in row.values()}
            assert not values & ids, model._meta.label


@pytest.mark.db
def test_the_ledger_is_bound_to_the_certificate_and_names_nobody() -> None:
    helper = cast.technician()
    case = closed_case(helper)
    certificate = erasure.erase(case.customer_id, "person", helper, now())
    entry = apps.get_model("ground", "LedgerEntry").objects.get(kind="person.erased")
    content = json.loads(entry.body)
    assert content["facts"]["in_part"] is False
    assert str(case.customer_id) not in entry.body
    assert "subject" not in content["commits"]
    assert json.loads(erasure.text_of(certificate))["number"] == certificate.number


@pytest.mark.db
def test_who_is_not_there_or_in_a_session_is_not_erased() -> None:
    helper = cast.technician()
    with pytest.raises(NotPossible, match="Nothing is held"):
        erasure.erase(uuid.uuid4(), "person", helper, now())
    case = cast.case_of()
    cast.joined(case, helper)
    before = rows_about(case.customer_id)
    with pytest.raises(NotPossible, match="End it first"):
        erasure.erase(case.customer_id, "person", helper, now())
    assert rows_about(case.customer_id) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_what_is_held_stays_with_the_reason_and_goes_when_the_hold_ends() -> None:
    helper = cast.technician()
    case = closed_case(helper)
    hold = holds.place(asked(case, scope="category", category="notes"), helper, now())
    certificate = erasure.erase(case.customer_id, "person", helper, now())
    left = rows_about(case.customer_id)
    assert left["cases.Note"] == 1
    assert "cases.Message" not in left
    assert certificate.held
    assert certificate.complete_at is None
    assert {"what": "held", "why": "claim", "until": hold.expires_on.isoformat()} in certificate.remains
    assert {"what": "rows", "table": "cases_note", "rows": 1} in certificate.remains
    assert keystore.existing_key(case.customer_id) is not None, "the note can still be read for the claim"
    customer = apps.get_model("people", "Customer").objects.filter(pk=case.customer_id)
    assert customer.filter(name__isnull=True, email__isnull=True).exists()
    holds.release(hold.pk, helper, now())
    worker.run_due(now())
    certificate.refresh_from_db()
    assert rows_about(case.customer_id) == {}
    assert keystore.existing_key(case.customer_id) is None
    assert not certificate.held
    assert certificate.complete_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_of_somebody_who_is_held_as_a_whole_nothing_goes_before_the_hold_ends() -> None:
    helper = cast.technician()
    case = closed_case(helper)
    hold = holds.place(asked(case), helper, now())
    before = rows_about(case.customer_id)
    certificate = erasure.erase(case.customer_id, "person", helper, now())
    assert certificate.removed == []
    assert before["ground.Commitment"] > 0
    assert {label: rows for label, rows in rows_about(case.customer_id).items() if "Certificate" not in label} == before
    holds.release(hold.pk, helper, now())
    worker.run_due(now())
    assert rows_about(case.customer_id) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_a_case_that_is_only_kept_waits_for_nobody_and_is_in_no_list() -> None:
    helper, supervisor = cast.technician(), cast.technician("sam", "Sam Lind", "supervisor")
    waiting, taken = cast.case_of(), cast.case_of(name="Tom Reed", email="tom@example.org")
    working.take_case(taken.pk, helper.pk)
    later = now() + queries.ANSWER_TARGET + DAY
    assert (queries.unanswered(), queries.late(later)) == (2, 2)
    for case in (waiting, taken):
        holds.place(asked(case), helper, now())
        erasure.erase(case.customer_id, "person", helper, now())
    assert not queries.queue()
    assert not queries.with_others(supervisor.pk)
    assert (queries.unanswered(), queries.late(later)) == (0, 0)
    assert audit.unanswered(later).violations == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
def test_who_dies_in_the_middle_is_finished_by_the_due_work(monkeypatch: pytest.MonkeyPatch) -> None:
    helper = cast.technician()
    case = closed_case(helper)

    def die(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(erasure, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            erasure.erase(case.customer_id, "person", helper, now())
    assert keystore.existing_key(case.customer_id) is not None
    worker.run_due(now())
    assert keystore.existing_key(case.customer_id) is None
    assert certificates().get().complete_at is not None


@pytest.mark.db
def test_an_erased_person_cannot_be_written_about_again() -> None:
    helper = cast.technician()
    case = closed_case(helper)
    erasure.erase(case.customer_id, "person", helper, now())
    with pytest.raises(keystore.PersonErased):
        keystore.key_for(case.customer_id)


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.db
def test_a_page_that_is_being_made_meanwhile_writes_nobody_back() -> None:
    helper = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, helper.pk)
    with purpose("support", subject=case.subject, access=cast.staff_access(helper)):
        assert case.__class__.objects.get(pk=case.pk).problem
        certificate = erasure.erase(case.subject, "person", None, now())
    assert certificate.complete_at is not None
    assert rows_about(case.subject) == {}


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.db
def test_an_opening_that_is_committed_after_the_erasure_looked_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    helper = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, helper.pk)
    # The page asked for the list of erasures just before the erasure wrote it, and wrote its rows just after.
    first, ask = [set[uuid.UUID]()], keystore.erased_among
    monkeypatch.setattr(keystore, "erased_among", lambda people: first.pop() if first else ask(people))
    with purpose("support", subject=case.subject, access=cast.staff_access(helper)):
        assert case.__class__.objects.get(pk=case.pk).problem
        erasure.erase(case.subject, "person", None, now())
    assert not first, "the page did ask"
    assert rows_about(case.subject) == {}
    assert apps.get_model("ground", "LedgerEntry").objects.filter(kind="opened").count() == 1


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.db
def test_an_opening_that_is_committed_before_the_key_goes_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    helper = cast.technician()
    case = cast.case_of()
    working.take_case(case.pk, helper.pk)
    # The rows are gone already, the key is not: then the page ends.
    destroy = keystore.destroy_all

    def meanwhile(people: Any, certificate: uuid.UUID, moment: dt.datetime) -> None:
        openings.write(cast.staff_access(helper), "support", {case.subject: {"problem"}}, {case.subject: case.pk})
        assert rows_about(case.subject)["ground.Opening"] == 1
        destroy(people, certificate, moment)

    monkeypatch.setattr(keystore, "destroy_all", meanwhile)
    erasure.erase(case.subject, "person", None, now())
    assert rows_about(case.subject) == {}


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.db
def test_a_key_store_that_does_not_know_of_an_erasure_any_more_is_seen_and_refused() -> None:
    case = cast.case_of()
    key = PersonKey.objects.filter(person=case.subject).values().get()
    certificate = erasure.erase(case.subject, "person", None, now())
    assert left_of_erased(now()).violations == 0
    check_keys()
    Erasure.objects.all().delete()
    PersonKey.objects.create(**key)
    assert [row.pk for row in left_of_erased(now()).rows] == [str(certificate.pk)]
    with pytest.raises(KeyStoreLost, match="1 erasures with a certificate are not on its list"):
        check_keys()
    assert listed.catch_up(now()) == 1
    check_keys()
    assert left_of_erased(now()).violations == 0
    assert keystore.erased(case.subject) is not None
    assert keystore.existing_key(case.subject) is None


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.db
def test_catching_up_takes_no_key_of_anybody_about_whom_there_is_a_row() -> None:
    case, other = cast.case_of(), cast.case_of(name="Tom Reed")
    erasure.erase(case.subject, "person", None, now())
    assert listed.catch_up(now()) == 0
    Erasure.objects.all().delete()
    assert listed.catch_up(now()) == 1
    assert keystore.existing_key(other.subject) is not None


@pytest.mark.db
def test_somebody_whose_time_ended_first_is_on_the_list_with_the_certificate() -> None:
    case = cast.case_of()
    keystore.destroy(case.subject, leaving.NO_CERTIFICATE, now())
    certificate = certificates().create(number="E-1", subject=case.subject, basis="person")
    erasure.finish(certificate.pk, now())
    assert list(listed.not_on_the_list()) == []
