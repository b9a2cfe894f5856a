"""A pause holds at this computer whatever the help desk does, and the help desk is told of it once."""

from __future__ import annotations

import pytest
from msgspec import structs

from aboveboard.companion.flow.end import CustomerEnd
from aboveboard.wire import payloads as p
from aboveboard.wire.closes import ProtocolError
from aboveboard.wire.codec import decode, read_header
from aboveboard.wire.types import FrameType, Phase
from tests.companion.hostile import SESSION, Wire, peer
from tests.companion.test_hostile_end import OTHER, TECHNICIAN, Hand, Scene

F = FrameType


def said(scene: Scene) -> list[bool]:
    return [one.paused for _, one in scene.drain() if isinstance(one, p.Pause)]


def test_each_pause_is_told_once_and_so_is_going_on() -> None:
    scene = Scene().begin()
    for press in (scene.end.resume, scene.end.pause, scene.end.pause, scene.end.resume, scene.end.resume):
        press()
    assert said(scene) == [True, False]


def test_a_pause_before_the_welcome_is_told_after_it() -> None:
    scene = Scene()
    scene.end.hello()
    scene.end.pause()
    assert said(scene) == []
    scene.take(Wire().welcome())
    assert said(scene) == [True]


def test_after_the_end_nothing_is_told() -> None:
    scene = Scene().begin()
    scene.end.end("enough")
    scene.end.pause()
    assert said(scene) == []


def test_since_when_it_is_said_as_the_help_desk_says_it_to_both_ends() -> None:
    """Two clocks, or two ideas of where it begins, would show two times for one session."""
    wire = Wire()
    end = CustomerEnd("t" * 20, SESSION.hex, Hand(), ("avc1.42E01F",))
    end.hello()
    end.receive(wire.welcome())
    end.receive(wire.keys(wire.handshake.begin()))
    while (frame := end.take()) is not None:
        payload = decode(header := read_header(frame), frame)
        if header.type in (F.COMMIT, F.REVEAL):
            assert isinstance(payload, p.Commit | p.Reveal)
            for answer in wire.handshake.receive(payload):
                end.receive(wire.keys(answer))
    assert end.show_standing().since_us == 0
    end.admit(TECHNICIAN, yes=True)
    assert end.show_standing().since_us == 0, "the help desk has not said it yet"
    peers = [structs.replace(peer(), admitted=True, since_us=77)]
    end.receive(wire.relay(F.PEERS, p.Peers(phase=Phase.OPEN, peers=peers)))
    assert end.show_standing().since_us == 77


@pytest.mark.parametrize("sender", [0, TECHNICIAN, OTHER])
@pytest.mark.parametrize("paused", [True, False])
def test_nobody_else_pauses_this_end_or_lets_it_go_on(sender: int, paused: bool) -> None:
    wire = Wire()
    end = CustomerEnd("t" * 20, SESSION.hex, Hand(), ("avc1.42E01F",))
    end.hello()
    end.receive(wire.welcome())
    if not paused:
        end.pause()
    frame = {0: wire.relay, TECHNICIAN: wire.technician, OTHER: wire.second}[sender](F.PAUSE, p.Pause(paused=paused))
    with pytest.raises(ProtocolError):
        end.receive(frame)
    assert end.over
    assert end.paused is not paused
