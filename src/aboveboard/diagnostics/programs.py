"""The programs that use most, by name, as every system lists them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from aboveboard.diagnostics.answers import known
from aboveboard.diagnostics.looks import Sample

MOST: Final = 16
"""How many are told by memory, and how many by time on the processor."""
_OF_THIS_PROCESS: Final = os.urandom(16)


@dataclass(frozen=True, slots=True)
class Process:
    """One process. ``resident`` in bytes; ``None``: this system does not tell it."""

    name: str
    resident: float | None
    cpu_seconds: float | None


def named(kind: str, name: str, key: bytes) -> str:
    """A subject for something that has a name: ``program-1f2e3d4c``, without the name.

    ``key`` is the computer's own: the same name is the same at each look here, and another on the next computer. It is
    empty where the computer tells no number of its own; then it is the same as long as this process lives. Without any
    key, whoever tries the names of programs would find this one.
    """
    data = name.casefold().encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(data, digest_size=4, key=key[:64] or _OF_THIS_PROCESS)
    return f"{kind}-{digest.hexdigest()}"


def most(processes: Iterable[Process], away: float | None, key: bytes) -> tuple[Sample, ...]:
    """Those that use most, all processes of one name together. ``away``: seconds since the person used the computer."""
    resident: dict[str, float] = {}
    busy: dict[str, float] = {}
    for one in processes:
        if one.resident is not None:
            resident[one.name] = resident.get(one.name, 0) + one.resident
        if one.cpu_seconds is not None:
            busy[one.name] = busy.get(one.name, 0) + one.cpu_seconds
    chosen = sorted(resident, key=lambda name: -resident[name])[:MOST]
    chosen += [name for name in sorted(busy, key=lambda name: -busy[name])[:MOST] if name not in chosen]
    return tuple(
        Sample(
            known(resident=resident.get(name), cpu_seconds=busy.get(name), person_away=away),
            subject=named("program", name, key),
            shown=name,
        )
        for name in chosen
    )
