"""One case on a stage: Ida's, in Ana's hands, with a running session; everybody else looks on from outside."""

import uuid
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client

from aboveboard.ground.clock import now
from aboveboard.ground.ledger import sequence
from aboveboard.ground.notices import notice
from aboveboard.journeys import answering, asking, ending, handing, inviting, joining, receipts, staffing
from aboveboard.lifetime import certificates, erasure, holds
from aboveboard.people import operations as people
from aboveboard.web.desk.remedies import library
from tests import cast
from tests.toolbox.made import remedy

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PEOPLE = (
    "anonymous",
    "customer",
    "another customer",
    "technician",
    "another technician",
    "supervisor",
    "administrator",
)


def browser_of(person: uuid.UUID | None = None, **options: Any) -> Client:
    """A browser that knows this customer (or nobody)."""
    client = Client(**options)
    if person is not None:
        session = client.session
        session["person"] = str(person)
        session.save()
    return client


def desk_of(member: Any, factor: bool = True) -> Client:
    """A browser in which this member of staff is signed in, with a second factor shown."""
    client = Client()
    if factor:
        Authenticator.objects.get_or_create(user=member, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client.force_login(member, BACKEND)
    return client


def member(handle: str, name: str, role: str = "technician") -> Any:
    """A member of staff without a password: hashing one takes longer than all the rest of the stage."""
    return cast.technician(handle, name, role, password=None)


@dataclass
class Stage:
    """`browsers` by person of PEOPLE; `names` fills the places in an address."""

    browsers: dict[str, Client]
    names: dict[str, Any]
    case: Any
    session: uuid.UUID
    ana: Any


def build() -> Stage:
    """Everybody and everything, anew."""
    staff = {
        "technician": member("ana", "Ana Castro"),
        "another technician": member("ben", "Ben Okafor"),
        "supervisor": member("sam", "Sam Winter", "supervisor"),
        "administrator": member("pia", "Pia Holm", "administrator"),
    }
    ana = staff["technician"]
    past, case, foreign = cast.case_of(), cast.case_of(), cast.case_of("Tom Berg", "", "No sound.")
    over = cast.joined(past, ana)
    ending.end_session(over.session_id, "customer", "done")
    before = cast.joined(case, ana)
    ending.end_session(before.session_id, "customer", "done")
    # Else the first who asks for a receipt's file would have it signed.
    sequence.settle(now())
    running = joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", cast.fresh_network())
    browsers = {
        "anonymous": browser_of(),
        "customer": browser_of(case.customer_id),
        "another customer": browser_of(foreign.customer_id),
        **{who: desk_of(member) for who, member in staff.items()},
    }
    gone = member("udo", "Udo Beck")
    staffing.suspend_technician(gone.pk, staff["administrator"].pk)
    names = {
        "digest": library().add(remedy()).digest,
        "case": case.pk,
        "case_id": case.pk,
        "session": running.session_id,
        "session_id": running.session_id,
        "person_id": staff["another technician"].pk,
        "desk-person-reinstate person_id": gone.pk,
        "pk": 1,
        "promise_id": "session.consent",
        "hashed": notice().source_hash,
        "old": notice().source_hash,
        "new": notice().source_hash,
        "answer token": answering.answer_link(over.session_id),
        "receipt token": receipts.receipt_link(over.session_id),
        "receipt-handed secret": handing.hand_over(over.resume),
        "receipt-computer token": receipts.receipt_link(over.session_id),
        "receipt-file token": receipts.receipt_link(over.session_id),
        "customer-receipt-file session": before.session_id,
        "desk-receipt-file session_id": before.session_id,
        "hold_id": _hold(foreign.customer_id, staff["administrator"]),
        "certificate token": certificates.token_of(erasure.erase(cast.case_of().customer_id, "person", None, now())),
        "setup token": people.new_setup_link(staff["another technician"].pk, now()),
    }
    return Stage(browsers, names, case, running.session_id, ana)


def _hold(person: uuid.UUID, owner: Any) -> uuid.UUID:
    day = now().date()
    asked = holds.Request(person, "person", "claim", "A claim.", review_on=day, expires_on=day)
    return holds.place(asked, owner, now()).pk


def call(helper: Any) -> Any:
    """The case of somebody on the telephone, who has accepted no terms yet."""
    return asking.ask_for_caller(name="Tom Berg", email="", problem="No sound.", language="en", technician=helper.pk)
