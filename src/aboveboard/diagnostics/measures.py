"""What can be read of a computer: each measure by name, the values that one sample of it has, and their units.

Readers give these and nothing else; rules may ask for these and nothing else. A flag is 0 or 1. A counter only grows
while the computer runs, so rules look at how much it rose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["share", "bytes", "seconds", "count", "celsius", "dbm", "flag", "counter", "days"]


@dataclass(frozen=True, slots=True)
class Measure:
    """``each``: what one sample is about. ``heavy``: read each ten minutes and not each minute."""

    each: str
    values: dict[str, Unit]
    heavy: bool = False


MEASURES: Final[dict[str, Measure]] = {
    # subject "system" for the file system that the system is on, "data-1", "data-2" … for the others
    "disk.space": Measure(
        "file system",
        {
            "used_share": "share",
            "free": "bytes",
            "size": "bytes",
            "inodes_used_share": "share",
            "is_system": "flag",
            "removable": "flag",
            "unexpectedly_read_only": "flag",
        },
    ),
    # subject "disk-1" …; what the disk does not tell is left out of the sample
    "disk.health": Measure(
        "disk",
        {
            "failing": "flag",
            "bad_sectors": "count",
            "wear_share": "share",
            "spare_below": "flag",
            "celsius": "celsius",
            "nvme": "flag",
            "spinning": "flag",
        },
        heavy=True,
    ),
    # read only while space is low, so that nothing is walked for no reason; else both sizes are 0
    "disk.leftovers": Measure("computer", {"trash": "bytes", "temporary": "bytes", "low_on_space": "flag"}, heavy=True),
    "memory.use": Measure(
        "computer",
        {
            "fitted": "bytes",
            "available": "bytes",
            "available_share": "share",
            "swap_size": "bytes",
            "swap_used_share": "share",
            "swapped_pages": "counter",
            "stalled_share": "share",
            "out_of_memory_kills": "counter",
        },
    ),
    # the programs that use most, by name, all processes of one name together; subject "program-" and eight digits
    "program.use": Measure(
        "program", {"resident": "bytes", "cpu_seconds": "counter", "person_away": "seconds"}, heavy=True
    ),
    "cpu.load": Measure("computer", {"load": "count", "cores": "count", "load_each_core": "count"}),
    "cpu.heat": Measure("computer", {"celsius": "celsius", "throttled": "counter"}),
    "battery.state": Measure(
        "battery", {"full_share": "share", "charge_share": "share", "discharging_on_mains": "flag"}
    ),
    "os.support": Measure("computer", {"days_past_end": "days"}, heavy=True),
    "os.updates": Measure(
        "computer", {"security_pending": "count", "oldest_pending": "seconds", "same_failed": "count"}, heavy=True
    ),
    "os.restart": Measure("computer", {"pending": "flag", "pending_for": "seconds"}, heavy=True),
    "os.uptime": Measure("computer", {"up": "seconds"}),
    "os.clock": Measure("computer", {"unsynchronised": "flag", "off": "seconds"}, heavy=True),
    # one sample a start that is remembered: subject "start-1" is the newest
    "os.start": Measure("start of the system", {"took": "seconds"}, heavy=True),
    "os.crashes": Measure("computer", {"crashes_7d": "count", "unclean_7d": "count"}, heavy=True),
    "service.state": Measure("service", {"failed": "flag", "failed_for": "seconds"}, heavy=True),
    "app.crashes": Measure("program", {"crashes_24h": "count"}, heavy=True),
    "app.packages": Measure("computer", {"broken": "count"}, heavy=True),
    "app.autostarts": Measure("computer", {"count": "count"}, heavy=True),
    "device.driver": Measure("device", {"error_code": "count"}, heavy=True),
    "net.link": Measure("computer", {"link_up": "flag", "usable": "flag"}),
    "net.names": Measure("computer", {"gateway_reachable": "flag", "resolver_failing": "flag"}),
    "net.proxy": Measure("computer", {"set": "flag", "unreachable": "flag"}, heavy=True),
    "net.wifi": Measure("network card", {"signal": "dbm"}),
    "security.antivirus": Measure("computer", {"off": "flag", "definitions_age": "seconds"}, heavy=True),
    "security.firewall": Measure("computer", {"off": "flag"}, heavy=True),
    "security.encryption": Measure("computer", {"laptop": "flag", "encrypted": "flag"}, heavy=True),
}
