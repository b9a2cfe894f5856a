"""Made-up looks at computers that are not there, judged by the real rules."""

from aboveboard.diagnostics.judge import judge
from aboveboard.diagnostics.looks import Look, Reading, Sample, Unknown
from aboveboard.diagnostics.report import Examination
from aboveboard.diagnostics.rules import shipped
from aboveboard.wire.computer import ComputerFacts

NOON = 1_795_435_200.0
"""23 November 2026, 12:00 UTC."""
GB = 1e9
FACTS = ComputerFacts(
    os="Debian GNU/Linux",
    os_version="12 (bookworm)",
    platform="x86_64",
    kind="laptop",
    name="canary-name",
    cpu="Intel Core i5-1135G7",
    cores=8,
    memory=16 * 1024**3,
    graphics=("Intel Iris Xe Graphics",),
)
SYSTEM_DISK = Sample(
    {
        "used_share": 0.61,
        "free": 99 * GB,
        "size": 256 * GB,
        "inodes_used_share": 0.1,
        "is_system": 1,
        "removable": 0,
        "unexpectedly_read_only": 0,
    },
    "system",
    "/",
)
DATA_DISK = Sample(
    {**SYSTEM_DISK.values, "used_share": 0.34, "free": 660 * GB, "size": 1000 * GB, "is_system": 0},
    "data-1",
    "/media/canary-mount",
)
MEMORY = Sample(
    {
        "fitted": 16 * 1024**3,
        "available": 9 * 1024**3,
        "available_share": 0.56,
        "swap_size": 2 * GB,
        "swap_used_share": 0.0,
        "swapped_pages": 0,
        "stalled_share": 0.0,
        "out_of_memory_kills": 0,
    }
)
WELL: dict[str, Reading] = {
    "disk.space": (SYSTEM_DISK, DATA_DISK),
    "memory.use": (MEMORY,),
    "cpu.load": (Sample({"load": 0.5, "cores": 8, "load_each_core": 0.06}),),
    "battery.state": (Sample({"full_share": 0.9, "charge_share": 0.8, "discharging_on_mains": 0}, "battery-1"),),
    "os.support": (Sample({"days_past_end": -500}),),
    "os.uptime": (Sample({"up": 90_000}),),
    "os.restart": (Sample({"pending": 0, "pending_for": 0}),),
    "app.packages": (Sample({"broken": 0}),),
    "net.link": (Sample({"link_up": 1, "usable": 1}),),
    "net.proxy": (),
    "security.firewall": Unknown("This may not be read without special rights."),
    "security.encryption": (Sample({"laptop": 1, "encrypted": 1}),),
}
FULL_DISK = Sample({**SYSTEM_DISK.values, "used_share": 0.985, "free": 1.5 * GB}, "system", "/")
PROGRAM = Sample({"crashes_24h": 4}, "program-1f2e3d4c", "canary-program")
WRONG: dict[str, Reading] = {
    **WELL,
    "disk.space": (FULL_DISK, DATA_DISK),
    "app.crashes": (PROGRAM,),
    "os.uptime": (Sample({"up": 41 * 86_400.0}),),
}


def examination(measures: dict[str, Reading], facts: ComputerFacts = FACTS, **unknown: str) -> Examination:
    """What the rules say of such a look."""
    look = Look(NOON, "linux", facts, unknown, measures)
    return Examination(look, judge(shipped(), look))
