"""What one computer can do, and so what it offers. What is ``None`` cannot be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aboveboard.companion.flow.toolkit import Toolkit
from aboveboard.companion.host.canvas import Canvas
from aboveboard.companion.host.checkup import Checkup
from aboveboard.companion.host.clipboard import Clipboard
from aboveboard.companion.host.input import Input
from aboveboard.companion.host.known_desks import KnownDesks
from aboveboard.companion.host.real import RealInput
from aboveboard.wire.types import Scope

NEEDS_A_PERSON: Final = (Scope.FILES, Scope.TOOL, Scope.PASSWORD, Scope.DIAGNOSTICS)
"""Scopes that need nothing of the system, but somebody who is asked each time."""


@dataclass(frozen=True, slots=True)
class Computer:
    """``canvas`` is what may be shown. ``input`` obeys from afar, and only beside ``real``, so that the person wins.

    ``asks``: those of ``NEEDS_A_PERSON`` that whoever stands before the person can ask about. A tool needs ``tools``,
    diagnostics need ``checkup``. ``known`` keeps the number by which a desk knows this computer again, if it may.
    """

    canvas: Canvas
    input: Input | None = None
    real: RealInput | None = None
    clipboard: Clipboard | None = None
    asks: tuple[Scope, ...] = ()
    tools: Toolkit | None = None
    checkup: Checkup | None = None
    known: KnownDesks | None = None

    @property
    def offers(self) -> tuple[Scope, ...]:
        """The scopes that a technician may ask for here."""
        control = (Scope.CONTROL,) if self.input is not None and self.real is not None else ()
        clipboard = (Scope.CLIPBOARD,) if self.clipboard is not None else ()
        lacking = {Scope.TOOL: self.tools is None, Scope.DIAGNOSTICS: self.checkup is None}
        asks = [scope for scope in self.asks if not lacking.get(scope)]
        return (Scope.VIEW, Scope.POINT, *control, *clipboard, *asks)
