"""The record of an ended session as one text: sealed for its customer, and bound to the ledger byte for byte.

Its consent fields follow ISO/IEC TS 27560. A receipt shows this text and nothing that is computed later.
"""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aboveboard.ground.ledger import queries as ledger
from aboveboard.ground.ledger.content import canonical, digest, document, moment
from aboveboard.ground.ledger.record import record
from aboveboard.ground.notices import notice
from aboveboard.journeys.receipts import Receipt, receipt
from aboveboard.remote import operations

SCHEMA = "aboveboard session record 1"


def close(session_id: uuid.UUID, now: dt.datetime) -> None:
    """A session that a customer had joined has ended: keep its record. In the transaction of the end."""
    _keep("session.ended", receipt(session_id), now)


def recount(session_id: uuid.UUID, now: dt.datetime) -> None:
    """A count came after the end: keep the record as it stands now, if it differs. Nothing happens before the end."""
    operations.hold(session_id)
    found = receipt(session_id)
    if found.session.ended_at is not None and found.session.opened_at is not None:
        _keep("session.counted", found, now)


def _keep(kind: str, found: Receipt, now: dt.datetime) -> None:
    session = found.session
    made = content(found)
    bound = document(made)
    if digest(bound) == ledger.newest_document(session.pk):
        return
    operations.keep_record(session.pk, canonical(made))
    facts = {"ended_by": session.ended_by}
    record(kind, facts=facts, subject=session.subject, about=session.pk, document=bound, at=now)


def content(found: Receipt) -> dict[str, Any]:
    """The record as JSON. Times are UTC to the second."""
    session, current = found.session, notice()
    company, language = current.head.controller, session.case.customer.language
    with translation.override(language):
        privacy = f"{settings.ABOVEBOARD_BASE_URL}{reverse('privacy')}"
        purposes = [_consent(grant, language) for grant in found.grants]
        summary = _summary(found, purposes)
    return {
        "schema_version": SCHEMA,
        "record_id": str(session.pk),
        "pii_principal_id": str(session.subject),
        "party_identification": [
            {
                "party_role": "PII controller",
                "party_name": company.legal_name,
                "party_address": list(company.address),
                "party_email": company.email,
                "party_phone": company.phone,
            }
        ],
        "pii_processing": {
            "privacy_notice": {"url": privacy, "version": current.head.version, "hash": current.source_hash},
            "language": language,
            "terms": session.terms_version,
            "purposes": purposes,
        },
        "session": {
            "case": session.case.number,
            "opened_at": moment(session.opened_at),
            "ended_at": moment(session.ended_at),
            "ended_by": session.ended_by,
        },
        "timeline": [
            {
                "at": moment(line.at),
                "kind": line.kind,
                "who": line.who,
                "to": line.to,
                "scope": line.scope,
                "step": line.step,
                "what": line.what,
            }
            for line in found.lines
        ],
        # What was seen is kept for a shorter time than this record, so the record names it by a commitment.
        "computer": [
            {"occasion": row.occasion, "at": moment(row.kept_at), "commitment": row.commitment} for row in found.looks
        ],
        "counts": {"customers_end": found.tally, "server": session.relayed, "agree": found.agrees},
        "summary": summary,
    }


def _consent(grant: Any, language: str) -> dict[str, Any]:
    """One yes: what for, to whom, from when to when, and what passed under it."""
    scope = notice().scopes.get(grant.scope)
    events = [{"event_type": "explicit consent", "event_state": "given", "event_time": moment(grant.granted_at)}]
    if grant.ended_at is not None:
        ended = {"event_type": "end of consent", "event_state": grant.end_reason, "event_time": moment(grant.ended_at)}
        events.append(ended)
    person = grant.seat.technician
    return {
        "purpose": "support",
        "lawful_basis": "explicit consent",
        "scope": grant.scope,
        "scope_name": scope.name.say(language) if scope else grant.scope,
        "pii_information": scope.category if scope else "",
        "collection_method": "asked in the session, answered at the customer's own end",
        "recipient": {"name": person.display_name, "badge": person.badge} if person else {},
        "seat": grant.seat.number,
        "events": events,
        "frames": grant.frames,
        "bytes": grant.bytes,
    }


def _summary(found: Receipt, purposes: list[dict[str, Any]]) -> list[str]:
    """The record in sentences."""
    session = found.session
    by = {"customer": _("you"), "technician": _("the technician")}.get(session.ended_by, _("our server"))
    times = {"number": session.case.number, "from": moment(session.opened_at), "to": moment(session.ended_at), "by": by}
    lines = [_("Case %(number)s: the session began at %(from)s and was ended at %(to)s by %(by)s.") % times]
    for one in purposes:
        said = {
            "scope": one["scope_name"],
            "who": one["recipient"].get("name", ""),
            "badge": one["recipient"].get("badge", ""),
            "from": one["events"][0]["event_time"],
            "to": one["events"][-1]["event_time"],
            "frames": one["frames"],
            "bytes": one["bytes"],
        }
        lines.append(
            ngettext(
                "You said yes to “%(scope)s” for %(who)s (badge %(badge)s) at %(from)s. It ended at %(to)s; "
                "%(frames)s message passed under it, %(bytes)s bytes.",
                "You said yes to “%(scope)s” for %(who)s (badge %(badge)s) at %(from)s. It ended at %(to)s; "
                "%(frames)s messages passed under it, %(bytes)s bytes.",
                one["frames"],
            )
            % said
        )
    said_of_pauses = {"paused": _("You paused the session at %(at)s."), "resumed": _("You let it go on at %(at)s.")}
    lines += [said_of_pauses[one.kind] % {"at": moment(one.at)} for one in found.lines if one.kind in said_of_pauses]
    if not purposes:
        lines.append(_("You gave no yes, so nothing was shared."))
    return lines
