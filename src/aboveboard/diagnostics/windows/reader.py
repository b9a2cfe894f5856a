"""How a Windows computer is read: what there is to ask, and what makes measures of the answers."""

from __future__ import annotations

from typing import Final

from aboveboard.diagnostics.answers import Answers
from aboveboard.diagnostics.answers_reader import AnswersReader, Asked
from aboveboard.diagnostics.windows import apps, facts, health, network, power, security, storage

_PROBES: Final[tuple[Asked, ...]] = (
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


class WindowsReader(AnswersReader):
    """Reads Windows by answers, of now or recorded."""

    def __init__(self, answers: Answers) -> None:
        super().__init__("windows", answers, _PROBES)
