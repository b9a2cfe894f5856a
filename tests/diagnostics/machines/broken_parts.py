"""Memory, processor and battery on either side of each threshold."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnostics.machines import canaries, power, processor, programs
from tests.diagnostics.machines.memory import Memory, lent, memory
from tests.diagnostics.machines.pair import Change, Moment, Pair, Scene, pair, steadily
from tests.diagnostics.machines.programs import Program
from tests.diagnostics.machines.tree import DAY, GIB, HOUR, KIB, MB, MIB, MINUTE, Tree

_LAPTOP, _TOWER, _UBUNTU = "debian-13-laptop", "debian-12-desktop", "ubuntu-24-laptop"
_TOTAL = 16_000_000 * KIB
_FIVE, _NOT_FIVE = steadily(5 * MINUTE), steadily(5 * MINUTE - 1)


def _memory(**told: object) -> Change:
    usual = Memory(_TOTAL, 9 * GIB)
    return lambda tree: memory(tree, replace(usual, **told))  # type: ignore[arg-type]  # names and types of Memory


def _available(share: float) -> Change:
    return _memory(available=round(_TOTAL * share / KIB) * KIB)


def _swapping(pages: int, share: float = 0.81) -> Scene:
    """So many pages went to and from the disk in five minutes."""
    used = round(4 * GIB * share / KIB) * KIB
    before = _memory(swap=4 * GIB, swap_used=used, swapped=1_000_000)
    return Scene(_memory(swap=4 * GIB, swap_used=used, swapped=1_000_000 + pages), steadily(5 * MINUTE, change=before))


def _in_container(share: float) -> Change:
    return lambda tree: lent(tree, 1000 * MIB, round(1000 * (1 - share)) * MIB)


def _pressed(percent: float) -> Change:
    told = f"avg10={percent:.2f} avg60={percent:.2f} avg300=0.00 total=4812"
    return lambda tree: tree.text("/sys/fs/cgroup/memory.pressure", f"some {told}\nfull {told}\n")


def _grown(before: int, now: int) -> Scene:
    """A program's own memory in MB, six hours ago and now."""
    told = Program(1204, canaries.PROGRAM)
    return Scene(
        lambda tree: programs.program(tree, replace(told, own=now * MB)),
        (Moment(6 * HOUR, lambda tree: programs.program(tree, replace(told, own=before * MB))),),
    )


def _busy(seconds_each_second: float, away: float = 15 * MINUTE) -> Scene:
    """A program that took so much of a core over the last twenty minutes."""

    def at(busy: float) -> Change:
        def change(tree: Tree) -> None:
            programs.program(tree, Program(1204, canaries.PROGRAM, busy=busy))
            tree.answers["idle_seconds"] = away

        return change

    ages = (20 * MINUTE, 10 * MINUTE)
    return Scene(at(5000), tuple(Moment(age, at(5000 - age * seconds_each_second)) for age in ages))


def _load(each_core: float, cores: int) -> Change:
    return lambda tree: processor.load(tree, 1.0, 5.0, each_core * cores)


def _core_temperature(celsius: float) -> Change:
    def change(tree: Tree) -> None:
        power.sensor(tree, 2, "coretemp", ("Package id 0", celsius), ("Core 0", celsius - 3), ("Core 1", celsius - 9))
        power.zone(tree, 1, "x86_pkg_temp", celsius)

    return change


def _throttling(times: int, rests: float = 0.0) -> Scene:
    """Slowed down ``times`` between each two looks, until ``rests`` seconds ago."""

    def at(age: float) -> Change:
        looks = round((1600 - max(age, rests)) / 200)
        return lambda tree: processor.throttled(tree, processor.I5_8250U, 812 + times * looks)

    return Scene(at(0), tuple(Moment(age, at(age)) for age in range(1600, 0, -200)))


def _battery(**told: object) -> Change:
    def change(tree: Tree) -> None:
        power.battery(tree, **told)  # type: ignore[arg-type]  # names and types of battery()

    return change


def _on(mains: bool, status: str, power_now: int | None = None) -> Change:
    def change(tree: Tree) -> None:
        power.mains(tree, online=mains)
        power.battery(tree, now=30_000_000, status=status)
        if power_now is not None:
            folder = next(path for path in tree.files if path.endswith("/BAT0/status")).rpartition("/")[0]
            tree.text(f"{folder}/power_now", f"{power_now}\n")

    return change


def _flow(mains: bool, usb_type: str) -> Change:
    """A plug of type C, charging or not, with a battery that empties."""

    def change(tree: Tree) -> None:
        _on(mains=False, status="Discharging")(tree)
        power.mains(tree, online=mains, name="ucsi-source-psy-USBC000:001", kind="USB")
        folder = next(path for path in tree.files if path.endswith("USBC000:001/online")).rpartition("/")[0]
        tree.text(f"{folder}/usb_type", f"{usb_type}\n")

    return change


PAIRS: tuple[Pair, ...] = (
    pair(
        "memory.low",
        "warn",
        _UBUNTU,
        Scene(_available(0.099), _FIVE),
        Scene(_available(0.101), _FIVE),
        Scene(_available(0.099), _NOT_FIVE),
    ),
    pair("memory.low", "critical", _TOWER, _available(0.039), _available(0.041)),
    pair(
        "memory.low", "critical", "docker-container", _in_container(0.03), _in_container(0.05), name="of what is lent"
    ),
    pair("memory.pressure", "warn", "fedora-workstation", _memory(stalled=10.1), _memory(stalled=9.9)),
    pair(
        "memory.pressure",
        "warn",
        "docker-container",
        _pressed(10.1),
        _pressed(9.9),
        name="in a container",
    ),
    pair("memory.swap", "warn", _LAPTOP, _swapping(1001), _swapping(1000), _swapping(90_000, share=0.799)),
    pair(
        "memory.oom",
        "warn",
        _UBUNTU,
        Scene(_memory(kills=4), (Moment(DAY, _memory(kills=3)),)),
        Scene(_memory(kills=4), (Moment(DAY, _memory(kills=4)),)),
    ),
    pair("memory.leak", "info", _LAPTOP, _grown(2000, 3010), _grown(3000, 4480), _grown(900, 1890), _grown(2200, 3290)),
    pair(
        "memory.small",
        "info",
        "thin-client",
        _memory(total=2900 * MIB, available=1500 * MIB, swap=0),
        _memory(total=3200 * MIB, available=1500 * MIB, swap=0),
    ),
    pair("cpu.hog", "warn", "mint-desktop", _busy(0.81), _busy(0.79), _busy(0.99, away=14 * MINUTE + 59)),
    pair("cpu.load", "warn", _LAPTOP, _load(2.01, 8), _load(2.0, 8)),
    pair("cpu.load", "warn", "rocky-8-big", _load(2.01, 96), _load(2.0, 96), name="of a big one"),
    pair(
        "cpu.hot",
        "critical",
        _UBUNTU,
        Scene(_core_temperature(95.1), _FIVE),
        Scene(_core_temperature(95), _FIVE),
        Scene(_core_temperature(99), _NOT_FIVE),
    ),
    pair("cpu.throttled", "warn", _LAPTOP, _throttling(1), _throttling(0), _throttling(40, rests=1000)),
    pair("battery.worn", "info", _LAPTOP, _battery(full=29_950_000), _battery(full=30_000_000)),
    pair(
        "battery.worn",
        "info",
        "two-battery-laptop",
        _battery(name="BAT1", full=14_000_000, design=23_900_000, now=9_000_000, status="Discharging"),
        _battery(name="BAT1", full=14_500_000, design=23_900_000, now=9_000_000, status="Discharging"),
        name="of the second",
    ),
    pair(
        "battery.draining",
        "warn",
        _LAPTOP,
        _on(mains=True, status="Discharging", power_now=9_000_000),
        _on(mains=False, status="Discharging", power_now=9_000_000),
        _on(mains=True, status="Not charging"),
        _on(mains=True, status="Discharging", power_now=0),
    ),
    pair(
        "battery.draining",
        "warn",
        _UBUNTU,
        _flow(mains=True, usb_type="C [PD] PD_PPS"),
        _flow(mains=True, usb_type="[C] PD PD_PPS"),
        name="by type C",
    ),
)
