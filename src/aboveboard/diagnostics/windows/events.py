"""Events of Windows' logs, from the XML that ``wevtutil`` and the log's own calls give."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from aboveboard.diagnostics.answers import Answers, text
from aboveboard.diagnostics.moments import SAME_STOP, apart

DAY: Final = 86_400
WEEK: Final = 7 * DAY

SYSTEM: Final = "events-system.xml"
APPLICATION: Final = "events-application.xml"
STARTS: Final = "events-start.xml"

_EVENT_CHARACTERS: Final = 65_536
# Bounded signs between the parts: these texts may be hostile.
_PROVIDER: Final = re.compile(r"<Provider\s[^>]{0,200}?Name=['\"]([^'\"]{1,200})['\"]")
_ID: Final = re.compile(r"<EventID(?:\s[^>]{0,60})?>(\d{1,6})</EventID>")
_TIME: Final = re.compile(r"SystemTime=['\"](\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
_DATA: Final = re.compile(r"<Data(?:\s+Name=['\"]([^'\"]{0,100})['\"])?\s*(?:/>|>([^<]*)</Data>)")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``data``: its values by name, those without a name by their place: ``0``, ``1`` …"""

    provider: str
    number: int
    at: float
    data: dict[str, str]

    def value(self, name: str, place: int = -1) -> str:
        """A value by its name, else the one at a place; empty when there is neither."""
        values = list(self.data.values())
        return self.data.get(name) or (values[place] if 0 <= place < len(values) else "")


def events(answers: Answers, question: str) -> list[Event]:
    """All events of an answer, the newest first. Raises ``NotTold``."""
    found = [
        _event(one[max(one.rfind("<Event "), one.rfind("<Event>")) :])
        for one in text(answers.data(question)).split("</Event>")[:-1]
        if len(one) <= _EVENT_CHARACTERS
    ]
    return sorted((one for one in found if one), key=lambda one: -one.at)


def _event(said: str) -> Event | None:
    provider, identity, time = _PROVIDER.search(said), _ID.search(said), _TIME.search(said)
    if not (provider and identity and time):
        return None
    try:
        at = datetime.fromisoformat(time[1]).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None
    data = {one[1] or str(place): html.unescape(one[2] or "") for place, one in enumerate(_DATA.finditer(said))}
    return Event(provider[1], int(identity[1]), at, data)


def of(listed: Iterable[Event], provider: str, *numbers: int) -> list[Event]:
    """The events of one provider by their numbers, which mean something else with another provider."""
    return [one for one in listed if one.provider.casefold() == provider.casefold() and one.number in numbers]


def within(listed: Iterable[Event], now: float, seconds: float) -> list[Event]:
    """Those of the last so many seconds."""
    return [one for one in listed if now - seconds <= one.at <= now + DAY]


def stops(listed: Iterable[Event], now: float) -> tuple[int, int]:
    """How often Windows crashed and how often it was cut off, of the last 7 days.

    One stop writes several events: a crash a 1001 (BugCheck) and a 41 with its code, and either also a 6008.
    """
    known = within(listed, now, WEEK)
    power = of(known, "Microsoft-Windows-Kernel-Power", 41)
    crashed = apart(
        one.at
        for one in (
            *of(known, "Microsoft-Windows-WER-SystemErrorReporting", 1001),
            *of(known, "BugCheck", 1001),
            *(one for one in power if one.value("BugcheckCode") not in ("", "0", "0x0")),
        )
    )
    cut_off = apart(one.at for one in (*power, *of(known, "EventLog", 6008)))
    return len(crashed), len([at for at in cut_off if not any(abs(at - other) <= SAME_STOP for other in crashed)])
