"""What a person shares about a computer, and nothing beyond: the one allow-list that every end holds reports against.

A report travels in a form, in a frame and in a database; each of these takes it only as this struct, which has no place
for a serial number, an address, a user or a file. The name of the computer is empty unless the person leaves it in.
"""

from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from aboveboard.wire.payloads import PLAIN, Count, Payload

REPORT_BYTES = 16_384
"""The longest report that anybody takes, as JSON."""
FINDINGS = 64
FACT_CHARACTERS = 80

FactText = Annotated[str, Meta(max_length=FACT_CHARACTERS, pattern=PLAIN)]
RuleId = Annotated[str, Meta(min_length=3, max_length=60, pattern=r"^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+\Z")]
ValueName = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_]*\Z")]
Amount = Annotated[float, Meta(ge=-1e18, le=1e18)]
Subject = Annotated[str, Meta(max_length=24, pattern=r"^([a-z]+(-[0-9a-f]{1,8})?)?\Z")]
"""Which of several a finding is about, without its name: ``system``, ``data-1``, ``disk-2``, ``program-1f2e3d4c``."""
Recognise = Annotated[str, Meta(max_length=32, pattern=r"^([0-9a-f]{32})?\Z")]
Kind = Literal[
    "",
    "desktop",
    "laptop",
    "convertible",
    "tablet",
    "handheld",
    "all-in-one",
    "server",
    "virtual",
    "container",
    "other",
]
Severity = Literal["info", "warn", "critical"]


class ComputerFacts(Payload, frozen=True):
    """The facts. Empty or 0: not known here, or struck out by the person. ``memory`` is in bytes."""

    os: FactText = ""
    os_version: FactText = ""
    tool_version: FactText = ""
    platform: FactText = ""
    kind: Kind = ""
    name: FactText = ""
    cpu: FactText = ""
    cores: Annotated[int, Meta(ge=0, le=65_536)] = 0
    memory: Count = 0
    graphics: Annotated[tuple[FactText, ...], Meta(max_length=4)] = ()


class ComputerFinding(Payload, frozen=True):
    """One thing that is wrong, by the rule that says so. ``since`` in Unix seconds, 0 where nobody knows.

    ``values`` is what was measured and ``limits`` what it was held against, by the names of ``diagnostics.measures``.
    """

    rule: RuleId
    severity: Severity
    subject: Subject = ""
    since: Count = 0
    values: Annotated[dict[ValueName, Amount], Meta(max_length=8)] = {}
    limits: Annotated[dict[ValueName, Amount], Meta(max_length=8)] = {}


class ComputerReport(Payload, frozen=True):
    """What was shared at ``taken_at`` (Unix seconds). ``fine`` and ``unknown`` count the checks that ended so.

    ``mended``: what an earlier report of the same session found and this look finds fine, with what is measured now.
    ``recognise`` is a random number that this computer keeps for this desk, so that it is known again; in a session
    what ``passed_on`` makes of it; empty unless the person wants that.
    """

    taken_at: Count
    facts: ComputerFacts = ComputerFacts()
    findings: Annotated[tuple[ComputerFinding, ...], Meta(max_length=FINDINGS)] = ()
    mended: Annotated[tuple[ComputerFinding, ...], Meta(max_length=FINDINGS)] = ()
    fine: Annotated[int, Meta(ge=0, le=10_000)] = 0
    unknown: Annotated[int, Meta(ge=0, le=10_000)] = 0
    recognise: Recognise = ""


def passed_on(number: str) -> str:
    """What goes into a session in the place of ``recognise``, where technicians read it; empty for an empty one.

    The number itself cannot be worked out of it, and only the number opens what is remembered of the computer.
    """
    return sha256(f"aboveboard computer 1\n{number}".encode()).hexdigest()[:32] if number else ""


def read_report(data: bytes) -> ComputerReport:
    """A report from JSON. Raises ``ValueError`` with what is wrong for anything that is not exactly one."""
    if len(data) > REPORT_BYTES:
        raise ValueError(f"a report is at most {REPORT_BYTES} bytes long, this one has {len(data)}")
    try:
        return msgspec.json.decode(data, type=ComputerReport)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def write_report(report: ComputerReport) -> bytes:
    """The report as JSON, which ``read_report`` takes."""
    return msgspec.json.encode(report)
