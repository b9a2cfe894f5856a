"""How a Windows computer is read: what there is to ask, and what makes measures of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from aboveboard import __version__
from aboveboard.diagnostics.answers import Answers, NotTold
from aboveboard.diagnostics.looks import Probe, System, Unknown
from aboveboard.diagnostics.windows import apps, facts, health, network, power, security, storage

Read = Callable[[Answers], Mapping[str, object]]

_PROBES: Final[tuple[tuple[str, tuple[str, ...], Read, bool], ...]] = (
    (
        "version",
        ("fact:os", "fact:os_version", "fact:platform", "fact:name", "fact:cpu"),
        facts.version,
        True,
    ),
    ("size", ("fact:cores", "fact:memory"), facts.size, True),
    ("graphics", ("fact:graphics",), facts.graphics, True),
    ("kind", ("fact:kind",), facts.kind, True),
    ("space", ("disk.space",), storage.space, False),
    ("leftovers", ("disk.leftovers",), storage.leftovers, True),
    ("disks", ("disk.health",), storage.health, True),
    ("memory", ("memory.use",), power.memory, False),
    ("programs", ("program.use",), power.programs, True),
    ("battery", ("battery.state",), power.battery, False),
    ("uptime", ("os.uptime",), power.uptime, False),
    ("support", ("os.support",), health.support, True),
    ("updates", ("os.updates",), health.updates, True),
    ("restart", ("os.restart",), health.restart, True),
    ("clock", ("os.clock",), health.clock, True),
    ("starts", ("os.start",), health.starts, True),
    ("crashes", ("os.crashes",), health.crashes, True),
    ("services", ("service.state",), health.services, True),
    ("devices", ("device.driver",), health.devices, True),
    ("program crashes", ("app.crashes",), apps.crashes, True),
    ("autostarts", ("app.autostarts",), apps.autostarts, True),
    ("link", ("net.link",), network.link, False),
    ("names", ("net.names",), network.names, False),
    ("wifi", ("net.wifi",), network.wifi, False),
    ("proxy", ("net.proxy",), network.proxy, True),
    ("antivirus", ("security.antivirus",), security.antivirus, True),
    ("firewall", ("security.firewall",), security.firewall, True),
    ("encryption", ("security.encryption",), security.encryption, True),
)


class WindowsReader:
    """Reads Windows by answers, of now or recorded."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @property
    def system(self) -> System:
        """Windows."""
        return "windows"

    def now(self) -> float:
        """The time of the answers."""
        return self._answers.now()

    def probes(self) -> tuple[Probe, ...]:
        """What there is to read. The first time, the helper is started and waited for, a few seconds at most."""
        self._answers.begin()
        own = Probe("tool", ("fact:tool_version",), lambda: {"fact:tool_version": __version__}, heavy=True)
        return (own, *(self._probe(*one) for one in _PROBES))

    def _probe(self, name: str, gives: tuple[str, ...], read: Read, heavy: bool) -> Probe:
        def told() -> Mapping[str, object]:
            try:
                return read(self._answers)
            except NotTold as why:
                return dict.fromkeys(gives, Unknown(str(why)))

        return Probe(name, gives, told, heavy)
