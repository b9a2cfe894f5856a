"""The system's bus, with a real daemon of our own and services that answer as the real ones do."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from dbus_fast import PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import (
    DBusBool,
    DBusBytes,
    DBusDict,
    DBusDouble,
    DBusInt64,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
    DBusUInt16,
    DBusUInt64,
)
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property
from dbus_fast.signature import Variant

from aboveboard.diagnostics.linux.bus import SystemBus
from aboveboard.diagnostics.linux.machine import Live
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.looks import Sample, Unknown
from aboveboard.diagnostics.probes import take_look

NOW = 1_795_435_200
READ = PropertyAccess.READ
CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><keep_umask/><listen>unix:path={socket}</listen><servicedir>{services}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""
STARTED = "[D-BUS Service]\nName={name}\nExec=/bin/touch {mark}\n"


class Hostname(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.hostname1")

    @dbus_property(access=READ, name="Chassis")
    def chassis(self) -> DBusStr:
        return "laptop"


class Block(ServiceInterface):
    def __init__(self, device: bytes, drive: str) -> None:
        super().__init__("org.freedesktop.UDisks2.Block")
        self.is_device, self.is_drive = device, drive

    @dbus_property(access=READ, name="Device")
    def device(self) -> DBusBytes:
        return self.is_device + b"\0"

    @dbus_property(access=READ, name="Drive")
    def drive(self) -> DBusObjectPath:
        return self.is_drive


class Ata(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.UDisks2.Drive.Ata")

    @dbus_property(access=READ, name="SmartEnabled")
    def enabled(self) -> DBusBool:
        return True

    @dbus_property(access=READ, name="SmartUpdated")
    def updated(self) -> DBusUInt64:
        return NOW - 60

    @dbus_property(access=READ, name="SmartFailing")
    def failing(self) -> DBusBool:
        return True

    @dbus_property(access=READ, name="SmartNumBadSectors")
    def bad_sectors(self) -> DBusInt64:
        return 12

    @dbus_property(access=READ, name="SmartTemperature")
    def temperature(self) -> DBusDouble:
        return 311.15


class Nvme(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.UDisks2.NVMe.Controller")

    @dbus_property(access=READ, name="SmartUpdated")
    def updated(self) -> DBusUInt64:
        return NOW - 60

    @dbus_property(access=READ, name="SmartCriticalWarning")
    def warnings(self) -> Annotated[list[str], DBusSignature("as")]:
        return ["spare"]

    @dbus_property(access=READ, name="SmartTemperature")
    def temperature(self) -> DBusUInt16:
        return 318

    @dbus_method(name="SmartGetAttributes")
    def attributes(self, options: DBusDict) -> DBusDict:
        assert options == {}
        return {"percent_used": Variant("y", 93), "avail_spare": Variant("y", 4), "spare_thresh": Variant("y", 10)}


class Systemd(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.systemd1.Manager")

    @dbus_property(access=READ, name="FinishTimestampMonotonic")
    def finished(self) -> DBusUInt64:
        return 31_500_000

    @dbus_property(access=READ, name="KernelTimestamp")
    def began(self) -> DBusUInt64:
        return (NOW - 3600) * 1_000_000

    @dbus_method(name="ListUnitsByPatterns")
    def units(
        self, states: Annotated[list[str], DBusSignature("as")], patterns: Annotated[list[str], DBusSignature("as")]
    ) -> Annotated[list[Any], DBusSignature("a(ssssssouso)")]:
        assert (states, patterns) == (["failed"], ["*.service"])
        unit = "/org/freedesktop/systemd1/unit/cups_2eservice"
        return [["cups.service", "CUPS Scheduler", "loaded", "failed", "failed", "", unit, 0, "", "/"]]


class Unit(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.systemd1.Unit")

    @dbus_property(access=READ, name="InactiveEnterTimestamp")
    def since(self) -> DBusUInt64:
        return (NOW - 900) * 1_000_000


class Logind(ServiceInterface):
    def __init__(self) -> None:
        super().__init__("org.freedesktop.login1.Manager")

    @dbus_method(name="ListSessions")
    def sessions(self) -> Annotated[list[Any], DBusSignature("a(susso)")]:
        base = "/org/freedesktop/login1/session"
        return [["2", 1000, "anna", "seat0", f"{base}/_32"], ["5", 1000, "anna", "", f"{base}/_35"]]


class Session(ServiceInterface):
    def __init__(self, kind: str, idle: bool) -> None:
        super().__init__("org.freedesktop.login1.Session")
        self.is_kind, self.is_idle = kind, idle

    @dbus_property(access=READ, name="Type")
    def kind(self) -> DBusStr:
        return self.is_kind

    @dbus_property(access=READ, name="Class")
    def of(self) -> DBusStr:
        return "user"

    @dbus_property(access=READ, name="IdleHint")
    def idle(self) -> DBusBool:
        return self.is_idle

    @dbus_property(access=READ, name="IdleSinceHint")
    def since(self) -> DBusUInt64:
        return (NOW - 1200) * 1_000_000


DISKS = "/org/freedesktop/UDisks2"
EXPORTS: dict[str, list[tuple[str, ServiceInterface]]] = {
    "org.freedesktop.hostname1": [("/org/freedesktop/hostname1", Hostname())],
    "org.freedesktop.UDisks2": [
        (f"{DISKS}/block_devices/sda", Block(b"/dev/sda", f"{DISKS}/drives/old")),
        (f"{DISKS}/drives/old", Ata()),
        (f"{DISKS}/block_devices/nvme0n1", Block(b"/dev/nvme0n1", f"{DISKS}/drives/new")),
        (f"{DISKS}/drives/new", Nvme()),
    ],
    "org.freedesktop.systemd1": [
        ("/org/freedesktop/systemd1", Systemd()),
        ("/org/freedesktop/systemd1/unit/cups_2eservice", Unit()),
    ],
    "org.freedesktop.login1": [
        ("/org/freedesktop/login1", Logind()),
        ("/org/freedesktop/login1/session/_32", Session("wayland", True)),
        ("/org/freedesktop/login1/session/_35", Session("tty", False)),
    ],
}


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a bus of our own, and the file that would be there had a service been started."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon on this machine")
    folder = tmp_path_factory.mktemp("bus")
    services = folder / "services"
    services.mkdir()
    for name in ("org.freedesktop.hostname1", "org.freedesktop.UDisks2"):
        (services / f"{name}.service").write_text(STARTED.format(name=name, mark=folder / "started"))
    configuration = folder / "bus.conf"
    configuration.write_text(CONFIGURATION.format(socket=folder / "socket", services=services))
    command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield f"unix:path={folder / 'socket'}", folder / "started"
        process.terminate()


@pytest.fixture
def services(daemon: tuple[str, Path]) -> Iterator[str]:
    """The address of the bus while hostname1, UDisks2, systemd1 and login1 are on it."""
    ready = threading.Event()
    held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        buses = []
        for name, exported in EXPORTS.items():
            bus = await MessageBus(bus_address=daemon[0]).connect()
            for path, interface in exported:
                bus.export(path, interface)
            await bus.request_name(name)
            buses.append((bus, exported))
        over = asyncio.Event()
        held.append((asyncio.get_running_loop(), over))
        ready.set()
        await over.wait()
        for bus, exported in buses:
            for path, interface in exported:
                bus.unexport(path, interface)
            bus.disconnect()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    yield daemon[0]
    held[0][0].call_soon_threadsafe(held[0][1].set)
    thread.join()


def test_running_services_are_asked(services: str) -> None:
    bus = SystemBus(services)
    assert bus.chassis() == "laptop"
    assert bus.idle_seconds(NOW) == 1200
    starts = bus.starts()
    assert starts is not None
    assert (starts[0].at, starts[0].took) == (NOW - 3600, 31.5)
    failed = bus.failed_services()
    assert failed is not None
    assert [(one.name, one.since) for one in failed] == [("cups.service", NOW - 900)]


def test_a_disks_own_words_are_found(services: str) -> None:
    disks = SystemBus(services).disks()
    assert disks is not None
    assert (disks["sda"].failing, disks["sda"].bad_sectors, disks["sda"].celsius) == (True, 12, 38.0)
    new = disks["nvme0n1"]
    assert (new.failing, new.wear_percent, new.spare_below, new.celsius) == (False, 93, True, 44.9)


def test_a_look_has_what_the_bus_says(services: str) -> None:
    look = take_look(LinuxReader(Live(SystemBus(services))))
    reading = look.measures["service.state"]
    assert isinstance(reading, tuple)
    assert [(one.shown, one.values["failed"]) for one in reading] == [("cups", 1.0)]
    assert reading[0].subject.startswith("service-")


def test_no_service_is_started_to_be_asked(daemon: tuple[str, Path]) -> None:
    bus = SystemBus(daemon[0])
    assert (bus.chassis(), bus.disks(), bus.starts(), bus.failed_services(), bus.idle_seconds(NOW)) == (None,) * 5
    assert not daemon[1].exists()


def test_a_bus_that_is_not_there_leaves_its_measures_unknown(tmp_path: Path) -> None:
    look = take_look(LinuxReader(Live(SystemBus(f"unix:path={tmp_path / 'none'}"))))
    assert isinstance(look.measures["service.state"], Unknown)
    assert isinstance(look.measures["memory.use"][0], Sample)  # type: ignore[index]  # it is no Unknown: /proc/meminfo is there


def test_a_bus_that_never_answers_is_left_in_time(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        with pytest.raises(OSError, match="does not answer"):
            SystemBus(f"unix:path={tmp_path / 'silent'}", patience=0.2).failed_services()
