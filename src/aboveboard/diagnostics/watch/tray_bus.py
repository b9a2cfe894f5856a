"""A sign in the desktop's panel, by the bus (StatusNotifierItem and its menu), on the socket that notifications use.

Nothing is drawn here and no toolkit is loaded: the panel draws. A desktop without such a panel shows nothing, and the
watch goes on.

"This computer" in the menu is the one thing that starts a program, and the person's own press. The system's manager on
the bus is asked to start it, so that it has the desktop's surroundings and none of the watch's limits; where there is
none, it is started from here.
"""

import logging
import os
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

from dbus_fast import Message, PropertyAccess, Variant
from dbus_fast.annotations import (
    DBusBool,
    DBusInt32,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
    DBusUInt32,
    DBusVariant,
)
from dbus_fast.errors import DBusError
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from aboveboard.diagnostics.watch.screen_bus import BusScreen
from aboveboard.diagnostics.watch.screens import END, PAGE, QUIET, TRAY, Stand

PANEL: Final = "org.kde.StatusNotifierWatcher"
_PANEL_PATH: Final = "/StatusNotifierWatcher"
_ITEM: Final = "/StatusNotifierItem"
_MENU: Final = "/Menu"
_READ: Final = PropertyAccess.READ
_STATUS: Final = {"well": "Passive", "findings": "Active", "urgent": "NeedsAttention"}
_ICON: Final = {"well": "emblem-default", "findings": "dialog-warning", "urgent": "dialog-error"}
"""Names that every icon theme has by the specification, or that panels fall back from."""
_FIRST_LINE: Final = 100
_ORDERS: Final = {2: QUIET, 3: END, 4: PAGE}
MANAGER: Final = "org.freedesktop.systemd1"
_MANAGER_PATH: Final = "/org/freedesktop/systemd1"
_SEEN_BY: Final = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
"""What of the desktop a program with windows needs; the manager may not have been told."""

Icons = Annotated[list[Any], DBusSignature("a(iiay)")]
Tip = Annotated[list[Any], DBusSignature("(sa(iiay)ss)")]
Layout = Annotated[list[Any], DBusSignature("u(ia{sv}av)")]
Group = Annotated[list[Any], DBusSignature("a(ia{sv})")]

log = logging.getLogger(__name__)


class Item(ServiceInterface):
    """The sign: its kind, its picture by name, and what it says when pointed at."""

    def __init__(self) -> None:
        super().__init__("org.kde.StatusNotifierItem")
        self.stand = Stand()

    @dbus_property(access=_READ, name="Category")
    def category(self) -> DBusStr:
        return "Hardware"

    @dbus_property(access=_READ, name="Id")
    def identity(self) -> DBusStr:
        return "aboveboard-watch"

    @dbus_property(access=_READ, name="Title")
    def title(self) -> DBusStr:
        return "Aboveboard"

    @dbus_property(access=_READ, name="Status")
    def status(self) -> DBusStr:
        return _STATUS[self.stand.status]

    @dbus_property(access=_READ, name="IconName")
    def icon(self) -> DBusStr:
        return _ICON[self.stand.status]

    @dbus_property(access=_READ, name="AttentionIconName")
    def attention_icon(self) -> DBusStr:
        return _ICON["urgent"]

    @dbus_property(access=_READ, name="IconPixmap")
    def pixmap(self) -> Icons:
        return []

    @dbus_property(access=_READ, name="ToolTip")
    def tip(self) -> Tip:
        return [_ICON[self.stand.status], [], "Aboveboard", self.stand.title]

    @dbus_property(access=_READ, name="ItemIsMenu")
    def is_menu(self) -> DBusBool:
        return True

    @dbus_property(access=_READ, name="Menu")
    def menu(self) -> DBusObjectPath:
        return _MENU

    @dbus_method(name="Activate")
    def activate(self, x: DBusInt32, y: DBusInt32) -> None:
        """The menu is all there is."""

    @dbus_signal(name="NewStatus")
    def new_status(self) -> DBusStr:
        return _STATUS[self.stand.status]

    @dbus_signal(name="NewIcon")
    def new_icon(self) -> None:
        """The panel asks for it."""

    @dbus_signal(name="NewToolTip")
    def new_tip(self) -> None:
        """The panel asks for it."""


class Menu(ServiceInterface):
    """What it shows when pressed: how things are, line by line, then what can be done."""

    def __init__(self, press: Callable[[str, str], None], *, opens: bool) -> None:
        super().__init__("com.canonical.dbusmenu")
        self.stand = Stand()
        self.revision = 1
        self._press = press
        self._opens = opens

    def entries(self) -> dict[int, dict[str, Variant]]:
        """Each entry by its number. A line with one underscore would lose it: it marks a key."""
        stand = self.stand
        lines = dict(enumerate((stand.title, *stand.lines), _FIRST_LINE))
        told = {
            number: {"label": Variant("s", line.replace("_", "__")), "enabled": Variant("b", False)}
            for number, line in lines.items()
        }
        return {
            **told,
            1: {"type": Variant("s", "separator")},
            **({4: {"label": Variant("s", stand.page)}} if self._opens else {}),
            2: {"label": Variant("s", stand.quiet)},
            3: {"label": Variant("s", stand.end)},
        }

    @dbus_property(access=_READ, name="Version")
    def version(self) -> DBusUInt32:
        return 3

    @dbus_property(access=_READ, name="Status")
    def status(self) -> DBusStr:
        return "normal"

    @dbus_method(name="GetLayout")
    def layout(
        self,
        parent: DBusInt32,
        depth: DBusInt32,  # noqa: ARG002 - there is one level
        names: Annotated[list[str], DBusSignature("as")],  # noqa: ARG002 - all are given
    ) -> Layout:
        if parent:
            return [self.revision, [parent, self.entries().get(parent, {}), []]]
        children = [Variant("(ia{sv}av)", [number, what, []]) for number, what in self.entries().items()]
        return [self.revision, [0, {"children-display": Variant("s", "submenu")}, children]]

    @dbus_method(name="GetGroupProperties")
    def group(
        self,
        numbers: Annotated[list[int], DBusSignature("ai")],
        names: Annotated[list[str], DBusSignature("as")],  # noqa: ARG002 - all are given
    ) -> Group:
        return [[number, what] for number, what in self.entries().items() if number in numbers or not numbers]

    @dbus_method(name="AboutToShow")
    def about_to_show(self, number: DBusInt32) -> DBusBool:  # noqa: ARG002 - it is always as it should be
        return False

    @dbus_method(name="Event")
    def event(
        self,
        number: DBusInt32,
        kind: DBusStr,
        data: DBusVariant,  # noqa: ARG002 - a press has none
        at: DBusUInt32,  # noqa: ARG002 - now
    ) -> None:
        if kind == "clicked" and number in _ORDERS and number in self.entries():
            self._press(TRAY, _ORDERS[number])

    @dbus_signal(name="LayoutUpdated")
    def updated(self) -> Annotated[list[Any], DBusSignature("ui")]:
        return [self.revision, 0]


class TrayScreen(BusScreen):
    """Notifications, and a sign in the panel.

    ``page``: the command that opens the page about this computer, empty where there is none; ``begin`` starts a command
    where nobody on the bus does, and raises ``OSError``.
    """

    def __init__(self, address: str, page: Sequence[str], begin: Callable[[Sequence[str]], object]) -> None:
        self._item, self._menu = Item(), Menu(self._press, opens=bool(page))
        self._page, self._begin = tuple(page), begin
        self._opened = 0
        self._signed = ""
        super().__init__(address)

    def open_page(self) -> None:
        """Have the page opened, once for each press."""
        if not self._page or self._do(self._started()):
            return
        try:
            self._begin(self._page)
        except OSError as error:
            log.warning("The page about this computer could not be opened: %s", error)

    def stand(self, stand: Stand) -> None:
        """Show how things are; nothing is sent where that has not changed."""
        if stand == self._item.stand and self._signed:
            return
        self._item.stand = self._menu.stand = stand
        self._menu.revision += 1
        if self._answers():
            self._do(self._tell())

    async def _tell(self) -> None:
        bus = await self._connected()
        name = str(bus.unique_name)
        if self._signed != name:
            bus.export(_ITEM, self._item)
            bus.export(_MENU, self._menu)
            self._signed = name
            await self._ask("AddMatch", "s", [f"type='signal',member='NameOwnerChanged',arg0='{PANEL}'"])
            bus.add_message_handler(self._panel)
            await self._sign()
            return
        self._item.new_status()
        self._item.new_icon()
        self._item.new_tip()
        self._menu.updated()

    async def _started(self) -> bool:
        """Whether the system's manager has started it."""
        await self._connected()
        self._opened += 1
        given = [f"{name}={os.environ[name]}" for name in _SEEN_BY if os.environ.get(name)]
        settings = [
            ["Description", Variant("s", "Aboveboard: this computer")],
            ["CollectMode", Variant("s", "inactive-or-failed")],
            ["Environment", Variant("as", given)],
            ["ExecStart", Variant("a(sasb)", [[self._page[0], list(self._page), False]])],
        ]
        unit = f"aboveboard-this-computer-{os.getpid()}-{self._opened}.service"
        values = [unit, "fail", settings, []]
        order = Message(
            MANAGER,
            _MANAGER_PATH,
            f"{MANAGER}.Manager",
            "StartTransientUnit",
            signature="ssa(sv)a(sa(sv))",
            body=values,
        )
        try:
            await self._sent(order)
        except DBusError as error:
            log.info("nobody on the bus starts it: %s", error)
            return False
        return True

    async def _sign(self) -> None:
        message = Message(PANEL, _PANEL_PATH, PANEL, "RegisterStatusNotifierItem", signature="s", body=[_ITEM])
        try:
            await self._sent(message)
        except DBusError as error:
            log.info("no panel shows signs: %s", error)

    def _panel(self, message: Message) -> None:
        """A panel that came back does not know the sign any more."""
        if message.member == "NameOwnerChanged" and message.body[0] == PANEL and message.body[2]:
            self._later = self._loop.create_task(self._sign())
