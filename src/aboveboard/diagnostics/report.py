"""What is shared of an examination: made from the allow-list, shown line by line, each line can be left out."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, get_args

from msgspec.structs import replace

from aboveboard import __version__
from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.judge import Verdict, judge
from aboveboard.diagnostics.looks import Look, Outcome, Reader
from aboveboard.diagnostics.probes import plain, take_look
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.standing import Standing
from aboveboard.diagnostics.texts import headline, measured
from aboveboard.diagnostics.words import memory_size, moment, say
from aboveboard.wire.computer import (
    FINDINGS,
    REPORT_BYTES,
    ComputerFacts,
    ComputerFinding,
    ComputerReport,
    Kind,
    Severity,
    read_report,
    write_report,
)

GRAVITY: Final[dict[Severity, str]] = {"critical": "Urgent", "warn": "Needs attention", "info": "Good to know"}
KINDS: Final = {
    "desktop": "desktop computer",
    "laptop": "laptop",
    "convertible": "laptop that folds to a tablet",
    "tablet": "tablet",
    "handheld": "handheld",
    "all-in-one": "all-in-one computer",
    "server": "server",
    "virtual": "virtual machine",
    "container": "container",
    "other": "another kind",
}
"""The kinds of computers in words, for the catalogues to translate."""
_WORST: Final = {"critical": 0, "warn": 1, "info": 2}
_SUBJECT: Final = re.compile(r"([a-z]+(-[0-9a-f]{1,8})?)?\Z")
_MARK: Final = re.compile(r"([a-z]+)-([0-9a-f]{8})\Z")
_RECOGNISE: Final = re.compile(r"([0-9a-f]{32})?\Z")
_TEXTS: Final = ("os", "os_version", "platform", "cpu")
OWN: Final = b""
"""For ``share``: programs and services are told apart by the marks that this computer itself knows them by."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a preview. ``key`` is what ``without`` takes; the rest is in the person's language."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Examination:
    """One look and what the rules say of it. All of it stays on this computer."""

    look: Look
    verdict: Verdict


def examine(
    reader: Reader, rules: Rules, history: History | None = None, standing: Standing | None = None
) -> Examination:
    """Look at the computer, all of it, and hold it against the rules. Nothing is kept."""
    look = take_look(reader)
    return Examination(look, judge(rules, look, history, standing))


def share(
    examination: Examination, name: bool = False, recognise: str = "", marks: bytes | None = None
) -> ComputerReport:
    """What may be sent of an examination. Without ``name`` the computer's name stays here.

    ``marks``: the key of the marks in it, see ``marked``. Without one they are marks of this report alone.

    Whatever a reader gave that the allow-list has no place for is cut; of too many findings the least grave are left
    out. Raises ``ValueError`` for a ``recognise`` that is no such number.
    """
    if not _RECOGNISE.match(recognise):
        raise ValueError("the number to be recognised by is 32 hexadecimal digits")
    key = os.urandom(16) if marks is None else marks
    look, listed = examination.look, examination.verdict.outcomes
    report = ComputerReport(
        taken_at=max(0, int(look.at)),
        facts=_facts(look.facts, name=name),
        findings=tuple(marked(shared_finding(one), key) for one in worst_first(listed)[:FINDINGS]),
        fine=len(fine_rules(listed)),
        unknown=len(unknown_rules(listed)),
        recognise=recognise,
    )
    while len(write_report(report)) > REPORT_BYTES:
        report = replace(report, findings=report.findings[:-1])
    return read_report(write_report(report))


def lines(report: ComputerReport, rules: Rules | None, language: str = "en") -> list[Line]:
    """What a preview shows, in its order: all that the report holds and nothing else."""
    facts = report.facts
    told = [
        Line("os", say("System", language), facts.os),
        Line("os_version", say("Its version", language), facts.os_version),
        Line("platform", say("Platform", language), facts.platform),
        Line("kind", say("Kind of computer", language), kind_in_words(facts.kind, language)),
        Line("name", say("Name of this computer", language), facts.name),
        Line("cpu", say("Processor", language), facts.cpu),
        Line("cores", say("Its cores", language), str(facts.cores or "")),
        Line("memory", say("Memory", language), memory_size(facts.memory, language) if facts.memory else ""),
    ]
    cards = [Line(f"graphics:{card}", say("Graphics", language), card) for card in dict.fromkeys(facts.graphics)]
    found = [
        Line(finding_key(one), say(GRAVITY[one.severity], language), in_words(one, rules, language))
        for one in report.findings
    ]
    mended = [
        Line(f"mended-{finding_key(one)}", say("In order again", language), in_words(one, rules, language))
        for one in report.mended
    ]
    checks = say("{fine} fine, {unknown} could not be made", language, fine=report.fine, unknown=report.unknown)
    last = [
        Line("checks", say("Checks", language), checks if report.fine or report.unknown else ""),
        Line("taken_at", say("Read at", language), moment(report.taken_at, language) if report.taken_at else ""),
        Line(
            "tool_version", say("Read by", language), f"Aboveboard {facts.tool_version}" if facts.tool_version else ""
        ),
        Line(
            "recognise",
            say("Number by which the help desk knows this computer again", language),
            begins(report.recognise),
        ),
    ]
    return [line for line in (*told, *cards, *found, *mended, *last) if line.value]


def kind_in_words(kind: str, language: str) -> str:
    """A kind of computer as people say it; empty for one that is not known."""
    return say(KINDS[kind], language) if kind in KINDS else ""


def begins(number: str) -> str:
    """How a number begins: whoever looks at this screen has no need of all of it."""
    return f"{number[:4]}…" if number else ""


def without(report: ComputerReport, keys: Collection[str]) -> ComputerReport:
    """The report without these lines."""
    facts = report.facts
    gone: dict[str, object] = {key: _EMPTY[key] for key in keys if key in _EMPTY}
    gone["graphics"] = tuple(card for card in facts.graphics if f"graphics:{card}" not in keys)
    found = tuple(one for one in report.findings if finding_key(one) not in keys)
    mended = tuple(one for one in report.mended if f"mended-{finding_key(one)}" not in keys)
    cut = replace(report, facts=replace(facts, **gone), findings=found, mended=mended)
    if "checks" in keys:
        cut = replace(cut, fine=0, unknown=0)
    if "taken_at" in keys:
        cut = replace(cut, taken_at=0)
    return replace(cut, recognise="") if "recognise" in keys else cut


def finding_key(finding: ComputerFinding) -> str:
    """The key of a finding's line: ``finding:disk.system-full:system``."""
    return f"finding:{finding.rule}:{finding.subject}"


_EMPTY: Final[dict[str, object]] = {
    **dict.fromkeys((*_TEXTS, "tool_version"), ""),
    "kind": "",
    "name": "",
    "cores": 0,
    "memory": 0,
}


def worst_first(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The problems among these, the gravest first."""
    problems = (one for one in outcomes if one.state == "problem")
    return sorted(problems, key=lambda one: (_WORST[one.severity], one.rule, one.subject))


def fine_rules(outcomes: Iterable[Outcome]) -> list[str]:
    """The rules that say ok of everything they look at."""
    return [rule for rule, states in _by_rule(outcomes).items() if states == {"ok"}]


def unknown_rules(outcomes: Iterable[Outcome]) -> list[str]:
    """The rules that cannot tell, of one thing at least, and find nothing wrong with the others."""
    return [rule for rule, states in _by_rule(outcomes).items() if "unknown" in states and "problem" not in states]


def in_words(finding: ComputerFinding, rules: Rules | None, language: str) -> str:
    """A finding in one line, with what was measured."""
    rule = rules.by_id.get(finding.rule) if rules is not None else None
    said = (headline(rule, finding, language), measured(rule, finding, language))
    return ": ".join(part for part in said if part)


def _by_rule(outcomes: Iterable[Outcome]) -> dict[str, set[str]]:
    states: dict[str, set[str]] = {}
    for one in outcomes:
        states.setdefault(one.rule, set()).add(one.state)
    return states


def _facts(facts: ComputerFacts, *, name: bool) -> ComputerFacts:
    return ComputerFacts(
        **{field: plain(getattr(facts, field)) for field in _TEXTS},
        tool_version=__version__,
        kind=facts.kind if facts.kind in get_args(Kind) else "",
        name=plain(facts.name) if name else "",
        cores=max(0, min(facts.cores, 65_536)),
        memory=max(0, min(facts.memory, 2**53 - 1)),
        graphics=tuple(plain(card) for card in facts.graphics[:4]),
    )


def shared_finding(outcome: Outcome) -> ComputerFinding:
    """The outcome without what stays on this computer: the names of places and programs."""
    return ComputerFinding(
        rule=outcome.rule,
        severity=outcome.severity,
        subject=outcome.subject if _SUBJECT.match(outcome.subject) and len(outcome.subject) <= 24 else "",
        since=max(0, int(outcome.since)),
        values=_amounts(outcome.values),
        limits=_amounts(outcome.limits),
    )


def marked(finding: ComputerFinding, key: bytes) -> ComputerFinding:
    """The finding with a mark that is of ``key``.

    A program has a mark in the place of its name, the same on this computer for ever. Two reports with it are of one
    computer, also where its owner struck out the number that says so: so no report leaves with it.
    """
    found = _MARK.match(finding.subject)
    if found is None or key == OWN:
        return finding
    return replace(finding, subject=f"{found[1]}-{blake2b(found[2].encode(), digest_size=4, key=key).hexdigest()}")


def _amounts(values: Mapping[str, float]) -> dict[str, float]:
    sound = {name: float(one) for name, one in values.items() if math.isfinite(one)}
    return {name: max(-1e18, min(one, 1e18)) for name, one in list(sound.items())[:8]}
