"""What leaves stands in the ledger before it leaves and after, and the door's own count says the same."""

import json
import uuid
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection, transaction

from aboveboard.ground import egress
from aboveboard.ground.clock import now
from aboveboard.ground.ledger import queries
from aboveboard.ground.models import EgressCount, LedgerEntry
from aboveboard.jobs.worker import run_due
from tests.letters.conftest import end_a_session, office
from tests.letters.post_office import PostOffice

__all__ = ["end_a_session", "office"]

pytestmark = pytest.mark.django_db(transaction=True)

MAIL = egress.Parcel("mail", "processor", frozenset({"contact", "letters"}))
YEAR = now().year


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "help@larkfield.example", "ida@example.org", "Hello"
    message.set_content("Good day.")
    return message


def send(office: PostOffice, parcel: egress.Parcel = MAIL, subject: uuid.UUID | None = None) -> None:
    egress.send_mail(letter(), "help@larkfield.example", "ida@example.org", parcel, office.url, subject)


def entries() -> list[tuple[str, dict[str, Any]]]:
    rows = LedgerEntry.objects.filter(kind__startswith="egress").order_by("pk").values_list("kind", "body")
    return [(kind, json.loads(body)["facts"]) for kind, body in rows]


@pytest.mark.db
def test_a_letter_stands_in_the_ledger_before_and_after(office: PostOffice) -> None:
    person = uuid.uuid4()
    send(office, subject=person)
    (begun, first), (done, last) = entries()
    assert (begun, done) == ("egress.begun", "egress.done")
    assert first["categories"] == ["contact", "letters"]
    assert first["parcel"] == last["parcel"]
    assert last == {**{k: v for k, v in first.items() if k != "categories"}, "outcome": "accepted"}
    assert len(queries.entries_of(person, "egress.begun")) == 1
    assert egress.totals() == egress.ledger_totals() == {("mail", "processor", YEAR): 1}
    assert egress.unfinished() == set()


def test_the_entry_is_committed_before_the_network_is_touched(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(*_arguments: object) -> None:
        seen.append((connection.in_atomic_block, [kind for kind, _ in entries()]))

    monkeypatch.setattr(egress, "_deliver", look)
    send(office)
    assert seen == [(False, ["egress.begun"])]


def test_where_the_entry_cannot_be_written_nothing_leaves(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_facts: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(egress, "record", full)
    with pytest.raises(OSError, match="disk"):
        send(office)
    assert office.got == []


@pytest.mark.db
def test_inside_a_transaction_nothing_leaves(office: PostOffice) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send(office)
    assert office.got == []
    assert entries() == []


def test_what_was_refused_or_not_reached_is_entered_and_not_counted(office: PostOffice) -> None:
    office.refused["ida@example.org"] = "550 5.1.1 nobody here"
    with pytest.raises(egress.RefusedError):
        send(office)
    office.refused.clear()
    office.replies = ["451 busy"]
    with pytest.raises(egress.UnreachableError):
        send(office)
    assert [facts["outcome"] for kind, facts in entries() if kind == "egress.done"] == ["refused", "unreachable"]
    assert egress.totals() == egress.ledger_totals() == {}
    assert egress.unfinished() == set()


def test_a_death_in_between_leaves_a_parcel_of_which_nobody_knows(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(egress, "_deliver", die)
        with pytest.raises(KeyboardInterrupt):
            send(office)
    [(_, facts)] = entries()
    assert egress.unfinished() == {facts["parcel"]}
    assert egress.totals() == egress.ledger_totals() == {}


def test_what_the_notice_does_not_declare_leaves_no_trace_of_leaving(office: PostOffice) -> None:
    for wrong in (
        egress.Parcel("mail", "sale", frozenset({"contact"})),
        egress.Parcel("mail", "processor", frozenset({"problem"})),
        egress.Parcel("newspaper", "processor", frozenset({"contact"})),
    ):
        with pytest.raises(egress.NotDeclaredError):
            send(office, wrong)
    assert office.got == []
    assert entries() == []


def test_what_goes_to_the_person_alone_is_entered_and_counted_too(office: PostOffice) -> None:
    send(office, egress.Parcel(egress.SELF, egress.SELF, frozenset({"letters"})))
    assert egress.totals() == egress.ledger_totals() == {(egress.SELF, egress.SELF, YEAR): 1}


def test_letters_after_a_session_name_the_person_to_the_ledger_alone(
    end_a_session: Callable[..., uuid.UUID], office: PostOffice
) -> None:
    end_a_session()
    run_due(now())
    assert len(office.got) == 2
    assert egress.totals() == egress.ledger_totals() == {("mail", "processor", YEAR): 2}
    begun = LedgerEntry.objects.filter(kind="egress.begun")
    assert all(entry.commitments.filter(name="subject").exists() for entry in begun)
    assert not [entry for entry in begun if "ida" in entry.body.lower()]


def test_an_entry_that_somebody_takes_out_shows_in_the_totals(office: PostOffice) -> None:
    send(office)
    send(office)
    LedgerEntry.objects.filter(kind="egress.done").first().delete()
    assert egress.totals() != egress.ledger_totals()
    EgressCount.objects.update(parcels=1)
    assert egress.totals() == egress.ledger_totals()
    assert len(egress.unfinished()) == 1
