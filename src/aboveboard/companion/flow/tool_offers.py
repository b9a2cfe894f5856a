"""One tool on its way to this computer, and whether it may be asked about at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from aboveboard.companion.flow.answers import Rights, ToolToRun
from aboveboard.companion.flow.toolkit import Toolkit
from aboveboard.wire.remedy import Remedy, RemedyError, fingerprint, parse
from aboveboard.wire.remote import ToolOffer

STALLS_S: Final = 30.0
"""Seconds without a part after which an offer is dropped: nobody keeps our memory for nothing."""
_TELL_EACH: Final = 200 * 1024


class RefusedError(Exception):
    """It is not run, and the person is not even asked. ``code`` is for the technician, ``text`` for the person.

    ``kind`` is that of ``Answers.tell``: refused where somebody tried what no honest end does, else note.
    """

    def __init__(self, code: str, text: str, kind: str = "refused") -> None:
        super().__init__(text)
        self.code, self.text, self.kind = code, text, kind


class Coming:
    """The package of one offer, part by part, without a gap and never more than was announced."""

    def __init__(self, offer: ToolOffer) -> None:
        self.offer = offer
        self._data = bytearray()
        self._told = 0
        self._moved = asyncio.Event()

    def add(self, offset: int, data: bytes) -> bool:
        """Take the next part. False for one that does not belong there."""
        if offset != len(self._data) or offset + len(data) > self.offer.size:
            return False
        self._data += data
        self._moved.set()
        return True

    def due(self) -> int | None:
        """How much has come, when it is time to say so."""
        came = len(self._data)
        if came - self._told < _TELL_EACH and came < self.offer.size:
            return None
        self._told = came
        return came

    async def whole(self) -> bytes:
        """All of it. Raises RefusedError when nothing comes any more."""
        while len(self._data) < self.offer.size:
            self._moved.clear()
            try:
                async with asyncio.timeout(STALLS_S):
                    await self._moved.wait()
            except TimeoutError:
                raise RefusedError("late", "A tool was offered that never came.", "note") from None
        package, self._data = bytes(self._data), bytearray()
        return package


def rights_of(*, needs: bool, has: bool) -> Rights:
    """With which rights a tool runs that ``needs`` those of an administrator, in a program that ``has`` them."""
    if has:
        return "had" if needs else "given"
    return "asked" if needs else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A package that holds, and what the person is asked about it."""

    remedy: Remedy
    question: ToolToRun

    @classmethod
    def of(cls, kit: Toolkit, desk: str, remedy: Remedy, reason: str) -> Shown:
        """In the person's language."""
        said, language = remedy.description, kit.language
        question = ToolToRun(
            name=said.name.say(language),
            description=said.about.say(language),
            touches=said.touches.say(language),
            undo=said.undo.how.say(language),
            rights=rights_of(needs=said.administrator, has=kit.programs.is_administrator()),
            signer=fingerprint(remedy.signer),
            known=kit.keys.trust(desk, remedy.signer).known,
            reason=reason,
        )
        return cls(remedy, question)


def verify(kit: Toolkit, desk: str, offer: ToolOffer, package: bytes) -> Shown:
    """What to ask the person. Raises RefusedError; it takes a while for a large package, so call it in a thread."""
    if sha256(package).hexdigest() != offer.sha256:
        raise RefusedError("changed", "A tool was offered, and another one came. It was not run.")
    try:
        remedy = parse(package)
    except RemedyError as error:
        raise RefusedError(
            "unsigned", f"A tool was offered that is not what it must be. It was not run. {error}"
        ) from None
    said = remedy.description
    if (said.key, said.version) != (offer.tool, offer.version):
        raise RefusedError("changed", "A tool was offered under the name of another. It was not run.")
    trust = kit.keys.trust(desk, remedy.signer)
    if trust.refused:
        raise RefusedError("signer", f"The tool “{said.name.say(kit.language)}” was not run. {trust.refused}")
    if kit.programs.system not in said.systems:
        raise RefusedError("system", "A tool was offered that is not made for this system.", "note")
    unable = kit.programs.unable(said.interpreter, said.administrator)
    if unable:
        raise RefusedError("unable", unable, "note")
    return Shown.of(kit, desk, remedy, offer.reason)
