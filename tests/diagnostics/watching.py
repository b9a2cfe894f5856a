"""What the tests of the watch have in common: a computer whose state they set, a screen that remembers, a real bus."""

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusDict, DBusInt32, DBusObjectPath, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

from aboveboard.diagnostics.looks import Probe, Reading, Sample, System
from aboveboard.diagnostics.measures import MEASURES
from aboveboard.diagnostics.watch.screens import Notice, Stand
from tests.diagnostics.made_up import NOON, SYSTEM_DISK, WELL


def disk(used_share: float, free: float) -> tuple[Sample, ...]:
    return (Sample({**SYSTEM_DISK.values, "used_share": used_share, "free": free}, "system", "/"),)


@dataclass
class Computer:
    """A reader of a computer that is what the test says, at the time that the test says."""

    time: float = NOON
    measures: dict[str, Reading] = field(default_factory=lambda: dict(WELL))
    system: System = "linux"

    def now(self) -> float:
        return self.time

    def probes(self) -> tuple[Probe, ...]:
        return tuple(
            Probe(name, (name,), lambda name=name: {name: self.measures[name]}, heavy=MEASURES[name].heavy)  # type: ignore[misc]  # a default is bound early
            for name in self.measures
        )

    def full(self) -> None:
        self.measures["disk.space"] = disk(0.95, 5e9)

    def almost_without_space(self) -> None:
        self.measures["disk.space"] = disk(0.99, 1e9)

    def roomy(self) -> None:
        self.measures["disk.space"] = disk(0.5, 128e9)


@dataclass
class Wall:
    """A screen that remembers what was on it; ``seen`` outlives the watch as a notification service does."""

    seen: list[tuple[str, Notice]] = field(default_factory=list)
    up: dict[str, Notice] = field(default_factory=dict)
    works: bool = True
    presses: list[tuple[str, str]] = field(default_factory=list)
    passed: float = 0.0
    stands: list[Stand] = field(default_factory=list)
    opened: int = 0

    def ready(self) -> bool:
        return self.works

    def show(self, notice: Notice) -> str:
        handle = f"wall/{len(self.seen)}"
        self.seen.append((handle, notice))
        self.up[handle] = notice
        return handle

    def take_back(self, handle: str) -> bool:
        self.up.pop(handle, None)
        return True

    def stand(self, stand: Stand) -> None:
        self.stands.append(stand)

    def pressed(self) -> list[tuple[str, str]]:
        presses, self.presses = self.presses, []
        return presses

    def open_page(self) -> None:
        self.opened += 1

    def wait(self, seconds: float) -> None:
        self.passed += seconds

    def wake(self) -> None:
        return

    def lost(self) -> bool:
        return False

    def close(self) -> None:
        return


class Notifications(ServiceInterface):
    """org.freedesktop.Notifications, as the specification has it, with a record of what it was asked."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.Notifications")
        self.notified: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.capabilities = ["body", "body-markup", "actions"]

    @dbus_method(name="GetCapabilities")
    def get_capabilities(self) -> Annotated[list[str], DBusSignature("as")]:
        return self.capabilities

    @dbus_method(name="GetServerInformation")
    def get_server_information(self) -> Annotated[list[str], DBusSignature("ssss")]:
        return ["record", "tests", "1", "1.2"]

    @dbus_method(name="Notify")
    def notify(
        self,
        app_name: DBusStr,
        replaces: DBusUInt32,
        icon: DBusStr,
        summary: DBusStr,
        body: DBusStr,
        actions: Annotated[list[str], DBusSignature("as")],
        hints: DBusDict,
        timeout: DBusInt32,
    ) -> DBusUInt32:
        self.notified.append((app_name, summary, body, actions, {name: one.value for name, one in hints.items()}))
        return len(self.notified)

    @dbus_method(name="CloseNotification")
    def close(self, number: DBusUInt32) -> None:
        self.closed.append(number)
        self.notification_closed(number, 3)

    @dbus_signal(name="ActionInvoked")
    def action_invoked(self, number: int, action: str) -> Annotated[list[Any], DBusSignature("us")]:
        return [number, action]

    @dbus_signal(name="NotificationClosed")
    def notification_closed(self, number: int, reason: int) -> Annotated[list[Any], DBusSignature("uu")]:
        return [number, reason]


class Panel(ServiceInterface):
    """org.kde.StatusNotifierWatcher: what panels have that show signs."""

    def __init__(self) -> None:
        super().__init__("org.kde.StatusNotifierWatcher")
        self.signed: list[str] = []
        self.signed_by: list[str] = []

    @dbus_method(name="RegisterStatusNotifierItem")
    def register(self, service: DBusStr) -> None:
        self.signed.append(service)

    def heard(self, message: Message) -> None:
        """Who signs in."""
        if message.member == "RegisterStatusNotifierItem" and message.sender:
            self.signed_by.append(message.sender)


class Manager(ServiceInterface):
    """org.freedesktop.systemd1.Manager: what starts a program for whoever asks; a record of it alone."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.systemd1.Manager")
        self.started: list[tuple[str, dict[str, Any]]] = []

    @dbus_method(name="StartTransientUnit")
    def start(
        self,
        name: DBusStr,
        mode: DBusStr,
        settings: Annotated[list[Any], DBusSignature("a(sv)")],
        more: Annotated[list[Any], DBusSignature("a(sa(sv))")],
    ) -> DBusObjectPath:
        self.started.append((name, {key: value.value for key, value in settings}))
        return "/org/freedesktop/systemd1/job/1"


class Desktop:
    """A notification service on a bus, in a thread of its own."""

    def __init__(self, address: str) -> None:
        self.service = Notifications()
        self.answers: dict[str, tuple[str, list[Any]]] = {}
        """By member, what is answered in the place of the service: a signature and a body."""
        self._address = address
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._bus: MessageBus = self._run(self._serve())

    def press(self, number: int, action: str) -> None:
        async def press() -> None:
            self.service.action_invoked(number, action)

        self._run(press())

    def stranger_presses(self, number: int, action: str) -> None:
        """Another program of the session says that something was pressed."""

        async def press() -> None:
            bus = await MessageBus(bus_address=self._address).connect()
            path, interface = "/org/freedesktop/Notifications", "org.freedesktop.Notifications"
            await bus.send(Message.new_signal(path, interface, "ActionInvoked", "us", [number, action]))
            await bus.call(Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId"))
            bus.disconnect()

        self._run(press())

    def open_panel(self) -> Panel:
        panel = Panel()
        self._bus.add_message_handler(panel.heard)
        self._bus.export("/StatusNotifierWatcher", panel)
        self._run(self._bus.request_name("org.kde.StatusNotifierWatcher"))
        return panel

    def open_manager(self) -> Manager:
        manager = Manager()
        self._bus.export("/org/freedesktop/systemd1", manager)
        self._run(self._bus.request_name("org.freedesktop.systemd1"))
        return manager

    def close_panel(self) -> None:
        self._bus.unexport("/StatusNotifierWatcher")
        self._run(self._bus.release_name("org.kde.StatusNotifierWatcher"))

    def ask(self, name: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        """What another program answers, asked from another thread while it waits."""
        message = Message(name, path, interface, member, signature=signature, body=list(body))
        return asyncio.run_coroutine_threadsafe(self._bus.call(message), self._loop)

    def leave(self) -> None:
        async def leave() -> None:
            self._bus.disconnect()
            await self._bus.wait_for_disconnect()

        self._run(leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _serve(self) -> MessageBus:
        bus = await MessageBus(bus_address=self._address).connect()
        bus.add_message_handler(self._otherwise)
        bus.export("/org/freedesktop/Notifications", self.service)
        await bus.request_name("org.freedesktop.Notifications")
        return bus

    def _otherwise(self, message: Message) -> Message | None:
        if message.message_type is MessageType.METHOD_CALL and message.member in self.answers:
            return Message.new_method_return(message, *self.answers[message.member])
        return None

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


@contextmanager
def session_bus(folder: Path) -> Iterator[str]:
    """A private bus that starts no service by itself; its address."""
    folder.mkdir(parents=True, exist_ok=True)
    socket, configuration = folder / "bus", folder / "bus.conf"
    configuration.write_text(
        '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" '
        '"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">\n'
        f"<busconfig><type>session</type><listen>unix:path={socket}</listen>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait(5)
        daemon.stdout.close()
