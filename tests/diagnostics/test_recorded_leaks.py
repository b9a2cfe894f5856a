"""Nothing personal of a recorded computer comes out: what is planted there says "canary", or stands in this list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from aboveboard.diagnostics.judge import judge
from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.report import Examination, share
from aboveboard.diagnostics.rules import shipped
from aboveboard.wire.computer import write_report
from tests.diagnostics import macos_cases, windows_cases
from tests.diagnostics.recordings import MACOS, WINDOWS, Case, recorded

PLANTED = {
    "a serial number": (
        "PF3CANARY7",
        "CANARYDESK01",
        "FVFCANARYQ6",
        "C02CANARY0QG",
        "0025_38B1_CANARY_5",
        "1111-CANARY-2222",
    ),
    "a user": ("anna",),
    "a wireless network": ("CanaryNet",),
    "an address": ("192.168.178", "10.20.0.7", "203.0.113.7", "fe80"),
    "a hardware address": ("00:1a:2b", "00-1a-2b"),
    "a recovery password": ("111111-222222",),
    "an identity": ("4c4c4544-0042", "S-1-5-21", "DDDDEEEEFFFF"),
    "a file or folder": ("\\Users\\", "/Users/", ".ips", ".panic", "Canary Tool"),
    "a name that was looked up": ("fritz.box", "canary.example"),
}
CASES = [*windows_cases.CASES, *macos_cases.CASES]
NAMES = (*WINDOWS, *MACOS)


def hidden(look: Look) -> str:
    """All of a look but the computer's name and what only its own screen shows."""
    measures = {
        name: tuple(replace(one, shown="") for one in reading) if isinstance(reading, tuple) else reading
        for name, reading in look.measures.items()
    }
    return repr(replace(look, facts=changed(look.facts, name=""), measures=measures)).casefold()


def shown(look: Look) -> str:
    readings = [one for reading in look.measures.values() if isinstance(reading, tuple) for one in reading]
    return "\n".join(one.shown for one in readings)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_planted_is_there_to_be_found(name: str) -> None:
    said = b"".join(recorded(name).files.values()).decode("utf-8", "replace")
    assert said.casefold().count("canary") > 12
    assert any(one in said for one in PLANTED["a serial number"])
    assert "192.168.178" in said or "10.20.0.7" in said


@pytest.mark.parametrize("name", NAMES)
def test_no_fact_and_no_value_says_anything_personal(name: str) -> None:
    look = recorded(name).look()
    assert look.facts.name
    assert "canary" not in hidden(look)
    for what, signs in PLANTED.items():
        for sign in signs:
            assert sign.casefold() not in hidden(look), what
            assert sign.casefold() not in shown(look).casefold(), what


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_no_report_of_a_broken_computer_says_anything_personal(case: Case) -> None:
    machine = recorded(case.machine)
    case.broken(machine, case.span)
    look = machine.look()
    assert "canary" not in hidden(look)
    report = share(Examination(look, judge(shipped(), look)))
    assert b"canary" not in write_report(report).lower()
