"""Reads a computer with Linux, this one or a captured one, as probes that each stand for themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.memory import read_fitted, read_memory
from aboveboard.diagnostics.linux.processor import read_load, read_processor
from aboveboard.diagnostics.linux.space import read_space
from aboveboard.diagnostics.linux.system import read_system, read_uptime
from aboveboard.diagnostics.looks import Probe, System
from aboveboard.diagnostics.measures import MEASURES

Read = Callable[[Machine], Mapping[str, object]]

_FACTS: Final[tuple[tuple[Read, tuple[str, ...]], ...]] = (
    (read_system, ("os", "os_version", "platform", "kind", "name", "tool_version")),
    (read_processor, ("cpu", "cores")),
    (read_fitted, ("memory",)),
)
_MEASURES: Final[tuple[tuple[Read, str], ...]] = (
    (read_space, "disk.space"),
    (read_memory, "memory.use"),
    (read_load, "cpu.load"),
    (read_uptime, "os.uptime"),
)


class LinuxReader:
    """Reads ``machine``. One reader is used for all looks at it: some things are only told by what changed."""

    system: Final[System] = "linux"

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        facts = tuple(
            Probe(read.__name__.removeprefix("read_"), tuple(f"fact:{name}" for name in gives), self._bound(read), True)
            for read, gives in _FACTS
        )
        self._probes = facts + tuple(
            Probe(name, (name,), self._bound(read), MEASURES[name].heavy) for read, name in _MEASURES
        )

    def now(self) -> float:
        """When the look is: now, or when the machine was captured."""
        return self.machine.now()

    def probes(self) -> tuple[Probe, ...]:
        """What there is to read, facts first."""
        return self._probes

    def _bound(self, read: Read) -> Callable[[], Mapping[str, object]]:
        return lambda: read(self.machine)
