"""An examination as a person is told of it: facts, pictures in numbers, what is fine, then what is not, then what is
not known. The terminal, the page and the window all tell this, each in its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from aboveboard.diagnostics.gauges import Gauge, gauges
from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.report import (
    GRAVITY,
    Examination,
    fine_rules,
    kind_in_words,
    shared_finding,
    unknown_rules,
    worst_first,
)
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.texts import advice, confirm, headline, measured
from aboveboard.diagnostics.words import count, memory_size, moment, reason, say
from aboveboard.wire.computer import ComputerFacts, Severity

_AREAS: Final = {
    "disk": ("Disks", "hard-drive"),
    "memory": ("Memory", "memory-stick"),
    "cpu": ("Processor", "cpu"),
    "battery": ("Battery", "battery"),
    "os": ("System", "monitor"),
    "service": ("Services", "activity"),
    "app": ("Programs", "app-window"),
    "device": ("Devices", "usb"),
    "net": ("Network", "wifi"),
    "security": ("Security", "shield-check"),
}
_MENU: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_NUMBERS: Final = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_NOW: Final = ("One thing needs you now.", "Below stands what to do. Nothing was changed, and nothing was sent.")
_SOME_NOW: Final = ("{number} things need you, the first of them now.", _NOW[1])
_ONE: Final = (
    "One thing needs your attention.",
    "There is time. Below stands what to do. Nothing was changed, and nothing was sent.",
)
_SOME: Final = ("{number} things need your attention.", _ONE[1])
_NOTHING_KNOWN: Final = (
    "This computer could not be checked.",
    "Why stands below. Nothing was changed, and nothing was sent.",
)
_GOOD_TO_KNOW: Final = ("All is well, with something good to know.", "You need not do anything now.")
_WELL: Final = ("All is well.", "You need not do anything.")
_NOTHING_FOUND: Final = "Nothing wrong was found."
_GOOD_TO_KNOW_FOUND: Final = "Nothing wrong was found. Something is good to know."
_NOT_MADE: Final = (
    "{number} check could not be made here. Which, and why, stands at the end.",
    "{number} checks could not be made here. Which, and why, stands at the end.",
)
_NOT_ALL: Final = "Not everything could be checked here. What, and why, stands at the end."
_OTHER: Final = ("Own rules", "list-checks")
_NOT_KNOWN: Final = {
    "os": "System",
    "os_version": "Its version",
    "platform": "Platform",
    "kind": "Kind of computer",
    "name": "Name of this computer",
    "cpu": "Processor",
    "cores": "Its cores",
    "memory": "Memory",
    "graphics": "Graphics",
}


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the computer that nothing is wrong with, and how many checks say so. ``icon`` names a drawing."""

    name: str
    icon: str
    checks: int


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in words. ``confirm`` is the system's own tool, empty where it has none; ``typed``: it is a command
    for a terminal, and not a way through menus.
    """

    rule: str
    severity: Severity
    gravity: str
    what: str
    measured: str
    advice: str
    confirm: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """Why something is not known, and what."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """All of it, in one language. ``not_known`` counts the checks that could not be made, as what is shared does;
    ``missing`` names the facts that are not known beside them.
    """

    language: str
    taken: str
    verdict: str
    next: str
    facts: tuple[tuple[str, str], ...]
    gauges: tuple[Gauge, ...]
    fine: tuple[Area, ...]
    findings: tuple[Found, ...]
    missing: tuple[Missing, ...]
    checks_fine: int = 0
    not_known: int = 0

    @property
    def grave(self) -> bool:
        """True when something is wrong, more than good to know."""
        return any(one.severity != "info" for one in self.findings)

    @property
    def seal(self) -> str:
        """The drawing beside the verdict: the sign for fine is there only where everything could be checked."""
        if self.grave:
            return "triangle-alert"
        if self.not_known and self.checks_fine:
            return "info"
        return "circle-check" if self.checks_fine else "circle-question-mark"


def account(examination: Examination, rules: Rules, language: str = "en", *, here: bool = True) -> Account:
    """What to tell. ``here`` False leaves out what must not leave this computer: names of programs, places and it."""
    look, outcomes = examination.look, list(examination.verdict.outcomes)
    findings = tuple(_found(one, rules, examination, language, here=here) for one in worst_first(outcomes))
    verdict, advised = _verdict(findings, outcomes, language)
    return Account(
        language=language,
        taken=moment(look.at, language),
        verdict=verdict,
        next=advised,
        facts=tuple(_facts(look.facts, language, here=here)),
        gauges=gauges(examination, language, here=here),
        fine=tuple(_fine(fine_rules(outcomes), findings, language)),
        findings=findings,
        missing=tuple(_missing(examination, language)),
        checks_fine=len(fine_rules(outcomes)),
        not_known=len(unknown_rules(outcomes)),
    )


def area(rule: str, language: str) -> tuple[str, str]:
    """The part of the computer that a rule is about, and the name of its drawing."""
    name, icon = _AREAS.get(rule.partition(".")[0], _OTHER)
    return say(name, language), icon


def _found(outcome: Outcome, rules: Rules, examination: Examination, language: str, *, here: bool) -> Found:
    rule = rules.by_id.get(outcome.rule)
    tool = confirm(rule, examination.look.system, language)
    told = outcome if here else shared_finding(outcome)
    return Found(
        rule=outcome.rule,
        severity=outcome.severity,
        gravity=say(GRAVITY[outcome.severity], language),
        what=headline(rule, told, language),
        measured=measured(rule, told, language),
        advice=advice(rule, language),
        confirm=tool,
        # What is the same in every language is typed; ways through menus are translated.
        typed=bool(tool) and _MENU not in tool and tool == confirm(rule, examination.look.system, _other(language)),
    )


def _other(language: str) -> str:
    return "en" if language == "de" else "de"


def _verdict(findings: tuple[Found, ...], outcomes: list[Outcome], language: str) -> tuple[str, str]:
    """What matters most, in one sentence, and what follows from it. It is never well without saying what is unknown."""
    grave = [one for one in findings if one.severity != "info"]
    number = _NUMBERS[len(grave)] if len(grave) < len(_NUMBERS) else str(len(grave))
    number = say(number, language) if number else number
    if any(one.severity == "critical" for one in grave):
        said, advised = _NOW if len(grave) == 1 else _SOME_NOW
    elif grave:
        said, advised = _ONE if len(grave) == 1 else _SOME
    elif not any(one.state == "ok" for one in outcomes):
        said, advised = _NOTHING_KNOWN
    elif any(one.state == "unknown" for one in outcomes):
        # Nobody knows that all is well.
        unknown = len(unknown_rules(outcomes))
        advised = count(*_NOT_MADE, unknown, language) if unknown else say(_NOT_ALL, language)
        return say(_GOOD_TO_KNOW_FOUND if findings else _NOTHING_FOUND, language), advised
    else:
        said, advised = _GOOD_TO_KNOW if findings else _WELL
    return say(said, language, number=number), say(advised, language)


def _facts(facts: ComputerFacts, language: str, *, here: bool) -> Iterable[tuple[str, str]]:
    cores = count("{number} core", "{number} cores", facts.cores, language) if facts.cores else ""
    kind = kind_in_words(facts.kind, language)
    told = (
        ("Name of this computer", facts.name if here else ""),
        ("Kind of computer", kind[:1].upper() + kind[1:]),
        ("System", " ".join(part for part in (facts.os, facts.os_version) if part)),
        ("Processor", ", ".join(part for part in (facts.cpu, cores) if part)),
        ("Memory", memory_size(facts.memory, language) if facts.memory else ""),
        ("Graphics", ", ".join(facts.graphics)),
        ("Platform", facts.platform),
    )
    return [(say(label, language), value) for label, value in told if value]


def _fine(rules: Iterable[str], findings: Iterable[Found], language: str) -> Iterable[Area]:
    """In the order of the table. A part with something wrong is not called fine, whatever else is well with it."""
    wrong = {_part(one.rule) for one in findings if one.severity != "info"}
    groups = Counter(_part(rule) for rule in rules)
    for part in (*_AREAS, ""):
        if groups[part] and part not in wrong:
            name, icon = _AREAS.get(part, _OTHER)
            yield Area(say(name, language), icon, groups[part])


def _part(rule: str) -> str:
    prefix = rule.partition(".")[0]
    return prefix if prefix in _AREAS else ""


def _missing(examination: Examination, language: str) -> Iterable[Missing]:
    """One line for each reason, with all that it keeps from being known, by parts of the computer."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for fact, why in examination.look.unknown.items():
        by_reason.setdefault(reason(why, language), {})[say(_NOT_KNOWN.get(fact, fact), language)] = []
    for outcome in examination.verdict.outcomes:
        if outcome.state == "unknown":
            parts = by_reason.setdefault(reason(outcome.why, language), {})
            rules = parts.setdefault(area(outcome.rule, language)[0], [])
            rules += [outcome.rule] if outcome.rule not in rules else []
    for why, told in by_reason.items():
        named = (f"{name} ({', '.join(rules)})" if rules else name for name, rules in told.items())
        yield Missing(", ".join(named), why)
