"""The only maker of ``Permitted``, which is the only thing that a relay forwards.

A frame's bytes are inside and come out through ``release`` alone, which asks again whether they may: a grant that was
taken back, a lease that ran out or a sender that is gone while the frame waited in a queue keeps them in.
"""

from aboveboard.wire.gates import GATES, Way
from aboveboard.wire.grants import Lease
from aboveboard.wire.header import HEADER_BYTES, Header
from aboveboard.wire.seats import Line
from aboveboard.wire.types import MEDIA_FROM, Flag, FrameType, Role

_BY_NUMBER = {int(kind): gate for kind, gate in GATES.items()}
_MAKER = object()
_KEY = int(Flag.KEY)
_NO_USE = frozenset({FrameType.CONTROL, FrameType.DIAGNOSE_WISH})
"""What the customer's end says of its own, and a wish that the person may say no to: neither uses the yes."""


class Permitted:
    """One frame for one receiver. Made by ``permit``; anybody else gets a TypeError."""

    __slots__ = ("_frame", "_lease", "_sender", "key", "kind", "media", "receiver", "size")

    def __init__(self, maker: object, frame: bytes, header: Header, sender: Line, receiver: Line, lease: Lease | None):
        if maker is not _MAKER:
            raise TypeError("only permit() makes a Permitted frame")
        self._frame = frame
        self._lease = lease
        self._sender = sender
        self.receiver = receiver
        self.kind = header.type
        self.media = header.type >= MEDIA_FROM
        self.key = header.flags & _KEY != 0
        self.size = len(frame)

    def live(self, now: int) -> bool:
        """Whether it may still pass at ``now``."""
        lease = self._lease
        sender = self._sender
        return sender.alive and sender.speaks and self.receiver.alive and (lease is None or lease.live(now))

    def release(self, now: int) -> bytes | None:
        """The frame to hand over at ``now``, counted as handed over; None if it may not pass any more."""
        if not self.live(now):
            return None
        if self._lease is not None and self.kind not in _NO_USE:
            self._lease.passed(self.size - HEADER_BYTES, now)
        return self._frame


def permit(
    frame: bytes, header: Header, sender: Line, receiver: Line, lease: Lease | None, now: int
) -> Permitted | None:
    """A frame of ``sender`` for ``receiver`` under ``lease``, or None if the gate table does not let it pass.

    A type with a scope needs a live lease of that scope, given by the customer's end of the two to the technician's.
    A type without one passes only if its way leads to another participant at all.
    """
    gate = _BY_NUMBER[header.type]
    if sender.role not in gate.senders or not (sender.alive and sender.speaks and receiver.alive):
        return None
    if gate.scope is None:
        if gate.way not in (Way.PEER, Way.CUSTOMER, Way.ASKER):
            return None
        lease = None
    else:
        customer, technician = (sender, receiver) if sender.role is Role.CUSTOMER else (receiver, sender)
        if (
            lease is None
            or lease.scope is not gate.scope
            or lease.to != technician.participant
            or lease.giver != customer.participant
            or not lease.live(now)
        ):
            return None
    return Permitted(_MAKER, frame, header, sender, receiver, lease)
