"""program.use: the programs that use most memory and time, without those of the kernel."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final

from aboveboard.diagnostics.linux.files import ENTRIES
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import names, own_key, text, text_or
from aboveboard.diagnostics.looks import Reading, Unknown
from aboveboard.diagnostics.programs import Process, most

_KERNEL: Final = 2
_PAGE: Final = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_STAT: Final = re.compile(r"(\d{1,10}) \((.*)\) (\S) (-?\d.*)", re.DOTALL)


def read_programs(machine: Machine) -> Mapping[str, Reading]:
    """Those that use most, by name, all processes of one name together."""
    found = list(processes(machine))
    if not found:
        return {"program.use": Unknown("No process is shown.")}
    return {"program.use": most(found, machine.idle_seconds(), own_key(machine))}


def processes(machine: Machine) -> Iterator[Process]:
    """Every process that is shown. Memory is what it has for itself: what many share is nobody's leak."""
    for name in machine.names("/proc", ENTRIES):
        if not name.isdecimal():
            continue
        try:
            told = _STAT.fullmatch(text(machine, f"/proc/{name}/stat", 4096).strip())
            pages = text_or(machine, f"/proc/{name}/statm").split()
        except (OSError, ValueError):
            continue
        fields = told[4].split() if told else []
        # Counted from the state, which is the third field: parent 4, flags 9, user time 14, system time 15, pages 24.
        if told is None or len(fields) < 21 or _KERNEL in (int(told[1]), _number(fields[0])):
            continue
        own = _number(pages[1]) - _number(pages[2]) if len(pages) > 2 else _number(fields[20])
        ticks = _number(fields[10]) + _number(fields[11])
        yield Process(told[2], float(max(0, own) * _PAGE), ticks / _TICKS)


def running(machine: Machine, wanted: frozenset[str]) -> bool:
    """Whether a program of one of these names runs."""
    return any(text_or(machine, f"/proc/{name}/comm") in wanted for name in names(machine, "/proc") if name.isdecimal())


def _number(word: str) -> int:
    return int(word) if word.isdecimal() and len(word) < 20 else 0
