"""What the devices of an X display do, before any program has a say in it, and which of them are real.

Every device tells of itself; those by which programs press keys (XTEST) are marked by the display. A program can still
make the display believe that a real device did something: that stands in the list of attacks.
"""

from __future__ import annotations

import os
import select
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from Xlib import X, display, error
from Xlib.ext import ge, xinput

from aboveboard.companion.host.x11_link import LOST
from aboveboard.companion.host.x11_xkb import XINPUT, QueryVersion, extension

KEY_DOWN: Final = xinput.RawKeyPress
KEY_UP: Final = xinput.RawKeyRelease
BUTTON_DOWN: Final = xinput.RawButtonPress
BUTTON_UP: Final = xinput.RawButtonRelease
MOTION: Final = xinput.RawMotion
DEVICES: Final = xinput.HierarchyChanged
"""Devices came or went."""
TOUCH_BEGAN: Final = 22
TOUCH_ENDED: Final = 24
_WANTED: Final = (KEY_DOWN, KEY_UP, BUTTON_DOWN, BUTTON_UP, MOTION, TOUCH_BEGAN, 23, TOUCH_ENDED)
_WHEEL: Final = range(4, 8)
_PROGRAMS: Final = "XTEST Device"


class RawError(Exception):
    """This display does not tell what its devices do; the message says why."""


class Raw(NamedTuple):
    """One thing that a device did. ``detail`` is the keycode, button or touch; ``time`` the display's, in ms."""

    kind: int
    device: int
    detail: int
    time: int
    real: bool

    @property
    def held(self) -> bool:
        """True for what goes down and stays down until it comes up."""
        return self.kind in {KEY_DOWN, TOUCH_BEGAN} or (self.kind == BUTTON_DOWN and self.detail not in _WHEEL)

    @property
    def let_go(self) -> bool:
        """True for what comes up."""
        return self.kind in {KEY_UP, BUTTON_UP, TOUCH_ENDED}

    @property
    def thing(self) -> tuple[int, int, int]:
        """What it was that went down or came up."""
        kinds = {KEY_UP: KEY_DOWN, BUTTON_UP: BUTTON_DOWN, TOUCH_ENDED: TOUCH_BEGAN}
        return self.device, kinds.get(self.kind, self.kind), self.detail


class RawLink:
    """A connection that hears of every device. Raises ``RawError``."""

    def __init__(self, name: str) -> None:
        try:
            self.display = display.Display(name)
        except (error.DisplayError, *LOST) as refused:
            raise RawError(f"The display {name} cannot be reached ({refused}).") from refused
        self.display.set_error_handler(lambda *_: None)
        try:
            self._open(name)
        except BaseException:
            self.display.close()
            raise

    def _open(self, name: str) -> None:
        told = extension(self.display, XINPUT)
        asked = told and QueryVersion(
            display=self.display.display, opcode=told.major_opcode, wanted_major=2, wanted_minor=2
        )
        if not asked or (asked.major, asked.minor) < (2, 2):
            raise RawError(f"The display {name} does not tell real devices from programs (it has no XInput 2.2).")
        self._opcode = told.major_opcode
        self._mark = self.display.intern_atom(_PROGRAMS)
        self._devices: dict[int, bool] = {}
        self.root = self.display.screen().root
        mask = sum(1 << kind for kind in _WANTED)
        both = [(xinput.AllDevices, mask | xinput.HierarchyChangedMask)]
        self.root.xinput_select_events(both)
        self._look()
        self.display.sync()

    def events(self) -> Iterator[Raw | Any]:
        """What came in so far: what devices did, and other events as they are."""
        # An answer that is waited for in between brings more of them along.
        while self.display.pending_events():
            event = self.display.next_event()
            if event.type != ge.GenericEventCode:
                yield event
            elif event.extension == self._opcode:
                yield from self._raw(event)

    def _raw(self, event: Any) -> Iterator[Raw]:
        if event.evtype == xinput.HierarchyChanged:
            self._devices.clear()
            yield Raw(event.evtype, 0, 0, 0, False)
            return
        if event.evtype not in _WANTED or not isinstance(event.data, bytes):
            return
        device, time, detail, source = struct.unpack_from("=HIIH", event.data)
        # Each device tells for itself, and once more for the one that stands for all of them.
        if device == source:
            yield Raw(event.evtype, device, detail, time, self._is_real(device))

    def _is_real(self, device: int) -> bool:
        if device not in self._devices:
            self._look()
        return self._devices.get(device, False)

    def _look(self) -> None:
        for one in self.display.xinput_query_device(xinput.AllDevices).devices:
            if one.use in {xinput.SlavePointer, xinput.SlaveKeyboard, xinput.FloatingSlave}:
                marked = self.display.xinput_get_device_property(one.deviceid, self._mark, X.AnyPropertyType, 0, 1)
                value = None if marked is None else marked.value
                self._devices[one.deviceid] = not (value and bytes(value[1])[:1] not in {b"", b"\0"})

    def close(self) -> None:
        """Hang up."""
        try:
            self.display.close()
        except LOST:
            return  # it was gone first


class Listener:
    """A thread that hands each event of a link to ``hear`` as it comes, until ``close`` or the end of the display."""

    def __init__(self, link: RawLink, hear: Callable[[Raw | Any], None], name: str) -> None:
        self._link = link
        self._hear = hear
        self._stop = os.eventfd(0, os.EFD_CLOEXEC)
        self.lost = False
        self._thread = threading.Thread(target=self._listen, name=name, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        descriptor = self._link.display.fileno()
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        waiting.register(self._stop, select.POLLIN)
        try:
            while True:
                # What came in with the answer to a question is told of by the connection no more, so it is read first.
                for one in self._link.events():
                    self._hear(one)
                if any(number == self._stop for number, _ in waiting.poll()):
                    return
        except LOST:
            self.lost = True
        finally:
            self._link.close()

    def close(self) -> None:
        """Stop listening."""
        os.eventfd_write(self._stop, 1)
        if threading.current_thread() is not self._thread:
            self._thread.join()
            os.close(self._stop)
