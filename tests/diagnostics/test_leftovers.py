"""Trash and temporary files are looked at wherever the disk counts as full, on every system."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from aboveboard.diagnostics.answers import MISSING, NotTold
from aboveboard.diagnostics.conditions import truth
from aboveboard.diagnostics.leftovers import answered, is_low
from aboveboard.diagnostics.looks import Unknown
from aboveboard.diagnostics.rules import shipped

GB = 1000**3
DISKS = [(0.89, 20 * GB), (0.91, 9 * GB), (0.91, 11 * GB), (0.98, 15 * GB), (0.97, 15 * GB), (0.5, GB), (0.5, 3 * GB)]


class Answers:
    """Somebody threw away 4 bytes; ``asked`` has the questions."""

    def __init__(self, said: object) -> None:
        self.said = said
        self.asked: list[str] = []

    def now(self) -> float:
        return 0.0

    def begin(self) -> None:
        pass

    def data(self, question: str) -> bytes:
        self.asked.append(question)
        if self.said is None:
            raise NotTold(MISSING)
        return json.dumps(self.said).encode()


def told(answers: Answers, volume: dict[str, float]) -> Mapping[str, float]:
    reading = answered(answers, volume)["disk.leftovers"]
    assert not isinstance(reading, Unknown)
    (sample,) = reading
    return sample.values


@pytest.mark.parametrize(("used_share", "free"), DISKS)
def test_space_is_low_just_where_the_rule_calls_the_disk_full(used_share: float, free: float) -> None:
    known = {"used_share": used_share, "free": free}
    levels = shipped().by_id["disk.system-full"].levels
    raised = any(truth(one.when, lambda of: (known[of.value], known[of.value])) for one in levels)
    assert is_low(used_share, free) is raised


def test_nothing_is_walked_while_there_is_space() -> None:
    answers = Answers({"trash": 4})
    assert told(answers, {"free": 300.0 * GB, "total": 500.0 * GB}) == {"trash": 0, "temporary": 0, "low_on_space": 0}
    assert answers.asked == []


def test_what_is_not_answered_is_missing() -> None:
    volume = {"free": 15.0 * GB, "total": 1000.0 * GB}
    assert told(Answers({"trash": 4, "temporary": "?"}), volume) == {"trash": 4, "low_on_space": 1}
    assert isinstance(answered(Answers([]), volume)["disk.leftovers"], Unknown)
    assert isinstance(answered(Answers({}), None)["disk.leftovers"], Unknown)
    with pytest.raises(NotTold, match=MISSING):
        answered(Answers(None), volume)
