"""No false alarm on any healthy machine, and on each broken one the finding that is meant and no other."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.report import Examination
from aboveboard.diagnostics.rules import Rules, load_rules
from tests.diagnostics.machines.broken import PAIRS
from tests.diagnostics.machines.corpus import (
    HEALTHY,
    Stage,
    blanked,
    examined,
    examined_at,
    on_disk,
    problems,
    stage,
    told,
    watched,
)
from tests.diagnostics.machines.outputs import leaks
from tests.diagnostics.machines.pair import Pair
from tests.diagnostics.machines.tree import Tree

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where machines are written: hundreds of small files each, so into memory where that is to be had."""
    with tempfile.TemporaryDirectory(prefix="aboveboard-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as made:
        yield Path(made)


@pytest.mark.parametrize("name", HEALTHY)
def test_nothing_is_wrong_with_a_healthy_machine(name: str, rules: Rules, folder: Path) -> None:
    with on_disk(HEALTHY[name](), folder) as root:
        first = examined_at(root, rules)
        assert told(first) == [], "at the first look"
        assert leaks(first, rules) == {}
        watched(root, first.look, rules)
        assert told(examined_at(root, rules)) == [], "after hours of watching"


def test_there_are_enough_healthy_machines() -> None:
    assert len(HEALTHY) >= 30


def test_of_an_empty_machine_nothing_is_known_and_nothing_is_fine(rules: Rules, folder: Path) -> None:
    empty = Tree()
    empty.text("/proc/version", "")
    outcomes = examined(empty, rules, folder).verdict.outcomes
    assert {one.state for one in outcomes} == {"unknown"}, [one.rule for one in outcomes if one.state != "unknown"]
    assert all(one.why for one in outcomes)


def fine_of(shown: Stage, healthy: Tree, over: Examination, pair: Pair, rules: Rules) -> set[str]:
    """What the rule takes for fine when that in which the broken machine differs cannot be read any more."""
    broken = healthy.copy()
    pair.over.change(broken)
    blank = shown.examined(blanked(broken, healthy), rules)
    wrong = {one.shown for one in over.verdict.outcomes if one.rule == pair.rule and one.state == "problem"}
    said = [one for one in blank.verdict.outcomes if one.rule == pair.rule and one.shown in wrong]
    return {one.shown for one in said if one.state == "ok"}


@pytest.mark.parametrize(
    ("name", "depth"),
    [
        ("steam-deck", 3),
        ("debian-13-laptop", 3),
        *(
            pytest.param(name, 5, marks=pytest.mark.long)
            for name in ("fedora-silverblue", "ubuntu-24-server-ipv6", "nas")
        ),
    ],
)
def test_a_part_that_cannot_be_read_alarms_nobody(name: str, depth: int, rules: Rules, folder: Path) -> None:
    """As on a system that is locked down, or where a file system hangs: one part after the other is not there."""
    tree = HEALTHY[name]()
    parts = {"/".join(path.split("/")[:most]) for path in tree.files for most in range(2, depth + 1)}
    with stage(folder) as shown:
        for part in sorted(parts):
            less = tree.copy()
            less.drop(part)
            assert told(shown.examined(less, rules)) == [], part
        for answer in tree.answers.keys() - {"captured_at"}:
            less = tree.copy()
            del less.answers[answer]
            assert told(shown.examined(less, rules)) == [], answer


@pytest.mark.parametrize("title", PAIRS)
def test_a_broken_machine_gives_the_finding_that_is_meant_and_no_other(title: str, rules: Rules, folder: Path) -> None:
    pair = PAIRS[title]
    healthy = HEALTHY[pair.base]()
    heavy = MEASURES[rules.by_id[pair.rule].measure].heavy
    with stage(folder) as shown:
        over = shown.examined(healthy, rules, pair.over, heavy=heavy)
        assert problems(over) == {pair.rule: pair.severity}, told(over)
        assert leaks(over, rules) == {}
        assert not {(pair.rule, one) for one in fine_of(shown, healthy, over, pair, rules)}, "unknown is never fine"
        for number, scene in enumerate(pair.under, 1):
            under = shown.examined(healthy, rules, scene, heavy=heavy)
            assert problems(under) == ({pair.rule: pair.milder} if pair.milder else {}), (number, told(under))


def test_every_rule_for_linux_has_a_pair_at_each_of_its_levels(rules: Rules) -> None:
    wanted = {(rule.id, level.severity) for rule in rules.for_system("linux") for level in rule.levels}
    assert {(one.rule, one.severity) for one in PAIRS.values()} == wanted
