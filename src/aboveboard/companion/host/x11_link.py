"""One connection to an X display, with what a capture needs of its extensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from Xlib import display, error
from Xlib.ext import xinput
from Xlib.protocol import request, rq

from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.x11_requests import DAMAGE, SHM, XFIXES, XRES

LOST: Final = (error.ConnectionClosedError, OSError)
_RAW_MOTION: Final = 1 << 17
_CURSOR_CHANGES: Final = 1
_RANDR_CHANGES: Final = 0b11


class Link:
    """Requests go out in a bundle where nobody waits for their answers: ``ask`` all, then read each with ``answer``.

    Raises ``CaptureError`` where the display cannot be reached or lacks the extensions.
    """

    def __init__(self, name: str) -> None:
        try:
            self.display = display.Display(name)
        except (error.DisplayError, *LOST) as refused:
            raise CaptureError(
                f"The display {name} cannot be captured ({refused}). Nothing was sent. Check DISPLAY and XAUTHORITY."
            ) from refused
        self.name = name
        # Windows come and go between one request and the next; whoever needs an answer notices there.
        self.display.set_error_handler(lambda *_: None)
        for needed in (DAMAGE, XFIXES, "SHAPE"):
            if not self.display.has_extension(needed):
                self.display.close()
                raise CaptureError(
                    f"The display {name} has no {needed}, so changes cannot be followed. Nothing was sent."
                )
        self.screen = self.display.screen()
        self.root = self.screen.root
        self.wire = self.display.display
        self.display.damage_query_version()
        self.display.xfixes_query_version()
        self.has_resources = self._has(XRES)
        # Shared memory is between programs of one machine, and a display that is named without a host is on this one.
        local = name.startswith((":", "unix:"))
        self.may_share = local and self._has(SHM)
        self._listen()

    def _has(self, extension: str) -> bool:
        told = self.display.query_extension(extension)
        if told is None or not told.present:
            return False
        # For the extensions that python-xlib knows nothing of.
        self.wire.set_extension_major(extension, told.major_opcode)
        return True

    def _listen(self) -> None:
        self.display.xfixes_select_cursor_input(self.root, _CURSOR_CHANGES)
        if self.display.has_extension("RANDR"):
            self.root.xrandr_select_input(_RANDR_CHANGES)
        if self.display.has_extension("XInputExtension"):
            self.display.xinput_query_version()
            self.root.xinput_select_events([(xinput.AllMasterDevices, _RAW_MOTION)])

    def ask(self, kind: Any, extension: str = "", **fields: Any) -> Any:
        """Send one question without waiting for its answer."""
        if extension:
            fields["opcode"] = self.wire.get_extension_major(extension)
        return kind(display=self.wire, defer=True, **fields)

    def order(self, kind: Any, extension: str, onerror: Any = None, **fields: Any) -> None:
        """Send one request that has no answer."""
        kind(display=self.wire, onerror=onerror, opcode=self.wire.get_extension_major(extension), **fields)

    def answer(self, asked: rq.ReplyRequest) -> Any | None:
        """The answer, or ``None`` where what it was about is gone."""
        try:
            asked.reply()
        except error.XError:
            return None
        return asked

    def answers(self, asked: Iterable[Any]) -> list[Any | None]:
        """All of them, waiting once."""
        return [self.answer(one) for one in list(asked)]

    def identifier(self) -> int:
        """A fresh number for something of ours on the display."""
        return int(self.wire.allocate_resource_id())

    def events(self) -> Iterator[Any]:
        """What has come in so far, without waiting."""
        for _ in range(self.display.pending_events()):
            yield self.display.next_event()

    def settle(self) -> None:
        """Wait until everything that happened on the display before now has come in."""
        self.answer(self.ask(request.GetInputFocus))

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing on the display changes meanwhile: the requests of all other programs wait. Keep it short."""
        self.display.grab_server()
        try:
            self.settle()
            yield
        finally:
            self.display.ungrab_server()
            self.display.flush()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """A display that goes away meanwhile is said in words for a person."""
        try:
            yield
        except LOST as gone:
            raise CaptureError(f"The display {self.name} went away ({type(gone).__name__}).") from gone

    def close(self) -> None:
        """Hang up; the display forgets everything of ours."""
        try:
            self.display.close()
        except LOST:
            return  # it was gone first
