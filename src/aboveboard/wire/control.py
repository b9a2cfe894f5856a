"""What the machine does with each control frame: one function a type, called when table and gates have let it in."""

from collections.abc import Callable
from typing import NamedTuple, cast

from msgspec import Struct

from aboveboard.wire import limits
from aboveboard.wire.board import Board
from aboveboard.wire.closes import CloseCode, ProtocolError
from aboveboard.wire.grants import Lease
from aboveboard.wire.header import Header
from aboveboard.wire.outcomes import Outcome
from aboveboard.wire.pairs import Pair, signer
from aboveboard.wire.payloads import Admit, Ask, Commit, Deny, End, Give, Pause, Reveal, Revoke, Shown, Tally
from aboveboard.wire.records import Admission, Asked, Denied, Granted, Paused, StepShown, Tallied, Why
from aboveboard.wire.seats import Line, Seat
from aboveboard.wire.types import FrameType, Role


class Received(NamedTuple):
    """One control frame that table and gates let in, with its decoded payload."""

    line: Line
    header: Header
    frame: bytes
    payload: Struct
    now: int


Handler = Callable[[Board, Received], list[Outcome]]


def _technician(board: Board, participant: int) -> Seat:
    seat = board.seats.get(participant)
    if seat is None or seat.role is not Role.TECHNICIAN:
        raise ProtocolError(CloseCode.MISDIRECTED, "no technician has that number")
    return seat


def _pair(board: Board, line: Line, to: int) -> tuple[Pair, Seat]:
    """The pair of ``line`` and ``to``, and the technician's seat of it."""
    other = board.seats.get(to)
    if other is None or other.role is line.role:
        raise ProtocolError(CloseCode.MISDIRECTED, "no handshake with that participant")
    technician = other if line.role is Role.CUSTOMER else board.seats[line.participant]
    return board.pairs.setdefault(technician.participant, Pair()), technician


def _commit(board: Board, got: Received) -> list[Outcome]:
    commit = cast(Commit, got.payload)
    pair, technician = _pair(board, got.line, commit.to)
    if got.line.role is Role.TECHNICIAN and not pair.may_begin(got.now):
        return board.drop(got.line, got.header, "too_many", got.now)
    out: list[Outcome] = []
    if pair.commit(got.line.role, commit):
        undone = board.unadmit(technician, Why.KEYS, got.now)
        if undone:
            out = [*undone, *board.tell_grants(got.now), *board.settle(got.now)]
    return out + board.forward(got.line, got.header, got.frame, commit.to, got.now)


def _reveal(board: Board, got: Received) -> list[Outcome]:
    reveal = cast(Reveal, got.payload)
    pair, _ = _pair(board, got.line, reveal.to)
    if not pair.reveal(got.line.role, reveal):
        return board.drop(got.line, got.header, "keys", got.now)
    if got.line.role is Role.CUSTOMER and reveal.signing not in board.signing:
        board.signing = [*board.signing[-limits.PARTICIPANTS :], reveal.signing]
    return board.forward(got.line, got.header, got.frame, reveal.to, got.now)


def _shown(board: Board, got: Received) -> list[Outcome]:
    step = cast(Shown, got.payload).step
    if step in board.steps:
        return []
    board.steps.add(step)
    return [StepShown(step, got.now), *board.settle(got.now)]


def _admit(board: Board, got: Received) -> list[Outcome]:
    admit = cast(Admit, got.payload)
    seat = _technician(board, admit.participant)
    said = Admission(admit.participant, admit.yes, "", got.now)
    if not admit.yes:
        ended = board.unadmit(seat, Why.WITHDRAWN, got.now)
        return [said, *ended, *board.tell_grants(got.now), *board.settle(got.now)]
    pair = board.pairs.get(admit.participant)
    if pair is None or not pair.complete:
        return board.drop(got.line, got.header, "keys", got.now)
    if not seat.there:
        return board.drop(got.line, got.header, "absent", got.now)
    if seat.admitted:
        return []
    seat.admitted, seat.since_us = True, got.now
    return [said, *board.settle(got.now)]


def _ask(board: Board, got: Received) -> list[Outcome]:
    ask = cast(Ask, got.payload)
    if not board.seats[got.line.participant].admitted:
        return board.drop(got.line, got.header, "admit", got.now)
    if ask.scope not in board.scopes:
        return board.drop(got.line, got.header, "notice", got.now)
    if ask.ask in board.asks:
        return board.drop(got.line, got.header, "duplicate", got.now)
    if sum(1 for who, _ in board.asks.values() if who == got.line.participant) >= limits.ASKS_OPEN:
        return board.drop(got.line, got.header, "too_many", got.now)
    customer = board.customer
    assert customer is not None
    board.asks[ask.ask] = (got.line.participant, ask.scope)
    asked = Asked(ask.ask, ask.scope, got.line.participant, ask.reason, got.now)
    return [asked, *board.forward(got.line, got.header, got.frame, customer.participant, got.now)]


def _deny(board: Board, got: Received) -> list[Outcome]:
    ask = cast(Deny, got.payload).ask
    about = board.asks.pop(ask, None)
    if about is None:
        return board.drop(got.line, got.header, "unknown", got.now)
    participant, scope = about
    return [
        Denied(ask, scope, participant, got.now),
        *board.forward(got.line, got.header, got.frame, participant, got.now),
    ]


def _grant(board: Board, got: Received) -> list[Outcome]:
    give = cast(Give, got.payload)
    seat = _technician(board, give.to)
    if not seat.admitted:
        return board.drop(got.line, got.header, "admit", got.now)
    if give.scope not in board.scopes:
        return board.drop(got.line, got.header, "notice", got.now)
    if seat.line is None:
        return board.drop(got.line, got.header, "absent", got.now)
    if give.grant in board.leases.ever or board.leases.find(give.scope, give.to):
        return board.drop(got.line, got.header, "duplicate", got.now)
    if len(board.leases.ever) >= limits.GRANTS_EVER:
        return board.drop(got.line, got.header, "too_many", got.now)
    record = Granted(give.grant, give.scope, give.to, min(give.lease_ms, board.lease_ms), got.now)
    board.leases.add(Lease(record, got.line.participant, got.header))
    board.asks = {ask: about for ask, about in board.asks.items() if about != (give.to, give.scope)}
    return [record]


def _renew(board: Board, got: Received) -> list[Outcome]:
    board.leases.renew(got.now)
    return board.tell_grants(got.now)


def _revoke(board: Board, got: Received) -> list[Outcome]:
    lease = board.leases.get(cast(Revoke, got.payload).grant)
    if lease is None:
        return board.drop(got.line, got.header, "unknown", got.now)
    ended = board.over(lease, Why.REVOKED, got.now)
    return [*board.tell_grants(got.now), ended]


def _pause(board: Board, got: Received) -> list[Outcome]:
    paused = cast(Pause, got.payload).paused
    if paused is board.paused:
        return []
    if paused and board.pauses >= limits.PAUSES_EVER:
        return board.drop(got.line, got.header, "too_many", got.now)
    board.paused = paused
    board.pauses += paused
    # Who has no picture hears of it by this alone.
    return [Paused(paused, got.now), *board.tell_peers(got.now)]


def _end(board: Board, got: Received) -> list[Outcome]:
    anybody = any(seat.admitted for seat in board.seats.values())
    if got.line.role is Role.TECHNICIAN and anybody and not board.seats[got.line.participant].admitted:
        return board.drop(got.line, got.header, "admit", got.now)
    return board.end(got.line.role, cast(End, got.payload).reason, got.now)


def _tally(board: Board, got: Received) -> list[Outcome]:
    tally = cast(Tally, got.payload)
    key = signer(board.id, tally, board.signing)
    mine = {str(kind): count for kind, count in sorted(got.line.media.items())}
    theirs = (tally.counts, tally.bytes, tally.last)
    record = Tallied(
        counts=tally.counts,
        bytes=tally.bytes,
        last=tally.last,
        signature=tally.signature,
        signing=key or "",
        verified=key is not None,
        agrees=theirs == (mine, got.line.media_bytes, got.line.media_last),
        relay_counts=mine,
        relay_bytes=got.line.media_bytes,
        relay_last=got.line.media_last,
        at_us=got.now,
        since_us=got.line.since,
    )
    return [record] if key is not None else [record, *board.drop(got.line, got.header, "signature", got.now)]


CONTROL: dict[int, Handler] = {
    FrameType.COMMIT: _commit,
    FrameType.REVEAL: _reveal,
    FrameType.SHOWN: _shown,
    FrameType.ADMIT: _admit,
    FrameType.ASK: _ask,
    FrameType.DENY: _deny,
    FrameType.GRANT: _grant,
    FrameType.RENEW: _renew,
    FrameType.REVOKE: _revoke,
    FrameType.PAUSE: _pause,
    FrameType.END: _end,
    FrameType.TALLY: _tally,
}
