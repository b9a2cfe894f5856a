"""What processes use: CPU time and memory, of a program with everything that it started."""

import contextlib
import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def _fields(process: int) -> list[str]:
    """Those of /proc/PID/stat from the state on; none where the process is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def family(process: int) -> set[int]:
    """The process and all that descend from it."""
    parents = {int(one.name): _fields(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit()}
    found = {process}
    while True:
        more = {pid for pid, fields in parents.items() if fields and int(fields[1]) in found} - found
        if not more:
            return found
        found |= more


def cpu_seconds(process: int) -> float:
    """User and system time that the family has used so far, those that it has waited for included."""
    total = 0
    for one in family(process):
        if fields := _fields(one):
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory_mib(process: int) -> float:
    """The family's share of memory (PSS), in MiB."""
    total = 0
    for one in family(process):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024
