"""Recorded Macs on either side of every limit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.diagnostics.recordings import DAY, GB, HOUR, MINUTE, Case, Change, Machine
from tests.diagnostics.windows_cases import both, field, program, put

AIR, IMAC = "macbook-air-macos-26", "imac-macos-15"
FULL = frozenset({"disk.system-full"})
_DATA = 2
"""Where the recorded list of volumes has the volume of data."""


def volume(free: float, purgeable: float = 0, place: int = _DATA, **more: object) -> Change:
    """So much is free, and so much more would be made free."""
    return field("volumes.json", place, free=free, important=free + purgeable, **more)


def filling(each_hour: float, left: float) -> Change:
    """So many bytes fewer each hour, with ``left`` at the end of two and a half hours."""

    def change(machine: Machine, seconds: float) -> None:
        volume(left + each_hour * (2.5 * HOUR - seconds) / HOUR)(machine, seconds)

    return change


def line(old: str, new: str) -> Change:
    return lambda machine, _seconds: machine.text("sysctl.txt", old, new)


def says(question: str, old: str, new: str) -> Change:
    return lambda machine, _seconds: machine.text(question, old, new)


def battery(**values: object) -> Change:
    return lambda machine, _seconds: machine.plist("battery.plist", lambda said: said[0].update(values))


def stored(changes: dict[str, dict[str, object] | None]) -> Change:
    """Other entries of the dynamic store; ``None`` takes one away."""

    def alter(said: dict[str, Any]) -> None:
        for name, value in changes.items():
            if value is None:
                said.pop(name, None)
            else:
                said[name] = {**said.get(name, {}), **value}

    return lambda machine, _seconds: machine.plist("network.plist", alter)


def offered(age: float) -> Change:
    """The update that waits was first offered so long ago."""

    def change(machine: Machine, _seconds: float) -> None:
        at = datetime.fromtimestamp(machine.at - age, UTC).replace(tzinfo=None)
        dates = {"MSU_UPDATE_25B90_patch_26.1.1_minor": at}
        machine.plist("software-update.plist", lambda said: said.update(FirstOfferDateDictionary=dates))

    return change


def searched(ahead: float) -> Change:
    """macOS wrote down a search for updates so many seconds after what the clock says now."""

    def change(machine: Machine, _seconds: float) -> None:
        at = datetime.fromtimestamp(machine.at + ahead, UTC).replace(tzinfo=None)
        machine.plist("software-update.plist", lambda said: said.update(LastSuccessfulDate=at))

    return change


def prepared(age: float) -> Change:
    return lambda machine, _seconds: machine.put("restart.json", {"prepared": machine.at - age})


def up(seconds: float) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        said = machine.files["sysctl.txt"].decode().splitlines()
        kept = [one for one in said if not one.startswith("kern.boottime")]
        boot = f"kern.boottime: {{ sec = {machine.at - seconds:.0f}, usec = 1 }} Thu Oct  1 08:00:00 2026"
        machine.put("sysctl.txt", "\n".join([*kept, boot, ""]).encode())

    return change


def reports(whose: str, *told: tuple[str, float, str, str]) -> Change:
    """Reports by name, age, program and type."""

    def change(machine: Machine, _seconds: float) -> None:
        more = [{"name": name, "at": machine.at - age, "app": app, "type": kind} for name, age, app, kind in told]
        machine.json("reports.json", lambda said: said[whose].extend(more))

    return change


def panic(age: float) -> tuple[str, float, str, str]:
    return ("Kernel_2026-11-20-101112_Annas-Canary-Air.panic", age, "", "210")


def swapping(used: str, free: float, pages_a_minute: float) -> Change:
    def change(machine: Machine, seconds: float) -> None:
        machine.text("sysctl.txt", "used = 1190,25M", f"used = {used}M")
        machine.text("vm_stat.txt", "20468.", f"{20468 + int(pages_a_minute * seconds / 60)}.")
        volume(free)(machine, seconds)

    return change


def proxy(listening: bool) -> Change:
    netstat = "tcp4       0      0  127.0.0.1.8888         *.*                    LISTEN     \n"
    return both(
        stored(
            {
                "State:/Network/Global/Proxies": {
                    "HTTPSEnable": 1,
                    "HTTPSProxy": "127.0.0.1",
                    "HTTPSPort": 8888,
                }
            }
        ),
        (lambda machine, _seconds: machine.add("netstat.txt", netstat)) if listening else (lambda *_given: None),
    )


def smart(kind: str, state: str) -> Change:
    def alter(said: Any) -> None:
        said[kind][0]["_items"][0]["smart_status"] = state

    return lambda machine, _seconds: machine.json("profiler.json", alter)


def agents(count: int) -> Change:
    return put("agents.json", [{"starts": True, "off": False}] * count + [{"starts": False, "off": False}] * 9)


NO_ADDRESS = stored(
    {
        "State:/Network/Global/IPv4": None,
        "State:/Network/Service/5B1C-CANARY/IPv4": None,
        "State:/Network/Interface/en0/IPv4": {"Addresses": ["169.254.12.33"]},
    }
)
NO_LINK = both(NO_ADDRESS, stored({"State:/Network/Interface/en0/Link": {"Active": False}}))

CASES = [
    Case("disk.system-full", AIR, volume(9.9 * GB, total=120 * GB), volume(2.5 * GB, 9.6 * GB, total=120 * GB)),
    Case("disk.system-full", AIR, volume(1.2 * GB, 0.7 * GB), volume(1.2 * GB, 49 * GB), severity="critical"),
    Case("disk.data-full", IMAC, field("volumes.json", 2, free=4.9 * GB), field("volumes.json", 2, free=5.1 * GB)),
    Case("disk.fill-eta", AIR, filling(2 * GB, 92 * GB), filling(2 * GB, 122 * GB), 2.5 * HOUR, 3 * MINUTE),
    Case(
        "disk.inodes",
        IMAC,
        field("volumes.json", 2, inodes=10_000_000, inodes_free=990_000),
        field("volumes.json", 2, inodes=10_000_000, inodes_free=1_010_000),
    ),
    Case("disk.failing", AIR, smart("SPNVMeDataType", "Failing"), smart("SPNVMeDataType", "Verified")),
    Case("disk.failing", IMAC, smart("SPSerialATADataType", "Failing"), smart("SPSerialATADataType", "Not Supported")),
    Case(
        "disk.trash",
        AIR,
        both(volume(9 * GB), field("leftovers.json", trash=10.1 * GB)),
        both(volume(60 * GB), field("leftovers.json", trash=90 * GB)),
        also=FULL,
    ),
    Case(
        "disk.temp-files",
        AIR,
        both(volume(9 * GB), field("leftovers.json", temporary=5.1 * GB)),
        both(volume(60 * GB), field("leftovers.json", temporary=9 * GB)),
        also=FULL,
    ),
    Case(
        "memory.low",
        AIR,
        line("memorystatus_level: 61", "memorystatus_level: 9"),
        line("memorystatus_level: 61", "memorystatus_level: 10"),
        10 * MINUTE,
    ),
    Case(
        "memory.low",
        AIR,
        line("memorystatus_level: 61", "memorystatus_level: 3"),
        line("memorystatus_level: 61", "memorystatus_level: 13"),
        severity="critical",
    ),
    Case(
        "memory.swap",
        AIR,
        swapping("9400,00", 1.25 * GB + 8 * GB, 400),
        swapping("1900,00", 60 * GB, 400),
        10 * MINUTE,
        MINUTE,
        also=FULL,
    ),
    Case(
        "memory.leak",
        AIR,
        program("Leak", (1.5 * GB, 3.1 * GB), 0, 5, 7 * HOUR),
        program("Leak", (3.0 * GB, 4.0 * GB), 0, 5, 7 * HOUR),
        7 * HOUR,
        20 * MINUTE,
    ),
    Case(
        "memory.small",
        AIR,
        line("memsize: 17179869184", "memsize: 3221225472"),
        line("memsize: 17179869184", "memsize: 4294967296"),
    ),
    Case(
        "cpu.hog",
        AIR,
        program("Hog", (GB, GB), 0.9, 2 * HOUR, HOUR),
        program("Hog", (GB, GB), 0.9, 600, HOUR),
        HOUR,
        10 * MINUTE,
    ),
    Case("cpu.load", AIR, line("1,80 2,05 }", "17,10 16,10 }"), line("1,80 2,05 }", "17,10 15,90 }")),
    Case(
        "battery.worn",
        AIR,
        battery(NominalChargeCapacity=2737, AppleRawMaxCapacity=2700),
        battery(NominalChargeCapacity=2970),
    ),
    Case(
        "battery.draining",
        AIR,
        battery(FullyCharged=False, InstantAmperage=2**64 - 812, CurrentCapacity=63),
        battery(FullyCharged=False, ExternalConnected=False, InstantAmperage=2**64 - 812),
    ),
    Case(
        "os.end-of-life",
        IMAC,
        lambda machine, _seconds: machine.plist(
            "system-version.plist", lambda said: said.update(ProductVersion="14.8.1")
        ),
        says("system-version.plist", "15.7.2", "15.7.3"),
    ),
    Case("os.security-updates", AIR, offered(14.1 * DAY), offered(13.9 * DAY)),
    Case("os.restart-pending", AIR, both(up(20 * DAY), prepared(7.1 * DAY)), both(up(20 * DAY), prepared(6.9 * DAY))),
    Case("os.uptime", AIR, up(30.1 * DAY), up(29.9 * DAY)),
    Case("os.clock", AIR, searched(61 + 5), searched(20)),
    Case(
        "os.crashes", AIR, reports("system", panic(DAY), panic(3 * DAY)), reports("system", panic(DAY), panic(8 * DAY))
    ),
    Case(
        "app.crash-loop",
        AIR,
        reports("user", *((f"Loop-{n}.ips", HOUR * n, "Loop", "309") for n in range(1, 4))),
        reports(
            "user",
            ("Loop-1.ips", HOUR, "Loop", "309"),
            ("Loop-2.ips", HOUR, "Loop", "298"),
            ("Loop-3.ips", 25 * HOUR, "Loop", "309"),
        ),
    ),
    Case("app.many-autostarts", AIR, agents(16), agents(14)),
    Case("net.no-address", AIR, NO_ADDRESS, NO_LINK),
    Case("net.dns", AIR, stored({"State:/Network/Global/DNS": None}), stored({}), 6 * MINUTE, 2 * MINUTE),
    Case("net.proxy", AIR, proxy(listening=False), proxy(listening=True)),
    Case("net.weak-wifi", AIR, field("wifi.json", 0, rssi=-76), field("wifi.json", 0, rssi=-75), 12 * MINUTE),
    Case(
        "security.firewall",
        AIR,
        put("firewall.txt", b"Firewall is disabled. (State = 0) \n"),
        put("firewall.txt", b"Firewall is enabled. (State = 2) \n"),
    ),
    Case(
        "security.disk-encryption",
        AIR,
        put("fdesetup.txt", b"FileVault is Off.\n"),
        put("fdesetup.txt", b"FileVault is On.\nEncryption in progress: Percent completed = 42\n"),
    ),
]


_PRIVATE: dict[str, dict[str, object] | None] = {
    "State:/Network/Global/IPv4": None,
    "State:/Network/Interface/utun4/IPv4": {"Addresses": ["10.8.0.2"]},
}
_WORLDWIDE: dict[str, dict[str, object] | None] = {
    **_PRIVATE,
    "State:/Network/Interface/utun4/IPv4": None,
    "State:/Network/Interface/en0/IPv4": None,
    "State:/Network/Global/IPv6": {"PrimaryInterface": "en0", "Router": "fe80::1"},
    "State:/Network/Interface/en0/IPv6": {"Addresses": ["fe80::1ca4", "2a02:8109:ca4a::77"]},
}

HEALTHY: dict[str, tuple[str, Change]] = {
    "as recorded, a laptop": (AIR, both()),
    "as recorded, a desktop": (IMAC, both()),
    "on a plane": (AIR, both(NO_LINK, put("wifi.json", [{"rssi": 0}]))),
    "all through a private network": (
        AIR,
        both(
            stored(_PRIVATE),
            stored({"State:/Network/Global/IPv4": {"PrimaryInterface": "utun4", "PrimaryService": "utun4"}}),
        ),
    ),
    "a network of the new addresses alone": (AIR, stored(_WORLDWIDE)),
    "a macOS that the table does not know": (
        AIR,
        lambda machine, _seconds: machine.plist(
            "system-version.plist", lambda said: said.update(ProductVersion="28.0")
        ),
    ),
    "much swap on a disk with room": (AIR, line("used = 1190,25M", "used = 2040,00M")),
    "charging": (AIR, battery(FullyCharged=False, IsCharging=True, InstantAmperage=2100, CurrentCapacity=40)),
    "kept at 80 percent": (AIR, battery(FullyCharged=False, InstantAmperage=2**64 - 12, CurrentCapacity=80)),
    "on battery": (AIR, battery(ExternalConnected=False, FullyCharged=False, InstantAmperage=2**64 - 900)),
    "a disk that hides its state": (IMAC, smart("SPSerialATADataType", "Not Supported")),
    "reports that are no panics": (
        AIR,
        reports(
            "system",
            ("kernel_task_2026-11-22.cpu_resource.diag", DAY, "", ""),
            ("kernel_task_2026-11-21.cpu_resource.diag", 2 * DAY, "", ""),
            ("WindowServer-2026-11-22.ips", DAY, "WindowServer", "409"),
        ),
    ),
    "one panic, written twice": (AIR, reports("system", panic(DAY), ("panic-base-1.ips", DAY - 30, "", "210"))),
    "an installer left behind": (IMAC, prepared(100 * DAY)),
    "a reader's image and a full stick": (
        AIR,
        lambda machine, _seconds: machine.json(
            "volumes.json",
            lambda said: said.append(
                {
                    "mountpoint": "/Volumes/CANARY",
                    "fstype": "msdos",
                    "opts": "rw,nosuid,local",
                    "total": 16 * GB,
                    "free": 0.01 * GB,
                    "removable": True,
                }
            ),
        ),
    ),
}
"""Macs on which nothing is wrong."""
