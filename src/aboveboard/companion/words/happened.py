"""What happened so far, for the person to read: in memory, while the program runs, and never in a log."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

from aboveboard.companion.flow.answers import Progress
from aboveboard.companion.flow.standing import Live, Standing
from aboveboard.companion.words.people import called
from aboveboard.companion.words.scopes import live_of, words_of
from aboveboard.companion.words.texts import clock_time
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import gettext_noop as noop

_MOST: Final = 500
_COPIED: Final = {
    "in": noop("The technician put text onto your clipboard"),
    "out": noop("What you copied went to the technician"),
    "long": noop("What you copied is too long, so it stayed here"),
    "secret": noop("The password that you copied stayed here"),
    "masked": noop("What you copied in a hidden window stayed here"),
}
_MOVED: Final = {
    ("in", "done"): noop("The file {name} came to this computer"),
    ("out", "done"): noop("You sent the file {name}"),
    ("in", "failed"): noop("The file {name} did not arrive, and nothing of it was left"),
    ("out", "failed"): noop("The file {name} could not be sent"),
    ("tool", "going"): noop("The tool {name} began, after your yes"),
    ("tool", "done"): noop("The tool {name} did its work"),
    ("tool", "stopped"): noop("The tool {name} was stopped before its end"),
    ("tool", "failed"): noop("The tool {name} did not work"),
    ("undo", "going"): noop("Undoing what the tool {name} did began, after your yes"),
    ("undo", "done"): noop("What the tool {name} did is undone"),
    ("undo", "stopped"): noop("Undoing what the tool {name} did was stopped before its end"),
    ("undo", "failed"): noop("What the tool {name} did could not be undone"),
}


@dataclass
class Happened:
    """Lines with their time, made from how each standing differs from the one before."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    _before: Standing = field(default_factory=Standing)
    _names: dict[int, str] = field(default_factory=dict)
    _buried: bool = False

    def note(self, words: str, at_us: int = 0) -> None:
        """One more line."""
        if len(self.lines) < _MOST:
            self.lines.append((at_us or int(time.time() * 1_000_000), words))

    def told(self, kind: str, text: str) -> bool:
        """Note what ``Answers.tell`` tells, where it belongs here; True where it does."""
        match kind:
            case "copied":
                self.copied(text)
            case "computer":
                self.told_of_computer(text)
            case "unread":
                self.unread()
            case "given":
                self.gave_password(text)
            case "shown":
                self.saw_password(text)
            case "lost":
                self.lost()
            case _:
                return False
        return True

    def copied(self, how: str) -> None:
        """Text was copied across, or kept back: ``how`` is as ``Clips`` tells it."""
        if how in _COPIED:
            self._note_once(_(_COPIED[how]))

    def buried(self) -> None:
        """The bar on top could not be kept in sight."""
        self._note_once(_("A program kept covering the bar on top, so everything was paused"))
        self._buried = True

    def _note_once(self, words: str) -> None:
        if not self.lines or self.lines[-1][1] != words:
            self.note(words)

    def told_of_computer(self, name: str) -> None:
        """What the person left in the preview went to this technician."""
        self.note(_("{name} got what you left in about this computer").format(name=name))

    def unread(self) -> None:
        """The person would have had it looked at, and that did not work."""
        self.note(_("This computer could not be looked at: nobody was told of it, and your yes to that is over"))

    def gave_password(self, name: str) -> None:
        """A password that the person typed went to this technician, sealed."""
        self.note(_("You gave {name} a password").format(name=name))

    def saw_password(self, name: str) -> None:
        """The technician had it shown, once."""
        self.note(_("{name} was shown the password").format(name=name))

    def lost(self) -> None:
        """The connection is gone, and every permission with it."""
        self._note_once(_("The connection was lost, and all that was allowed ended with it"))
        self._before = Standing()

    def moved(self, one: Progress) -> None:
        """A file came or went, a tool began or ended; how far they are, and what a tool writes, stands elsewhere."""
        words = _MOVED.get((one.kind, one.state))
        if words is not None:
            self.note(_(words).format(name=one.name))

    def follow(self, now: Standing) -> None:
        """Write down what is new."""
        before, self._before = self._before, now
        known = {one.participant for one in before.technicians}
        for one in now.technicians:
            self._names[one.participant] = called(one)
            if one.participant not in known:
                self.note(_("You let {name} in").format(name=called(one)))
        had = {one.permission: one for one in before.live}
        has = {one.permission: one for one in now.live}
        for permission, live in has.items():
            if permission not in had:
                self.note(_("You said yes: {what}").format(what=self._says(live)), live.since_us)
        for permission, live in had.items():
            if permission not in has:
                name = self._names.get(live.participant, _("the technician"))
                self.note(f"{name} {words_of(live.scope).over}")
        if now.paused is not before.paused and not now.over:
            if not (now.paused and self._buried):
                self.note(_("You paused the session") if now.paused else _("You let the session go on"))
            self._buried = False

    def shown(self) -> list[tuple[str, str]]:
        """Each line with the time of day."""
        return [(clock_time(at), words) for at, words in self.lines]

    def _says(self, live: Live) -> str:
        return f"{self._names.get(live.participant, _('the technician'))} {live_of(live, self._before)}"
