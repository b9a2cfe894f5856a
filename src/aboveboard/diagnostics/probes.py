"""Takes a look at a computer: each probe in a thread of its own that is given up when it takes too long."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from aboveboard.diagnostics.looks import Look, Probe, Reader, Reading, Sample, Unknown
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.wire.computer import FACT_CHARACTERS, ComputerFacts

ABANDONED: Final = 4
"""So many probes may hang at a time; while they do, no further one is started."""
SAMPLES: Final = 64
FACT: Final = "fact:"
SILENT: Final = Unknown("This could not be read.")
HUNG: Final = Unknown("An earlier attempt to read this has not come back.")
FULL: Final = Unknown("Too many parts of this computer do not answer.")

_hanging: dict[tuple[int, str], tuple[Reader, _Run]] = {}
"""What was given up and has not come back, by reader and probe."""


@dataclass(eq=False)
class _Run:
    probe: Probe
    done: threading.Event = field(default_factory=threading.Event)
    found: Mapping[str, object] = field(default_factory=dict)
    why: Unknown = SILENT

    def __call__(self) -> None:
        try:
            self.found = dict(self.probe.read())
        except PermissionError:
            self.why = Unknown("This may not be read without special rights.")
        except FileNotFoundError:
            self.why = Unknown("This computer does not tell.")
        except OSError as error:
            self.why = Unknown(f"This could not be read: {error.strerror or error}")
        except ValueError as error:
            self.why = Unknown(f"This could not be understood: {error}")
        except Exception as error:  # noqa: BLE001 - whatever a strange computer does to a probe, the others go on
            self.why = Unknown(f"This could not be understood: {type(error).__name__}")
        finally:
            self.done.set()


def take_look(reader: Reader, heavy: bool = True, limit: float = 2.0) -> Look:
    """Read all there is, or without ``heavy`` only what is read each minute, which has no facts.

    A probe that takes longer than ``limit`` seconds leaves its measures unknown; its thread is left to itself and the
    probe is not started again before it came back.
    """
    _forget_the_returned()
    readings: dict[str, Reading] = {}
    facts: dict[str, object] = {}
    unknown: dict[str, str] = {}
    for probe in reader.probes():
        if probe.heavy and not heavy:
            continue
        found, why = _found(reader, probe, limit)
        for name in probe.gives:
            if name.startswith(FACT):
                _fact(name.removeprefix(FACT), found.get(name, why), facts, unknown)
            else:
                readings[name] = _reading(name, found.get(name, why))
    told = msgspec.convert(facts, ComputerFacts)
    return Look(at=_moment(reader), system=reader.system, facts=told, unknown=unknown, measures=readings)


def _moment(reader: Reader) -> float:
    try:
        return reader.now()
    except (OSError, ValueError):
        return 0.0


def _found(reader: Reader, probe: Probe, limit: float) -> tuple[Mapping[str, object], Unknown]:
    key = (id(reader), probe.name)
    if key in _hanging:
        return {}, HUNG
    if len(_hanging) >= ABANDONED:
        return {}, FULL
    run = _Run(probe)
    try:
        threading.Thread(target=run, name=f"probe {probe.name}", daemon=True).start()
    except RuntimeError:
        return {}, FULL
    if run.done.wait(limit):
        return run.found, run.why
    _hanging[key] = (reader, run)
    return {}, Unknown(f"This took longer than {limit:g} seconds.")


def _forget_the_returned() -> None:
    for key, (_, run) in list(_hanging.items()):
        if run.done.is_set():
            _hanging.pop(key, None)


def _fact(name: str, value: object, facts: dict[str, object], unknown: dict[str, str]) -> None:
    """Take a fact as far as the allow-list has a place for it."""
    if isinstance(value, Unknown):
        unknown[name] = value.why
        return
    if isinstance(value, str):
        value = plain(value)
    elif isinstance(value, tuple):
        value = tuple(dict.fromkeys(plain(str(one)) for one in value))[:4]
    try:
        msgspec.convert({name: value}, ComputerFacts)
    except msgspec.ValidationError:
        unknown[name] = SILENT.why
        return
    facts[name] = value


def plain(text: str) -> str:
    """Text as a fact may hold it: one line, no sign that is not seen or that reorders others, at most 80 characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:FACT_CHARACTERS].rstrip()


def _reading(name: str, value: object) -> Reading:
    """Take a reading as far as the measures know it; a value that is no number is missing."""
    if isinstance(value, Unknown):
        return value
    known: Any = MEASURES[name].values if name in MEASURES else {}
    if not isinstance(value, tuple):
        return SILENT
    samples = []
    for one in value[:SAMPLES]:
        values = {key: float(number) for key, number in one.values.items() if key in known and math.isfinite(number)}
        samples.append(Sample(values, one.subject, plain(one.shown)))
    return tuple(samples)
