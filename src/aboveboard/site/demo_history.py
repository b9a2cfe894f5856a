"""What happened before the demo began: made-up cases of last year and of last week, so that its pages have a past.

Everything goes through the product's own journeys, each at its own time, as if the clock had stood there. Of last
year's answers, retention has made figures by now; somebody wanted everything deleted; a technician has left.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any, Final

from aboveboard.ground import throttle
from aboveboard.ground.access import Access
from aboveboard.ground.clock import now as clock
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import purpose
from aboveboard.journeys import answering, asking, consenting, ending, inviting, joining, staffing, working
from aboveboard.journeys.confidentiality import sign
from aboveboard.lifetime import erasure, figures, retention
from aboveboard.people import queries as people
from aboveboard.remote.grants import GrantCount
from aboveboard.wire import keys
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from aboveboard.wire.payloads import to_text
from aboveboard.wire.records import Tallied
from aboveboard.wire.types import FrameType, Scope, Step

SECOND: Final = dt.timedelta(seconds=1)
MINUTE: Final = dt.timedelta(minutes=1)
YEARS_AGO: Final = dt.timedelta(days=800)
GUESTS: Final = (
    ("Agnes Baker", "The mail program asks for a password again and again."),
    ("Omar Haddad", "The picture is upside down."),
    ("Lucia Ferri", "A window says that the disk is full."),
    ("Jonas Lind", "The sound is gone since yesterday."),
    ("Mei Tan", "The scanner is not found."),
    ("Piotr Nowak", "The letters are far too small."),
    ("Grace Obi", "The browser opens a page I do not know."),
    ("Hannes Vogt", "The second screen stays black."),
    ("Sofia Reis", "My photos are not in their folder."),
    ("Erik Dahl", "The keyboard types other letters."),
)


def make_history(*, ruth_has_mail: bool) -> None:
    """Make the past, once. With ``ruth_has_mail`` last week's customer has an address, so two letters are sent."""
    if people.by_handle("max") is not None:
        return
    present = clock()
    left = _hired("max", "Max Bauer", present - YEARS_AGO)
    here = _hired("lea", "Lea Brandt", present - YEARS_AGO)
    _last_year(left, present)
    _last_week(here, "ruth@example.org" if ruth_has_mail else "", present)
    _wanted_everything_deleted(here, present)
    pia = people.by_handle("pia")
    if pia is not None:
        staffing.suspend_technician(left.pk, pia.pk, present - dt.timedelta(days=20))
    # What is over by now goes at once, as it would have gone long ago.
    throttle.forget(clock())
    retention.run(clock())


def _hired(handle: str, name: str, when: dt.datetime) -> Any:
    person = staffing.add_technician(handle, name, "technician", None)
    sign(person.pk, name, when)
    return person


def _last_year(helper: Any, present: dt.datetime) -> None:
    """As many answers in one month as the smallest group has people."""
    began = present.replace(year=present.year - 1, month=1, day=9, hour=9, minute=0) - dt.timedelta(days=100)
    for number in range(max(figures.smallest_group(), len(GUESTS))):
        name, problem = GUESTS[number % len(GUESTS)]
        asked = began.replace(day=1 + number % 28) + number * MINUTE
        case, joined = _joined(helper, name, "", problem, asked, _full_disk(asked))
        ending.end_session(joined.session_id, "customer", "done", asked + 20 * MINUTE)
        link = answering.answer_link(joined.session_id)
        if link is not None:
            answering.answer(link, 3 + number % 3, number % 5 != 0, "", asked + 40 * MINUTE)
        working.close_case(case.pk, helper.pk, asked + 60 * MINUTE)


def _last_week(helper: Any, email: str, present: dt.datetime) -> None:
    """A whole session, in which something was seen and both ends counted the same."""
    asked = present - dt.timedelta(days=5)
    case, joined = _joined(helper, "Ruth Adler", email, "A window with a lock asks for money.", asked)
    _seen(joined.session_id, asked + 10 * MINUTE)
    ending.end_session(joined.session_id, "customer", "That was all.", asked + 20 * MINUTE)
    access = Access("staff", technician=helper, role=helper.role, bound=people.has_signed(helper.pk))
    with purpose("support", subject=case.subject, access=access):
        assert case.customer.name
    working.close_case(case.pk, helper.pk, asked + 30 * MINUTE)


def _wanted_everything_deleted(helper: Any, present: dt.datetime) -> None:
    asked = present - dt.timedelta(days=3)
    case, joined = _joined(helper, "Tom Reyes", "", "The printer prints only half of each page.", asked)
    ending.end_session(joined.session_id, "customer", "done", asked + 20 * MINUTE)
    working.close_case(case.pk, helper.pk, asked + 30 * MINUTE)
    erasure.erase(case.subject, "person", None, clock())


def _full_disk(at: dt.datetime) -> ComputerReport:
    """What the page of a computer gives whose disk is nearly full."""
    full = ComputerFinding(
        rule="disk.system-full",
        severity="warn",
        subject="system",
        values={"used_share": 0.94, "free": 7e9},
        limits={"used_share": 0.9, "free": 1e10},
    )
    facts = ComputerFacts(os="Windows", os_version="11 24H2", kind="laptop", memory=8_000_000_000)
    return ComputerReport(taken_at=int(at.timestamp()), facts=facts, findings=(full,), fine=24, unknown=11)


def _joined(
    helper: Any, name: str, email: str, problem: str, asked: dt.datetime, computer: ComputerReport | None = None
) -> tuple[Any, joining.Joined]:
    """A case that was asked for, taken, answered and invited, and whose customer has come."""
    source = f"made-up {uuid.uuid4()}"
    version = notice().terms_version
    case = asking.ask_for_help(
        name=name,
        email=email,
        problem=problem,
        language="en",
        terms_version=version,
        source=source,
        form_key=uuid.uuid4().hex,
        computer=computer,
        now=asked,
    )
    working.take_case(case.pk, helper.pk, asked + 2 * MINUTE)
    words = "Good day, I will have a look at it with you."
    working.say_as_technician(case.pk, helper.pk, words, uuid.uuid4().hex, asked + 3 * MINUTE)
    invited = inviting.invite(case.pk, helper.pk, asked + 5 * MINUTE)
    return case, joining.redeem_code(invited.code, version, source, asked + 6 * MINUTE)


def _seen(session: uuid.UUID, began: dt.datetime) -> None:
    """What both ends would have written of five minutes in which the screen was seen."""
    for number, step in enumerate(Step):
        consenting.record_step(session, step.value, began + number * SECOND)
    consenting.record_admission(session, 2, True, began + 10 * SECOND)
    grant, counts = uuid.uuid4(), {str(int(FrameType.PICTURE)): 412, str(int(FrameType.PICTURE_CONFIG)): 1}
    consenting.record_grant(session, grant, Scope.VIEW.value, 2, began + 20 * SECOND)
    total, last = 3_184_220, 640
    passed = GrantCount(grant, 413, total, began + 21 * SECOND, began + 300 * SECOND)
    consenting.checkpoint({session: ({"counts": counts, "bytes": total, "last": last}, [passed])})
    mine = keys.Keys()
    signature = keys.sign_tally(mine.signing_key, session, counts, total, last)
    signed = Tallied(
        counts=counts,
        bytes=total,
        last=last,
        signature=to_text(signature),
        signing=to_text(mine.revealed.signing),
        verified=True,
        agrees=True,
        relay_counts=counts,
        relay_bytes=total,
        relay_last=last,
        at_us=int((began + 301 * SECOND).timestamp() * 1_000_000),
    )
    consenting.record_tally(session, asdict(signed), began + 301 * SECOND)
    consenting.record_grant_end(session, grant, "revoked", began + 301 * SECOND)
