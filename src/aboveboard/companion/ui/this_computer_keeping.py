"""What the person orders of the watch on the page about this computer, each order in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from PySide6.QtCore import QObject, Signal

from aboveboard.companion.words.texts import spoken
from aboveboard.diagnostics.rules import load_rules, own_file
from aboveboard.diagnostics.watch.folder import short_lived_folder, state_folder
from aboveboard.diagnostics.watch.inbox import DAY
from aboveboard.diagnostics.watch.orders import planned, put_off, state, take_back, turn_off
from aboveboard.diagnostics.watch.screen_here import screen_here
from aboveboard.diagnostics.watch.starting import Start
from aboveboard.diagnostics.watch.starts import begin, set_up
from aboveboard.diagnostics.watch.store import Store
from aboveboard.diagnostics.words import say

BEGINS_S: Final = 8.0
"""How long the page waits for the watch to say that it runs."""
Begin = Callable[[Start], object]


class Keeping(QObject):
    """``changed`` comes after each order with how the watch stands, ``failed`` with why one was not done.

    ``begin`` starts what was set up.
    """

    changed = Signal(object)
    failed = Signal(str)

    def __init__(self, store: Store | None = None, begin: Begin = begin) -> None:
        super().__init__()
        self.store = store or Store(state_folder(), short_lived_folder())
        self.refused = False
        """Whether the person said no; asked again only when they wish it."""
        self._begin = begin
        self._turn = threading.Lock()

    def plan(self) -> Start:
        """What a yes would set up. Raises ``ValueError`` where it cannot be, with the reason for the person."""
        try:
            if (own := own_file()) is not None:
                load_rules(own)  # a watch whose rules do not load would end at once
            return planned("--tray", "--language", spoken())
        except ValueError as problem:
            raise ValueError(say(str(problem), spoken())) from problem

    def look(self) -> None:
        """How does it stand?"""
        self._order(lambda: None)

    def agree(self, plan: Start) -> None:
        """The person's yes: it begins, and starts with the desktop from now on."""

        def agreed() -> None:
            set_up(plan)
            self._run(plan)

        self._order(agreed)

    def at_each_sign_in(self, plan: Start) -> None:
        """It runs already; from now on it starts with the desktop, too."""
        self._order(lambda: set_up(plan))

    def begin(self, plan: Start) -> None:
        """It is set up; it begins now."""
        self._order(lambda: self._run(plan))

    def turn_off(self, *, forget: bool) -> None:
        """It ends, and starts no more."""
        self._order(lambda: list(turn_off(self.store, screen_here, spoken(), forget=forget)))

    def forget(self) -> None:
        """What it kept goes, where it does not run."""
        self._order(self.store.forget)

    def put_off(self, what: str, days: int) -> None:
        """This finding is not shown for so long."""
        self._order(lambda: put_off(self.store, what, days * DAY, time.time()))

    def take_back(self, *names: str) -> None:
        """It is shown again."""
        self._order(lambda: take_back(self.store, names, time.time()))

    def _run(self, plan: Start) -> None:
        self._begin(plan)
        end = time.monotonic() + BEGINS_S
        while not self.store.runs() and time.monotonic() < end:
            time.sleep(0.05)

    def _order(self, work: Callable[[], object]) -> None:
        threading.Thread(target=self._ordered, args=(work,), name="order of the watch", daemon=True).start()

    def _ordered(self, work: Callable[[], object]) -> None:
        with self._turn:
            why = _tried(work)
            stands = []
            why = _tried(lambda: stands.append(state(self.store, time.time()))) or why
        with suppress(RuntimeError):  # the window went away meanwhile
            for one in stands:
                self.changed.emit(one)
            if why:
                self.failed.emit(why)


def _tried(work: Callable[[], object]) -> str:
    """Why it was not done; empty where it was."""
    try:
        work()
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        return f"{where}{problem.strerror or problem}"
    except ValueError as problem:
        return say(str(problem), spoken())
    return ""
