"""What pages say of a shared computer: labels, sizes and findings, in the reader's language.

Texts of findings come from the rules by their id. A rule that nobody knows here (an operator's own, elsewhere, or a
made-up one) shows its id and the numbers.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aboveboard.diagnostics import texts
from aboveboard.diagnostics.looks import System
from aboveboard.diagnostics.report import GRAVITY, KINDS, kind_in_words
from aboveboard.diagnostics.words import memory_size, say
from aboveboard.journeys.computers_looks import ARROW, Looks, figures, has_changed, states
from aboveboard.journeys.computers_seen import Remembered, Shared, rules, worst_first
from aboveboard.wire.computer import ComputerFacts, ComputerFinding


def language() -> str:
    """The reader's language, as the texts of the rules have it."""
    return "de" if (get_language() or "en").startswith("de") else "en"


def facts() -> dict[str, str]:
    """The facts of a report with their labels, in the order of a preview."""
    return {
        "os": _("System"),
        "os_version": _("Its version"),
        "platform": _("Platform"),
        "kind": _("Kind of computer"),
        "name": _("Name of the computer"),
        "cpu": _("Processor"),
        "cores": _("Processor cores"),
        "memory": _("Memory"),
        "graphics": _("Graphics"),
        "tool_version": _("Version of the tool"),
    }


def kinds() -> dict[str, str]:
    """The kinds of computers in words, as the program says them."""
    return {kind: kind_in_words(kind, language()) for kind in KINDS}


def severities() -> dict[str, str]:
    """How bad a finding is, in words, as the program says it."""
    return {severity: say(words, language()) for severity, words in GRAVITY.items()}


def for_preview() -> dict[str, Any]:
    """The words that the script of the preview needs, as data."""
    spoken = language()
    with translation.override(spoken):
        return {
            "language": spoken,
            "facts": facts(),
            "kinds": kinds(),
            "severities": severities(),
            "rules": {key: rule.what.get(spoken) or rule.what["en"] for key, rule in rules().items()},
            "taken_at": _("When the tool looked"),
            "checks": _("Checks"),
            "fine": _("{fine} fine, {unknown} not possible"),
            "recognise": _("Number by which we know this computer again"),
            "mended": _("Put right"),
            "limit": _("limit"),
            "since": _("since"),
            **texts.tables(spoken),
        }


def for_desk() -> dict[str, Any]:
    """The words that the script of a session's page needs: those of the preview, what to do, what confirms it."""
    spoken = language()
    confirms = {
        key: {system: texts.confirm(rule, system, spoken) for system in rule.systems} for key, rule in rules().items()
    }
    advice = {key: texts.advice(rule, spoken) for key, rule in rules().items()}
    return {**for_preview(), "advice": advice, "confirm": confirms}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as a page shows it: what is wrong, how much, what to do, where the system itself shows it."""

    severity: str
    grave: str
    what: str
    measured: str
    advice: str
    confirm: str
    rule: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The newest report of a case: label and value of each fact, the findings, when it came and how.

    `looked`: when the tool looked; None where the person struck that out.
    """

    at: dt.datetime
    looked: dt.datetime | None
    occasion: str
    facts: list[tuple[str, str]]
    findings: list[Told]
    mended: list[Told]
    fine: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier case left of the same computer; `number` is empty for who may not look at that case."""

    at: dt.datetime
    number: str
    case: uuid.UUID
    before: list[str]
    left: list[str] | None
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding of a session as its receipt shows it: how grave, what, the figures, and how it stands at the end."""

    severity: str
    grave: str
    what: str
    figures: str
    state: str
    stands: str
    rule: str


def machine(shared: Shared) -> Machine:
    """A report as a page shows it."""
    report = shared.report
    system = system_of(report.facts)
    return Machine(
        shared.at,
        _moment(report.taken_at),
        shared.occasion,
        [(label, value) for name, label in facts().items() if (value := _fact(report.facts, name))],
        [told(one, system) for one in worst_first(report.findings)],
        # Of what is fine again, only how it is now: since when it was wrong is over.
        [replace(told(one, system), measured=texts.figure(one, language())) for one in worst_first(report.mended)],
        report.fine,
        report.unknown,
    )


def _moment(seconds: int) -> dt.datetime | None:
    """A moment from a report; None for none, and for one that no calendar has."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def earlier(kept: Remembered) -> Earlier:
    """What an earlier case left, as a page shows it."""
    names = None if kept.after is None else [headline(one) for one in worst_first(kept.after)]
    before = [headline(one) for one in worst_first(kept.before)]
    return Earlier(kept.at, kept.number, kept.case, before, names, kept.done)


def headline_of(looks: Looks) -> str:
    """What the part of a receipt about the computer is called: that something changed only where something did."""
    if has_changed(looks.changes, language()):
        return _("What changed on your computer")
    if looks.changes and all(one.state == "still" for one in looks.changes):
        return _("Nothing changed on your computer")
    return _("What was found on your computer")


def seen(looks: Looks) -> list[Seen]:
    """What a session's looks at the computer showed, a line each, the gravest first."""
    spoken = language()
    lines = []
    for one in looks.changes:
        rule, found = rules().get(one.found.rule), one.found
        moved = figures(one, spoken) if one.before is not None and one.after is not None else ""
        # Where nothing moved, what was measured says more.
        told = moved if ARROW in moved else _measured(one.after or found)
        lines.append(
            Seen(
                found.severity,
                severities()[found.severity],
                texts.headline(rule, found, spoken),
                told or _numbers(found),
                one.state,
                states(spoken)[one.state],
                found.rule,
            )
        )
    return lines


def system_of(of: ComputerFacts) -> System:
    """Which system's own tool confirms a finding."""
    name = of.os.lower()
    return "windows" if "windows" in name else "macos" if "mac" in name else "linux"


def headline(found: ComputerFinding) -> str:
    """What is wrong, in one line; the id of a rule that nobody knows here."""
    return texts.headline(rules().get(found.rule), found, language())


def told(found: ComputerFinding, system: System) -> Told:
    """One finding with its texts."""
    rule, spoken = rules().get(found.rule), language()
    return Told(
        found.severity,
        severities()[found.severity],
        texts.headline(rule, found, spoken),
        _measured(found) or _numbers(found),
        texts.advice(rule, spoken),
        texts.confirm(rule, system, spoken) if rule is not None else "",
        found.rule,
    )


def _measured(found: ComputerFinding) -> str:
    """What was measured, against what, since when: whose clock that is has to be said, since no script turns it."""
    said = texts.measured(rules().get(found.rule), found, language(), dt.UTC)
    return f"{said} (UTC)" if found.since else said


def _numbers(found: ComputerFinding) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in found.values.items())


def _fact(of: ComputerFacts, name: str) -> str:
    value = getattr(of, name)
    if name == "kind":
        return str(kinds().get(value, value))
    if name == "memory":
        return memory_size(value, language()) if value else ""
    return ", ".join(value) if name == "graphics" else str(value or "")
