"""Tools and passwords are written down as they pass, and nothing is written of what does not pass."""

from __future__ import annotations

import pytest

from aboveboard.wire import records as rec
from aboveboard.wire import remote as r
from aboveboard.wire.payloads import to_text
from aboveboard.wire.types import FrameType, Scope
from tests.wire.board import Met

F = FrameType
RUN = "7" * 32
KINDS = (
    rec.ToolOffered,
    rec.ToolAnswered,
    rec.ToolEnded,
    rec.SecretAsked,
    rec.SecretAnswered,
    rec.SecretShown,
)


def written(met: Met) -> list[rec.Record]:
    return [record for record in met.shell.records if isinstance(record, KINDS)]


def test_a_tool_is_written_down_from_the_offer_to_the_undo() -> None:
    met = Met()
    met.grant(Scope.TOOL)
    offer = r.ToolOffer(run=RUN, tool="say-hello", version="1.0", size=9, sha256="a" * 64, reason="to help")
    met.shell.send(met.t, met.technician.make(F.TOOL_OFFER, offer))
    met.shell.send(
        met.c,
        met.customer.make(F.TOOL_ANSWER, r.ToolAnswer(run=RUN, yes=True, why="")),
        met.customer.make(F.TOOL_OUTPUT, r.ToolOutput(run=RUN, text="a canary")),
        met.customer.make(F.TOOL_DONE, r.ToolDone(run=RUN, ok=True, status=0, undone=False, why="")),
        met.customer.make(F.TOOL_DONE, r.ToolDone(run=RUN, ok=True, status=0, undone=True, why="")),
    )
    now = met.shell.now
    assert written(met) == [
        rec.ToolOffered(RUN, "say-hello", "1.0", "a" * 64, 2, now),
        rec.ToolAnswered(RUN, True, now),
        rec.ToolEnded(RUN, True, 0, False, now),
        rec.ToolEnded(RUN, True, 0, True, now),
    ]
    assert "canary" not in repr(met.shell.records)


def test_a_password_is_written_down_as_given_and_shown_and_its_seal_is_not() -> None:
    met = Met()
    met.grant(Scope.PASSWORD)
    met.shell.send(met.t, met.technician.make(F.SECRET_WISH, r.SecretWish(secret=RUN, reason="to help")))
    sealed = to_text(b"sealed canary")
    secret = r.Secret(secret=RUN, to=2, ephemeral=to_text(bytes(32)), sealed=sealed)
    met.shell.send(met.c, met.customer.make(F.SECRET, secret))
    met.shell.send(met.t, met.technician.make(F.SECRET_SEEN, r.SecretSeen(secret=RUN)))
    now = met.shell.now
    assert written(met) == [
        rec.SecretAsked(RUN, 2, now),
        rec.SecretAnswered(RUN, 2, True, now),
        rec.SecretShown(RUN, 2, now),
    ]
    assert sealed not in repr(met.shell.records)


@pytest.mark.parametrize("granted", [None, Scope.VIEW, Scope.PASSWORD])
def test_what_does_not_pass_is_not_written_down(granted: Scope | None) -> None:
    met = Met()
    if granted is not None:
        met.grant(granted)
    offer = r.ToolOffer(run=RUN, tool="say-hello", version="1.0", size=9, sha256="a" * 64, reason="to help")
    met.shell.send(met.t, met.technician.make(F.TOOL_OFFER, offer))
    met.shell.send(met.c, met.customer.make(F.TOOL_ANSWER, r.ToolAnswer(run=RUN, yes=True, why="")))
    assert written(met) == []
    assert not [frame for _, frame in met.shell.forwarded if frame[1] in (F.TOOL_OFFER, F.TOOL_ANSWER)]
