"""The shape of what may be shown: a picture fetched part by part, in which masked parts are always black."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from aboveboard.companion.host.screen import Pixels


class Rect(NamedTuple):
    """A rectangle in pixels; one without width or height holds nothing."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column beyond it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row beyond it."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """How many pixels it holds."""
        return max(0, self.width) * max(0, self.height)

    def clip(self, other: Rect) -> Rect:
        """What both hold; empty where they do not meet."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        width, height = min(self.right, other.right) - x, min(self.bottom, other.bottom) - y
        return Rect(x, y, max(0, width), max(0, height))

    def grown(self, by: int) -> Rect:
        """The same one with so much more on each side."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, dx: int, dy: int) -> Rect:
        """The same one elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class PartInfo:
    """One monitor or window that can be shown, and its place on the whole desktop.

    The name of a window is its title, which may tell more than the person wants to tell: show it to the person first.
    """

    name: str
    rect: Rect
    window: bool


@dataclass(frozen=True, slots=True)
class CursorShape:
    """What the pointer looks like: ``pixels`` is (height, width, 4) RGBA, not multiplied by alpha."""

    number: int
    hot_x: int
    hot_y: int
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class CursorState:
    """Where the pointer is on the canvas, and which shape it has; ``new`` is that shape the first time it is named."""

    x: int
    y: int
    shape: int
    visible: bool
    new: CursorShape | None


class Canvas(Protocol):
    """What may be shown, as pixels. Used from one thread at a time; every call may raise ``CaptureError``."""

    @property
    def name(self) -> str:
        """What is captured, in words for a person."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels. Only ``damaged`` and ``show`` change it, and then everything is damaged."""

    @property
    def pixels(self) -> Pixels:
        """The canvas as last grabbed: (height, width, 4) bytes, blue, green, red, 0; without a gap between rows.

        Pixels get in by ``grab`` alone, and never those of a masked part. What becomes masked is blackened at once.
        """

    @property
    def masks(self) -> int:
        """How many masks are in force: windows that are open and hidden, and drawn rectangles."""

    @property
    def place(self) -> Rect:
        """Where on the whole desktop the canvas lies."""

    @property
    def window(self) -> int:
        """The native number of the one window that is shown; 0 for a monitor or everything."""

    def hide(self, drawn: Sequence[Rect]) -> None:
        """Keep these places of the whole desktop hidden, and no other ones that were drawn before; at once."""

    def fileno(self) -> int | None:
        """A descriptor that is readable while there may be something to ask for; ``None``: ask now and then."""

    def damaged(self) -> list[Rect]:
        """What changed since the last call, on the canvas; it may be more than the truth, never less."""

    def grab(self, rects: Sequence[Rect]) -> None:
        """Fetch these parts as they are now into ``pixels``, without what is masked now."""

    def cursor(self) -> CursorState | None:
        """The pointer as it is now, or ``None`` where this canvas has none."""

    def monitors(self) -> list[PartInfo]:
        """The monitors as last looked at."""

    def parts(self) -> list[PartInfo]:
        """What could be shown alone, by the number that ``show`` takes."""

    def show(self, part: int) -> None:
        """Show this part of those named last, -1 for everything. Raises ``ValueError`` when there is no such part."""

    def close(self) -> None:
        """Let go of the display. Calling it twice is fine."""
