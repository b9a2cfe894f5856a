"""The CLIPBOARD selection of an X display: a thread with a connection of its own, as its owner and as who asks.

What was copied before somebody listened stays untold even if another program takes it over later, as clipboard
managers do: text that was there at the beginning, or that was put there from here, is known by a keyed hash.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections import deque
from collections.abc import Callable
from hashlib import blake2b
from secrets import token_bytes
from typing import Any, Final

from Xlib import X, display, error

from aboveboard.companion.host.clipboard import Clipboard, Copied, Kept
from aboveboard.companion.host.masks import Masks
from aboveboard.companion.host.screen import CaptureError
from aboveboard.companion.host.x11_copied import Fetch
from aboveboard.companion.host.x11_owner import Owners
from aboveboard.companion.host.x11_pasted import Handouts
from aboveboard.companion.host.x11_requests import XFIXES

_GIVE_UP_S: Final = 2.0
_LOST: Final = (error.ConnectionClosedError, OSError)
_NEW_OWNER: Final = 1
_REMEMBERED: Final = 64


class X11Clipboard(Clipboard):
    """Raises ``CaptureError`` where the display cannot be reached or does not tell who owns the clipboard."""

    def __init__(self, name: str, masks: Masks) -> None:
        try:
            self._display = display.Display(name)
        except (error.DisplayError, *_LOST) as refused:
            raise CaptureError(f"The clipboard of the display {name} cannot be reached ({refused}).") from refused
        self._display.set_error_handler(lambda *_: None)
        if not self._display.has_extension(XFIXES):
            self._display.close()
            raise CaptureError(f"The display {name} has no {XFIXES}, so copying cannot be followed.")
        self._display.xfixes_query_version()
        self._name = self._display.intern_atom("CLIPBOARD")
        root = self._display.screen().root
        # Properties of this window carry what is fetched, and a change of one tells the display's time.
        self._window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
        self._display.xfixes_select_selection_input(self._window, self._name, _NEW_OWNER)
        self._owners = Owners(self._display, masks)
        self._handouts = Handouts(self._display, self._window, self._name)
        self._salt = token_bytes(32)
        self._known: dict[bytes, int] = {}
        """Hashes of texts that are not told, each with the program that had it."""
        self._fetch: Fetch | None = None
        self._before = False
        self._deaf = False
        """What the display has told so far is of before somebody listened."""
        self._came: Callable[[Copied], None] | None = None
        self._telling = threading.Lock()
        self._orders: deque[Callable[[], None]] = deque()
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="clipboard", daemon=True)
        self._display.sync()
        self._thread.start()

    def listen(self, came: Callable[[Copied], None]) -> None:
        with self._telling:
            self._came = came
            self._deaf = True
        self._order(self._look_before)

    def rest(self) -> None:
        with self._telling:
            self._came = None

    def put(self, text: str) -> None:
        self._order(lambda: self._take_over(text))

    def close(self) -> None:
        self.rest()
        if self._closed:
            return
        self._closed = True
        self._order(lambda: None)
        self._thread.join(5)
        os.close(self._wake)

    # --- the thread -------------------------------------------------------------------------------------------------

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.append(order)
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake, b"!")

    def _run(self) -> None:
        try:
            while not self._closed:
                self._work()
                ready, _, _ = select.select([self._display, self._woken], [], [], self._waits())
                if self._woken in ready:
                    os.read(self._woken, 4096)
                if not ready:
                    self._fetch = None
                    self._handouts.forget()
        except _LOST:
            return  # the display is gone, and its clipboard with it
        finally:
            with contextlib.suppress(*_LOST):
                self._display.close()
            os.close(self._woken)

    def _work(self) -> None:
        while not self._closed:
            while self._orders:
                self._orders.popleft()()
            self._display.flush()
            # Whatever is sent may bring events in, of which the connection then says nothing any more.
            if not self._display.pending_events():
                return
            while self._display.pending_events():
                self._event(self._display.next_event())

    def _waits(self) -> float | None:
        return _GIVE_UP_S if self._fetch is not None or self._handouts.busy else None

    def _event(self, event: Any) -> None:
        if event.type == X.SelectionRequest:
            self._handouts.hand_out(event)
        elif event.type == X.SelectionClear and event.atom == self._name:
            self._handouts.lost()
        elif event.type == X.PropertyNotify:
            self._property(event)
        elif event.type == X.SelectionNotify and self._fetch is not None:
            self._done(self._fetch.told(event))
        elif getattr(event, "sub_code", None) == 0 and getattr(event, "selection", None) == self._name:
            self._new_owner(event.owner.id if hasattr(event.owner, "id") else int(event.owner), event.timestamp)

    def _property(self, event: Any) -> None:
        if event.window == self._window:
            self._handouts.timed(event)
            if self._fetch is not None and event.state == X.PropertyNewValue:
                self._done(self._fetch.more(event.atom))
        elif event.state == X.PropertyDelete:
            self._handouts.go_on(event)

    def _take_over(self, text: str) -> None:
        self._remember(text, 0)
        self._handouts.offer(text)

    def _look_before(self) -> None:
        """What is there already is fetched only to be known again."""
        # With this answer everything has come in that was copied before.
        owner = self._display.get_selection_owner(self._name)
        while self._display.pending_events():
            self._event(self._display.next_event())
        self._deaf = False
        if owner != X.NONE and owner != self._window:
            self._begin(owner.id, X.CurrentTime, before=True)

    def _new_owner(self, owner: int, time: int) -> None:
        if owner in (0, self._window.id) or self._came is None or self._deaf:
            return
        kept = Kept.MASKED if self._owners.masked(owner) else None
        if kept is not None:
            self._fetch = None
            self._tell(Copied(kept=kept))
            return
        self._begin(owner, time, before=False)

    def _begin(self, owner: int, time: int, *, before: bool) -> None:
        self._before = before
        self._fetch = Fetch(self._display, self._window, self._name, self._owners.client(owner), time)

    def _done(self, copied: Copied | None) -> None:
        fetch = self._fetch
        if fetch is None or not fetch.over:
            return
        self._fetch = None
        if copied is None:
            return
        if self._before:
            self._remember(copied.text, fetch.client)
            return
        if copied.kept is None and self._known.get(self._hash(copied.text), fetch.client) != fetch.client:
            return  # another program took over what was there before, or what came from the technician
        self._tell(copied)

    def _tell(self, copied: Copied) -> None:
        with self._telling:
            if self._came is not None:
                self._came(copied)

    def _remember(self, text: str, client: int) -> None:
        self._known[self._hash(text)] = client
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]

    def _hash(self, text: str) -> bytes:
        return blake2b(text.encode(errors="replace"), key=self._salt, digest_size=16).digest()
