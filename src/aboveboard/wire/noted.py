"""Media frames that are written down: that they passed, not what was in them beyond what is named here.

The session machine asks ``noted`` for each frame that it forwards. A type without a row leaves no record but its count.
"""

from collections.abc import Callable
from typing import cast

from aboveboard.wire.computer import ComputerReport
from aboveboard.wire.payloads import Payload
from aboveboard.wire.records import (
    ComputerShared,
    FileAnswered,
    FileAsked,
    FileEnded,
    Record,
    SecretAnswered,
    SecretAsked,
    SecretShown,
    ToolAnswered,
    ToolEnded,
    ToolOffered,
)
from aboveboard.wire.remote import (
    FileAnswer,
    FileDone,
    FileOffer,
    FileWish,
    Secret,
    SecretSeen,
    SecretWish,
    ToolAnswer,
    ToolDone,
    ToolOffer,
)
from aboveboard.wire.types import FrameType

Make = Callable[[Payload, int, int], Record]


def _tool_offered(payload: Payload, participant: int, now: int) -> Record:
    offer = cast(ToolOffer, payload)
    return ToolOffered(offer.run, offer.tool, offer.version, offer.sha256, participant, now)


def _tool_answered(payload: Payload, participant: int, now: int) -> Record:  # noqa: ARG001  # one shape for all
    answer = cast(ToolAnswer, payload)
    return ToolAnswered(answer.run, answer.yes, now)


def _tool_ended(payload: Payload, participant: int, now: int) -> Record:  # noqa: ARG001  # one shape for all
    done = cast(ToolDone, payload)
    return ToolEnded(done.run, done.ok, done.status, done.undone, now)


def _file_offered(payload: Payload, participant: int, now: int) -> Record:
    offer = cast(FileOffer, payload)
    return FileAsked(offer.transfer, False, offer.name, "", offer.size, offer.reason, participant, now)


def _file_wished(payload: Payload, participant: int, now: int) -> Record:
    wish = cast(FileWish, payload)
    return FileAsked(wish.transfer, True, "", wish.what, 0, wish.reason, participant, now)


def _file_answered(payload: Payload, participant: int, now: int) -> Record:  # noqa: ARG001  # one shape for all
    answer = cast(FileAnswer, payload)
    return FileAnswered(answer.transfer, answer.yes, answer.name, answer.size, now)


def _file_ended(payload: Payload, participant: int, now: int) -> Record:  # noqa: ARG001  # one shape for all
    done = cast(FileDone, payload)
    return FileEnded(done.transfer, done.ok, done.sha256, now)


def _secret_asked(payload: Payload, participant: int, now: int) -> Record:
    return SecretAsked(cast(SecretWish, payload).secret, participant, now)


def _secret_answered(payload: Payload, participant: int, now: int) -> Record:  # noqa: ARG001  # one shape for all
    secret = cast(Secret, payload)
    return SecretAnswered(secret.secret, secret.to, secret.sealed != "", now)


def _secret_shown(payload: Payload, participant: int, now: int) -> Record:
    return SecretShown(cast(SecretSeen, payload).secret, participant, now)


def _computer_shared(payload: Payload, participant: int, now: int) -> Record:  # noqa: ARG001  # one shape for all
    return ComputerShared(cast(ComputerReport, payload), now)


_NOTED: dict[int, Make] = {
    FrameType.FILE_OFFER: _file_offered,
    FrameType.FILE_WISH: _file_wished,
    FrameType.FILE_ANSWER: _file_answered,
    FrameType.FILE_DONE: _file_ended,
    FrameType.TOOL_OFFER: _tool_offered,
    FrameType.TOOL_ANSWER: _tool_answered,
    FrameType.TOOL_DONE: _tool_ended,
    FrameType.SECRET_WISH: _secret_asked,
    FrameType.SECRET: _secret_answered,
    FrameType.SECRET_SEEN: _secret_shown,
    FrameType.COMPUTER: _computer_shared,
}


BEGINNINGS = frozenset({FrameType.FILE_OFFER, FrameType.FILE_WISH, FrameType.TOOL_OFFER, FrameType.SECRET_WISH})
"""Types whose frames begin a record of their own: a session may hold ``ITEMS_EVER`` of them."""


def noted(kind: int, payload: object, participant: int, now: int) -> Record | None:
    """What is written down about a frame of ``participant`` that passed, or None."""
    make = _NOTED.get(kind)
    return make(payload, participant, now) if make is not None and isinstance(payload, Payload) else None
