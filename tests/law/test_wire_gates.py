"""A frame type without a gate does not exist."""

from aboveboard.wire.gates import GATES
from aboveboard.wire.types import FrameType


def test_every_frame_type_has_a_gate_and_every_gate_a_type() -> None:
    assert set(GATES) == set(FrameType), "add the missing row to wire/gates.py: who may send it, when, how large"


def test_every_gate_has_bounds() -> None:
    for frame_type, gate in GATES.items():
        assert gate.senders, f"{frame_type.name}: name who may send it"
        assert 0 < gate.max_bytes <= 4 * 1024 * 1024, f"{frame_type.name}: bound its payload"
        assert 0 < gate.per_second <= 1000, f"{frame_type.name}: bound its rate"


def test_media_needs_a_scope() -> None:
    open_media = [frame.name for frame, gate in GATES.items() if frame >= 0x20 and gate.scope is None]
    assert not open_media, f"give {open_media} a scope, so that they pass under a grant alone"
