"""Processes: ``/proc/PID`` as the kernel shows them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.tree import KIB, MIB, Tree

TICKS = 100


@dataclass(frozen=True)
class Program:
    """One process. ``own`` is memory of its own in bytes, ``shared`` what it shares; ``busy`` in seconds."""

    pid: int
    name: str
    own: int = 6 * MIB
    shared: int = 8 * MIB
    busy: float = 1.5
    parent: int = 1
    state: str = "S"
    started: int = 1234
    command: str = ""


def program(tree: Tree, told: Program, page: int = 4096) -> None:
    """Its files; the command line names a person's document."""
    folder = f"/proc/{told.pid}"
    kernel = told.parent == 2 or told.pid == 2
    flags = 0x208040 if kernel else 0x400100
    resident = (told.own + told.shared) // page
    user = round(told.busy * TICKS * 0.8)
    system = round(told.busy * TICKS) - user
    tree.text(
        f"{folder}/stat",
        f"{told.pid} ({told.name}) {told.state} {told.parent} {told.pid} {told.pid} 0 -1 {flags} 1234 0 12 0 {user} "
        f"{system} 0 0 20 0 4 0 {told.started} {resident * page * 3} {resident} 18446744073709551615 1 1 0 0 0 0 0 "
        "4096 81987 0 0 0 17 3 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
    )
    tree.text(f"{folder}/statm", f"{resident * 3} {resident} {told.shared // page} 120 0 {told.own // page} 0\n")
    tree.text(f"{folder}/comm", f"{told.name}\n")
    tree.text(
        f"{folder}/status",
        f"Name:\t{told.name}\nUmask:\t0022\nState:\t{told.state} (sleeping)\nTgid:\t{told.pid}\nPid:\t{told.pid}\n"
        f"PPid:\t{told.parent}\nUid:\t1000\t1000\t1000\t1000\nVmRSS:\t{resident * page // KIB:8d} kB\n"
        f"RssAnon:\t{told.own // KIB:8d} kB\nThreads:\t4\n",
    )
    command = told.command or f"/usr/bin/{told.name}"
    tree.text(f"{folder}/cmdline", "" if kernel else f"{command}\0--open\0{canaries.DOCUMENT}\0")


SERVER_PROGRAMS = (
    Program(1, "systemd", parent=0, busy=12),
    Program(2, "kthreadd", own=0, shared=0, parent=0),
    Program(17, "kworker/0:1-events", own=0, shared=0, parent=2, busy=3000, state="I"),
    Program(61, "kswapd0", own=0, shared=0, parent=2),
    Program(312, "systemd-journal", own=30 * MIB, busy=40),
    Program(355, "systemd-udevd"),
    Program(702, "sshd"),
    Program(711, "cron"),
    Program(1204, canaries.PROGRAM, own=210 * MIB, busy=300),
)
DESKTOP_PROGRAMS = (
    *SERVER_PROGRAMS,
    Program(1502, "gnome-shell", own=320 * MIB, shared=140 * MIB, busy=2400),
    Program(1688, "Xwayland", own=80 * MIB, busy=300),
    Program(2211, "firefox", own=900 * MIB, shared=250 * MIB, busy=5200),
    Program(2290, "Isolated Web Co", own=400 * MIB, shared=120 * MIB, busy=900),
    Program(2291, "Isolated Web Co", own=380 * MIB, shared=120 * MIB, busy=800),
    Program(2404, "Web Content) S 1", own=60 * MIB, busy=10),
    Program(2610, "thunderbird", own=500 * MIB, shared=150 * MIB, busy=700),
)


def programs(tree: Tree, listed: tuple[Program, ...], page: int = 4096) -> None:
    """All of them."""
    for one in listed:
        program(tree, one, page)
