"""The programs that use most, by name, as every system lists them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from aboveboard.diagnostics.answers import STRANGE, Answers, as_json, known, number, objects
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

MOST: Final = 16
"""How many are told by memory, and how many by time on the processor."""
_OF_THIS_PROCESS: Final = os.urandom(16)


@dataclass(frozen=True, slots=True)
class Process:
    """One process. ``resident`` in bytes; ``None``: this system does not tell it."""

    name: str
    resident: float | None
    cpu_seconds: float | None


def mark(name: str, key: bytes) -> str:
    """Eight digits for a name. ``key`` is the computer's own: the same at each look, different on the next computer.

    It is empty where the computer tells no number of its own; then it is the same as long as this process lives.
    Without any key, whoever tries the names of programs would find this one.
    """
    data = name.casefold().encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=4, key=key[:64] or _OF_THIS_PROCESS).hexdigest()


def named(kind: str, name: str, key: bytes) -> str:
    """A subject for something that has a name: ``program-1f2e3d4c``, without the name."""
    return f"{kind}-{mark(name, key)}"


def answered(answers: Answers, key: bytes) -> Mapping[str, Reading]:
    """program.use by ``programs.json``: every process, and how long nobody has used the computer."""
    said = as_json(answers, "programs.json")
    if not isinstance(said, dict) or not isinstance(said.get("programs"), list):
        return {"program.use": Unknown(STRANGE)}
    processes = [
        Process(str(one["name"]), number(one.get("resident")), number(one.get("cpu_seconds")))
        for one in objects(said["programs"])
        if one.get("name")
    ]
    return {"program.use": most(processes, number(said.get("idle_seconds")), key)}


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
