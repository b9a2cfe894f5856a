"""What a hold keeps, for how long, and that it is kept and not used."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps

from aboveboard.ground.clock import now
from aboveboard.lifetime import holds, retention
from aboveboard.lifetime.errors import NotPossible
from tests import cast
from tests.lifetime.past import closed_case, rows_about

pytestmark = pytest.mark.db

DAY = dt.timedelta(days=1)


def asked(of: Any, **changes: Any) -> holds.Request:
    today = now().date()
    words: dict[str, Any] = {
        "subject": of.customer_id,
        "scope": "person",
        "basis": "claim",
        "reason": "A claim about the bill.",
        "review_on": today + 30 * DAY,
        "expires_on": today + 60 * DAY,
    }
    return holds.Request(**(words | changes))


def restricted(case: Any) -> bool:
    keys = apps.get_model("ground", "PersonKey").objects
    return bool(keys.filter(person=case.customer_id, restricted_at__isnull=False).exists())


def test_what_is_held_stays_and_others_go() -> None:
    helper, ben = cast.technician(), cast.technician("ben", "Ben Ode")
    case, other = closed_case(helper, ago=400 * DAY), closed_case(ben, name="Tom Reed", ago=400 * DAY)
    before = rows_about(case.customer_id)
    holds.place(asked(case), helper, now())
    retention.run(now())
    assert rows_about(case.customer_id) == before | {
        "lifetime.Hold": 1,
        "ground.Commitment": before.get("ground.Commitment", 0) + 1,
    }
    assert "cases.Message" not in rows_about(other.customer_id)


def test_a_hold_on_one_case_keeps_that_case_and_the_name() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=400 * DAY)
    second = closed_case(cast.technician("ben", "Ben Ode"), name="Tom Reed", ago=400 * DAY)
    for label in ("cases.Case", "cases.Message"):
        rows = apps.get_model(label).objects
        column = {"cases.Case": "pk", "cases.Message": "case"}[label]
        rows.filter(**{column: second.pk}).update(subject=case.customer_id)
    apps.get_model("cases", "Case").objects.filter(pk=second.pk).update(customer=case.customer_id)
    holds.place(asked(case, scope="case", case=case.pk), helper, now())
    retention.run(now())
    messages = apps.get_model("cases", "Message").objects
    assert messages.filter(case=case.pk).exists()
    assert not messages.filter(case=second.pk).exists()
    assert apps.get_model("people", "Customer").objects.filter(pk=case.customer_id, name__isnull=False).exists()


def test_a_hold_on_one_category_keeps_that_and_no_more() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=400 * DAY)
    holds.place(asked(case, scope="category", category="notes"), helper, now())
    retention.run(now())
    left = rows_about(case.customer_id)
    assert left["cases.Note"] == 1
    assert "cases.Message" not in left
    assert apps.get_model("people", "Customer").objects.filter(pk=case.customer_id, name__isnull=True).exists()


def test_a_hold_ends_by_itself_and_what_it_kept_goes() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=400 * DAY)
    holds.place(asked(case), helper, now())
    later = now() + 62 * DAY
    assert holds.turn(later) == 1
    retention.run(later)
    assert "cases.Message" not in rows_about(case.customer_id)
    kinds = apps.get_model("ground", "LedgerEntry").objects.values_list("kind", flat=True)
    assert {"hold.placed", "hold.expired"} <= set(kinds)


def test_data_that_is_only_held_is_restricted_until_the_hold_is_released() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=400 * DAY)
    hold = holds.place(asked(case), helper, now())
    holds.turn(now())
    assert restricted(case)
    assert holds.release(hold.pk, helper, now())
    assert not restricted(case)
    assert not holds.release(hold.pk, helper, now()), "it was released already"


def test_data_in_its_time_is_held_and_used() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=10 * DAY)
    holds.place(asked(case), helper, now())
    holds.turn(now())
    assert not restricted(case)


def test_who_comes_back_with_a_new_case_can_be_helped() -> None:
    helper = cast.technician()
    case = closed_case(helper, ago=400 * DAY)
    holds.place(asked(case), helper, now())
    holds.turn(now())
    apps.get_model("cases", "Case").objects.create(
        number="AB-999999", customer_id=case.customer_id, subject=case.customer_id
    )
    holds.turn(now())
    assert not restricted(case)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": "because"}, "basis"),
        ({"reason": "  "}, "reason"),
        ({"review_on": dt.date(2000, 1, 1)}, "days"),
        ({"review_on": now().date() + 70 * DAY}, "days"),
        ({"expires_on": now().date() + 400 * DAY}, "days"),
        ({"scope": "everything"}, "scope"),
        ({"scope": "category", "category": "shoe-size"}, "scope"),
        ({"scope": "case"}, "scope"),
        ({"scope": "person", "category": "chat"}, "scope"),
    ],
)
def test_a_hold_without_basis_end_or_object_is_refused(changes: dict[str, Any], code: str) -> None:
    case = closed_case(cast.technician())
    with pytest.raises(NotPossible) as refused:
        holds.place(asked(case, **changes), None, now())
    assert refused.value.code == code
    assert not apps.get_model("lifetime", "Hold").objects.exists()


def test_a_hold_on_somebody_elses_case_is_refused() -> None:
    case, other = closed_case(cast.technician()), cast.case_of(name="Tom Reed")
    with pytest.raises(NotPossible) as refused:
        holds.place(asked(case, scope="case", case=other.pk), None, now())
    assert refused.value.code == "scope"


def test_the_person_is_told_and_the_reason_is_sealed() -> None:
    helper = cast.technician()
    case = closed_case(helper)
    hold = holds.place(asked(case), helper, now())
    assert [one.pk for one in holds.shown_to(case.customer_id, now())] == [hold.pk]
    stored = apps.get_model("lifetime", "Hold").objects.values_list("reason", flat=True).get()
    assert b"bill" not in bytes(stored)


def test_the_owner_is_reminded_once(caplog: pytest.LogCaptureFixture) -> None:
    helper = cast.technician()
    holds.place(asked(closed_case(helper)), helper, now())
    for _ in range(2):
        holds.turn(now() + 31 * DAY)
    assert len([line for line in caplog.messages if "looked at again" in line]) == 1
