"""What became of the findings of a first look by the time of a later one: ``The disk is almost full: 97 % → 61 %``."""

from __future__ import annotations

from collections.abc import Iterable

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.texts import figure, headline
from aboveboard.diagnostics.words import say


def changes(first: Iterable[Outcome], last: Iterable[Outcome], rules: Rules, language: str) -> list[str]:
    """One line for each problem of ``first``, then for each that only ``last`` has; empty where there was none."""
    before = {(one.rule, one.subject): one for one in first if one.state == "problem"}
    now = {(one.rule, one.subject): one for one in last}
    told = [_line(one, now.get(key), rules, language) for key, one in before.items()]
    new = [one for key, one in now.items() if one.state == "problem" and key not in before]
    return told + [_said(one, say("new since the first look", language), "", rules, language) for one in new]


def _line(before: Outcome, now: Outcome | None, rules: Rules, language: str) -> str:
    moved = figure(before, language, now)
    if now is None or now.state == "unknown":
        state = say("could not be looked at again", language)
    else:
        state = say("put right" if now.state == "ok" else "not right yet", language)
    return _said(before, state, moved, rules, language)


def _said(one: Outcome, state: str, figures: str, rules: Rules, language: str) -> str:
    what = headline(rules.by_id.get(one.rule), one, language).rstrip(".")
    return f"{what}: {figures} ({state})" if figures else f"{what}: {state}"
