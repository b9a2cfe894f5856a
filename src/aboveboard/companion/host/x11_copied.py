"""Fetching what another program has on the clipboard: first of what kinds it is, then the text, in pieces if large."""

from __future__ import annotations

from typing import Any, Final

from Xlib import X, Xatom

from aboveboard.companion.host.clipboard import MOST_BYTES, Copied, Kept
from aboveboard.wire.limits import CLIP_CHARACTERS

TEXTS: Final = ("UTF8_STRING", "text/plain;charset=utf-8")
SECRET_HINT: Final = "x-kde-passwordManagerHint"  # noqa: S105  # the name of a kind of content
"""A kind that password managers offer beside a password, so that nobody keeps it."""
_WORDS: Final = MOST_BYTES // 4 + 1


class Fetch:
    """One try. ``told`` and ``more`` take what the display says, and give the text once it is ``over``, or None."""

    def __init__(self, display: Any, window: Any, selection: int, client: int, time: int) -> None:
        self.client = client
        self.over = False
        self._display = display
        self._window = window
        self._selection = selection
        self._time = time
        self._targets = display.intern_atom("TARGETS")
        self._incremental = display.intern_atom("INCR")
        self._hint = display.intern_atom(SECRET_HINT)
        self._texts = [display.intern_atom(name) for name in TEXTS]
        self._into = display.intern_atom("aboveboard-copied")
        self._pieces: list[bytes] | None = None
        self._size = 0
        self._asked = self._ask(self._targets)

    def told(self, event: Any) -> Copied | None:
        """The answer of the program to what was asked last."""
        if self.over or event.target != self._asked or event.selection != self._selection:
            return None
        if event.property == X.NONE:
            if self._asked == self._targets:
                # A program that does not say what it has may have text all the same.
                self._asked = self._ask(self._texts[0])
                return None
            return self._end(None)
        found = self._window.get_full_property(event.property, X.AnyPropertyType, sizehint=1024)
        if self._asked == self._targets:
            return self._choose(found)
        if found is not None and found.property_type == self._incremental:
            self._pieces = []
            self._window.delete_property(self._into)
            return None
        return self._read()

    def more(self, property_: int) -> Copied | None:
        """The next piece of a large text is there."""
        if self.over or self._pieces is None or property_ != self._into:
            return None
        found = self._window.get_property(self._into, X.AnyPropertyType, 0, _WORDS, delete=True)
        if found is None:
            return None
        data = _bytes(found)
        if not data:
            return self._end(_text(b"".join(self._pieces)))
        self._size += len(data)
        if self._size > MOST_BYTES:
            return self._end(Copied(kept=Kept.LONG))
        self._pieces.append(data)
        return None

    def _choose(self, found: Any) -> Copied | None:
        self._window.delete_property(self._into)
        kinds = [int(kind) for kind in found.value] if found is not None and found.format == 32 else []
        if self._hint in kinds:
            return self._end(Copied(kept=Kept.SECRET))
        texts = [kind for kind in self._texts if kind in kinds]
        if not texts:
            return self._end(None)
        self._asked = self._ask(texts[0])
        return None

    def _read(self) -> Copied | None:
        found = self._window.get_property(self._into, X.AnyPropertyType, 0, _WORDS, delete=True)
        if found is None or found.property_type == Xatom.ATOM:
            return self._end(None)
        if found.bytes_after:
            return self._end(Copied(kept=Kept.LONG))
        return self._end(_text(_bytes(found)))

    def _ask(self, target: int) -> int:
        self._window.delete_property(self._into)
        self._window.convert_selection(self._selection, target, self._into, self._time)
        return target

    def _end(self, copied: Copied | None) -> Copied | None:
        self.over = True
        return copied


def _bytes(found: Any) -> bytes:
    value = found.value
    return value.encode("latin-1") if isinstance(value, str) else bytes(value)


def _text(data: bytes) -> Copied | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None  # it says that it is text, and is not
    if len(text) > CLIP_CHARACTERS:
        return Copied(kept=Kept.LONG)
    return Copied(text) if text else None
