"""Reads a computer with Linux, this one or a captured one, as probes that each stand for themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.linux.autostarts import read_autostarts
from aboveboard.diagnostics.linux.battery import read_battery
from aboveboard.diagnostics.linux.clock import read_clock, read_starts
from aboveboard.diagnostics.linux.crashes import read_app_crashes, read_crashes, read_services
from aboveboard.diagnostics.linux.graphics import read_graphics
from aboveboard.diagnostics.linux.health import Health
from aboveboard.diagnostics.linux.heat import read_heat
from aboveboard.diagnostics.linux.leftovers import read_leftovers
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.memory import read_fitted, read_memory
from aboveboard.diagnostics.linux.network import read_link, read_names, read_proxy, read_wifi
from aboveboard.diagnostics.linux.packages import read_packages
from aboveboard.diagnostics.linux.processes import read_programs
from aboveboard.diagnostics.linux.processor import read_load, read_processor
from aboveboard.diagnostics.linux.remembered import remember_start, remember_waiting
from aboveboard.diagnostics.linux.security import read_encryption, read_firewall
from aboveboard.diagnostics.linux.space import read_space
from aboveboard.diagnostics.linux.support import read_support
from aboveboard.diagnostics.linux.system import read_system, read_uptime
from aboveboard.diagnostics.linux.updates import Updates, read_restart
from aboveboard.diagnostics.looks import Look, Probe, System
from aboveboard.diagnostics.measures import MEASURES

Read = Callable[[Machine], Mapping[str, object]]

_FACTS: Final[tuple[tuple[Read, tuple[str, ...]], ...]] = (
    (read_system, ("os", "os_version", "platform", "kind", "name", "tool_version")),
    (read_processor, ("cpu", "cores")),
    (read_fitted, ("memory",)),
    (read_graphics, ("graphics",)),
)
_MEASURES: Final[tuple[tuple[Read, str], ...]] = (
    (read_space, "disk.space"),
    (read_leftovers, "disk.leftovers"),
    (read_memory, "memory.use"),
    (read_programs, "program.use"),
    (read_load, "cpu.load"),
    (read_heat, "cpu.heat"),
    (read_battery, "battery.state"),
    (read_support, "os.support"),
    (read_restart, "os.restart"),
    (read_uptime, "os.uptime"),
    (read_clock, "os.clock"),
    (read_starts, "os.start"),
    (read_crashes, "os.crashes"),
    (read_services, "service.state"),
    (read_app_crashes, "app.crashes"),
    (read_packages, "app.packages"),
    (read_autostarts, "app.autostarts"),
    (read_link, "net.link"),
    (read_names, "net.names"),
    (read_proxy, "net.proxy"),
    (read_wifi, "net.wifi"),
    (read_firewall, "security.firewall"),
    (read_encryption, "security.encryption"),
)


class LinuxReader:
    """Reads ``machine``. One reader is used for all looks at it: some things are only told by what changed.

    ``state`` is the folder in which a watch remembers, and from which every reader knows it.
    """

    system: Final[System] = "linux"

    def __init__(self, machine: Machine, state: Path | None = None) -> None:
        self.machine = machine
        self._updates = Updates(state)
        facts = tuple(
            Probe(read.__name__.removeprefix("read_"), tuple(f"fact:{name}" for name in gives), self._bound(read), True)
            for read, gives in _FACTS
        )
        self._probes = facts + tuple(
            Probe(name, (name,), self._bound(read), MEASURES[name].heavy)
            for read, name in (
                *_MEASURES,
                (Health().read_health, "disk.health"),
                (self._updates.read_updates, "os.updates"),
            )
        )

    def now(self) -> float:
        """When the look is: now, or when the machine was captured."""
        return self.machine.now()

    def probes(self) -> tuple[Probe, ...]:
        """What there is to read, facts first."""
        return self._probes

    def remember(self, folder: Path, look: Look) -> None:
        """As ``Remembering``."""
        remember_start(folder, look)
        if self._updates.since is not None:
            remember_waiting(folder, self._updates.since)

    def _bound(self, read: Read) -> Callable[[], Mapping[str, object]]:
        return lambda: read(self.machine)
