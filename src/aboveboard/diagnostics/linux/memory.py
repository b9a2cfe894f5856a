"""memory.use: what is fitted and free, and whether the computer waits for memory."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.kinds import is_container, is_virtual
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import decimal, kilobytes, names, number, text, text_or, whole
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_MIB: Final = 1 << 20
_GIB: Final = 1 << 30
_KILLS: Final = ("/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.events")
_UNLIMITED: Final = 1 << 60
_STEPS: Final = ((2 * _GIB, _GIB), (_GIB, 512 * _MIB), (512 * _MIB, 256 * _MIB), (0, 64 * _MIB))
"""From this much on, memory is fitted in steps of so much."""


def read_memory(machine: Machine) -> Mapping[str, Reading]:
    """One sample. A container is judged by what it may use, not by what its host has."""
    told = kilobytes(text(machine, "/proc/meminfo"))
    total, available = told.get("MemTotal", 0), told.get("MemAvailable")
    if not total:
        raise ValueError("the size of the memory is not told")
    counters = _counters(text_or(machine, "/proc/vmstat"))
    values: dict[str, float] = {}
    # Asked each minute, so without the bus, which knows more kinds than these.
    contained = is_container(machine)
    if not contained and not is_virtual(machine):
        values["fitted"] = fitted(machine, total)
    lent = _lent(machine)
    if lent is not None and lent[0] < total:
        total = lent[0]
        available = min(available if available is not None else lent[1], lent[1])
    if available is not None:
        values |= {"available": available, "available_share": min(1.0, available / total)}
    if not contained:
        # A container is shown its host's swap, and what its host swaps.
        values |= _swap(machine, told)
        if "pswpin" in counters and "pswpout" in counters:
            values["swapped_pages"] = counters["pswpin"] + counters["pswpout"]
    kills = _counters("\n".join(text_or(machine, path) for path in _KILLS)) if contained else counters
    if "oom_kill" in kills:
        values["out_of_memory_kills"] = kills["oom_kill"]
    stalled = _stalled(machine, "/sys/fs/cgroup/memory.pressure" if contained else "/proc/pressure/memory")
    if stalled is not None:
        values["stalled_share"] = stalled
    return {"memory.use": (Sample(values),)}


def read_fitted(machine: Machine) -> Mapping[str, object]:
    """``fact:memory`` in bytes, as it is fitted, or given to a virtual machine."""
    total = kilobytes(text(machine, "/proc/meminfo")).get("MemTotal", 0)
    return {"fact:memory": fitted(machine, total) if total else Unknown("The size of the memory is not told.")}


def fitted(machine: Machine, total: int) -> int:
    """What is fitted, of which the kernel sees ``total``: firmware, graphics and the kernel itself keep a part.

    The kernel's list of memory blocks tells, where it keeps one. Else the next size that memory comes in.
    """
    block = text_or(machine, "/sys/devices/system/memory/block_size_bytes")
    size = int(block, 16) if re.fullmatch(r"[0-9a-f]{1,12}", block) else 0
    folders = names(machine, "/sys/devices/system/memory") if size else []
    seen = size * sum(1 for one in folders if re.fullmatch(r"memory\d+", one))
    step = next(step for least, step in _STEPS if total > least)
    rounded = -(-total // step) * step
    return max(rounded, -(-seen // step) * step) if seen < 2 * total else rounded


def _lent(machine: Machine) -> tuple[int, int] | None:
    """(limit, what is left of it) that a control group gives to all we see; ``None`` without a limit."""
    for limit, used, inactive in (
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "inactive_file"),
        (
            "/sys/fs/cgroup/memory/memory.limit_in_bytes",
            "/sys/fs/cgroup/memory/memory.usage_in_bytes",
            "total_inactive_file",
        ),
    ):
        most, now = number(machine, limit), number(machine, used)
        if most is None or now is None or not 0 < most < _UNLIMITED:
            continue
        easy = _counters(text_or(machine, limit.rpartition("/")[0] + "/memory.stat")).get(inactive, 0)
        return most, max(0, min(most, most - now + easy))
    return None


def _swap(machine: Machine, told: Mapping[str, int]) -> dict[str, float]:
    """Swap on disk. What is packed into memory itself (zram) is no swapping that anybody waits for."""
    size, free = told.get("SwapTotal"), told.get("SwapFree")
    if size is None or free is None:
        return {}
    used = max(0, size - free)
    for line in text_or(machine, "/proc/swaps").splitlines()[1:]:
        words = line.split()
        if len(words) >= 4 and re.match(r"(/dev/)?zram", words[0]):
            size -= (whole(words[2]) or 0) * 1024
            used -= (whole(words[3]) or 0) * 1024
    size = max(0, size)
    return {"swap_size": size} | ({"swap_used_share": min(1.0, max(0, used) / size)} if size else {})


def _stalled(machine: Machine, path: str) -> float | None:
    """The share of the last minute in which nothing could go on for want of memory; kernels may not count it."""
    found = re.search(r"^full .*\bavg60=(\S+)", text_or(machine, path), re.MULTILINE)
    share = decimal(found[1]) if found else None
    return share / 100 if share is not None and 0 <= share <= 100 else None


def _counters(content: str) -> dict[str, int]:
    """``name number`` lines."""
    found = {}
    for line in content.splitlines():
        name, _, amount = line.partition(" ")
        value = whole(amount)
        if value is not None and value >= 0:
            found[name] = value
    return found
