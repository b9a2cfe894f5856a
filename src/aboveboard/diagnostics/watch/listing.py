"""The inbox and the state of the watch as text for a terminal, in the person's language."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import msgspec

from aboveboard.diagnostics.looks import System
from aboveboard.diagnostics.report import GRAVITY
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.texts import advice, confirm, headline, measured
from aboveboard.diagnostics.watch.inbox import Entry, Inbox
from aboveboard.diagnostics.watch.screens import outcome_of
from aboveboard.diagnostics.watch.snoozes import EVERYTHING, Snooze, Snoozes, name_of
from aboveboard.diagnostics.watch.store import Kept
from aboveboard.diagnostics.words import moment, say


def inbox_text(
    kept: Kept, snoozes: Snoozes, rules: Rules, system: System, language: str, now: float, width: int = 100
) -> str:
    """What is open, numbered, with what to do; then what is over. No line is longer than ``width`` if it can be."""
    parts = [_open(number, one, snoozes, rules, system, language, now) for number, one in numbered(kept.inbox)]
    if not parts:
        parts = [say("Nothing is wrong, as far as the watch could see.", language) if kept.looked else ""]
    past = [_past(one, rules, language) for one in kept.inbox.past()]
    if past:
        parts.append("\n".join([say("Over", language), *past]))
    if kept.looked:
        parts.append(say("Last look: {at}", language, at=moment(kept.looked, language)))
    else:
        parts.append(say("The watch has not looked yet. Begin with: aboveboard watch run", language))
    return "\n\n".join(_folded(part, width) for part in parts if part)


def _folded(part: str, width: int) -> str:
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent="   ", break_long_words=False, break_on_hyphens=False)
        for line in part.splitlines()
    )


def numbered(inbox: Inbox) -> list[tuple[int, Entry]]:
    """What is open, by the numbers that the person names them with."""
    return list(enumerate(inbox.open(), 1))


def named(words: Sequence[str], inbox: Inbox, rules: Rules) -> str:
    """What a person means by a number, ``everything``, a rule, or a rule and a subject.

    Raises ``ValueError`` with what could be named.
    """
    word = " ".join(words)
    if word.isdecimal():
        found = dict(numbered(inbox)).get(int(word))
        if found is not None:
            return name_of(found)
    elif word == EVERYTHING or word in rules.by_id or word in {name_of(one) for one in inbox.entries}:
        return word
    raise ValueError(f"{word} is no number of the inbox, no rule, and not '{EVERYTHING}'")


def inbox_json(kept: Kept, snoozes: Snoozes, rules: Rules, language: str, now: float) -> bytes:
    """The same for programs: an object with ``looked``, ``open``, ``past`` and ``put_off``. Times are Unix seconds."""
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "looked": kept.looked,
                "open": [_fields(one, rules, language) for one in kept.inbox.open()],
                "past": [_fields(one, rules, language) for one in kept.inbox.past()],
                "put_off": snoozes.running(now),
            }
        )
    )


def put_off_text(snooze: Snooze, rules: Rules, language: str) -> str:
    """One line about what is put off."""
    if snooze.what == EVERYTHING:
        what = say("everything that is not urgent", language)
    else:
        what = snooze.what if snooze.what.partition(" ")[0] in rules.by_id else say("a former rule", language)
    return say("Put off until {until}: {what}", language, until=moment(snooze.until, language), what=what)


def _open(number: int, entry: Entry, snoozes: Snoozes, rules: Rules, system: System, language: str, now: float) -> str:
    rule, outcome = rules.by_id.get(entry.rule), outcome_of(entry)
    lines = [
        f"{number}. {say(GRAVITY[entry.severity], language)}: {headline(rule, outcome, language)}",
        measured(rule, outcome, language),
        advice(rule, language),
    ]
    if confirmed := confirm(rule, system, language):
        lines.append(say("See for yourself: {tool}", language, tool=confirmed))
    until = max((one.until for one in snoozes.running(now) if one.what in (entry.rule, name_of(entry))), default=0)
    if until:
        lines.append(say("Put off until {until}", language, until=moment(until, language)))
    return "\n   ".join(line for line in lines if line)


def _past(entry: Entry, rules: Rules, language: str) -> str:
    text = headline(rules.by_id.get(entry.rule), outcome_of(entry), language)
    return f"   {moment(entry.resolved, language)}: {text}"


def _fields(entry: Entry, rules: Rules, language: str) -> dict[str, object]:
    return {
        "rule": entry.rule,
        "subject": entry.subject,
        "severity": entry.severity,
        "what": headline(rules.by_id.get(entry.rule), outcome_of(entry), language),
        "since": entry.since,
        "found": entry.found,
        "told_at": entry.told_at if entry.told else 0,
        "put_off": entry.quiet,
        "resolved": entry.resolved,
        "values": entry.values,
        "limits": entry.limits,
    }
