"""The windows' end of the line: starts the conversation in a process of its own, and brings its news as signals."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from PySide6.QtCore import QObject, Signal

from aboveboard.companion import line as say
from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.ui.start import Wish
from aboveboard.companion.words.texts import spoken

_END_S: Final = 6.0


@dataclass(eq=False)
class Question:
    """``kind`` names the method of ``Answers`` that asks; ``about`` its arguments."""

    number: int
    kind: str
    about: tuple[Any, ...]


class Talk(QObject):
    """Every method returns at once; what comes of it comes by signal, in the thread of the windows."""

    asked = Signal(object)
    withdrawn = Signal(int)
    told = Signal(str, str)
    marked = Signal(int, object)
    went = Signal(object)
    standing = Signal(object)
    joined = Signal(str, str)
    terms = Signal(object)
    refused = Signal(str)
    stop_pressed = Signal()
    over = Signal(str, bool)
    receipt = Signal(str)
    compared = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self._process: subprocess.Popen[bytes] | None = None
        self._reading: IO[bytes] | None = None
        self._line: say.Line[say.News] | None = None
        self._listening: threading.Thread | None = None
        self._windows: set[int] = set()

    @property
    def process(self) -> int:
        """The number of the conversation's process; 0 before it began."""
        return self._process.pid if self._process is not None else 0

    def join(self, wish: Wish) -> None:
        """Use the code; then sit down and stay until the end."""
        if self._line is None:
            self._begin()
        self._say(say.Own(sorted(self._windows)))
        self._say(say.Join(wish.address, wish.code, wish.terms))

    def _begin(self) -> None:
        frozen = bool(getattr(sys, "frozen", False))
        program = [sys.executable] if frozen else [sys.executable, "-m", "aboveboard.command", "companion"]
        self._process, self._reading, writing = start([*program, "--conversation", "--language", spoken()])
        self._line = say.Line(self._reading, writing, say.News)
        self._listening = threading.Thread(target=self._listen, args=(self._line,), name="news", daemon=True)
        self._listening.start()

    def _listen(self, line: say.Line[say.News]) -> None:
        try:
            for news in line.heard():
                self._bring(news)
            # Without the conversation nothing is shared; whatever it did not say any more, it is over.
            self.over.emit("lost", False)
        except RuntimeError:
            return  # the windows are gone

    def _bring(self, news: say.News) -> None:
        match news:
            case say.Asked():
                self.asked.emit(Question(news.number, news.kind, _about(news)))
            case say.Withdrawn():
                self.withdrawn.emit(news.number)
            case say.Told():
                self.told.emit(news.kind, news.text)
            case say.Marked():
                self.marked.emit(news.technician, news.point or news.draw)
            case say.Went():
                self.went.emit(news.one)
            case say.Stands():
                self.standing.emit(news.standing)
            case say.Joined():
                self.joined.emit(news.organisation, news.stop_key)
            case say.TermsWanted():
                self.terms.emit(news.terms)
            case say.Refused():
                self.refused.emit(news.code)
            case say.StopPressed():
                self.stop_pressed.emit()
            case say.Over():
                self.over.emit(news.by, news.distrusted)
            case say.Receipt():
                self.receipt.emit(news.page)
            case say.Compared():
                self.compared.emit(news.lines)

    def reply(self, question: Question, answer: Any) -> None:
        """The person's answer, in whatever shape its page gives it."""
        number = question.number
        if isinstance(answer, bool) or answer is None:
            self._say(say.Reply(number, yes=answer is True))
        elif isinstance(answer, int):
            self._say(say.Reply(number, yes=True, part=answer))
        elif isinstance(answer, frozenset):
            self._say(say.Reply(number, yes=True, struck=sorted(answer)))
        elif isinstance(answer, Path):
            self._say(say.Reply(number, yes=True, path=str(answer)))
        else:
            self._say(say.Reply(number, yes=True, text=str(answer)))

    def stop(self) -> None:
        """Nothing leaves after this is obeyed."""
        self._say(say.Do("stop"))

    def restart(self) -> None:
        """The person restarts the computer, and comes back once after the next login."""
        self._say(say.Do("restart"))

    def come_back(self) -> None:
        """Go on with the session that was left for a restart."""
        if self._line is None:
            self._begin()
        self._say(say.Own(sorted(self._windows)))
        self._say(say.Do("return"))

    def pause(self, paused: bool) -> None:
        """Hold everything, or go on."""
        self._say(say.Do("pause" if paused else "resume"))

    def choose(self) -> None:
        """Ask the person what to show from now on."""
        self._say(say.Do("choose"))

    def tick(self) -> None:
        """The windows are alive, and the bar on top is there to see."""
        self._say(say.Do("tick"))

    def drill(self, trying: bool) -> None:
        """The stop key is being tried, or not any more."""
        self._say(say.Do("drill" if trying else "drilled"))

    def take_back(self, permission: str) -> None:
        """This yes is no more."""
        self._say(say.TakeBack(permission))

    def stop_one(self, identifier: str) -> None:
        """Stop one transfer or one tool."""
        self._say(say.StopOne(identifier))

    def hide(self, places: Sequence[Rect]) -> None:
        """Keep these places of the desktop out of the picture."""
        self._say(say.Hide(list(places)))

    def own(self, window: int) -> None:
        """Input from afar must not reach this window, whose number at the display this is."""
        if window not in self._windows:
            self._windows.add(window)
            self._say(say.Own(sorted(self._windows)))

    def end(self) -> None:
        """Hang up, and see to it that nothing goes on."""
        if self._process is None or self._line is None:
            return
        self._line.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._listening is not None:
            self._listening.join(_END_S)
        if self._reading is not None:
            self._reading.close()

    def _say(self, order: say.Order) -> None:
        if self._line is not None:
            self._line.say(order)


def start(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]:
    """The process, and where to read from it and write to it.

    By sockets where there are: a pipe can be opened by its name in ``/proc``, and answers be written into it.
    """
    if sys.platform == "win32":
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdin is not None
        return process, process.stdout, process.stdin
    (reading, out), (writing, into) = socket.socketpair(), socket.socketpair()
    with reading, out, writing, into:
        process = subprocess.Popen(command, stdin=into.fileno(), stdout=out.fileno())
        return process, reading.makefile("rb"), writing.makefile("wb")


def _about(news: say.Asked) -> tuple[Any, ...]:
    """The arguments of the method that asks, in its order."""
    match news.kind:
        case "acknowledge":
            return (news.step,)
        case "choose_part":
            return (news.parts,)
        case "allow":
            return (news.technician, news.scope, news.reason)
        case "give_password":
            return (news.technician, news.reason)
        case "share_computer":
            return (news.technician, news.reason, news.preview)
    rest = [one for one in (news.offer, news.wish, news.tool) if one is not None]
    return (news.technician, *rest)
