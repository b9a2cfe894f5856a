"""A customer shares what is wrong with their computer; the next case of the same computer may know of it.

Who sends a number that another case came with learns nothing by it: what is remembered is shown at the desk alone, to
whoever a case with that number is assigned to, and holds no name and no word that anybody wrote.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from aboveboard.cases import queries as cases
from aboveboard.ground import features, hints
from aboveboard.ground.clock import now as clock
from aboveboard.journeys import switches
from aboveboard.journeys.computers_seen import rules
from aboveboard.journeys.errors import NotFound, Refused
from aboveboard.journeys.receipts import receipt_by_link
from aboveboard.lifetime.figures import smallest_group
from aboveboard.remote import computers, operations, queries
from aboveboard.wire.computer import ComputerReport

FACTS, KNOWN, COUNTS = "computer", "recognise", "counts"


def keep(case: Any, session: uuid.UUID | None, report: ComputerReport, now: dt.datetime) -> None:
    """Keep a report that came with a request for help (`session` None) or in a session; in the caller's transaction.

    Raises Refused `off` where the notice does not have it, or the one under which the person's data is held.
    """
    switches.demand(FACTS)
    switches.demand_of(FACTS, case.customer_id)
    if computers.keep_report(case.pk, session, report, now) and features.is_on(COUNTS):
        _count(case, report, now, proven=session is None)
    if _may_remember(case):
        computers.remember(case.pk, report, now, proven=session is None)
    hints.publish(f"case:{case.pk}")


def _may_remember(case: Any) -> bool:
    return features.is_on(KNOWN) and switches.has(KNOWN, case.customer_id)


def remember_tools(case: Any) -> None:
    """A session of this case has ended: remember which tools ran, if its computer is remembered at all."""
    if _may_remember(case):
        computers.remember_tools(case.pk)


def _count(case: Any, report: ComputerReport, now: dt.datetime, *, proven: bool) -> None:
    """Count what is wrong, by the rules that we know, once for a case and once a month for a computer that is known."""
    if switches.has(COUNTS, case.customer_id) and not computers.was_here_this_month(report, now, proven=proven):
        computers.count({one.rule for one in report.findings} & set(rules()), now)


def settle_counts(now: dt.datetime) -> int:
    """The recurring work: what a month that is over counted of too few cases is let go of."""
    return computers.drop_small(f"{now.astimezone(dt.UTC):%Y-%m}", smallest_group())


def shared_in_session(session_id: uuid.UUID, report: ComputerReport, now: dt.datetime | None = None) -> bool:
    """Keep what the customer shared in a session under their yes. Returns whether it was kept.

    It is not kept where the session is over, or the notice has no place for it any more.
    """
    with transaction.atomic():
        session = operations.hold(session_id)
        if session is None or session.ended_at is not None:
            return False
        found = queries.session(session_id)
        assert found is not None
        try:
            keep(found.case, session_id, report, now or clock())
        except Refused:
            return False
    return True


def forget_computer(case: uuid.UUID, person: uuid.UUID, now: dt.datetime | None = None) -> int:
    """The customer of this case switches off that their computer is known again. Returns of how many cases it was.

    All that is remembered under the number of this computer goes, whichever case it came with. Raises NotFound.
    """
    with transaction.atomic():
        if cases.case_of_customer(case, person) is None:
            raise NotFound
        return computers.forget(case, now or clock())


def forget_by_receipt(token: str, now: dt.datetime | None = None) -> int:
    """The same by the link of a receipt: whoever rang us has no page of their case. Raises NotFound."""
    with transaction.atomic():
        return computers.forget(receipt_by_link(token).session.case_id, now or clock())
