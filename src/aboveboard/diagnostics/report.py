"""What is shared of an examination: made from the allow-list, shown line by line, each line can be left out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, get_args

from msgspec.structs import replace

from aboveboard.diagnostics.looks import Look, Outcome
from aboveboard.diagnostics.words import memory_size, moment, say
from aboveboard.wire.computer import (
    FACT_CHARACTERS,
    FINDINGS,
    REPORT_BYTES,
    ComputerFacts,
    ComputerFinding,
    ComputerReport,
    Kind,
    read_report,
    write_report,
)

_WORST: Final = {"critical": 0, "warn": 1, "info": 2}
_SUBJECT: Final = re.compile(r"([a-z]+(-[0-9a-f]{1,8})?)?\Z")
_RECOGNISE: Final = re.compile(r"([0-9a-f]{32})?\Z")
_TEXTS: Final = ("os", "os_version", "tool_version", "platform", "cpu")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a preview. ``key`` is what ``without`` takes; the rest is in the person's language."""

    key: str
    label: str
    value: str


class Judged(Protocol):
    """What ``judge`` says of a look."""

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """One for each rule and thing."""


@dataclass(frozen=True, slots=True)
class Examination:
    """One look and what the rules say of it. All of it stays on this computer."""

    look: Look
    verdict: Judged


def share(examination: Examination, name: bool = False, recognise: str = "") -> ComputerReport:
    """What may be sent of an examination. Without ``name`` the computer's name stays here.

    Whatever a reader gave that the allow-list has no place for is cut; of too many findings the least grave are left
    out. Raises ``ValueError`` for a ``recognise`` that is no such number.
    """
    if not _RECOGNISE.match(recognise):
        raise ValueError("the number to be recognised by is 32 hexadecimal digits")
    look, listed = examination.look, list(examination.verdict.outcomes)
    problems = sorted(
        (one for one in listed if one.state == "problem"), key=lambda one: (_WORST[one.severity], one.rule, one.subject)
    )
    report = ComputerReport(
        taken_at=max(0, int(look.at)),
        facts=_facts(look.facts, name=name),
        findings=tuple(_finding(one) for one in problems[:FINDINGS]),
        fine=len(_ended(listed, "ok")),
        unknown=len(_ended(listed, "unknown")),
        recognise=recognise,
    )
    while len(write_report(report)) > REPORT_BYTES:
        report = replace(report, findings=report.findings[:-1])
    return read_report(write_report(report))


def lines(report: ComputerReport, rules: Any, language: str = "en") -> list[Line]:
    """What a preview shows, in its order: all that the report holds and nothing else."""
    facts = report.facts
    told = [
        Line("os", say("System", language), facts.os),
        Line("os_version", say("Its version", language), facts.os_version),
        Line("platform", say("Built for", language), facts.platform),
        Line("kind", say("Kind of computer", language), kind_in_words(facts.kind, language)),
        Line("name", say("Name of this computer", language), facts.name),
        Line("cpu", say("Processor", language), facts.cpu),
        Line("cores", say("Its cores", language), str(facts.cores or "")),
        Line("memory", say("Memory", language), memory_size(facts.memory, language) if facts.memory else ""),
    ]
    cards = [Line(f"graphics:{card}", say("Graphics", language), card) for card in dict.fromkeys(facts.graphics)]
    known = getattr(rules, "by_id", {})
    found = [
        Line(finding_key(one), say(_GRAVITY[one.severity], language), one.rule)
        for one in report.findings
        if one.rule in known or not known
    ]
    checks = say("{fine} fine, {unknown} could not be made", language, fine=report.fine, unknown=report.unknown)
    last = [
        Line("checks", say("Checks", language), checks if report.fine or report.unknown else ""),
        Line("taken_at", say("Read at", language), moment(report.taken_at, language) if report.taken_at else ""),
        Line(
            "tool_version", say("Read by", language), f"Aboveboard {facts.tool_version}" if facts.tool_version else ""
        ),
        Line("recognise", say("Number by which the help desk knows this computer again", language), report.recognise),
    ]
    return [line for line in (*told, *cards, *found, *last) if line.value]


def kind_in_words(kind: str, language: str) -> str:
    """A kind of computer as people say it; empty for one that is not known."""
    return say(_KINDS[kind], language) if kind in _KINDS else ""


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


_GRAVITY: Final = {"critical": "Urgent", "warn": "Not right", "info": "Good to know"}
_KINDS: Final = {
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
_EMPTY: Final[dict[str, object]] = {**dict.fromkeys(_TEXTS, ""), "kind": "", "name": "", "cores": 0, "memory": 0}


def _ended(outcomes: Iterable[Outcome], state: str) -> set[str]:
    """The rules of which every outcome is this one; a problem of one thing, or one unknown, is told instead of ok."""
    by_rule: dict[str, set[str]] = {}
    for one in outcomes:
        by_rule.setdefault(one.rule, set()).add(one.state)
    wanted = {"ok": ({"ok"},), "unknown": ({"unknown"}, {"unknown", "ok"})}[state]
    return {rule for rule, states in by_rule.items() if states in wanted}


def _facts(facts: ComputerFacts, *, name: bool) -> ComputerFacts:
    return ComputerFacts(
        **{field: _plain(getattr(facts, field)) for field in _TEXTS},
        kind=facts.kind if facts.kind in get_args(Kind) else "",
        name=_plain(facts.name) if name else "",
        cores=max(0, min(facts.cores, 65_536)),
        memory=max(0, min(facts.memory, 2**53 - 1)),
        graphics=tuple(_plain(card) for card in facts.graphics[:4]),
    )


def _finding(outcome: Outcome) -> ComputerFinding:
    return ComputerFinding(
        rule=outcome.rule,
        severity=outcome.severity,
        subject=outcome.subject if _SUBJECT.match(outcome.subject) and len(outcome.subject) <= 24 else "",
        since=max(0, int(outcome.since)),
        values=_amounts(outcome.values),
        limits=_amounts(outcome.limits),
    )


def _amounts(values: Mapping[str, float]) -> dict[str, float]:
    sound = {name: float(one) for name, one in values.items() if math.isfinite(one)}
    return {name: max(-1e18, min(one, 1e18)) for name, one in list(sound.items())[:8]}


def _plain(text: str) -> str:
    """Without signs that are not seen or that reorder text, and no longer than a fact may be."""
    seen = "".join(
        sign for sign in text if unicodedata.category(sign)[0] != "C" and unicodedata.category(sign) not in ("Zl", "Zp")
    )
    return " ".join(seen.split())[:FACT_CHARACTERS].rstrip()
