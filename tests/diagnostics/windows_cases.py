"""Recorded Windows computers on either side of every limit."""

from __future__ import annotations

from typing import Any

from aboveboard.diagnostics.windows import registry as r
from tests.diagnostics.recorded_events import app_crash, crash, cut_off, event, slow_start, update
from tests.diagnostics.recordings import DAY, GB, HOUR, MINUTE, Case, Change, Machine

LAPTOP, DESKTOP, SERVER = "laptop-windows-11", "desktop-windows-11", "server-windows-2022"
FULL = frozenset({"disk.system-full"})


def volume(free: float, place: int = 0, total: float | None = None) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        size = {} if total is None else {"total": total}
        machine.json("volumes.json", lambda said: said[place].update(free=free, **size))

    return change


def filling(each_hour: float, left: float) -> Change:
    """So many bytes fewer each hour, with ``left`` at the end of two and a half hours."""

    def change(machine: Machine, seconds: float) -> None:
        free = left + each_hour * (2.5 * HOUR - seconds) / HOUR
        machine.json("volumes.json", lambda said: said[0].update(free=free))

    return change


def field(question: str, place: int | None = None, **values: object) -> Change:
    """Other values in one object of an answer."""

    def change(machine: Machine, _seconds: float) -> None:
        machine.json(question, lambda said: (said if place is None else said[place]).update(values))

    return change


def put(question: str, value: object) -> Change:
    return lambda machine, _seconds: machine.put(question, value)


def add(question: str, *said: str, at: float = 0) -> Change:
    return lambda machine, _seconds: machine.add(question, "".join(said))


def key(name: str, **values: object) -> Change:
    """Values of a key of the registry, which is made where it is not there."""

    def change(machine: Machine, _seconds: float) -> None:
        machine.json(
            "registry.json",
            lambda said: said.setdefault(name, {"values": {}, "written": machine.at})["values"].update(values),
        )

    return change


def both(*changes: Change) -> Change:
    def change(machine: Machine, seconds: float) -> None:
        for one in changes:
            one(machine, seconds)

    return change


def log(question: str, *events: tuple[Any, ...]) -> Change:
    """Events, each as a function, an age in seconds before the recording, and what else it takes."""

    def change(machine: Machine, _seconds: float) -> None:
        machine.add(question, "".join(make(machine.at - age, *more) for make, age, *more in events))

    return change


def only_starts(*seconds: float) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        said = "".join(slow_start(machine.at - place * DAY, one) for place, one in enumerate(seconds, 1))
        machine.put("events-start.xml", said.encode())

    return change


def program(name: str, resident: tuple[float, float], cpu: float, idle: float, span: float) -> Change:
    """A program whose memory goes from one size to another, and that uses ``cpu`` of a core."""

    def change(machine: Machine, seconds: float) -> None:
        now = resident[0] + (resident[1] - resident[0]) * seconds / span
        row = {"name": name, "resident": now, "cpu_seconds": 5000 + cpu * seconds}
        machine.json("programs.json", lambda said: said["programs"].append(row))
        machine.json("programs.json", lambda said: said.update(idle_seconds=idle))

    return change


def swapping(share: float, pages_a_minute: float) -> Change:
    def change(machine: Machine, seconds: float) -> None:
        machine.json(
            "memory.json",
            lambda said: said.update(page_file_used_share=share, pages_written=1000 + pages_a_minute * seconds / 60),
        )

    return change


def smart(attribute: int, counts: tuple[int, int], span: float) -> Change:
    """One count of SMART's table that goes from one number to another."""

    def change(machine: Machine, seconds: float) -> None:
        now = counts[0] + (counts[1] - counts[0]) * (seconds >= span)

        def alter(said: Any) -> None:
            table = said[1]["VendorSpecific"]
            start = next(place for place in range(2, 362, 12) if table[place] == attribute)
            table[start + 5 : start + 11] = list(now.to_bytes(6, "little"))

        machine.json("smart.json", alter)

    return change


def restart(age: float) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        machine.json(
            "registry.json", lambda said: said.update({r.UPDATED: {"values": {}, "written": machine.at - age}})
        )

    return change


def pending(age: float) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        stamp = int((machine.at - age) * 1000)
        machine.json("updates.json", lambda said: said[1].update(LastDeploymentChangeTime=f"/Date({stamp})/"))

    return change


def definitions(age: float) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        stamp = int((machine.at - age) * 1000)
        machine.json("defender.json", lambda said: said.update(AntivirusSignatureLastUpdated=f"/Date({stamp})/"))

    return change


def service(age: float) -> Change:
    row = {"Name": "Spooler", "DisplayName": "Print Spooler", "StartMode": "Auto", "State": "Stopped", "ExitCode": 1067}

    def change(machine: Machine, _seconds: float) -> None:
        machine.json("services.json", lambda said: said.append(row))
        named = [("param1", "Print Spooler"), ("param2", "1")]
        machine.add("events-system.xml", event("Service Control Manager", 7034, machine.at - age, named))

    return change


def run_keys(count: int) -> Change:
    """So many programs in all that start, three of which are there already."""
    return key(r.RUN[1][0], **{f"Canary {place}": "C:\\canary.exe" for place in range(count - 3)})


def proxy(listening: bool) -> Change:
    connections = {"listening": [["127.0.0.1", 8888]] if listening else [["0.0.0.0", 445]], "talking": []}
    return both(
        key(r.INTERNET, ProxyEnable=1, ProxyServer="http=127.0.0.1:8888;https=127.0.0.1:8888"),
        put("connections.json", connections),
    )


def addresses(*given: str, way_out: bool) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        machine.json("network.json", lambda said: said["adapters"][0].update(addresses=list(given)))
        machine.json(
            "network.json", lambda said: said.update(default_route=way_out, gateway="known" if way_out else "")
        )

    return change


def no_names(count: int) -> Change:
    query = [("QueryName", "canary.example"), ("AddressLength", "128")]

    def change(machine: Machine, _seconds: float) -> None:
        for place in range(count):
            at = machine.at - 60 * place - 5
            machine.add("events-system.xml", event("Microsoft-Windows-DNS-Client", 1014, at, query))

    return change


def up(seconds: float) -> Change:
    return lambda machine, _seconds: machine.put("boot.json", {"boot_time": machine.at - seconds})


def heat(place: int, celsius: float) -> Change:
    return field("reliability.json", place, Temperature=celsius)


def build(number: int) -> Change:
    return key(r.VERSION, CurrentBuildNumber=str(number), CurrentBuild=str(number))


def failed_update(times: int) -> Change:
    identity = "{0b7fd3c2-6d6b-4f13-9a3f-0d0d0c0a3333}"
    return log(
        "events-system.xml", *((lambda at: update(20, at, identity), DAY * place) for place in range(1, times + 1))
    )


def clock(leap: str, phase: str) -> Change:
    def change(machine: Machine, _seconds: float) -> None:
        machine.text("time.txt", "Leap Indicator: 0(no warning)", f"Leap Indicator: {leap}")
        machine.text("time.txt", "Phase Offset: 0.0021344s", f"Phase Offset: {phase}s")

    return change


SYSTEM_LOG, APP_LOG = "events-system.xml", "events-application.xml"
GUARDED = both(field("security-centre.json", antivirus=0))
UNGUARDED = both(
    field("security-centre.json", antivirus=2),
    field("antivirus.json", productState=393472),
    field("defender.json", RealTimeProtectionEnabled=False),
)

CASES = [
    Case("disk.system-full", LAPTOP, volume(9.9 * GB, total=120 * GB), volume(12.1 * GB, total=120 * GB)),
    Case("disk.system-full", LAPTOP, volume(1.9 * GB), volume(10.1 * GB, total=99 * GB), severity="critical"),
    Case("disk.data-full", SERVER, volume(4.9 * GB, 1), volume(5.1 * GB, 1)),
    Case("disk.fill-eta", LAPTOP, filling(GB, 46 * GB), filling(GB, 61 * GB), 2.5 * HOUR, 3 * MINUTE),
    Case(
        "disk.fill-eta",
        LAPTOP,
        filling(8 * GB, 50 * GB),
        filling(0.01 * GB, 60 * GB),
        2.5 * HOUR,
        3 * MINUTE,
        severity="critical",
    ),
    Case("disk.failing", LAPTOP, field("disks.json", HealthStatus=2), field("disks.json", HealthStatus=0)),
    Case(
        "disk.failing",
        SERVER,
        field("disks.json", 0, HealthStatus=1, OperationalStatus=[5]),
        field("diskdrives.json", 0, Status="OK"),
    ),
    Case(
        "disk.failing",
        DESKTOP,
        field("smart.json", 0, PredictFailure=True),
        field("disks.json", 0, HealthStatus="Healthy"),
    ),
    Case("disk.bad-sectors", DESKTOP, smart(197, (0, 8), DAY), smart(5, (8, 8), DAY), DAY, HOUR / 2),
    Case("disk.nvme-wear", DESKTOP, field("reliability.json", 0, Wear=90), field("reliability.json", 0, Wear=87)),
    Case("disk.hot", DESKTOP, heat(0, 76), heat(0, 75), 20 * MINUTE, 10 * MINUTE),
    Case("disk.hot", DESKTOP, heat(1, 61), heat(1, 60), 20 * MINUTE, 10 * MINUTE),
    Case(
        "disk.trash",
        LAPTOP,
        both(volume(9 * GB), field("leftovers.json", trash=10.1 * GB)),
        both(volume(60 * GB), field("leftovers.json", trash=90 * GB)),
        also=FULL,
    ),
    Case(
        "disk.temp-files",
        LAPTOP,
        both(volume(9 * GB), field("leftovers.json", temporary=5.1 * GB)),
        both(volume(60 * GB), field("leftovers.json", temporary=9 * GB)),
        also=FULL,
    ),
    Case(
        "memory.low",
        LAPTOP,
        field("memory.json", available=1.65 * GB),
        field("memory.json", available=1.72 * GB),
        10 * MINUTE,
    ),
    Case(
        "memory.low",
        LAPTOP,
        field("memory.json", available=0.66 * GB),
        field("memory.json", available=2.2 * GB),
        severity="critical",
    ),
    Case("memory.swap", LAPTOP, swapping(0.81, 400), swapping(0.79, 400), 10 * MINUTE, MINUTE),
    Case(
        "memory.leak",
        LAPTOP,
        program("leak.exe", (1.5 * GB, 3.1 * GB), 0, 5, 7 * HOUR),
        program("leak.exe", (3.0 * GB, 4.0 * GB), 0, 5, 7 * HOUR),
        7 * HOUR,
        20 * MINUTE,
    ),
    Case("memory.small", LAPTOP, field("memory.json", fitted=3 * 2**30), field("memory.json", fitted=4 * 2**30)),
    Case(
        "cpu.hog",
        LAPTOP,
        program("hog.exe", (GB, GB), 0.9, 2 * HOUR, HOUR),
        program("hog.exe", (GB, GB), 0.9, 600, HOUR),
        HOUR,
        10 * MINUTE,
    ),
    Case(
        "battery.worn",
        LAPTOP,
        field("battery-full.json", FullChargedCapacity=34_100),
        field("battery-full.json", FullChargedCapacity=37_200),
    ),
    Case(
        "battery.draining",
        LAPTOP,
        field("battery-status.json", 0, Discharging=True, DischargeRate=9800),
        field("battery-status.json", 0, Discharging=True, PowerOnline=False, DischargeRate=9800),
    ),
    Case("os.end-of-life", LAPTOP, build(26100), build(26200)),
    Case("os.security-updates", LAPTOP, pending(14.1 * DAY), pending(13.9 * DAY)),
    Case("os.update-failed", LAPTOP, failed_update(3), failed_update(2)),
    Case("os.restart-pending", LAPTOP, restart(7.1 * DAY), restart(6.9 * DAY)),
    Case("os.uptime", LAPTOP, up(30.1 * DAY), up(29.9 * DAY)),
    Case("os.clock", LAPTOP, clock("3(not synchronized)", "-61.0021344"), clock("3(not synchronized)", "29.5000000")),
    Case("os.slow-start", LAPTOP, only_starts(121, 130, 125, 30), only_starts(121, 130, 119, 30)),
    Case(
        "os.crashes",
        LAPTOP,
        log(SYSTEM_LOG, (crash, DAY), (crash, 3 * DAY)),
        log(SYSTEM_LOG, (crash, DAY), (crash, 8 * DAY)),
    ),
    Case(
        "os.unclean-shutdowns",
        LAPTOP,
        log(SYSTEM_LOG, (cut_off, DAY), (cut_off, 3 * DAY)),
        log(SYSTEM_LOG, (cut_off, DAY), (crash, 3 * DAY)),
    ),
    Case("service.failed", LAPTOP, service(11 * MINUTE), service(9 * MINUTE)),
    Case(
        "app.crash-loop",
        LAPTOP,
        log(APP_LOG, *((app_crash, HOUR * n, "loop.exe") for n in range(1, 4))),
        log(APP_LOG, *((app_crash, HOUR * n, "loop.exe") for n in (1, 25, 26, 27))),
    ),
    Case("app.many-autostarts", LAPTOP, run_keys(16), run_keys(14)),
    Case(
        "device.driver",
        LAPTOP,
        field("devices.json", ConfigManagerErrorCode=28),
        field("devices.json", ConfigManagerErrorCode=45),
    ),
    Case(
        "net.no-address",
        LAPTOP,
        addresses("169.254.33.7", way_out=False),
        addresses("2a02:8109:ca4a::77", way_out=False),
    ),
    Case("net.dns", LAPTOP, no_names(3), no_names(2), 6 * MINUTE, 2 * MINUTE),
    Case("net.proxy", LAPTOP, proxy(listening=False), proxy(listening=True)),
    Case("net.weak-wifi", LAPTOP, field("wifi.json", 0, rssi=-76), field("wifi.json", 0, rssi=-75), 12 * MINUTE),
    Case("security.antivirus", LAPTOP, UNGUARDED, GUARDED, severity="critical"),
    Case("security.antivirus", LAPTOP, definitions(7.1 * DAY), definitions(5.9 * DAY)),
    Case(
        "security.firewall",
        LAPTOP,
        both(field("security-centre.json", firewall=2), key(r.FIREWALL[2], EnableFirewall=0)),
        both(field("security-centre.json", firewall=0), key(r.FIREWALL[2], EnableFirewall=0)),
    ),
    Case(
        "security.disk-encryption",
        LAPTOP,
        field("encryption.json", Protection=2),
        field("encryption.json", Protection=3),
    ),
]


OTHER_GUARD = [
    {"displayName": "Windows Defender", "productState": 393472},
    {"displayName": "Canary Security", "productState": 266240},
]
_VIRTUAL_SWITCH = [
    {"hardware": True, "connected": True, "addresses": []},
    {"hardware": False, "connected": True, "addresses": ["192.168.178.77"]},
    {"hardware": False, "connected": True, "addresses": ["172.20.80.1"]},
]
_NO_NETWORK = {
    "adapters": [{"hardware": True, "connected": False, "addresses": ["169.254.12.7", "fe80::1%9"]}],
    "default_route": False,
    "gateway": "",
}

HEALTHY: dict[str, tuple[str, Change]] = {
    "as recorded, a laptop": (LAPTOP, both()),
    "as recorded, a desktop": (DESKTOP, both()),
    "as recorded, a server": (SERVER, both()),
    "Windows 10 for long service": (
        LAPTOP,
        key(
            r.VERSION,
            CurrentBuildNumber="19044",
            EditionID="EnterpriseS",
            ProductName="Windows 10 Enterprise LTSC 2021",
        ),
    ),
    "Windows 11 Enterprise, one version back": (
        DESKTOP,
        both(build(26100), key(r.VERSION, EditionID="Enterprise", ProductName="Windows 10 Enterprise")),
    ),
    "a version that the tables do not know": (LAPTOP, build(29999)),
    "guarded by another product, Defender asleep": (
        LAPTOP,
        both(
            put("antivirus.json", OTHER_GUARD),
            field("defender.json", AntivirusEnabled=False, RealTimeProtectionEnabled=False),
            definitions(40 * DAY),
        ),
    ),
    "a firewall of another maker": (LAPTOP, both(*(key(one, EnableFirewall=0) for one in r.FIREWALL))),
    "on a plane": (LAPTOP, both(put("network.json", _NO_NETWORK), put("wifi.json", [{"state": 4, "rssi": None}]))),
    "a switch of virtual machines over the network card": (
        DESKTOP,
        put("network.json", {"adapters": _VIRTUAL_SWITCH, "default_route": True, "gateway": "known"}),
    ),
    "no page file": (DESKTOP, field("memory.json", page_file=0, page_file_used_share=0.0)),
    "a full battery whose firmware calls that discharging": (
        LAPTOP,
        field("battery-status.json", 0, Discharging=True, DischargeRate=0),
    ),
    "two batteries": (
        LAPTOP,
        both(
            put("battery-full.json", [{"FullChargedCapacity": 20_000}, {"FullChargedCapacity": 21_000}]),
            put("battery-static.json", [{"DesignedCapacity": 24_000}, {"DesignedCapacity": 23_000}]),
        ),
    ),
    "many services that stopped as they should": (
        SERVER,
        put(
            "services.json",
            [
                {"Name": f"s{code}", "DisplayName": "S", "StartMode": "Auto", "State": "Stopped", "ExitCode": code}
                for code in (0, 1077)
            ],
        ),
    ),
    "a device that was disabled and one that is unplugged": (
        LAPTOP,
        put("devices.json", [{"Name": "a", "ConfigManagerErrorCode": code} for code in (22, 45)]),
    ),
    "a proxy elsewhere, in use": (
        SERVER,
        both(
            key(r.INTERNET, ProxyEnable=1, ProxyServer="10.20.0.1:3128"),
            put("connections.json", {"listening": [], "talking": [["10.20.0.1", 3128]]}),
        ),
    ),
    "a proxy elsewhere, not used now": (SERVER, key(r.INTERNET, ProxyEnable=1, ProxyServer="proxy.canary:3128")),
    "just installed": (
        DESKTOP,
        both(
            put("events-system.xml", b""),
            put("events-application.xml", b""),
            put("events-start.xml", b""),
            up(600),
            put("startup.json", []),
        ),
    ),
    "a crash and a power cut of this week": (LAPTOP, log("events-system.xml", (crash, DAY), (cut_off, 2 * DAY))),
}
"""Computers on which nothing is wrong."""
