"""Remote control of an X display by XTEST, looked at and done in one step.

While it is looked at whom something would reach, and until it was sent there, the requests of all other programs wait:
no window can slip under the pointer in between. Only while a program has the pointer to itself, since it got a press
from afar, they do not: a window manager that keeps the display to itself while it moves a window waits for the release,
and what the pointer does reaches that program anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from Xlib import X
from Xlib.protocol import request

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.input import InputError, Typed, Why
from aboveboard.companion.host.masks import Masks, read_masks
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.session_lock import SessionLock
from aboveboard.companion.host.x11_buttons import NUMBERS, Buttons
from aboveboard.companion.host.x11_guard import Guard
from aboveboard.companion.host.x11_keyboard import Keyboard
from aboveboard.companion.host.x11_keys import Keys
from aboveboard.companion.host.x11_link import Link
from aboveboard.companion.host.x11_own import Reach
from aboveboard.companion.host.x11_xkb import extension

_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7
_TEST: Final = "XTEST"


class InputLink(Link):
    """A connection that listens to nothing by itself."""

    def _listen(self) -> None:
        return

    @contextmanager
    def guarded(self) -> Iterator[None]:
        try:
            with super().guarded():
                yield
        except CaptureError as gone:
            raise InputError(str(gone)) from gone


class X11Input:
    """One display's pointer and keyboard. What is masked is not reached either.

    Raises ``InputError`` where the display takes no input from programs, and ``MaskError``.
    """

    def __init__(self, display: str, masks: Masks | None = None) -> None:
        self._masks = read_masks() if masks is None else masks
        try:
            self._link = InputLink(display)
        except CaptureError as refused:
            raise InputError(str(refused)) from refused
        self._closed = False
        try:
            with self._link.guarded():
                self._open(display)
        except BaseException:
            self._link.close()
            raise

    def _open(self, name: str) -> None:
        link = self._link
        if extension(link.display, _TEST) is None:
            raise InputError(f"The display {name} has no {_TEST}, so it cannot be controlled from afar.")
        # Else a program that keeps the display to itself during a drag would wait for the end of the drag for ever.
        link.display.xtest_grab_control(True)
        self._awake = False
        self._screen = Rect(0, 0, link.screen.width_in_pixels, link.screen.height_in_pixels)
        self._guard = Guard(name)
        self._reach = Reach(link, self._masks)
        self._keyboard = Keyboard(link)
        self._keys = Keys(link, self._keyboard, self._guard, self._hear)
        self._lock = SessionLock()
        self._buttons = Buttons(link, self._guard, self._free)

    # Pointer and wheel.

    def pointer(self, x: int, y: int, buttons: int) -> Why:
        def act(why: Why, x: int, y: int) -> None:
            if not why:
                self._buttons.move(x, y)
            for bit in NUMBERS:
                if not buttons & bit:
                    self._buttons.lift(bit, self._screen)
                elif not why:
                    self._buttons.press(bit)

        return self._at(x, y, act)

    def wheel(self, x: int, y: int, dx: int, dy: int) -> Why:
        def act(why: Why, x: int, y: int) -> None:
            if why:
                return
            self._buttons.move(x, y)
            for clicks, back, forth in ((dy, _UP, _DOWN), (dx, _LEFT, _RIGHT)):
                button = forth if clicks > 0 else back
                for _ in range(abs(clicks)):
                    self._link.display.xtest_fake_input(X.ButtonPress, button)
                    self._link.display.xtest_fake_input(X.ButtonRelease, button)

        return self._at(x, y, act)

    def _at(self, x: int, y: int, act: Callable[[Why, int, int], None]) -> Why:
        with self._link.guarded(), self._still():
            x, y = min(max(x, 0), self._screen.width - 1), min(max(y, 0), self._screen.height - 1)
            why = self._why_not(lambda: self._reach.at(x, y))
            act(why, x, y)
            self._send()
        return why

    def _free(self, x: int, y: int) -> bool:
        return self._reach.why_not(self._reach.at(x, y)) not in {"own-window", "rights"}

    def _send(self) -> None:
        self._link.display.flush()
        self._guard.sent()

    # Keys.

    def press(self, code: str, key: str, down: bool) -> Why:
        if not down:
            with self._link.guarded():
                self._keys.up(code, key)
                self._send()
            return ""
        if self._keys.forbidden(code, key):
            return "refused"
        with self._link.guarded(), self._still():
            why = self._why_no_key()
            if not why:
                why = self._keys.down(code, key)
            self._send()
        return why

    def type(self, text: str) -> Typed:
        with self._link.guarded(), self._still():
            why = self._why_no_key()
            if why:
                return Typed(0, 0.0, why)
            typed = self._keys.type(text)
            self._send()
        return typed

    def _why_no_key(self) -> Why:
        return self._why_not(self._reach.focused)

    # The rest.

    def release(self) -> None:
        if not self._awake:
            return
        with self._link.guarded(), self._still() if self._loose else nullcontext():
            self._keys.release()
            for bit in NUMBERS:
                self._buttons.lift(bit, self._screen)
            self._sleep()
            self._send()

    @property
    def held(self) -> bool:
        return bool(self._buttons.down) or self._keys.held

    @property
    def _loose(self) -> bool:
        return bool(self._buttons.down) and not self._buttons.taken

    def own(self, windows: Iterable[int]) -> None:
        self._reach.own(windows)

    def only(self, window: int) -> None:
        self._reach.only(window)

    def blocked(self) -> Why:
        self._guard.beat()
        with self._link.guarded():
            if self._keys.lent:
                with self._still():
                    self._keys.rest()
                    self._send()
            # Nothing is sent, so nobody has to wait.
            self._wake()
            return self._why_no_key()

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            self.release()
        except InputError:
            pass  # the display is gone, and what was held with it; or the guard will let go of it
        self._lock.close()
        self._guard.close()
        self._link.close()

    def _why_not(self, target: Callable[[], int]) -> Why:
        saver = self._reach.ask_saver()
        top = target()
        # What happened before the answer has come in with it.
        self._hear()
        return "locked" if self._reach.locked(saver) or self._lock.locked else self._reach.why_not(top)

    @contextmanager
    def _still(self) -> Iterator[None]:
        alone = not self._buttons.taken
        if alone:
            self._link.display.grab_server()
        try:
            self._wake()
            yield
        finally:
            if alone:
                self._link.display.ungrab_server()
            self._link.display.flush()

    def _wake(self) -> None:
        """Listen to the windows while input comes."""
        if self._awake:
            return
        self._awake = True
        self._lock.want(True)
        self._link.root.change_attributes(event_mask=X.SubstructureNotifyMask | X.StructureNotifyMask)
        whole = self._link.answer(self._link.ask(request.GetGeometry, drawable=self._link.root.id))
        if whole is None:
            raise InputError(f"The display {self._link.name} does not say how large it is.")
        self._screen = Rect(0, 0, whole.width, whole.height)
        self._reach.begin()

    def _sleep(self) -> None:
        """What nobody reads would pile up on the display."""
        self._awake = False
        self._lock.want(False)
        self._link.root.change_attributes(event_mask=0)

    def _hear(self) -> None:
        for event in self._link.events():
            self._hear_one(event)

    def _hear_one(self, event: Any) -> None:
        if event.type == X.ConfigureNotify and event.window.id == self._link.root.id:
            self._screen = Rect(0, 0, event.width, event.height)
        self._keyboard.hear(event)
        self._reach.hear(event)
