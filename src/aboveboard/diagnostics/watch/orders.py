"""What a person orders of the watch, and how it stands. The command line and the window do the same by these."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from msgspec import structs

from aboveboard.diagnostics.rules import own_file
from aboveboard.diagnostics.watch.folder import Unreadable, read
from aboveboard.diagnostics.watch.inbox import Entry, handles, without_handles
from aboveboard.diagnostics.watch.screens import Screen
from aboveboard.diagnostics.watch.snoozes import Snooze, Snoozes, name_of
from aboveboard.diagnostics.watch.starting import TASK, Start, best_way, place, program, start, ways
from aboveboard.diagnostics.watch.starts import take_away, there
from aboveboard.diagnostics.watch.store import Kept, Store
from aboveboard.diagnostics.words import say

_PATIENCE_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class State:
    """``runs``: its process, or 0. ``started_by``: what starts it. ``wrong``: why what it kept cannot be read."""

    runs: int
    started_by: tuple[str, ...]
    kept: Kept = field(default_factory=Kept)
    put_off: tuple[Snooze, ...] = ()
    wrong: str = ""

    @property
    def on(self) -> bool:
        """Whether it runs, or will at the next sign-in."""
        return bool(self.runs or self.started_by)

    @property
    def holds(self) -> bool:
        """Whether there is something to be forgotten."""
        return bool(self.kept.looked or self.put_off or self.wrong)

    def others(self) -> tuple[Snooze, ...]:
        """What is put off and stands at none of the open findings."""
        named = {name for entry in self.kept.inbox.open() for name in names_of(entry)}
        return tuple(one for one in self.put_off if one.what not in named)

    def until(self, entry: Entry) -> int:
        """Until when this finding is put off, by itself or with all of its rule; 0 where it is not."""
        return max((one.until for one in self.put_off if one.what in names_of(entry)), default=0)


def names_of(entry: Entry) -> tuple[str, str]:
    """What a finding can be put off by: alone, or with all of its rule."""
    return name_of(entry), entry.rule


def state(store: Store, now: float) -> State:
    """How it stands. Nothing is changed by asking."""
    try:
        kept, wrong = store.peek(), ""
    except Unreadable as problem:
        kept, wrong = Kept(), str(problem)
    return State(store.runs(), started_by(), kept, store.snoozes().running(now), wrong)


def started_by() -> tuple[str, ...]:
    """What starts it with the desktop: a file, or the name of a task."""
    return tuple(TASK if way == "schtasks" else str(place(way)) for way in ways() if there(way))


def planned(*more: str, rules: Path | None = None) -> Start:
    """What a yes would set up, with these words for the watch. Raises ``ValueError`` where that cannot be.

    ``rules``: a file of one's own; else the one that ``ABOVEBOARD_RULES`` names now, since nobody sets that at sign-in.
    """
    file = rules or own_file()
    return start(best_way(), program(*(("--rules", str(file.resolve())) if file else ()), *more))


def names_another(plan: Start, started: tuple[str, ...]) -> bool:
    """Whether what starts it names another program than a yes would name now, as after this one was moved.

    Only the files of Linux are read for it.
    """
    if plan.way not in ("systemd", "autostart") or plan.name not in started:
        return False
    (now,) = (line for line in start(plan.way, plan.command[:1]).content.splitlines() if line.startswith(b"Exec"))
    try:
        written = read(plan.path) or b""
    except Unreadable:
        return True
    return not any(line.startswith(now) for line in written.splitlines())


def turn_off(store: Store, screen: Callable[[], Screen], language: str, *, forget: bool = False) -> Iterator[str]:
    """Take away what starts it, end it, and with ``forget`` remove what it has kept: a sentence for each as it is done.

    What it shows is taken off the ``screen``, which is asked for where there is something.
    Raises ``OSError``; what was said is done.
    """
    for one in take_away():
        yield say("Removed: {file}", language, file=one)
    if running := store.runs():
        os.kill(running, signal.SIGTERM)
        yield say("The watch was asked to end.", language)
        _until_ended(store)
    _take_off(store, screen)
    if forget:
        store.forget()
        yield say("What it had kept is removed.", language)


def put_off(store: Store, what: str, seconds: float, now: float) -> Snooze:
    """Put this off from now on. Raises ``OSError``."""
    after = store.change_snoozes(lambda snoozes: snoozes.put(what, now + seconds, now))
    return next(one for one in after.put_off if one.what == what)


def take_back(store: Store, names: tuple[str, ...], now: float) -> None:
    """No longer put off any of these. Raises ``OSError``."""

    def without(snoozes: Snoozes) -> Snoozes:
        for name in names:
            snoozes = snoozes.end(name, now)
        return snoozes

    store.change_snoozes(without)


def _take_off(store: Store, screen: Callable[[], Screen]) -> None:
    try:
        kept = store.peek()
    except Unreadable:
        return
    shown = handles(kept.inbox)
    if not shown:
        return
    here = screen()
    try:
        gone = [handle for handle in sorted(shown) if here.take_back(handle)]
    finally:
        here.close()
    store.keep(structs.replace(kept, inbox=without_handles(kept.inbox, gone)), lasting=True)


def _until_ended(store: Store) -> None:
    end = time.monotonic() + _PATIENCE_S
    while store.runs():
        if time.monotonic() > end:
            raise OSError("the watch has not ended yet; try again in a minute")
        time.sleep(0.05)
