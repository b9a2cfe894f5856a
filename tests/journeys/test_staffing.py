"""Roles and reinstatement, as use cases."""

import pytest

from aboveboard.journeys import staffing
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.people import queries
from tests import cast

pytestmark = pytest.mark.db


def test_nobody_changes_their_own_role() -> None:
    pia = cast.technician("pia", "Pia Holm", "administrator")
    with pytest.raises(Refused) as caught:
        staffing.change_role(pia.pk, "technician", pia.pk)
    assert caught.value.code == "self"
    assert queries.has_administrator()


def test_a_role_is_one_that_there_is() -> None:
    ana, pia = cast.technician(), cast.technician("pia", "Pia Holm", "administrator")
    with pytest.raises(ValueError, match="owner"):
        staffing.change_role(ana.pk, "owner", by=pia.pk)


def test_a_suspended_person_is_let_in_without_the_old_password() -> None:
    ana, pia = cast.technician(), cast.technician("pia", "Pia Holm", "administrator")
    staffing.suspend_technician(ana.pk, pia.pk)
    back = staffing.reinstate_technician(ana.pk)
    assert back.is_active
    assert back.suspended_at is None
    assert not back.has_usable_password()


def test_only_who_is_suspended_is_let_in_again() -> None:
    ana = cast.technician()
    with pytest.raises(NotFound):
        staffing.reinstate_technician(ana.pk)
    assert queries.technician(ana.pk).has_usable_password()  # type: ignore[union-attr]  # she is there


def test_a_suspended_person_has_no_role_to_change() -> None:
    ana, pia = cast.technician(), cast.technician("pia", "Pia Holm", "administrator")
    staffing.suspend_technician(ana.pk, pia.pk)
    with pytest.raises(NotFound):
        staffing.change_role(ana.pk, "supervisor", pia.pk)


def test_an_administrator_who_was_demoted_a_moment_ago_demotes_nobody() -> None:
    pia, sam = cast.technician("pia", "Pia Holm", "administrator"), cast.technician("sam", "Sam", "administrator")
    staffing.change_role(sam.pk, "technician", by=pia.pk)
    with pytest.raises(NotFound):
        staffing.change_role(pia.pk, "technician", by=sam.pk)
    with pytest.raises(NotFound):
        staffing.suspend_technician(pia.pk, sam.pk)


def test_a_handle_that_was_taken_a_moment_ago_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.technician()
    # Both looked before either wrote.
    monkeypatch.setattr(queries, "by_handle", lambda _handle: None)
    with pytest.raises(Refused) as caught:
        cast.technician()
    assert caught.value.code == "handle"
    assert len(queries.staff()) == 1
