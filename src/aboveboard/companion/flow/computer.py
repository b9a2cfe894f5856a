"""What one computer can do, and so what it offers. What is ``None`` cannot be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.companion.host.screen import Screen
from aboveboard.wire.types import Scope


@dataclass(frozen=True, slots=True)
class Computer:
    """``screen`` is what may be shown."""

    screen: Screen

    @property
    def offers(self) -> tuple[Scope, ...]:
        """The scopes that a technician may ask for here."""
        return (Scope.VIEW, Scope.POINT)
