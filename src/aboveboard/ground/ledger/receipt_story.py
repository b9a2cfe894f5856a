"""Whether a session's record and the ledger's entries about it tell the same story. Pure."""

from collections import Counter
from typing import Any


def story(record: dict[str, Any], bodies: list[dict[str, Any]]) -> list[str]:
    """Sentences about what only one of them says: joining, each yes and its end, the end of the session."""
    told, entered = Counter(_told(record)), Counter(_entered(bodies))
    missing = [f"The record says “{line}”, the ledger does not." for line in (told - entered).elements()]
    return missing + [f"The ledger says “{line}”, the record does not." for line in (entered - told).elements()]


def _told(record: dict[str, Any]) -> list[str]:
    session, processing = record["session"], record["pii_processing"]
    lines = [
        _line("session.joined", session["opened_at"], f"terms {processing['terms']}"),
        _line("session.ended", session["ended_at"], f"by {session['ended_by']}"),
        f"terms.accepted version {processing['terms']}",
    ]
    for one in processing["purposes"]:
        given, *ended = one["events"]
        whom = f"{one['scope']} to seat {one['seat']}"
        lines.append(_line("grant.begun", given["event_time"], whom))
        lines += [_line("grant.ended", end["event_time"], f"{whom}, {end['event_state']}") for end in ended]
    return lines


def _entered(bodies: list[dict[str, Any]]) -> list[str]:
    lines = []
    for body in bodies:
        kind, at, facts = body["kind"], body["at"], body["facts"]
        if kind == "session.joined":
            lines.append(_line(kind, at, f"terms {facts['terms']}"))
        elif kind == "session.ended":
            lines.append(_line(kind, at, f"by {facts['ended_by']}"))
        elif kind == "terms.accepted":
            lines.append(f"{kind} version {facts['version']}")
        elif kind == "grant.begun":
            lines.append(_line(kind, at, f"{facts['scope']} to seat {facts['seat']}"))
        elif kind == "grant.ended":
            lines.append(_line(kind, at, f"{facts['scope']} to seat {facts['seat']}, {facts['reason']}"))
    return lines


def _line(kind: str, at: str, what: str) -> str:
    return f"{kind} at {at}: {what}"
