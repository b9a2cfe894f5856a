"""The same questions in a terminal, for a computer without a desktop or a person who likes it so.

There is no control here: a technician who controls a computer could type the answers into this very terminal. A yes is
the whole word, never Enter alone; silence is no, and what is neither is asked about again. ``stop``, typed at any time,
ends everything.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from aboveboard.companion.equipment import Equipment, equip
from aboveboard.companion.flow.answers import Progress, ToolToRun
from aboveboard.companion.flow.joining import Desk, Joined, JoinRefusedError, join
from aboveboard.companion.flow.links import Invited, LinkError, read_address, read_code, shown_address
from aboveboard.companion.flow.returning import Returning, back
from aboveboard.companion.flow.sharing import Preview
from aboveboard.companion.flow.standing import Standing, Stranger
from aboveboard.companion.flow.terms import terms_of
from aboveboard.companion.flow.visit import Visit
from aboveboard.companion.host.canvas import PartInfo
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.keyboard import Keyboard
from aboveboard.companion.words.happened import Happened
from aboveboard.companion.words.people import called, whose
from aboveboard.companion.words.refusals import refusal
from aboveboard.companion.words.rights import said_of
from aboveboard.companion.words.scam import IF_A_SCAM, SCAM_QUESTIONS
from aboveboard.companion.words.scopes import live_of, words_of
from aboveboard.companion.words.signed import signed_with
from aboveboard.companion.words.texts import gettext as _
from aboveboard.companion.words.texts import size_in_words, speak, spoken
from aboveboard.companion.words.tidy import ways_to_tidy
from aboveboard.diagnostics.report import Line
from aboveboard.diagnostics.words import language_of_system
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.remote import FileOffer, FileWish
from aboveboard.wire.types import Scope, Step

_QUESTION_S: Final = 60.0
_READING_S: Final = 600.0
_NEVER_S: Final = 86_400.0
_TRIES: Final = 3
"""How often one question is put to somebody whose answers fit none; then it is a no."""
_YES: Final = frozenset({"yes", "ja"})
_NO: Final = frozenset({"no", "nein"})
_ORDERS: Final = frozenset({"pause", "go", "back"})


class TerminalAnswers:
    """Asks by printing and waits for a line."""

    def __init__(self) -> None:
        self.visit: Visit | None = None
        self.happened = Happened()
        self._standing = Standing()
        self._stopped = False
        self.keyboard = Keyboard(sys.stdin, self._order, self.stop)

    def say(self, *lines: str) -> None:
        """Print these, without what could move the cursor or colour a forgery."""
        for line in lines:
            sys.stdout.write("".join(one if one.isprintable() else " " for one in line) + "\n")
        sys.stdout.flush()

    def stop(self) -> None:
        """Nothing leaves after this."""
        self._stopped = True
        if self.visit is not None:
            self.visit.stop()

    async def line(self, question: str, within_s: float) -> str:
        """What was typed to this question; ``stop`` stops, and is no answer."""
        self.say("", question)
        typed = (await self.keyboard.ask(within_s)).strip()
        if typed.casefold() == "stop":
            self.stop()
            return ""
        return typed

    async def agrees(self, question: str, within_s: float = _QUESTION_S, *, after_no: str = "") -> bool:
        """A yes is the whole word, in either language. A letter is neither yes nor no: it is typed by accident too."""
        yes, no = _("yes"), _("no")
        typed = await self._one_of(
            f"{question}  [{yes}/{no}]",
            _YES | _NO | {yes.casefold(), no.casefold()},
            _("Type {yes} or {no} in full.").format(yes=yes, no=no),
            within_s,
        )
        agreed = typed in _YES | {yes.casefold()}
        self.say(_("Yes.") if agreed else _("No."))
        if not agreed and not self._stopped:
            self.say(after_no or _("Nothing was allowed by this. The session goes on; type stop to end it."))
        return agreed

    async def _one_of(self, question: str, answers: Collection[str], hint: str, within_s: float) -> str:
        """One of these answers, or "" for Enter alone, ``stop``, silence, and whatever is none of them three times.

        All tries share the seconds. Orders are obeyed meanwhile, and the question stands.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + within_s
        for _try in range(_TRIES):
            typed = await self.line(question, max(0.0, end - clock()))
            if not typed or typed.casefold() in answers:
                return typed.casefold()
            if typed.split()[0] in _ORDERS:
                self._order(typed)
            else:
                self.say(hint)
        return ""

    def _order(self, line: str) -> None:
        match line.split():
            case ["stop"]:
                self.stop()
            case ["pause"] if self.visit is not None and self.visit.session is not None:
                self.visit.session.pause()
            case ["go"] if self.visit is not None and self.visit.session is not None:
                self.visit.session.resume()
            case ["back", number] if number.isdigit() and 0 < int(number) <= len(self._standing.live):
                if self.visit is not None and (session := self.visit.session) is not None:
                    session.end.revoke(self._standing.live[int(number) - 1].permission)
                    session.flush()
            case []:
                pass
            case _:
                self.say(_("You can type: stop, pause, go, or back and a number."))

    async def acknowledge(self, step: Step) -> bool:
        if step is Step.SCAM:
            return await self._scam()
        if step is Step.DISCONNECT:
            self.say(
                "", _("You can stop at any moment"), _("You need no reason, and nobody can stop you. Try it once now.")
            )
            return await self._drill()
        self.say("", _("Put private things away"), *(_(line) for line in ways_to_tidy(sys.platform)))
        return await self.agrees(_("Are your private things away?"), _READING_S, after_no=_("The session ends here."))

    async def _drill(self) -> bool:
        """The word for once ends nothing."""
        for _try in range(_TRIES):
            self.say("", _("Type the word stop and press Enter."))
            typed = (await self.keyboard.ask(_READING_S)).strip().casefold()
            if typed == "stop":
                self.say(_("It works. In the session this stops everything at once."))
                return True
            if not typed:
                break
        self.say(_("No."), _("The session ends here."))
        return False

    async def _scam(self) -> bool:
        for title, lead, well, badly in SCAM_QUESTIONS:
            self.say("", _(title), _(lead), f"  1  {_(well)}", f"  2  {_(badly)}")
            asked = _("Type 1 or 2.")
            if await self._one_of(asked, ("1", "2"), asked, _READING_S) != "1":
                self.say("", _("Stop here. This may be a swindle."), *(_(line) for line in IF_A_SCAM))
                return False
        return True

    async def admit(self, technician: Stranger) -> bool:
        self.say("", _("Is this the person you are talking to?"), called(technician), whose(technician), "")
        self.say(
            _("Ask {name} to read out four words. They must be these, in this order:").format(name=called(technician))
        )
        self.say(*(f"    {word}" for word in technician.phrase))
        return await self.agrees(
            _("Do the words match, and may they come in?"),
            _READING_S,
            after_no=_("{name} is not let in, and sees nothing. Type stop to end it.").format(name=called(technician)),
        )

    async def allow(self, technician: Stranger, scope: Scope, reason: str) -> bool:
        words, name = words_of(scope), called(technician)
        self._quote(technician, reason)
        self.say(words.can.format(name=name), words.cannot.format(name=name))
        return await self.agrees(words.asks.format(name=name))

    def _quote(self, technician: Stranger, reason: str) -> None:
        self.say("", whose(technician))
        if reason.strip():
            self.say(_("{name} writes:").format(name=called(technician)), "    " + _("“{words}”").format(words=reason))

    async def choose_part(self, parts: Sequence[PartInfo]) -> int | None:
        # A monitor that is the only one is everything.
        only = sum(not part.window for part in parts) == 1
        offered = [-1, *(index for index, part in enumerate(parts) if part.window or not only)]
        self.say("", _("What do you want to show?"), f"  0  {_('Everything on the screen')}")
        self.say(*(f"  {number}  {parts[index].name}" for number, index in enumerate(offered) if number))
        asked, numbers = _("Type the number, or nothing to show nothing."), [str(at) for at in range(len(offered))]
        typed = await self._one_of(asked, numbers, _("That number is not in the list."), _QUESTION_S)
        return offered[int(typed)] if typed else None

    async def take_file(self, technician: Stranger, offer: FileOffer) -> Path | None:
        self._quote(technician, offer.reason)
        self.say(f"{offer.name} · {size_in_words(offer.size)}")
        if not await self.agrees(_("Take this file from {name}?").format(name=called(technician))):
            return None
        typed = await self.line(_("Into which folder? Enter alone: {folder}").format(folder=Path.home()), _QUESTION_S)
        return _typed_path(typed) if typed else Path.home()

    async def pick_file(self, technician: Stranger, wish: FileWish) -> Path | None:
        self._quote(technician, wish.reason)
        self.say(_("They would like: {what}").format(what=wish.what))
        typed = await self.line(_("Type the path of the file to send, or nothing to send none."), 2 * _QUESTION_S)
        if not typed or not await self.agrees(_("Give {name} a file?").format(name=called(technician))):
            return None
        return _typed_path(typed)

    async def run_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        self._tool(technician, tool)
        return await self.agrees(_("Run the tool “{tool}”?").format(tool=tool.name), 2 * _QUESTION_S)

    async def undo_tool(self, technician: Stranger, tool: ToolToRun) -> bool:
        self._tool(technician, tool)
        return await self.agrees(_("Undo what “{tool}” did?").format(tool=tool.name), 2 * _QUESTION_S)

    def _tool(self, technician: Stranger, tool: ToolToRun) -> None:
        self._quote(technician, tool.reason)
        self.say(f"{_('What it does')}: {tool.description}", f"{_('What it touches')}: {tool.touches}")
        self.say(f"{_('How to undo it')}: {tool.undo or _('It cannot be undone.')}")
        if (rights := said_of(tool.rights)) is not None:
            self.say(*rights)
        self.say(signed_with(tool))
        if not tool.known:
            self.say(_("You see this key for the first time. Ask on the phone whether it begins with the same signs."))

    async def give_password(self, technician: Stranger, reason: str) -> str | None:
        self._quote(technician, reason)
        self.say(_("Never your bank"), _("No repair needs the password or the codes of your bank, or of a shop."))
        if not self.keyboard.hides:
            self.say(_("This terminal shows what is typed, so no password can be given here."))
            return None
        if not await self.agrees(_("Give {name} a password?").format(name=called(technician))):
            return None
        with self.keyboard.hidden():
            return await self.line(_("Type it. It is not shown."), 2 * _QUESTION_S) or None

    async def share_computer(self, technician: Stranger, reason: str, preview: Preview) -> frozenset[str] | None:
        if reason:
            self._quote(technician, reason)
        told = preview.lines
        struck = {line.key for line in told if line.key in preview.struck}
        self.say("", _("This is what {name} would learn about this computer:").format(name=called(technician)))
        for _try in range(len(told) + _TRIES):
            self._lines(told, struck)
            numbers = [str(at + 1) for at in range(len(told))]
            hint = _("That number is not in the list.")
            asked = _("Type the number of a line to leave it out or to put it back, or Enter to go on.")
            typed = await self._one_of(asked, numbers, hint, 2 * _QUESTION_S)
            if not typed:
                break
            struck ^= {told[int(typed) - 1].key}
        if self._stopped or len(struck) == len(told):
            return None
        agreed = await self.agrees(_("Tell {name} the rest of it?").format(name=called(technician)))
        return frozenset(struck) if agreed else None

    def _lines(self, told: Sequence[Line], struck: Collection[str]) -> None:
        for at, line in enumerate(told, 1):
            out = "  " + _("(left out)") if line.key in struck else ""
            self.say(f"  {at:>2}  {line.label}: {line.value}{out}")

    def tell(self, kind: str, text: str) -> None:
        if kind == "output":
            self.say(*text.splitlines())
        self.happened.told(kind, text)
        if kind == "lost":
            self.say(
                _("The connection is gone"),
                _("It is being tried again for half a minute. When it is back, everything is asked anew."),
            )

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        """Nothing can be drawn over a screen from here."""

    def progress(self, one: Progress) -> None:
        self.happened.moved(one)
        if one.state != "going":
            self.say(f"{one.name}: {one.state}")

    def show(self, standing: Standing) -> None:
        before, self._standing = self._standing, standing
        self.happened.follow(standing)
        if (before.live, before.told) != (standing.live, standing.told) or before.paused is not standing.paused:
            names = {one.participant: called(one) for one in standing.technicians}
            self.say(
                "",
                *(
                    f"  {at}  {names.get(one.participant, '')} {live_of(one, standing)}"
                    for at, one in enumerate(standing.live, 1)
                ),
            )
            self.say(
                _("You can type: stop, pause, go, or back and a number.")
                if standing.live
                else _("Nothing is shared now.")
            )

    def present(self) -> bool:
        # The end of the input is a stop, so whoever types is there.
        return True


def _typed_path(typed: str) -> Path:
    return Path(typed).expanduser()


async def _play(invited: Invited, equipment: Equipment) -> int:
    answers = TerminalAnswers()
    try:
        address = invited.address or read_address(await answers.line(_("The address of the help desk"), _NEVER_S))
    except LinkError:
        answers.say(_("Type the address as the company gave it to you, for instance help.example."))
        return 1
    answers.say(_("You are joining the help desk at"), f"    {shown_address(address)}")
    code = invited.code or read_code(await answers.line(_("Your code, nine digits"), _NEVER_S))
    try:
        desk = Desk.at(address)
        seat = await _seat(answers, desk, code)
    except JoinRefusedError as refused:
        answers.say(*refusal(refused.code))
        return 1
    if seat is None:
        return 1
    return await _visit(answers, equipment, desk, seat)


async def _return(desk: Desk, left: Joined, equipment: Equipment) -> int:
    answers = TerminalAnswers()
    answers.say(_("You are joining the help desk at"), f"    {shown_address(desk.origin())}")
    try:
        seat = await back(desk, left)
    except JoinRefusedError as refused:
        answers.say(*refusal(refused.code))
        return 1
    return await _visit(answers, equipment, desk, seat)


async def _visit(answers: TerminalAnswers, equipment: Equipment, desk: Desk, seat: Joined) -> int:
    visit = answers.visit = Visit(desk, equipment.computer, answers)
    answers.say(_("Waiting for your technician"), _("You can type: stop, pause, go, or back and a number."))
    over = await visit.run(seat)
    answers.say("", _("The session has ended"), *(f"  {when}  {words}" for when, words in answers.happened.shown()))
    if lines := await visit.compared():
        answers.say("", _("What changed on this computer"), *(f"  {line}" for line in lines))
    answers.say(_("Nothing of this program keeps running. Nobody can get in again without a new code."))
    if page := await visit.receipt(over):
        answers.say(_("See the receipt"), f"    {page}")
    return 0


async def _seat(answers: TerminalAnswers, desk: Desk, code: str) -> Joined | None:
    if not code:
        answers.say(_("A code has nine digits. Look at it once more and type it again."))
        return None
    try:
        return await join(desk, code, "")
    except JoinRefusedError as refused:
        if refused.code != "terms":
            raise
    terms = await terms_of(desk)
    answers.say(_("One thing first: the terms"), f"    {terms.page}", f"    {terms.privacy}")
    ends = _("Without the terms there is no session. Nothing was shared.")
    if not await answers.agrees(_("I accept the terms of service."), _READING_S, after_no=ends):
        return None
    return await join(desk, code, terms.version)


def run(invited: Invited, *, language: str = "", come_back: bool = False) -> int:
    """Ask in this terminal, with ``come_back`` for the session that was left for a restart.

    Exit status 0 after a session, 1 where there was none.
    """
    speak(language or language_of_system())
    found = Returning().found() if come_back else None
    if come_back and found is None:
        print(*refusal("return"), sep="\n")  # noqa: T201  # this is the command's own output
        return 1
    try:
        equipment = equip(apart=False, language=spoken())
    except CaptureError as refused:
        print(f"{refusal('screen')[0]}: {refused}", file=sys.stderr)  # noqa: T201  # this is the command's own output
        return 1
    try:
        return asyncio.run(_play(invited, equipment) if found is None else _return(*found, equipment))
    except KeyboardInterrupt:
        return 1
    finally:
        equipment.close()
