"""The examination as JSON for programs, in the form of ``docs/reference/diagnose-json.md``. It names nobody."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from aboveboard.diagnostics.looks import System
from aboveboard.diagnostics.report import OWN, Examination, fine_rules, share
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.texts import advice, confirm, headline, measured
from aboveboard.diagnostics.words import reason
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, Severity

VERSION: Final = 1


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is wrong. ``since`` in Unix seconds, 0 where nobody knows."""

    rule: str
    severity: Severity
    subject: str
    what: str
    values: dict[str, float]
    limits: dict[str, float]
    measured: str
    since: int
    advice: str
    confirm: str


class NotKnown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that could not be held against this computer, of one thing at least, and why."""

    rule: str
    why: str


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. A rule is in exactly one of ``findings``, ``fine`` and ``unknown``; one that has nothing to look at
    here, such as a battery, is in none.
    """

    version: Annotated[int, Meta(ge=VERSION, le=VERSION)]
    taken_at: int
    tool_version: str
    system: System
    language: Literal["en", "de"]
    facts: ComputerFacts
    unknown_facts: dict[str, str]
    findings: tuple[Finding, ...]
    fine: tuple[str, ...]
    unknown: tuple[NotKnown, ...]


def document(examination: Examination, rules: Rules, language: str = "en", *, name: bool = False) -> Document:
    """What ``aboveboard diagnose --json`` prints. Without ``name`` the computer's name is left out.

    It is for programs of this computer: the same program has the same mark at each look.
    """
    look, outcomes = examination.look, examination.verdict.outcomes
    report = share(examination, name=name, marks=OWN)
    wrong = {one.rule for one in outcomes if one.state == "problem"}
    unknown = {
        one.rule: reason(one.why, language) for one in outcomes if one.state == "unknown" and one.rule not in wrong
    }
    return Document(
        version=VERSION,
        taken_at=report.taken_at,
        tool_version=report.facts.tool_version,
        system=look.system,
        language="de" if language == "de" else "en",
        facts=report.facts,
        unknown_facts={fact: reason(why, language) for fact, why in look.unknown.items()},
        findings=tuple(_finding(one, rules, look.system, language) for one in report.findings),
        fine=tuple(fine_rules(outcomes)),
        unknown=tuple(NotKnown(rule, why) for rule, why in unknown.items()),
    )


def write_document(written: Document) -> bytes:
    """The JSON, for people to read too, ending with a line break."""
    return msgspec.json.format(msgspec.json.encode(written), indent=1) + b"\n"


def read_document(data: bytes) -> Document:
    """What ``write_document`` wrote. Raises ``msgspec.MsgspecError`` for anything else."""
    return msgspec.json.decode(data, type=Document)


def _finding(finding: ComputerFinding, rules: Rules, system: System, language: str) -> Finding:
    rule = rules.by_id.get(finding.rule)
    return Finding(
        rule=finding.rule,
        severity=finding.severity,
        subject=finding.subject,
        what=headline(rule, finding, language),
        values=finding.values,
        limits=finding.limits,
        measured=measured(rule, finding, language),
        since=finding.since,
        advice=advice(rule, language),
        confirm=confirm(rule, system, language),
    )
