"""What this end knows of one technician."""

from __future__ import annotations

from dataclasses import dataclass

from aboveboard.companion.flow.standing import Stranger
from aboveboard.wire.handshake import Handshake
from aboveboard.wire.payloads import Peer


class NotAllowedError(Exception):
    """This end does not do that: nobody here said yes, or it is over. Nothing was sent."""


@dataclass
class Seat:
    """One technician's place in the session; ``admitted`` is this person's yes, not what the help desk says."""

    peer: Peer
    handshake: Handshake
    admitted: bool = False

    @property
    def verified(self) -> bool:
        """True once both ends' keys are bound into one phrase."""
        return self.handshake.phrase is not None and self.peer.card is not None

    @property
    def stranger(self) -> Stranger:
        """The technician as the person is shown them. Raises ``NotAllowedError`` while the keys are not verified."""
        if self.handshake.phrase is None or self.peer.card is None:
            raise NotAllowedError("This technician's keys are not verified yet.")
        return Stranger(self.peer.participant, self.peer.card, self.handshake.phrase)
