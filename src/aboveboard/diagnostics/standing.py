"""The problems that stand: what a watch keeps between looks beside the history, so that one stays one until it ends."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from aboveboard.diagnostics.rule import SEVERITIES
from aboveboard.wire.computer import Amount, RuleId, Severity, Subject, ValueName

STANDING_BYTES: Final = 1_048_576
Moment = Annotated[float, Meta(ge=0, le=1e11)]


class Stood(msgspec.Struct, frozen=True):
    """One problem. ``since`` 0: nobody knows. ``seen``: the last look that told. Times in Unix seconds.

    ``levels``: each that stands, with the time since when its ``clear`` holds, 0 while it does not.
    """

    since: Moment
    seen: Moment
    levels: dict[Severity, Moment]
    values: dict[ValueName, Amount] = {}
    limits: dict[ValueName, Amount] = {}

    @property
    def severity(self) -> Severity:
        """The gravest level that stands."""
        return next(one for one in SEVERITIES if one in self.levels)


class Standing(msgspec.Struct, frozen=True):
    """All problems by rule and subject. ``judged``: when each rule was last judged by something that was read."""

    problems: dict[RuleId, dict[Subject, Stood]] = {}
    judged: dict[RuleId, Moment] = {}
    version: Literal[1] = 1

    def to_json(self) -> bytes:
        """All of it, which ``from_json`` takes."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, data: bytes) -> Standing:
        """What ``to_json`` wrote; anything else is empty, so that problems are found anew."""
        try:
            found = msgspec.json.decode(data, type=cls) if len(data) <= STANDING_BYTES else cls()
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError):
            return cls()
        return found if all(one.levels for kept in found.problems.values() for one in kept.values()) else cls()
