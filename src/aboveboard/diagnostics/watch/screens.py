"""What a notification says, and what shows it. Each way to show one is a module of its own, loaded where needed."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, Literal, Protocol

from aboveboard.diagnostics.looks import Outcome
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.texts import advice, headline, measured
from aboveboard.diagnostics.watch.inbox import Entry, Key
from aboveboard.diagnostics.words import count, say

NAMED: Final = 3
"""So many further findings are named in one notification; of more, their number."""
IN_PANEL: Final = 8
LINE: Final = 300
LATER: Final = "later"
"""The one thing to press: to be reminded of these findings in a week."""
TRAY: Final = "tray"
"""The handle of presses in the panel. ``QUIET`` puts off for a day what is not urgent, ``END`` ends the watch."""
QUIET: Final = "quiet"
END: Final = "end"
PAGE: Final = "page"
"""Opens the page about this computer: the one program that ever starts, by this press alone."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Plain text, in the person's language. ``later`` is what its button says."""

    title: str
    body: str
    critical: bool
    later: str


@dataclass(frozen=True, slots=True)
class Stand:
    """How things are, for a sign in the panel: in a word, in a sentence, by headlines; and its orders."""

    status: Literal["well", "findings", "urgent"] = "well"
    title: str = ""
    lines: tuple[str, ...] = ()
    quiet: str = ""
    end: str = ""
    page: str = ""


class Screen(Protocol):
    """What shows notifications. Nothing here raises: what cannot be shown stands in the inbox."""

    def ready(self) -> bool:
        """Whether it is worth a try to show one now."""

    def show(self, notice: Notice) -> str:
        """Show it. The handle to take it back with, which outlives this process; empty where it was not shown."""

    def take_back(self, handle: str) -> bool:
        """Take it off the screen. False where that is worth another try later."""

    def stand(self, stand: Stand) -> None:
        """How things are now, for screens that always show it."""

    def pressed(self) -> list[tuple[str, str]]:
        """Handles and what was pressed on them since the last call."""

    def open_page(self) -> None:
        """Open the page about this computer, which the person pressed for."""

    def wait(self, seconds: float) -> None:
        """Pass the time, or return early after a press or a ``wake``."""

    def wake(self) -> None:
        """End a ``wait`` that runs, or the next one. May be called from a signal handler."""

    def lost(self) -> bool:
        """Whether the desktop that it was on is gone, as it is after the person signed out."""

    def close(self) -> None:
        """Let go of it. What is on the screen may stay."""


class NoScreen:
    """Where nothing can be shown: the inbox has it all."""

    def __init__(self) -> None:
        # A queue of this kind may be filled by a signal handler that interrupts the waiting itself; an event may not.
        self._woken: SimpleQueue[None] = SimpleQueue()

    def ready(self) -> bool:
        """Never."""
        return False

    def show(self, _notice: Notice) -> str:
        """Nothing is shown."""
        return ""

    def take_back(self, _handle: str) -> bool:
        """Nobody here can take back what another start of the watch showed, so it is let go."""
        return True

    def stand(self, _stand: Stand) -> None:
        """Nothing is shown."""

    def pressed(self) -> list[tuple[str, str]]:
        """Nothing to press."""
        return []

    def open_page(self) -> None:
        """Nothing to press, so nothing to open."""

    def wait(self, seconds: float) -> None:
        """Pass the time."""
        with suppress(Empty):
            self._woken.get(timeout=seconds)

    def wake(self) -> None:
        """End the wait."""
        self._woken.put(None)

    def lost(self) -> bool:
        """Never."""
        return False

    def close(self) -> None:
        """Nothing to let go of."""


def notice_of(entries: Sequence[Entry], live: Mapping[Key, Outcome], rules: Rules, language: str) -> Notice:
    """One notification about these. ``live`` has what was seen just now, with the names that are never kept."""
    first = entries[0]
    rule = rules.by_id.get(first.rule)
    lines = [measured(rule, _as_seen(first, live), language), advice(rule, language)]
    others = [_headline(one, live, rules, language) for one in entries[1:]]
    if others:
        lines.append(f"{say('Also:', language)} {' · '.join(others[:NAMED])}")
    if others[NAMED:]:
        lines.append(count("And one more.", "And {number} more.", len(others) - NAMED, language))
    return Notice(
        title=_plain(_headline(first, live, rules, language)),
        body="\n".join(_plain(line) for line in lines if line),
        critical=first.severity == "critical",
        later=say("Remind me in a week", language),
    )


def stand_of(entries: Sequence[Entry], live: Mapping[Key, Outcome], rules: Rules, language: str) -> Stand:
    """How things are with these open findings, the worst first."""
    if not entries:
        # What could not be checked is in no list of findings: it is not said that all is well.
        status, title = "well", say("Nothing wrong was found.", language)
    else:
        status = "urgent" if entries[0].severity == "critical" else "findings"
        title = count("One finding", "{number} findings", len(entries), language)
    return Stand(
        status=status,  # type: ignore[arg-type]  # one of the three
        title=title,
        lines=tuple(_plain(_headline(one, live, rules, language)) for one in entries[:IN_PANEL]),
        quiet=say("Put off for a day what is not urgent", language),
        end=say("End the watch", language),
        page=say("This computer", language),
    )


def outcome_of(entry: Entry) -> Outcome:
    """What an entry says, in the shape that the texts take."""
    return Outcome(
        rule=entry.rule,
        state="problem",
        severity=entry.severity,
        subject=entry.subject,
        since=entry.since,
        values=entry.values,
        limits=entry.limits,
    )


def session_bus() -> str:
    """The address of the desktop's bus on this machine; empty where there is none that a file leads to."""
    named = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if named:
        # Another kind of address would lead to another machine, or start a program.
        return named if all(one.startswith("unix:") for one in named.split(";")) else ""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return f"unix:path={folder}/bus" if folder.startswith("/") and Path(folder, "bus").is_socket() else ""


def _headline(entry: Entry, live: Mapping[Key, Outcome], rules: Rules, language: str) -> str:
    return headline(rules.by_id.get(entry.rule), _as_seen(entry, live), language)


def _as_seen(entry: Entry, live: Mapping[Key, Outcome]) -> Outcome:
    """What was seen of it just now; since when it is so stands in the inbox, if anywhere."""
    return replace(live.get(entry.key) or outcome_of(entry), since=entry.since)


def _plain(text: str) -> str:
    """Without signs that are not seen or that reorder text: the name of a program may hold any."""
    seen = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return "".join(sign for sign in seen if unicodedata.category(sign) not in ("Cf", "Co", "Cs"))[:LINE]
