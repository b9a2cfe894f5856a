"""Conditions as people write them in a file of rules: ``used_share > 90 % and free < 10 GB``.

Words are values of the rule's measure; limits have the unit of the value (1 GB is 1000³ bytes); flags are yes or no.
``rise(value, 10 min)`` and the other functions look back. ``and`` binds closer than ``or``; brackets group.
"""

from __future__ import annotations

import re
from typing import Final, cast

from aboveboard.diagnostics.conditions import FUNCTIONS, Compare, Condition, Function, Joined, Operand, Sign
from aboveboard.diagnostics.measures import MEASURES, Unit
from aboveboard.diagnostics.units import GIVES

MOST_CHARACTERS: Final = 400
_DEEPEST: Final = 8
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<word>[A-Za-z°][A-Za-z0-9_]*)|(?P<sign>>=|<=|[><=≥≤])|(?P<mark>[%(),\u2212-]))"
)
_TIMES: Final = {"s": 1.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0}
UNITS: Final[dict[Unit, dict[str, float]]] = {
    "share": {"%": 0.01},
    "bytes": {
        "B": 1,
        "kB": 1e3,
        "MB": 1e6,
        "GB": 1e9,
        "TB": 1e12,
        "MiB": 2**20,
        "GiB": 2**30,
    },
    "seconds": _TIMES,
    "celsius": {"°C": 1},
    "dbm": {"dBm": 1},
    "days": {"": 1},
    "count": {"": 1},
    "counter": {"": 1},
}
_SIGNS: Final = {"≥": ">=", "≤": "<="}


def parse(text: str, measure: str) -> Condition:
    """The condition over a measure's values. Raises ``ValueError`` with what is wrong and what may stand there."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"a condition has at most {MOST_CHARACTERS} characters, this one has {len(text)}")
    return _Parser(_tokens(text), measure).whole()


def duration(text: str) -> float:
    """Seconds of ``10 min``, ``24 h``, ``7 d``. Raises ``ValueError``."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([a-z]+)", text)
    if match is None or match[2] not in _TIMES or len(match[1]) > 9:
        raise ValueError(f"{text!r} is no time: write a number and one of {', '.join(_TIMES)}, as in 10 min")
    return float(match[1]) * _TIMES[match[2]]


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"{text[at:].strip()[:20]!r} cannot be read")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


class _Parser:
    """Reads tokens from left to right; each method takes what it is named after."""

    def __init__(self, tokens: list[tuple[str, str]], measure: str) -> None:
        self._tokens = tokens
        self._measure = measure
        self._at = 0
        self._depth = 0

    def whole(self) -> Condition:
        found = self._any()
        if self._at < len(self._tokens):
            raise ValueError(f"after a limit comes and, or, or nothing: not {self._peek()!r}")
        return found

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._skip("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), "or")

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._skip("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Joined(tuple(parts), "and")

    def _one(self) -> Condition:
        if not self._skip("("):
            return self._compare()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("the brackets are nested too deep")
        found = self._any()
        self._expect(")")
        self._depth -= 1
        return found

    def _compare(self) -> Compare:
        operand, unit = self._operand()
        kind, sign = self._take()
        if kind != "sign":
            raise ValueError(f"after {operand.value} comes one of > >= < <= =, not {sign!r}")
        sign = _SIGNS.get(sign, sign)
        if unit == "flag" and sign != "=":
            raise ValueError(f"{operand.value} is a flag: write {operand.value} = yes or {operand.value} = no")
        return Compare(operand, cast(Sign, sign), self._limit(operand.value, unit), unit)

    def _operand(self) -> tuple[Operand, Unit]:
        kind, word = self._take()
        if kind != "word":
            raise ValueError(f"a comparison begins with a value, not {word!r}")
        if not self._skip("("):
            return Operand(word), self._unit(word)
        function = cast(Function, word)
        if function not in FUNCTIONS:
            raise ValueError(f"there is no function {word!r}: there are {', '.join(FUNCTIONS)}")
        value = self._take()[1]
        unit = self._unit(value)
        self._expect(",")
        window = self._window(function)
        self._expect(")")
        if unit == "flag":
            raise ValueError(f"{value} is a flag, which {function} cannot take")
        return Operand(value, function, window), GIVES.get(function, unit)

    def _window(self, function: Function) -> float:
        number, unit = self._take(), ("", "")
        if number[0] != "number":
            raise ValueError(f"{function} takes a value and a time, as in {function}(value, 10 min)")
        if function == "least":
            if "." in number[1] or not 1 <= int(number[1]) <= 9:
                raise ValueError("least takes a value and how many samples, 1 to 9")
            return float(number[1])
        unit = self._take()
        seconds = duration(f"{number[1]} {unit[1]}")
        if not 60 <= seconds <= 31 * 86_400:
            raise ValueError(f"{function} looks back 1 min at least and 31 d at most")
        return seconds

    def _unit(self, value: str) -> Unit:
        values = MEASURES[self._measure].values
        if value not in values:
            raise ValueError(f"{self._measure} has no value {value!r}: it has {', '.join(values)}")
        return values[value]

    def _limit(self, value: str, unit: Unit) -> float:
        if unit == "flag":
            word = self._take()[1]
            if word not in ("yes", "no"):
                raise ValueError(f"{value} is a flag: it is yes or no, not {word!r}")
            return float(word == "yes")
        minus = self._skip("-") or self._skip("\u2212")
        kind, digits = self._take()
        if kind != "number" or len(digits) > 15:
            raise ValueError(f"{value} is held against a number, not {digits!r}")
        named = "" if self._peek() in ("", "and", "or", ")") else self._take()[1]
        if named not in UNITS[unit]:
            known = [one for one in UNITS[unit] if one]
            raise ValueError(
                f"{value} takes a plain number" if not known else f"after the limit of {value} comes {', '.join(known)}"
            )
        return (-1 if minus else 1) * float(digits) * UNITS[unit][named]

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise ValueError("the condition ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _skip(self, text: str) -> bool:
        found = self._peek() == text
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise ValueError(f"{text!r} is missing before {self._peek() or 'the end'!r}")
