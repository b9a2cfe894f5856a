"""The inbox as a person reads it, and as a program does."""

import json

import pytest

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.watch.inbox import Inbox, observe
from aboveboard.diagnostics.watch.listing import inbox_json, inbox_text, named
from aboveboard.diagnostics.watch.snoozes import Snoozes
from aboveboard.diagnostics.watch.store import Kept

NOW = 1_800_000_000
DISK = Outcome("disk.system-full", "problem", "warn", "system", "canary-mount", NOW, {"used_share": 0.95, "free": 5e9})
MEMORY = Outcome("memory.low", "problem", "critical", values={"available_share": 0.03})
RULES = {"disk.system-full", "memory.low", "os.uptime"}
INBOX = observe(Inbox(), [DISK, MEMORY, Outcome("os.uptime", "problem", "info")], RULES, NOW)
INBOX = observe(INBOX, [DISK, MEMORY, Outcome("os.uptime", "ok")], RULES, NOW + 600)
KEPT = Kept(looked=NOW + 600, inbox=INBOX)
PUT_OFF = Snoozes().put("disk.system-full system", NOW + 86_400, NOW)


def text(kept: Kept = KEPT, snoozes: Snoozes = PUT_OFF, language: str = "en", width: int = 80) -> str:
    return inbox_text(kept, snoozes, shipped(), "linux", language, NOW + 600, width)


def test_the_worst_is_first_with_what_to_do_and_how_to_see_it() -> None:
    told = text()
    assert told.index("1. Urgent") < told.index("2. Needs attention") < told.index("Over")
    assert "95 % used" in told
    assert "df -h" in told
    assert told.count("Put off until") == 1
    assert max(map(len, told.splitlines())) <= 80
    assert "canary" not in told


def test_german_is_german() -> None:
    told = text(language="de")
    for word in ("Dringend", "Steht an", "Selbst nachsehen", "Vorbei", "Zuletzt nachgesehen", "Aufgeschoben bis"):
        assert word in told


def test_nothing_wrong_is_said_and_so_is_never_having_looked() -> None:
    assert text(Kept(looked=NOW)).startswith("Nothing is wrong")
    assert "Nothing is wrong" not in text(Kept())


def test_programs_read_the_same() -> None:
    told = json.loads(inbox_json(KEPT, PUT_OFF, shipped(), "en", NOW + 600))
    assert [one["rule"] for one in told["open"]] == ["memory.low", "disk.system-full"]
    assert [one["rule"] for one in told["past"]] == ["os.uptime"]
    assert told["put_off"] == [{"what": "disk.system-full system", "until": NOW + 86_400}]
    assert told["open"][1]["values"] == {"used_share": 0.95, "free": 5e9}


def test_a_finding_is_named_by_number_rule_or_rule_and_subject() -> None:
    assert named(["2"], INBOX, shipped()) == "disk.system-full system"
    assert named(["1"], INBOX, shipped()) == "memory.low"
    assert named(["disk.system-full", "system"], INBOX, shipped()) == "disk.system-full system"
    assert named(["cpu.hot"], INBOX, shipped()) == "cpu.hot"
    assert named(["everything"], INBOX, shipped()) == "everything"
    for odd in (["0"], ["3"], ["all"], ["disk.system-full", "data-9"], ["²"]):
        with pytest.raises(ValueError, match="no number of the inbox"):
            named(odd, INBOX, shipped())


def test_a_rule_that_is_gone_does_not_hide_the_rest() -> None:
    inbox = observe(INBOX, [Outcome("acme.own", "problem", "warn")], {"acme.own"}, NOW + 1200)
    assert "acme.own" in text(Kept(looked=NOW, inbox=inbox))
