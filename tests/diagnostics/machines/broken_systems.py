"""Systems, their updates, starts and crashes on either side of each threshold."""

from __future__ import annotations

from tests.diagnostics.machines import canaries, records, releases
from tests.diagnostics.machines.base import running_for
from tests.diagnostics.machines.pair import Change, Pair, pair
from tests.diagnostics.machines.programs import Program, program
from tests.diagnostics.machines.records import Package
from tests.diagnostics.machines.releases import Release
from tests.diagnostics.machines.tree import CAPTURED_AT, DAY, HOUR, MINUTE, Tree

_LAPTOP, _TOWER, _UBUNTU, _FEDORA = "debian-13-laptop", "debian-12-desktop", "ubuntu-24-laptop", "fedora-workstation"
_OPENSSL = Package("openssl", "3.5.1-1+deb13u1")
_HELD = Package("held-tool", "2.0-1+deb13u1")
_OTHER = Package("openssl", "3.5.1-1+deb13u1", architecture="i386")


def _release(told: Release, old: str = "", new: str = "") -> Change:
    return lambda tree: tree.text("/usr/lib/os-release", told.text.replace(old, new))


def _waiting(age: float, *packages: Package) -> Change:
    return lambda tree: records.apt_lists(tree, *packages, age=age)


def _counted(age: float, security: int) -> Change:
    def change(tree: Tree) -> None:
        records.dpkg(tree, changed=20 * DAY)
        records.ubuntu_counts(tree, 14, security, age)

    return change


def _wants_restart(age: float) -> Change:
    return lambda tree: records.restart_wanted(tree, age)


def _up(days: float) -> Change:
    return lambda tree: running_for(tree, days * DAY, 32)


def _clock(off: float, *, kept: bool = False) -> Change:
    return lambda tree: tree.answers.update(clock={"unsynchronised": not kept, "off_seconds": off})


def _battery_clock(off: int, kept_in: str = "UTC") -> Change:
    def change(tree: Tree) -> None:
        tree.answers["clock"] = {"unsynchronised": True}
        tree.lines("/sys/class/rtc/rtc0", {"since_epoch": CAPTURED_AT + off, "name": "rtc_cmos"})
        tree.text("/etc/adjtime", f"0.0 0 0.0\n0\n{kept_in}\n")

    return change


def _starts(*took: float) -> Change:
    listed = [{"at": CAPTURED_AT - (number + 1) * DAY, "took": one} for number, one in enumerate(took)]
    return lambda tree: tree.answers.update(starts=listed)


def _panics(*ages: float, folder: str = "/var/lib/systemd/pstore") -> Change:
    def change(tree: Tree) -> None:
        for number, age in enumerate(ages):
            at = CAPTURED_AT - age
            tree.text(f"{folder}/{int(at)}{number}/dmesg.txt", f"Panic#1 on {canaries.HOST}\n", changed=at)
            tree.text(f"{folder}/dmesg-efi-{int(at)}{number}", f"Panic#1 on {canaries.HOST}\n", changed=at)

    return change


def _cuts(*ages: float, wide: bool = False) -> Change:
    return lambda tree: records.wtmp(tree, records.power_cuts(*ages), wide=wide)


def _failed(age: float) -> Change:
    return lambda tree: tree.answers.update(failed_services=[{"name": canaries.SERVICE, "since": CAPTURED_AT - age}])


def _dumped(*ages: float, name: str = canaries.PROGRAM) -> Change:
    def change(tree: Tree) -> None:
        for number, age in enumerate(ages):
            records.core_dump(tree, name, age, number + 10)

    return change


def _two_programs_dumped(tree: Tree) -> None:
    _dumped(HOUR, 2 * HOUR)(tree)
    _dumped(3 * HOUR, 4 * HOUR, name="tracker-extract")(tree)


def _installed(status: str) -> Change:
    return lambda tree: records.dpkg(tree, Package("grub-pc", "2.12-9", status))


def _being_installed(tree: Tree) -> None:
    _installed("install ok half-configured")(tree)
    program(tree, Program(9912, "dpkg"))


def _autostarts(own: int) -> Change:
    return lambda tree: records.desktop_autostarts(tree, own=own)


PAIRS: tuple[Pair, ...] = (
    pair(
        "os.end-of-life",
        "warn",
        _FEDORA,
        _release(releases.FEDORA, "2027-05-19", "2026-11-22"),
        _release(releases.FEDORA, "2027-05-19", "2026-11-23"),
    ),
    pair(
        "os.end-of-life",
        "warn",
        "ubuntu-22-desktop",
        _release(releases.END_OF_2020),
        _release(releases.UBUNTU_22),
        name="of Ubuntu",
    ),
    pair(
        "os.end-of-life",
        "warn",
        "kvm-guest",
        _release(releases.DEBIAN_12, "12", "11"),
        _release(releases.DEBIAN_12),
        name="of Debian",
    ),
    pair(
        "os.end-of-life",
        "warn",
        "alpine-router",
        _release(releases.ALPINE, "3.23", "3.21"),
        _release(releases.ALPINE, "3.23", "3.22"),
        name="of Alpine",
    ),
    pair(
        "os.end-of-life",
        "warn",
        "rhel-9-server",
        _release(releases.RHEL_9, "9.6", "7.9"),
        _release(releases.RHEL_9, "9.6", "8.10"),
        name="of Red Hat",
    ),
    pair(
        "os.security-updates",
        "warn",
        _LAPTOP,
        _waiting(14.01 * DAY, _OPENSSL),
        _waiting(13.99 * DAY, _OPENSSL),
        _waiting(13 * DAY, _HELD, _OTHER),
    ),
    pair(
        "os.security-updates",
        "warn",
        _UBUNTU,
        _counted(14.01 * DAY, 3),
        _counted(13.99 * DAY, 3),
        _counted(13 * DAY, 0),
        name="as Ubuntu counts",
    ),
    pair("os.restart-pending", "info", _LAPTOP, _wants_restart(7.01 * DAY), _wants_restart(6.99 * DAY)),
    pair("os.uptime", "info", _TOWER, _up(30.01), _up(29.99)),
    pair("os.clock", "warn", _FEDORA, _clock(60.5), _clock(60), _clock(500, kept=True)),
    pair(
        "os.clock",
        "warn",
        _TOWER,
        _battery_clock(61),
        _battery_clock(59),
        _battery_clock(3600, kept_in="LOCAL"),
        name="by the clock on the battery",
    ),
    pair("os.slow-start", "info", _LAPTOP, _starts(120.5, 121, 300), _starts(120.5, 119.5, 300), _starts(300, 300)),
    pair("os.crashes", "critical", _LAPTOP, _panics(DAY, 6.99 * DAY), _panics(DAY, 7.01 * DAY), _panics(DAY, DAY + 60)),
    pair("os.unclean-shutdowns", "warn", _FEDORA, _cuts(6.99 * DAY, 2 * DAY), _cuts(7.01 * DAY, 2 * DAY)),
    pair(
        "os.unclean-shutdowns",
        "warn",
        "arm-server",
        _cuts(6.99 * DAY, 2 * DAY, wide=True),
        _cuts(7.01 * DAY, 2 * DAY, wide=True),
        name="in wide records",
    ),
    pair("service.failed", "warn", "debian-12-server", _failed(10 * MINUTE), _failed(10 * MINUTE - 1)),
    pair(
        "app.crash-loop",
        "warn",
        "tumbleweed-desktop",
        _dumped(HOUR, 2 * HOUR, 23.9 * HOUR),
        _dumped(HOUR, 24.1 * HOUR),
        _two_programs_dumped,
    ),
    pair(
        "app.broken-packages",
        "warn",
        _LAPTOP,
        _installed("install ok half-configured"),
        _installed("install ok triggers-awaited"),
        _being_installed,
    ),
    pair(
        "app.broken-packages",
        "warn",
        _UBUNTU,
        _installed("install reinstreq half-installed"),
        _installed("hold ok installed"),
        name="that must come again",
    ),
    pair("app.many-autostarts", "info", _UBUNTU, _autostarts(16), _autostarts(15)),
)
