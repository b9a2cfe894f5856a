"""The state of this computer: shown to the person first, then sent without what they struck out, then followed.

Nothing leaves between the yes to the scope and the yes to the preview. A no to the first preview takes the yes to the
scope back: it was for nothing else. Whoever gets the yes later has a preview of their own, and until it is agreed to
nobody gets anything: what is sent goes to everybody who has the yes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from msgspec import structs

from aboveboard.companion.flow.answers import Answers
from aboveboard.companion.flow.computer import Computer
from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.companion.flow.marks import key_of
from aboveboard.companion.flow.seats import NotAllowedError
from aboveboard.companion.flow.sharing import LEFT_OUT_AT_FIRST, Agreement, Preview, agree, essence
from aboveboard.companion.flow.standing import Stranger
from aboveboard.companion.host.checkup import Checkup, CheckupError, Found
from aboveboard.diagnostics.report import marked
from aboveboard.wire.computer import passed_on
from aboveboard.wire.payloads import Payload
from aboveboard.wire.remote import DiagnoseWish
from aboveboard.wire.types import FrameType, Scope

VALUES_EVERY_S: Final = 2.0
LOOK_EVERY_S: Final = 10.0
"""How often it is looked whether the findings changed, and so the least time between two reports."""
FIGURES_EVERY_S: Final = 60.0
"""After this time a report goes as well when only its figures changed."""
WISHES_MOST: Final = 10
"""Previews that one technician may have shown in one connection: nobody is worn out until they give in."""


class Diagnosing:
    """The service of the scope ``diagnostics``."""

    scope: Final = Scope.DIAGNOSTICS

    def __init__(self, end: CustomerEnd, computer: Computer, answers: Answers, flush: Callable[[], None]) -> None:
        self._end = end
        self._checkup: Checkup | None = computer.checkup
        self._known = computer.known
        self._number = ""
        # The same after the connection was lost and came back, and nowhere else.
        self._marks = key_of(end.session)
        self._answers = answers
        self._flush = flush
        self._agreed: Agreement | None = None
        self._waiting: Found | None = None
        """What the person agreed to, until it has left."""
        self._asking: asyncio.Task[None] | None = None
        self._asked_for = 0
        self._previews: dict[int, int] = {}
        self._struck = LEFT_OUT_AT_FIRST
        self._looked_at = float("-inf")
        self._sent_at = float("-inf")
        self._wake = asyncio.Event()
        self._closed = False

    # --- the technician, the person, the end ------------------------------------------------------------------------

    def take(self, kind: FrameType, participant: int, payload: Payload | bytes) -> None:  # noqa: ARG002  # as every service
        """A technician's frame: a wish for a fresh look, and so for another preview."""
        if isinstance(payload, DiagnoseWish) and not self._end.paused:
            self._ask(participant, payload.reason)

    def changed(self) -> None:
        """Whose permission is gone gets nothing and is asked about no more; who has a new one is asked about."""
        holders = self._given()
        if self._asking is not None and self._asked_for not in holders:
            self._asking.cancel()
            self._asking = None
        if self._agreed is not None:
            self._agreed.who &= holders
            if not self._agreed.who:
                self._agreed = self._waiting = None
        self._show_told()
        if not self._end.paused:
            new = self._end.holders(Scope.DIAGNOSTICS) - (self._agreed.who if self._agreed is not None else set())
            if new:
                self._ask(min(new), "")
        self._wake.set()

    def _show_told(self) -> None:
        """The person sees who gets facts of this computer, and who may only after a yes to the list."""
        told = tuple(sorted(self._agreed.who)) if self._agreed is not None else ()
        if self._end.standing.told != told:
            self._end.standing = replace(self._end.standing, told=told)
            self._answers.show(self._end.show_standing())

    def stop(self, identifier: str) -> None:
        """Nothing here has an identifier: the person takes the yes back instead."""

    def close(self) -> None:
        """Nothing is asked, followed or known any more."""
        self._closed = True
        if self._asking is not None:
            self._asking.cancel()
        self._asking = self._agreed = self._waiting = None
        self._wake.set()

    async def run(self) -> None:
        """Follow what was agreed to."""
        await asyncio.gather(self._values(), self._reports())

    # --- the preview ------------------------------------------------------------------------------------------------

    def _ask(self, participant: int, reason: str) -> None:
        if self._closed or self._checkup is None or self._asking is not None:
            return
        if participant not in self._end.holders(Scope.DIAGNOSTICS):
            return
        count = self._previews[participant] = self._previews.get(participant, 0) + 1
        if count > WISHES_MOST:
            if self._agreed is None or participant not in self._agreed.who:
                self._take_back(participant)
            return
        self._asked_for = participant
        work = self._preview(self._checkup, self._end.seats[participant].stranger, reason)
        self._asking = asyncio.get_running_loop().create_task(work)
        self._asking.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        if task is self._asking:
            self._asking = None
        if not task.cancelled() and task.exception() is not None:
            # It ended this question alone: it is no reason to end the session.
            self._answers.tell("unread", "")
            self._take_back(self._asked_for)
        if not self._closed:
            self.changed()

    async def _preview(self, checkup: Checkup, technician: Stranger, reason: str) -> None:
        to = technician.participant
        try:
            found = await asyncio.to_thread(checkup.look, fresh=True)
            live = await asyncio.to_thread(checkup.live)
        except CheckupError as error:
            self._answers.tell("note", str(error))
            self._answers.tell("unread", "")
            self._take_back(to)
            return
        found = self._for_this_desk(found)
        lines = tuple(checkup.lines(found.report, live))
        preview = Preview(found.report, tuple(live), lines, self._struck)
        answer = await self._answers.share_computer(technician, reason, preview)
        if not self._allowed(technician):
            return
        before = self._agreed
        if answer is None:
            if before is None or to not in before.who:
                self._take_back(to)
            return
        self._struck = answer | (self._struck - {line.key for line in lines})
        self._agreed = agree(preview, answer, {to}, before)
        self._waiting, self._looked_at = found, float("-inf")
        self._show_told()
        self._keep_number("recognise" not in answer)
        self._wake.set()

    def _for_this_desk(self, found: Found) -> Found:
        """With the number by which this desk knows this computer again: one that was never given begins struck out.

        And with marks of this session alone, by which no desk knows it again.
        """
        if self._known is not None and not self._number:
            self._number, given = self._known.number(self._end.desk)
            self._struck -= {"recognise"} if given else set()
        findings = tuple(marked(one, self._marks) for one in found.report.findings)
        report = structs.replace(found.report, findings=findings, recognise=passed_on(self._number))
        return replace(found, report=report, sound=tuple(marked(one, self._marks) for one in found.sound))

    def _keep_number(self, wanted: bool) -> None:
        if self._known is None:
            return
        with suppress(OSError):  # then the computer is not known again, which harms nobody
            if wanted:
                self._known.keep_number(self._end.desk, self._number)
            else:
                self._known.forget_number(self._end.desk)

    def _take_back(self, participant: int) -> None:
        for one in self._end.permissions():
            if one.scope is Scope.DIAGNOSTICS and one.to == participant:
                self._end.revoke(one.identifier)
        self._flush()

    def _allowed(self, technician: Stranger) -> bool:
        """Whether the yes to the scope still stands for the one whose phrase was compared."""
        seat = self._end.seats.get(technician.participant)
        there = seat is not None and seat.verified and seat.stranger == technician
        return there and not self._closed and technician.participant in self._end.holders(Scope.DIAGNOSTICS)

    # --- what leaves ------------------------------------------------------------------------------------------------

    def _given(self) -> set[int]:
        """Who has the yes, also where the help desk has not recorded it yet: what is sent now may reach them."""
        return {one.to for one in self._end.permissions() if one.scope is Scope.DIAGNOSTICS}

    def _open(self) -> Agreement | None:
        """What was agreed to, if something may leave at this moment."""
        agreed = self._agreed
        if agreed is None or self._closed or self._end.paused or not self._end.may(Scope.DIAGNOSTICS):
            return None
        return agreed if self._given() <= agreed.who else None

    async def _values(self) -> None:
        while self._checkup is not None:
            agreed = self._open()
            if agreed is not None and agreed.sent is not None and agreed.live:
                try:
                    numbers = await asyncio.to_thread(self._checkup.live)
                except CheckupError:
                    numbers = {}
                if self._open() is agreed and (values := agreed.values(numbers)).values:
                    self._send(FrameType.VALUES, values)
            await asyncio.sleep(VALUES_EVERY_S)

    async def _reports(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._checkup is not None:
            self._wake.clear()
            if (agreed := self._open()) is not None and clock() - self._looked_at >= LOOK_EVERY_S:
                self._looked_at = clock()
                found, self._waiting = self._waiting, None
                try:
                    found = found or self._for_this_desk(await asyncio.to_thread(self._checkup.look))
                except CheckupError:
                    found = None  # what cannot be looked at now has not changed, as far as anybody knows
                if found is not None:
                    self._report(agreed, found, clock())
            try:
                async with asyncio.timeout(None if self._agreed is None else LOOK_EVERY_S):
                    await self._wake.wait()
            except TimeoutError:
                pass  # time for another look

    def _report(self, agreed: Agreement, found: Found, now: float) -> None:
        if self._open() is not agreed:
            if self._agreed is agreed and agreed.sent is None:
                self._waiting = found
            return
        try:
            report = agreed.report(found)
        except ValueError as error:
            self._agreed = None
            self._show_told()
            self._answers.tell("note", str(error))
            for participant in agreed.who:
                self._take_back(participant)
            return
        if agreed.sent is not None:
            alike = essence(report) == essence(agreed.sent)
            if alike and now - self._sent_at < FIGURES_EVERY_S:
                return
        if self._send(FrameType.COMPUTER, report):
            if agreed.sent is None:
                for participant in sorted(agreed.who):
                    self._answers.tell("computer", self._end.seats[participant].stranger.card.name)
            agreed.remember(report)
            self._sent_at = now

    def _send(self, kind: FrameType, payload: Payload) -> bool:
        try:
            self._end.send(kind, payload)
        except NotAllowedError:
            return False
        self._flush()
        return True
