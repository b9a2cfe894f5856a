"""How macOS itself fares: support, updates, restarts, clock, crashes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from aboveboard.diagnostics.answers import REFUSED, SILENT, Answers, NotTold, as_json, known, number, words
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.macos.plists import Row, mapping, moment
from aboveboard.diagnostics.macos.support import days_past_end
from aboveboard.diagnostics.macos.sysctl import Sysctl
from aboveboard.diagnostics.moments import apart

DAY: Final = 86_400
WEEK: Final = 7 * DAY
STALE: Final = 30 * DAY
"""So long after macOS' last own search, that nothing waits is no longer known."""
_SECURITY: Final = re.compile(r"MSU_UPDATE_.*_(?:minor|rsr)|Safari|Security", re.IGNORECASE)
_PANIC: Final = ("kernel", "panic-full", "panic-base", "panic_")


def support(answers: Answers) -> Mapping[str, Reading]:
    """Days since Apple stopped mending this macOS; negative while it does."""
    days = days_past_end(words(mapping(answers, "system-version.plist"), "ProductVersion"), answers.now())
    if days is None:
        return {"os.support": Unknown("How long this version is looked after is not known here.")}
    return {"os.support": (Sample({"days_past_end": days}),)}


def updates(answers: Answers) -> Mapping[str, Reading]:
    """What macOS found at its own last search: updates of this version and of Safari, and since when they are offered.

    The next macOS is an offer, not an update of this one.
    """
    said = mapping(answers, "software-update.plist")
    waiting = _waiting(said)
    searched = moment(said.get("LastSuccessfulDate"))
    if not waiting and (searched is None or answers.now() - searched > STALE):
        return {"os.updates": Unknown("This computer has not looked for updates for a month.")}
    offered = said.get("FirstOfferDateDictionary")
    dates = offered if isinstance(offered, dict) else {}
    since = [at for one in waiting if (at := moment(dates.get(words(one, "Product Key")))) is not None]
    oldest = max(0.0, answers.now() - min(since)) if since else None
    values = known(security_pending=len(waiting), oldest_pending=oldest if waiting else 0.0)
    return {"os.updates": (Sample(values),)}


def _waiting(said: Row) -> list[Row]:
    listed = said.get("RecommendedUpdates")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [one for one in rows if _SECURITY.match(words(one, "Identifier"))]


def restart(answers: Answers) -> Mapping[str, Reading]:
    """Whether an installer has prepared all since the last start and waits for the next ("macOS Install Data").

    Where an update waits without that folder, macOS tells users nothing of a restart. An older folder was left behind.
    """
    said = as_json(answers, "restart.json")
    prepared = number(said.get("prepared")) if isinstance(said, dict) else None
    started = Sysctl(answers).started()
    if prepared is not None and started is not None and prepared > started:
        values = {"pending": 1.0, "pending_for": max(0.0, answers.now() - prepared)}
        return {"os.restart": (Sample(values),)}
    if _waiting(mapping(answers, "software-update.plist")):
        return {"os.restart": Unknown(SILENT)}
    return {"os.restart": (Sample({"pending": 0.0, "pending_for": 0.0}),)}


def clock(answers: Answers) -> Mapping[str, Reading]:
    """Whether macOS sets the clock by itself, and how far off it is at least.

    macOS tells users no difference. A clock that shows an earlier time than one that macOS itself has written down is
    off by at least what lies between.
    """
    past = 0.0
    try:
        said = mapping(answers, "software-update.plist")
        offered = said.get("FirstOfferDateDictionary")
        dates = [said.get("LastSuccessfulDate"), *(offered.values() if isinstance(offered, dict) else [])]
        past = max((at for one in dates if (at := moment(one)) is not None), default=0.0)
    except NotTold:
        pass  # Then nothing bounds the time.
    if past - answers.now() > 60:
        return {"os.clock": (Sample({"unsynchronised": 1.0, "off": past - answers.now()}),)}
    automatic: Any = as_json(answers, "time.json")
    state = automatic.get("automatic") if isinstance(automatic, dict) else None
    if not isinstance(state, bool):
        return {"os.clock": Unknown(SILENT)}
    return {"os.clock": (Sample({"unsynchronised": float(not state)}),)}


def reports(answers: Answers, whose: str) -> list[Row]:
    """The reports of one folder: ``user`` or ``system``. Raises ``NotTold``."""
    said = as_json(answers, "reports.json")
    listed = said.get(whose) if isinstance(said, dict) else None
    if not isinstance(listed, list):
        raise NotTold(REFUSED)
    return [one for one in listed if isinstance(one, dict) and number(one.get("at")) is not None]


def crashes(answers: Answers) -> Mapping[str, Reading]:
    """How often macOS crashed (a kernel panic) in the last 7 days: its reports are counted, not read."""
    now = answers.now()
    panics = [
        float(one["at"])
        for one in reports(answers, "system")
        if _is_panic(str(one.get("name", "")).casefold()) and now - WEEK <= one["at"] <= now + DAY
    ]
    return {"os.crashes": (Sample({"crashes_7d": float(len(apart(panics)))}),)}


def _is_panic(name: str) -> bool:
    return name.startswith(_PANIC) and name.endswith((".panic", ".ips"))
