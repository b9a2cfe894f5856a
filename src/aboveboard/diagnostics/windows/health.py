"""How Windows itself fares: support, updates, restarts, clock, crashes, services, drivers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from aboveboard.diagnostics.answers import SILENT, Answers, NotTold, known, number, text, words
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.programs import named
from aboveboard.diagnostics.windows import events as e
from aboveboard.diagnostics.windows import registry as r
from aboveboard.diagnostics.windows.cim import Row, moment, rows
from aboveboard.diagnostics.windows.support import days_past, end_of

SECURITY: Final = "0fa1201d-4330-4fa8-8ae9-b877473b6441"
"""The class "Security Updates" of Windows Update."""
_UPDATER: Final = "Microsoft-Windows-WindowsUpdateClient"
_CLOCK: Final = "Microsoft-Windows-Time-Service"
_MANAGER: Final = "Service Control Manager"
_STOPPED: Final = (7000, 7001, 7009, 7023, 7024, 7031, 7034)
_NEVER_STARTED: Final = 1077
_MEANT: Final = (22, 45)
"""Devices that the person disabled, and those that are not plugged in now: nothing is wrong with their driver."""
_STARTS: Final = 5
_SECONDS: Final = re.compile(r":\s*([+-]?\d{1,12}(?:[.,]\d{1,9})?)s\s*$", re.MULTILINE)
_PHASE: Final = 2
"""Of the lines that end in seconds: delay of the root, its dispersion, and how far off this clock is."""
_LEAP: Final = re.compile(r"^[^:\n]{1,80}:\s*([0-3])\s*\(", re.MULTILINE)


def support(answers: Answers) -> Mapping[str, Reading]:
    """Days since Microsoft stopped mending this Windows; negative while it does."""
    known_ = r.Registry(answers)
    build = int(known_.number(r.VERSION, "CurrentBuildNumber") or 0)
    server = known_.text(r.VERSION, "InstallationType").casefold().startswith("server")
    end = end_of(build, known_.text(r.VERSION, "EditionID"), server)
    if end is None:
        return {"os.support": Unknown("How long this version is looked after is not known here.")}
    return {"os.support": (Sample({"days_past_end": days_past(end, answers.now())}),)}


def updates(answers: Answers) -> Mapping[str, Reading]:
    """What Windows Update found at its own last search and did not install; the same update failing again."""
    values: dict[str, float] = {}
    try:
        waiting = [one for one in rows(answers, "updates.json") if _is_security(one)]
        since = [at for one in waiting if (at := moment(one.get("LastDeploymentChangeTime"))) is not None]
        values["security_pending"] = float(len(waiting))
        if not waiting or since:
            values["oldest_pending"] = max(0.0, answers.now() - min(since)) if since else 0.0
    except NotTold as why:
        silent = str(why)
    else:
        silent = ""
    try:
        values["same_failed"] = float(_failed_again(e.events(answers, e.SYSTEM)))
    except NotTold as why:
        silent = silent or str(why)
    return {"os.updates": (Sample(values),) if values else Unknown(silent)}


def _is_security(row: Row) -> bool:
    classes = row.get("Categories")
    listed = classes if isinstance(classes, list) else [classes]
    return any(isinstance(one, str) and one.strip("{}").casefold() == SECURITY for one in listed)


def _failed_again(listed: list[e.Event]) -> int:
    """How often the update that failed most has failed since it was last installed."""
    failed: dict[str, int] = {}
    for one in reversed(e.of(listed, _UPDATER, 19, 20)):
        update = one.value("updateGuid", 2 if one.number == 20 else 1)
        failed[update] = failed.get(update, 0) + 1 if one.number == 20 else 0
    return max(failed.values(), default=0)


def restart(answers: Answers) -> Mapping[str, Reading]:
    """Whether a restart is awaited, and since when.

    Files to be renamed at the next start count only where something of Windows is put in place: programs leave files to
    be deleted there all the time.
    """
    keys = r.Registry(answers)
    waiting = [key for key in (r.SERVICING, r.UPDATED) if key in keys]
    if _replaces_system(keys):
        waiting.append(r.SESSION)
    since = [at for key in waiting if key != r.SESSION and (at := keys.written(key))]
    waited = answers.now() - min(since) if since else None
    values = known(pending=bool(waiting), pending_for=max(0.0, waited) if waited is not None else None)
    return {"os.restart": (Sample(values if waiting else {**values, "pending_for": 0.0}),)}


def _replaces_system(keys: r.Registry) -> bool:
    listed = keys.value(r.SESSION, "PendingFileRenameOperations")
    if not isinstance(listed, list):
        return False
    root = (keys.text(r.VERSION, "SystemRoot") or "C:\\Windows").casefold() + "\\"
    goals = [str(one).lstrip("!*").removeprefix("\\??\\").casefold() for one in listed[1::2]]
    return any(goal.startswith(root) and not goal.startswith(root + "temp\\") for goal in goals)


def clock(answers: Answers) -> Mapping[str, Reading]:
    """How the clock fares by ``w32tm /query /status /verbose``, read by its form since its words are translated."""
    values: dict[str, float] = {}
    try:
        said = text(answers.data("time.txt"))
        leap, seconds = _LEAP.search(said), _SECONDS.findall(said)
        values = known(
            unsynchronised=leap[1] == "3" if leap else None,
            off=abs(float(seconds[_PHASE].replace(",", "."))) if leap and len(seconds) > _PHASE else None,
        )
        silent = SILENT
    except NotTold as why:
        silent = str(why)
    for one in e.within(_events_or_none(answers), answers.now(), e.DAY):
        # 34: the clock is so far off that the service does not dare to correct it.
        off = number(one.value("", 0)) if e.of([one], _CLOCK, 34) else None
        if off is not None:
            values = {"unsynchronised": 1.0, "off": abs(off)}
            break
    return {"os.clock": (Sample(values),) if values else Unknown(silent)}


def _events_or_none(answers: Answers) -> list[e.Event]:
    try:
        return e.events(answers, e.SYSTEM)
    except NotTold:
        return []


def starts(answers: Answers) -> Mapping[str, Reading]:
    """How long the last starts took, the newest first."""
    told = e.of(e.events(answers, e.STARTS), "Microsoft-Windows-Diagnostics-Performance", 100)
    took = [number(one.value("BootTime")) for one in told[:_STARTS]]
    return {
        "os.start": tuple(
            Sample({"took": one / 1000}, subject=f"start-{place}") for place, one in enumerate(took, 1) if one
        )
    }


def crashes(answers: Answers) -> Mapping[str, Reading]:
    """How often Windows crashed and how often it was cut off in the last 7 days."""
    crashed, cut_off = e.stops(e.events(answers, e.SYSTEM), answers.now())
    return {"os.crashes": (Sample({"crashes_7d": float(crashed), "unclean_7d": float(cut_off)}),)}


def services(answers: Answers) -> Mapping[str, Reading]:
    """Services that start by themselves and ended with an error. Stopped without one is how many of them live."""
    listed = rows(answers, "services.json")
    stopped = e.of(_events_or_none(answers), _MANAGER, *_STOPPED)
    key = r.own_key(answers)
    samples = []
    for one in listed:
        code = number(one.get("ExitCode"))
        if words(one, "StartMode") != "Auto" or words(one, "State") != "Stopped" or code in (None, 0, _NEVER_STARTED):
            continue
        names = {words(one, "Name").casefold(), words(one, "DisplayName").casefold()} - {""}
        since = next((event.at for event in stopped if event.value("param1", 0).casefold() in names), None)
        failed_for = max(0.0, answers.now() - since) if since else None
        values = known(failed=1, failed_for=failed_for)
        samples.append(Sample(values, named("service", words(one, "Name"), key), shown=words(one, "DisplayName")))
    return {"service.state": tuple(samples) or (Sample({"failed": 0.0, "failed_for": 0.0}),)}


def devices(answers: Answers) -> Mapping[str, Reading]:
    """Devices that Windows has a problem with, by the number that the device manager shows."""
    key = r.own_key(answers)
    return {"device.driver": tuple(_faulty(rows(answers, "devices.json"), key)) or (Sample({"error_code": 0.0}),)}


def _faulty(listed: Iterable[Row], key: bytes) -> Iterable[Sample]:
    for place, one in enumerate(listed):
        code = number(one.get("ConfigManagerErrorCode"))
        if code and code not in _MEANT:
            name = words(one, "Name") or words(one, "PNPClass")
            yield Sample({"error_code": code}, named("device", name or str(place), key), shown=name)
