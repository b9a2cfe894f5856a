"""When the system was started and whether it had been shut down before, by the record that logins are kept in."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import decimal, text_or

_WTMP: Final = ("/var/log/wtmp.1", "/var/log/wtmp")
_BYTES: Final = 4 << 20
_RUN_LEVEL, _BOOT, _LAST_KIND = 1, 2, 9
_DAY: Final = 86_400
_EARLIEST: Final = 315_532_800
_LAYOUTS: Final = (("<h2xi32s4s32s256shhiii16x20x", 384), ("<h2xi32s4s32s256shhqqq16x20x4x", 400))
"""struct utmp with 32-bit times (x86, and 64-bit kin that keep to it), and with 64-bit ones (ARM of 64 bits)."""


def unclean(machine: Machine, within: float) -> int | None:
    """How often in so many seconds the system was started without having been shut down.

    ``None``: no record, or one that is no longer kept, as it lacks the start of today. The first start of the record is
    not counted: what was before it is not known.
    """
    records = list(_records(machine))
    newest = max((at for kind, at in records if kind == "boot"), default=None)
    if newest is None or newest < _began(machine) - _DAY:
        return None
    many, running = 0, False
    for kind, at in records:
        if kind == "shutdown":
            running = False
            continue
        if running and 0 <= machine.now() - at < within:
            many += 1
        running = True
    return many


def _began(machine: Machine) -> float:
    """When the system was started; 0 where that is not told."""
    up = decimal(text_or(machine, "/proc/uptime").partition(" ")[0])
    return machine.now() - up if up is not None else 0.0


def _records(machine: Machine) -> Iterator[tuple[str, float]]:
    """("boot" or "shutdown", when), in the order in which they were written."""
    for path in _WTMP:
        try:
            data = machine.end(path, _BYTES // 9600 * 9600)
        except OSError:
            continue
        yield from parsed(data)


def parsed(data: bytes) -> Iterator[tuple[str, float]]:
    shape, size = next(((shape, size) for shape, size in _LAYOUTS if _fits(data, shape, size)), ("", 0))
    if not size:
        return
    for fields in struct.iter_unpack(shape, data[len(data) % size :]):
        kind, user, at = fields[0], fields[4].split(b"\0")[0], fields[9]
        if kind == _BOOT:
            yield "boot", float(at)
        elif kind == _RUN_LEVEL and user == b"shutdown":
            yield "shutdown", float(at)


def _fits(data: bytes, shape: str, size: int) -> bool:
    """Whether every record has a kind and a time that can be."""
    if len(data) < size or len(data) % size:
        return False
    return all(
        0 <= one[0] <= _LAST_KIND and (one[0] == 0 or one[9] > _EARLIEST) for one in struct.iter_unpack(shape, data)
    )
