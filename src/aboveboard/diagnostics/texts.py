"""What a rule says of an outcome or a shared finding, in English or German."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final

from aboveboard.diagnostics.conditions import Joined
from aboveboard.diagnostics.looks import Outcome, System
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.rule import Rule
from aboveboard.diagnostics.texts_values import MONTHS, THINGS, TIMES, VALUES
from aboveboard.diagnostics.units import UNITS
from aboveboard.diagnostics.words import LANGUAGES, decimal, printable
from aboveboard.wire.computer import ComputerFinding

Found = Outcome | ComputerFinding
_SHOWN: Final = 60
_SIGNED: Final = frozenset({"share", "bytes", "seconds", "days", "celsius", "dbm"})
"""Units that stand with their number, so that it needs no more words."""
_DIGITS: Final = 3
_STEPS: Final = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3))
_SPANS: Final = (("d", 86_400.0, 2.0), ("h", 3_600.0, 2.0), ("min", 60.0, 2.0), ("s", 1.0, 0.0))


def headline(rule: Rule | None, found: Found, language: str = "en") -> str:
    """One line: what is wrong, and with which thing. Without the rule (an operator's own, elsewhere): its id."""
    what = rule.what.get(language) or rule.what["en"] if rule else found.rule
    thing = _thing(found, language)
    return f"{what}: {thing}" if thing else what


def advice(rule: Rule | None, language: str = "en") -> str:
    """Two sentences: what to do. Empty without the rule."""
    return (rule.advice.get(language) or rule.advice["en"]) if rule else ""


def confirm(rule: Rule | None, system: System, language: str = "en") -> str:
    """The system's own tool that shows the same; empty where there is none for this system."""
    said: Mapping[str, str] = rule.confirm.get(system, {}) if rule else {}
    return said.get(language) or said.get("en", "")


def measured(
    rule: Rule | None, found: Found, language: str = "en", zone: tzinfo | None = None, now: float | None = None
) -> str:
    """What was measured, what it was held against, and since when, in ``zone`` (None: this computer's).

    ``97 % used, 4.0 GB free; limit 90 % and 10 GB; since 14:05``
    """
    at = _language(language)
    values = [_value(name, value, found.limits.get(name), language) for name, value in found.values.items()]
    limits = [_number(name, value, language, limit=True) for name, value in found.limits.items()]
    parts = [", ".join(values)]
    if limits:
        parts.append(f"{('limit', 'Grenze')[at]} {f' {_joint(rule, found, at)} '.join(limits)}")
    if not isinstance(found, Outcome) or found.state == "problem":
        parts.append(_since(found.since, language, zone, now))
    told = "; ".join(part for part in parts if part)
    return told[:1].upper() + told[1:]


def figure(found: Found, language: str = "en", later: Found | None = None) -> str:
    """The first number that says how much, with its unit; empty where nothing but counters was measured.

    With what was found ``later`` also that number, where it is another: ``97 % → 61 %``. What has no unit is said in
    words: ``tasks for each core: 4 → 1``.
    """
    name = next((name for name in found.values if UNITS.get(name) != "counter"), "")
    both = [one.values[name] for one in (found, later) if one is not None and name in one.values]
    # One number where nothing moved: an arrow from it to itself tells nothing.
    numbers = " → ".join(dict.fromkeys(_number(name, value, language, limit=True) for value in both))
    if not numbers or UNITS.get(name) in _SIGNED:
        return numbers
    return VALUES.get(name, (f"{name}: {{x}}",) * 2)[_language(language)].format(x=numbers)


def tables(language: str = "en") -> dict[str, object]:
    """What a script needs to say the same: the unit of each value, words for it, for things by the kind in their
    subject, and times as ``[seconds, one, several, several after a word such as since]``, the longest first.
    """
    at = _language(language)
    told = {*VALUES, *(name for measure in MEASURES.values() for name in measure.values)}
    return {
        "units": {name: unit for name, unit in UNITS.items() if name in told},
        "values": {name: words[at] for name, words in VALUES.items()},
        "things": {kind: words[at] for kind, words in THINGS.items()},
        "times": [[step, *((*TIMES[unit][0], TIMES[unit][0][1]), TIMES[unit][1])[at]] for unit, step, _ in _SPANS],
    }


def _language(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0


def _thing(found: Found, language: str) -> str:
    """What the screen of this computer calls the thing, or its kind and number where only that is known."""
    if isinstance(found, Outcome) and found.shown:
        return printable(found.shown)[:_SHOWN]
    kind, _, number = found.subject.partition("-")
    if kind not in THINGS or not number.isdecimal():
        return ""
    return THINGS[kind][_language(language)].format(n=number)


def _joint(rule: Rule | None, found: Found, at: int) -> str:
    level = rule.level(found.severity) if rule else None
    either = level is not None and isinstance(level.when, Joined) and level.when.by == "or"
    return (("and", "und"), ("or", "oder"))[either][at]


def _value(name: str, value: float, limit: float | None, language: str) -> str:
    """A value in words, with as many decimals as tell it from its limit."""
    number = _number(name, value, language)
    for digits in range(1, _DIGITS):
        if limit is None or limit == value or number != _number(name, limit, language, digits - 1):
            break
        number = _number(name, value, language, digits)
    words = VALUES.get(name, (f"{name}: {{x}}",) * 2)
    return words[_language(language)].format(x=number)


def _number(name: str, value: float, language: str, digits: int = 0, *, limit: bool = False) -> str:
    """A number with its unit; a plain one for a value that nobody knows."""
    match UNITS.get(name):
        case "share":
            return f"{decimal(value * 100, digits, language)} %"
        case "bytes":
            return _bytes(value, digits, language, limit=limit)
        case "seconds":
            return _time(value, digits, language, limit=limit)
        case "days":
            return _time(value * 86_400, digits, language, limit=limit, whole="d")
        case "celsius":
            return f"{decimal(value, digits, language)} °C"
        case "dbm":
            return f"{decimal(value, digits, language)} dBm"
        case _:
            whole = value == int(value)
            return decimal(value, 0 if whole else max(1, digits), language)


def _bytes(value: float, digits: int, language: str, *, limit: bool) -> str:
    unit, step = next(((unit, step) for unit, step in _STEPS if abs(value) >= step), ("B", 1.0))
    amount = value / step
    wanted = 0 if unit == "B" or (limit and amount == int(amount)) else max(digits, 1 if abs(amount) < 100 else 0)
    return f"{decimal(amount, wanted, language)} {unit}"


def _time(value: float, digits: int, language: str, *, limit: bool, whole: str = "") -> str:
    """Seconds in the largest unit that they are some of; what is counted in ``whole`` ones stays in these."""
    unit, step = next((unit, step) for unit, step, least in _SPANS if unit == whole or abs(value) >= least * step)
    amount = value / step if digits else float(int(value / step))
    number = decimal(amount, digits, language)
    english, german = TIMES[unit]
    if _language(language) == 0:
        return f"{number} {english[number != '1']}"
    return f"{number} {german[0 if number == '1' else 1 if limit else 2]}"


def _since(since: float, language: str, zone: tzinfo | None, now: float | None) -> str:
    at = _language(language)
    if not 0 < since < 3.2e10:
        return ("nobody knows since when", "seit wann, ist nicht bekannt")[at]
    then = datetime.fromtimestamp(since, UTC).astimezone(zone)
    today = (datetime.now(UTC) if now is None else datetime.fromtimestamp(now, UTC)).astimezone(zone)
    clock = f"{then:%H:%M}{('', ' Uhr')[at]}"
    if then.date() == today.date():
        return f"{('since', 'seit')[at]} {clock}"
    day = f"{then.day}{('', '.')[at]} {MONTHS[then.month - 1][at]}"
    day += f" {then.year}" if then.year != today.year else ""
    return f"{('since', 'seit')[at]} {day}, {clock}"
