"""The watch itself: a light look each minute, a heavy one each ten, and what follows from it. It sends nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.judge import judge
from aboveboard.diagnostics.looks import Look, Outcome, Reader, Remembering, Unknown
from aboveboard.diagnostics.probes import take_look
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.standing import Standing
from aboveboard.diagnostics.watch import quiet
from aboveboard.diagnostics.watch.inbox import DAY, Inbox, Key, handles, observe, only_of, without_handles
from aboveboard.diagnostics.watch.screens import END, LATER, PAGE, QUIET, TRAY, Screen, notice_of, stand_of
from aboveboard.diagnostics.watch.snoozes import EVERYTHING, Snoozes, name_of
from aboveboard.diagnostics.watch.store import BETWEEN_WRITES_S, Kept, Store

LIGHT_S: Final = 60.0
HEAVY_S: Final = 600.0
WEEK: Final = 7 * DAY
_PATIENCE: Final = 60
"""So many looks the clock may be a day or more behind the last one before it is believed: some start at 1970."""

log = logging.getLogger(__name__)


class Watch:
    """One user's watch. ``passing`` tells time that no clock can turn back."""

    def __init__(
        self,
        reader: Reader,
        rules: Rules,
        store: Store,
        screen: Screen,
        language: str = "en",
        passing: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._rules = rules
        self._store = store
        self._screen = screen
        self._language = language
        self._passing = passing
        self._ended = False
        kept, words = store.load()
        for word in words:
            log.warning("%s", word)
        self.inbox = only_of(kept.inbox, rules.by_id, kept.looked)
        self.history = History.from_json(kept.history.encode(), rules) if kept.history else History(rules)
        self._standing = Standing.from_json(kept.standing.encode()) if kept.standing else Standing()
        self._looked = kept.looked
        self._behind = 0
        self._believed_at = self._passing()
        self._live: dict[Key, Outcome] = {}
        self._on_disk: Inbox | None = None
        self._written = self._passing()
        self._heavy_at: float | None = None

    def run(self) -> bool:
        """Look until ``end``, then keep all there is. False if it ended since the desktop is gone.

        Whoever signs in next has another desktop, and a watch that starts with it.
        """
        while not self._ended and not self._screen.lost():
            begun = self._passing()
            heavy = self._heavy_at is None or begun - self._heavy_at >= HEAVY_S - LIGHT_S / 2
            self.look(heavy=heavy)
            self._pass_the_time(begun + LIGHT_S)
        self._keep(lasting=True)
        self._screen.close()
        return self._ended

    def end(self) -> None:
        """Come to an end soon. May be called from a signal handler."""
        self._ended = True
        self._screen.wake()

    def look(self, *, heavy: bool) -> None:
        """One look, and what follows from it."""
        if heavy:
            self._heavy_at = self._passing()
        look = take_look(self._reader, heavy=heavy)
        verdict = judge(self._rules, look, self.history, self._standing, heavy=heavy)
        self._standing = verdict.standing
        now = self._believed(look.at)
        if now - look.at < DAY:
            # By a clock that is not believed, all that was measured before would be of a time to come.
            self.history.keep(look)
        read = self._read_by(look)
        for outcome in verdict.outcomes:
            self._live[outcome.rule, outcome.subject] = outcome
        self.inbox = observe(self.inbox, verdict.outcomes, read, now)
        still = {one.key for one in self.inbox.open()}
        self._live = {key: one for key, one in self._live.items() if key in still}
        self._settle(now)
        if heavy:
            if isinstance(self._reader, Remembering):
                with suppress(OSError):
                    self._reader.remember(self._store.lasting, look)
            seldom = self._store.short is None and self._passing() - self._written >= BETWEEN_WRITES_S
            self._keep(lasting=seldom)

    def _believed(self, clock: float) -> float:
        """The time of a look. A computer without a clock of its own begins in the past and is put right soon."""
        if clock < self._looked - DAY and self._behind < _PATIENCE:
            self._behind += 1
            return self._looked + int(self._passing() - self._believed_at)
        self._behind = 0
        self._looked = max(0, int(clock))
        self._believed_at = self._passing()
        return self._looked

    def _read_by(self, look: Look) -> set[str]:
        """The rules whose measure was read in this look."""
        read = {name for name, reading in look.measures.items() if not isinstance(reading, Unknown)}
        return {rule.id for rule in self._rules.for_system(look.system) if rule.measure in read}

    def _settle(self, now: float) -> None:
        """Take back what is over, tell what is due, and keep what has changed."""
        snoozes = self._store.snoozes()
        self.inbox = quiet.wake(self.inbox, snoozes, now)
        self._take_back()
        due = quiet.to_tell(self.inbox, snoozes, now)
        if due is not None and self._screen.ready():
            before = self.inbox
            self.inbox = quiet.told(before, due, now)
            self._keep(lasting=True)
            handle = self._screen.show(notice_of(due.entries, self._live, self._rules, self._language))
            self.inbox = quiet.shown(self.inbox, due, handle) if handle else before
            self._take_back()
        self._screen.stand(stand_of(self.inbox.open(), self._live, self._rules, self._language))
        if self._on_disk is None or _lasting(self.inbox) != _lasting(self._on_disk):
            self._keep(lasting=True)

    def _take_back(self) -> None:
        self._take_off(quiet.to_withdraw(self.inbox))

    def _take_off(self, shown: list[str]) -> None:
        gone = [handle for handle in shown if self._screen.take_back(handle)]
        if gone:
            self.inbox = without_handles(self.inbox, gone)

    def _pass_the_time(self, until: float) -> None:
        while not self._ended and not self._screen.lost() and (left := until - self._passing()) > 0:
            self._screen.wait(left)
            for handle, action in self._screen.pressed():
                self._answer(handle, action)

    def _answer(self, handle: str, action: str) -> None:
        """The person pressed something on a notification, or in the panel."""
        if (handle, action) == (TRAY, END):
            # Nobody would hear their buttons any more.
            self._take_off(sorted(handles(self.inbox)))
            self.end()
            return
        if (handle, action) == (TRAY, PAGE):
            self._screen.open_page()
            return
        if (handle, action) == (TRAY, QUIET):
            named, length = [EVERYTHING], DAY
        elif action == LATER:
            named, length = [name_of(one) for one in self.inbox.open() if one.handle == handle], WEEK
        else:
            return
        now = self._looked

        def off(put_off: Snoozes) -> Snoozes:
            for name in named:
                put_off = put_off.put(name, now + length, now)
            return put_off

        try:
            self._store.change_snoozes(off)
        except OSError as error:
            log.warning("This could not be put off: %s", error)
            return
        self._settle(now)

    def _keep(self, *, lasting: bool) -> None:
        kept = Kept(
            looked=self._looked,
            inbox=self.inbox,
            history=self.history.to_json().decode(),
            standing=self._standing.to_json().decode(),
        )
        try:
            self._store.keep(kept, lasting=lasting)
        except OSError as error:
            # A full disk is just what must still be told. The next look tries again.
            log.warning("What the watch knows could not be written: %s", error)
            return
        if lasting:
            self._on_disk = self.inbox
            self._written = self._passing()


def _lasting(inbox: Inbox) -> object:
    """What must not be lost: all but the numbers, which each look has anew."""
    return (
        inbox.below_told,
        inbox.info_told,
        inbox.stale,
        [(one.key, one.severity, one.told, one.told_at, one.handle, one.quiet, one.resolved) for one in inbox.entries],
    )
