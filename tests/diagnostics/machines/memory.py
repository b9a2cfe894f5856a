"""Memory: ``/proc/meminfo``, ``vmstat``, ``swaps`` and the kernel's account of who waited."""

from __future__ import annotations

from dataclasses import dataclass

from tests.diagnostics.machines.tree import GIB, KIB, MIB, Tree


@dataclass(frozen=True)
class Memory:
    """In bytes. ``total`` is what the kernel has (MemTotal), which is less than what is fitted.

    ``zram`` says that swap is packed into memory. ``stalled`` is in percent of the last minute; ``None`` where the
    kernel was built not to count that. ``blocks`` are of 128 MiB; 0 where the kernel keeps no list of them.
    """

    total: int = 15 * GIB + 600 * MIB
    available: int = 9 * GIB
    swap: int = 2 * GIB
    swap_used: int = 0
    zram: bool = False
    stalled: float | None = 0.0
    swapped: int = 0
    kills: int = 0
    blocks: int = 0


def memory(tree: Tree, told: Memory) -> None:
    """Write it all."""
    tree.text("/proc/meminfo", _meminfo(told))
    tree.text(
        "/proc/vmstat",
        f"nr_free_pages {told.available // (8 * KIB)}\nnr_zone_inactive_anon 402811\nnr_dirty 112\n"
        f"pgpgin 8912313\npgpgout 17200411\npswpin {told.swapped // 2}\npswpout {told.swapped - told.swapped // 2}\n"
        f"pgfault 98123411\npgmajfault 41231\noom_kill {told.kills}\nzswpin 0\nzswpout 0\n",
    )
    if told.stalled is not None:
        some = min(100.0, told.stalled * 1.5)
        tree.text(
            "/proc/pressure/memory",
            f"some avg10={some:.2f} avg60={some:.2f} avg300={some / 3:.2f} total=4412312\n"
            f"full avg10={told.stalled:.2f} avg60={told.stalled:.2f} avg300={told.stalled / 3:.2f} total=2211312\n",
        )
    rows = ""
    if told.swap:
        where, kind, priority = ("/dev/zram0", "partition", 100) if told.zram else ("/swap.img", "file\t", -2)
        rows = f"{where:<40}{kind}\t{told.swap // KIB}\t\t{told.swap_used // KIB}\t\t{priority}\n"
    tree.text("/proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n" + rows)
    if told.blocks:
        tree.text("/sys/devices/system/memory/block_size_bytes", f"{128 * MIB:x}\n")
        for number in range(told.blocks):
            tree.text(f"/sys/devices/system/memory/memory{number}/state", "online\n")


def lent(tree: Tree, limit: int, used: int, inactive_file: int = 0) -> None:
    """What a control group (version 2) gives to the container that we see."""
    tree.lines("/sys/fs/cgroup", {"memory.max": limit, "memory.current": used})
    tree.text("/sys/fs/cgroup/memory.stat", f"anon {used - inactive_file}\nfile 0\ninactive_file {inactive_file}\n")
    tree.text("/sys/fs/cgroup/memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n")


def _meminfo(told: Memory) -> str:
    cached = told.available // 2
    free = told.available - cached
    rows = {
        "MemTotal": told.total,
        "MemFree": free,
        "MemAvailable": told.available,
        "Buffers": 120 * MIB,
        "Cached": cached,
        "SwapCached": 0,
        "Active": told.total // 4,
        "Inactive": told.total // 5,
        "Unevictable": 16 * KIB,
        "Mlocked": 16 * KIB,
        "SwapTotal": told.swap,
        "SwapFree": told.swap - told.swap_used,
        "Zswap": 0,
        "Zswapped": 0,
        "Dirty": 340 * KIB,
        "Writeback": 0,
        "AnonPages": told.total // 4,
        "Shmem": 300 * MIB,
        "Slab": 500 * MIB,
        "SReclaimable": 300 * MIB,
        "PageTables": 40 * MIB,
        "CommitLimit": told.total // 2 + told.swap,
        "Committed_AS": told.total // 2,
        "VmallocTotal": 34359738367 * KIB,
    }
    listed = [f"{name + ':':<16}{value // KIB:>8} kB" for name, value in rows.items()]
    return "\n".join(
        [*listed, "HugePages_Total:       0", "HugePages_Free:        0", "Hugepagesize:       2048 kB", ""]
    )
