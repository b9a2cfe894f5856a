"""The inbox of the watch on the page about this computer: what it noticed, since when, and until when it is put off."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from aboveboard.companion.ui.icons import icon
from aboveboard.companion.ui.parts import add, beside, button, column, row, text
from aboveboard.companion.ui.style import tokens
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import ngettext, spoken
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.texts import headline, measured
from aboveboard.diagnostics.watch.inbox import Entry
from aboveboard.diagnostics.watch.listing import put_off_text
from aboveboard.diagnostics.watch.orders import State, names_of
from aboveboard.diagnostics.watch.screens import outcome_of
from aboveboard.diagnostics.watch.snoozes import Snooze, name_of
from aboveboard.diagnostics.words import moment, say

_MARKS: Final = {"critical": "triangle-alert", "warn": "circle-alert", "info": "info"}
_WEEK: Final = 7
PutOff = Callable[[str, int], object]
TakeBack = Callable[..., object]


def noticed(state: State, rules: Rules, put_off: PutOff, take_back: TakeBack) -> QWidget:
    """What is open, what is put off beside it, and folded what is over.

    ``put_off`` gets the name of a finding and for how many days; ``take_back`` the names that are no longer put off.
    """
    place = QWidget()
    whole = column(place, gap=12)
    whole.addWidget(text(_("What it noticed"), "strong"))
    for entry in state.kept.inbox.open():
        whole.addWidget(_entry(entry, state.until(entry), rules, put_off, take_back))
    if not state.kept.inbox.open():
        words = say("Nothing is wrong, as far as the watch could see.", spoken())
        whole.addWidget(text(words if state.kept.looked else _("Nothing yet."), "soft"))
    for snooze in state.others():
        whole.addWidget(_other(snooze, rules, take_back))
    if past := state.kept.inbox.past():
        whole.addWidget(_past(past, rules))
    return place


def _entry(entry: Entry, until: int, rules: Rules, put_off: PutOff, take_back: TakeBack) -> QWidget:
    rule, outcome, language = rules.by_id.get(entry.rule), outcome_of(entry), spoken()
    what = headline(rule, outcome, language)
    words = QWidget()
    inner = column(words, gap=2)
    # What nobody knew the beginning of has that of its finding: that is when it was noticed, and not since when it is.
    known = outcome if entry.since < entry.found else replace(outcome, state="ok")
    told = (measured(rule, known, language), _("Noticed {when}").format(when=when(entry.found)))
    add(inner, text(what), text(". ".join(part for part in told if part), "soft"))
    line = row(gap=8)
    if until:
        line.addWidget(_label(_("Put off until {when}").format(when=when(until))))
        line.addWidget(_small(_("Take that back"), lambda: take_back(*names_of(entry)), f"back {name_of(entry)}", what))
    else:
        line.addWidget(_label(_("Remind me again:")))
        for days, label in ((1, _("In a day")), (_WEEK, _("In a week"))):
            name = f"{days} {name_of(entry)}"
            line.addWidget(_small(label, partial(put_off, name_of(entry), days), name, what))
    line.addStretch(1)
    line.setContentsMargins(0, 4, 0, 0)
    inner.addLayout(line)
    place = QWidget()
    column(place).addLayout(beside(_MARKS[entry.severity], words, colour=_colour(entry)))
    return place


def when(unix: int) -> str:
    """A moment, today by the clock alone; empty where it never was."""
    if not unix:
        return ""
    day, _sep, clock = moment(unix, spoken()).rpartition(", ")
    return clock if day == moment(time.time(), spoken()).rpartition(", ")[0] else f"{day}, {clock}"


def _colour(entry: Entry) -> str:
    return tokens().accent if entry.severity == "info" else tokens().caution


def _other(snooze: Snooze, rules: Rules, take_back: TakeBack) -> QWidget:
    """Something that is put off and was not noticed, or everything."""
    place = QWidget()
    line = row(place, gap=8)
    words = put_off_text(snooze, rules, spoken())
    line.addWidget(text(words, "soft"), 1)
    line.addWidget(_small(_("Take that back"), lambda: take_back(snooze.what), f"back {snooze.what}", words))
    return place


def _past(past: Sequence[Entry], rules: Rules) -> QWidget:
    """Folded: it needs nobody any more."""
    place = QWidget()
    whole = column(place, gap=6)
    inside = QFrame()
    lines = column(inside, gap=6)
    for one in past:
        what = headline(rules.by_id.get(one.rule), outcome_of(one), spoken())
        over = _("{what}. Over since {when}").format(what=what, when=when(one.resolved))
        lines.addWidget(text(over, "soft"))
    inside.hide()
    words = ngettext("{number} thing is over", "{number} things are over", len(past)).format(number=len(past))
    toggle = button(words, lambda: inside.setVisible(inside.isHidden()), "link", icon("check"))
    toggle.setObjectName("past")
    whole.addWidget(toggle, 0, Qt.AlignmentFlag.AlignLeft)
    whole.addWidget(inside)
    return place


def _label(words: str) -> QLabel:
    return text(words, "soft", wrap=False)


def _small(words: str, pressed: Callable[[], object], name: str, about: str) -> QPushButton:
    """A small button that a screen reader tells from its neighbours."""
    made = button(words, pressed, "small")
    made.setObjectName(name)
    made.setAccessibleName(f"{words}: {about}")
    return made
