"""What goes at the end of its time, by the notice that is in force and by the one under which it is held."""

import datetime as dt
import json
import uuid
from collections import Counter
from typing import Any

import msgspec
import pytest
from django.apps import apps

from aboveboard.ground import notices, publishing
from aboveboard.ground.clock import now
from aboveboard.lifetime import clocks, retention, rules
from aboveboard.notice.durations import Duration
from tests import cast
from tests.lifetime.past import closed_case, rows_about
from tests.notice.made import EXAMPLE

pytestmark = pytest.mark.db

DAY = dt.timedelta(days=1)
YEAR = 366 * DAY


def case_row(case: Any) -> Any:
    return apps.get_model("cases", "Case").objects.filter(pk=case.pk)


def purged() -> Counter[tuple[str, str, str]]:
    """Rows by (table, category, what happened), as the ledger has it."""
    total: Counter[tuple[str, str, str]] = Counter()
    for entry in apps.get_model("ground", "LedgerEntry").objects.filter(kind="retention.purged"):
        facts = json.loads(entry.body)["facts"]
        total[facts["table"], facts["category"], facts["then"]] += facts["rows"]
    return total


def test_nothing_goes_before_its_time() -> None:
    case = closed_case(cast.technician(), ago=80 * DAY)
    before = rows_about(case.customer_id)
    retention.run(now())
    assert rows_about(case.customer_id) == before
    assert case_row(case).filter(problem__isnull=False).exists()


def test_an_open_case_keeps_everything_however_old_it_is() -> None:
    case = cast.case_of()
    before = rows_about(case.customer_id)
    retention.run(now() + 10 * YEAR)
    left = rows_about(case.customer_id)
    # Who opened what, and whom the ledger is about, count from the moment itself.
    for label in ("ground.Opening", "ground.Commitment"):
        before.pop(label, None)
    assert left == before
    assert apps.get_model("people", "Customer").objects.filter(pk=case.customer_id, name__isnull=False).exists()


def test_chat_goes_after_ninety_days_and_the_rest_stays() -> None:
    case = closed_case(cast.technician(), ago=91 * DAY)
    retention.run(now())
    left = rows_about(case.customer_id)
    assert "cases.Message" not in left
    assert left["cases.Note"] == 1
    assert left["surveys.Answer"] == 1
    assert case_row(case).filter(problem__isnull=False).exists()
    assert purged()["cases_message", "chat", "delete"] == 1


def test_after_a_year_name_and_words_are_emptied_and_the_record_stays() -> None:
    case = closed_case(cast.technician(), ago=YEAR + DAY)
    retention.run(now())
    left = rows_about(case.customer_id)
    assert not {"cases.Message", "cases.Note", "surveys.Answer", "surveys.Questionnaire", "letters.Letter"} & set(left)
    assert left["remote.Session"] == left["cases.Case"] == left["people.Customer"] == 1
    customer = apps.get_model("people", "Customer").objects.filter(pk=case.customer_id)
    assert customer.filter(name__isnull=True, email__isnull=True).exists()
    assert case_row(case).filter(problem__isnull=True).exists()
    assert purged()["people_customer", "identity", "empty"] == 1


def test_a_later_case_of_the_same_person_keeps_their_name() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=YEAR + DAY)
    apps.get_model("cases", "Case").objects.create(
        number="AB-999999", customer_id=case.customer_id, subject=case.customer_id
    )
    retention.run(now())
    assert apps.get_model("people", "Customer").objects.filter(pk=case.customer_id, name__isnull=False).exists()


def test_after_three_years_nothing_is_left_and_the_key_is_destroyed() -> None:
    case = closed_case(cast.technician(), ago=3 * YEAR + DAY)
    other = closed_case(cast.technician("ben", "Ben Ode"), name="Tom Reed")
    retention.run(now())
    assert rows_about(case.customer_id) == {}
    keys = apps.get_model("ground", "PersonKey").objects
    assert not keys.filter(person=case.customer_id).exists()
    assert apps.get_model("ground", "Erasure").objects.filter(person=case.customer_id).exists()
    assert keys.filter(person=other.customer_id).exists()
    assert rows_about(other.customer_id)["cases.Message"] == 1


def test_the_ledger_counts_what_went() -> None:
    case = closed_case(cast.technician(), ago=3 * YEAR + DAY)
    before = rows_about(case.customer_id)
    retention.run(now())
    gone = purged()
    went: Counter[str] = Counter()
    for (table, _, then), rows in gone.items():
        went[table] += rows if then != "empty" else 0
    # The ledger's commitments also stand for staff, so there are more of them than are about the person.
    commitments = before.pop("ground.Commitment", 0)
    assert went.pop("ground_commitment", 0) >= commitments
    assert went == {apps.get_model(label)._meta.db_table: rows for label, rows in before.items()}


def test_the_stricter_of_two_notices_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    case = closed_case(cast.technician(), ago=40 * DAY)
    other = closed_case(cast.technician("ben", "Ben Ode"), name="Tom Reed", ago=40 * DAY)
    in_force = notices.notice()
    shorter = msgspec.structs.replace(in_force.categories["chat"], keep_for="P30D")
    earlier = msgspec.structs.replace(
        in_force, categories={**in_force.categories, "chat": shorter}, source_hash="e" * 64
    )
    monkeypatch.setattr(notices, "version", lambda hashed: earlier if hashed == "e" * 64 else None)
    apps.get_model("ground", "PersonKey").objects.filter(person=case.customer_id).update(notice="e" * 64)
    retention.run(now())
    assert "cases.Message" not in rows_about(case.customer_id)
    assert rows_about(other.customer_id)["cases.Message"] == 1


def test_a_person_of_an_unknown_version_is_held_by_the_one_in_force() -> None:
    case = closed_case(cast.technician(), ago=91 * DAY)
    apps.get_model("ground", "PersonKey").objects.filter(person=case.customer_id).update(notice="f" * 64)
    retention.run(now())
    assert "cases.Message" not in rows_about(case.customer_id)


def test_what_the_notice_no_longer_declares_goes_by_the_last_version_that_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for somebody who agreed to the version without it, whose own version names no time for it either."""
    case = closed_case(cast.technician(), ago=91 * DAY)
    other = closed_case(cast.technician("ben", "Ben Ode"), name="Tom Reed", ago=40 * DAY)
    publishing.publish(EXAMPLE)
    rest = {key: one for key, one in EXAMPLE.categories.items() if key != "chat"}
    head = msgspec.structs.replace(EXAMPLE.head, version="2", effective=EXAMPLE.effective + DAY)
    without = msgspec.structs.replace(EXAMPLE, head=head, categories=rest, source_hash="e" * 64)
    monkeypatch.setattr(notices, "_in_force", without)
    apps.get_model("ground", "PersonKey").objects.update(notice="e" * 64)
    retention.run(now())
    assert "cases.Message" not in rows_about(case.customer_id)
    assert rows_about(other.customer_id)["cases.Message"] == 1


def test_an_account_that_was_closed_long_ago_is_emptied_and_stays_as_a_number() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=10 * DAY)
    accounts = apps.get_model("people", "Technician").objects
    accounts.filter(pk=helper.pk).update(is_active=False, suspended_at=now() - YEAR - DAY, last_login=now())
    retention.run(now())
    account = accounts.get(pk=helper.pk)
    assert "ana" not in account.handle
    assert "Ana" not in account.display_name
    assert account.badge != helper.badge
    assert account.last_login is None
    assert not account.has_usable_password()
    assert case_row(case).get().assigned_to_id == helper.pk
    assert purged()["people_technician", "staff", "empty"] == 1
    assert retention.run(now()) == 0


def test_an_account_that_is_open_or_was_closed_lately_stays_as_it_is() -> None:
    helper, lately = cast.technician(), cast.technician("ben", "Ben Ode")
    accounts = apps.get_model("people", "Technician").objects
    accounts.filter(pk=lately.pk).update(is_active=False, suspended_at=now() - 360 * DAY)
    accounts.filter(pk=helper.pk).update(created_at=now() - 5 * YEAR)
    retention.run(now())
    assert set(accounts.values_list("handle", flat=True)) >= {"ana", "ben"}


def test_finished_work_old_links_and_old_sign_ins_go() -> None:
    moment = now()
    due = apps.get_model("ground", "Due").objects
    due.create(kind="a", about="00000000-0000-0000-0000-000000000001", due_at=moment, done_at=moment - 31 * DAY)
    due.create(kind="b", about="00000000-0000-0000-0000-000000000001", due_at=moment - YEAR)
    links = apps.get_model("people", "SetupLink").objects
    links.create(hash="old", expires_at=moment - 2 * DAY)
    links.create(hash="new", expires_at=moment + DAY)
    sessions = apps.get_model("sessions", "Session").objects
    sessions.create(session_key="old", session_data="", expire_date=moment - DAY)
    sessions.create(session_key="new", session_data="", expire_date=moment + DAY)
    retention.run(moment)
    assert list(due.values_list("kind", flat=True)) == ["b"]
    assert list(links.values_list("hash", flat=True)) == ["new"]
    assert list(sessions.values_list("session_key", flat=True)) == ["new"]


def test_the_job_process_takes_turns_and_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = now()
    sessions = apps.get_model("sessions", "Session").objects
    sessions.bulk_create(
        sessions.model(session_key=f"s{number}", session_data="", expire_date=moment - DAY) for number in range(2200)
    )
    monkeypatch.setattr(retention, "IN_ONE_TURN", 2)
    monkeypatch.setattr(retention, "BATCH", 1000)
    turns = retention.Turns()
    assert turns(moment) == 2000
    assert sessions.count() == 200
    assert turns(moment) == 200
    sessions.create(session_key="later", session_data="", expire_date=moment - DAY)
    assert turns(moment) == 0, "it rests"
    assert turns(moment + dt.timedelta(hours=2)) == 1


@pytest.mark.parametrize("span", ["P1M", "P3M", "P1Y", "P90D", "P1Y6M", "PT1H", "P4W"])
def test_a_span_before_is_never_shorter_than_the_span_after(span: str) -> None:
    duration = Duration.parse(span)
    moment = dt.datetime(2024, 1, 1, 10, 30, tzinfo=dt.UTC)
    for day in range(800):
        at = moment + day * DAY
        # Whatever happened a moment after the cutoff of tomorrow's look is not over yet; what was over a day ago is in.
        assert duration.after(clocks.before(duration, at)) <= at + DAY
        begun = at - 5 * YEAR
        assert clocks.before(duration, duration.after(begun)) >= begun


def with_category(key: str, **changes: Any) -> Any:
    """The notice in force with one category changed."""
    in_force = notices.notice()
    changed = msgspec.structs.replace(in_force.categories[key], **changes)
    return msgspec.structs.replace(in_force, categories={**in_force.categories, key: changed})


def test_a_category_counted_from_what_never_happens_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "notice", lambda: with_category("chat", counted_from="withdrawn"))
    [error] = rules.check_clocks()
    assert error.id == "lifetime.E001"
    assert "cases_message holds 'chat'" in error.msg
    assert "case-closed" in str(error.hint)


@pytest.mark.parametrize(
    ("key", "changes", "label"),
    [
        ("chat", {"keep_for": "P10D"}, "cases.Message"),
        ("chat", {"counted_from": "collected", "keep_for": "P15D"}, "cases.Message"),
        ("notes", {"keep_for": "P10D"}, "cases.Note"),
        ("answers", {"keep_for": "P10D"}, "surveys.Answer"),
        ("letters", {"keep_for": "P10D"}, "letters.Letter"),
        ("terms-record", {"keep_for": "P10D"}, "people.TermsAcceptance"),
        ("search-index", {"keep_for": "P10D"}, "ground.BlindEntry"),
        ("identity", {"keep_for": "P10D"}, "ground.BlindEntry"),
        ("consent-record", {"keep_for": "P10D"}, "remote.Grant"),
        ("link", {"keep_for": "P10D"}, "people.Customer"),
    ],
)
def test_each_time_of_the_notice_moves_something(
    monkeypatch: pytest.MonkeyPatch, key: str, changes: dict[str, str], label: str
) -> None:
    helper = cast.technician(password=None)
    case = closed_case(helper, ago=20 * DAY)
    session = apps.get_model("remote", "Session").objects.get(case=case)
    seat = apps.get_model("remote", "Seat").objects.filter(session=session).first()
    apps.get_model("remote", "Grant").objects.create(
        id=uuid.uuid4(), session=session, seat=seat, scope="view", granted_at=now() - 20 * DAY
    )
    assert label in rows_about(case.customer_id)
    retention.run(now())
    assert label in rows_about(case.customer_id)
    changed = with_category(key, **changes)
    monkeypatch.setattr(notices, "notice", lambda: changed)
    retention.run(now())
    assert label not in rows_about(case.customer_id)
