"""The signed duty of confidentiality: one live statement each, bound to the text, ended by a suspension."""

from typing import Any

import pytest

from aboveboard.ground.models import LedgerEntry
from aboveboard.journeys import confidentiality, consenting, inviting, joining, staffing
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.people import queries, statement
from aboveboard.people.models import ConfidentialityStatement
from tests import cast

pytestmark = pytest.mark.db


def signatures() -> int:
    return LedgerEntry.objects.filter(kind="statement.signed").count()


@pytest.fixture
def eve() -> Any:
    return cast.technician("eve", "Eve Hall", password=None, signs=False)


def test_a_signature_is_kept_once_and_stands_in_the_ledger(eve: Any) -> None:
    for _ in range(2):
        confidentiality.sign(eve.pk, "Eve Hall")
    kept = ConfidentialityStatement.objects.get(technician=eve)
    assert (kept.version, kept.ended_at) == (statement.version(), None)
    assert signatures() == 1
    entry = LedgerEntry.objects.get(kind="statement.signed")
    assert statement.version() in entry.body
    assert "Eve" not in entry.body
    assert str(eve.pk) not in entry.body


def test_another_name_is_refused_and_nothing_is_written(eve: Any) -> None:
    with pytest.raises(Refused, match="name"):
        confidentiality.sign(eve.pk, "Eva Hall")
    assert not queries.has_signed(eve.pk)
    assert signatures() == 0


def test_a_suspension_ends_it_and_who_comes_back_signs_anew(eve: Any) -> None:
    pia = cast.technician("pia", "Pia Holm", "administrator", password=None)
    confidentiality.sign(eve.pk, "Eve Hall")
    staffing.suspend_technician(eve.pk, pia.pk)
    assert not queries.has_signed(eve.pk)
    with pytest.raises(NotFound):
        confidentiality.sign(eve.pk, "Eve Hall")
    staffing.reinstate_technician(eve.pk)
    assert not queries.has_signed(eve.pk)
    confidentiality.sign(eve.pk, "Eve Hall")
    assert queries.has_signed(eve.pk)
    assert ConfidentialityStatement.objects.filter(technician=eve).count() == 2


def test_another_text_has_to_be_signed_anew(eve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    confidentiality.sign(eve.pk, "Eve Hall")
    monkeypatch.setattr(statement, "version", lambda: "another")
    assert not queries.has_signed(eve.pk)
    confidentiality.sign(eve.pk, "Eve Hall")
    assert queries.has_signed(eve.pk)
    assert ConfidentialityStatement.objects.filter(technician=eve, ended_at__isnull=True).count() == 1


def test_without_it_no_ticket_opens_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = cast.technician(password=None)
    joined = cast.joined(cast.case_of(), ana)
    ticket = joining.technician_ticket(joined.session_id, ana.pk)
    monkeypatch.setattr(statement, "version", lambda: "another")
    with pytest.raises(Refused, match="statement"):
        joining.technician_ticket(joined.session_id, ana.pk)
    with pytest.raises(Refused, match="statement"):
        joining.claim_ticket(ticket)


def test_a_seat_is_lost_in_a_running_session_when_the_text_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = cast.technician(password=None)
    joined = cast.joined(cast.case_of(), ana)
    assert consenting.session_check(joined.session_id) == (False, {1, 2})
    monkeypatch.setattr(statement, "version", lambda: "another")
    assert consenting.session_check(joined.session_id) == (False, {1})


def test_a_colleague_who_has_not_signed_is_not_called(eve: Any) -> None:
    ana = cast.technician(password=None)
    joined = cast.joined(cast.case_of(), ana)
    with pytest.raises(Refused, match="unknown"):
        inviting.call_colleague(joined.session_id, ana.pk, "eve")
    confidentiality.sign(eve.pk, "Eve Hall")
    assert inviting.call_colleague(joined.session_id, ana.pk, "eve").technician == eve
