"""What lies over the screen in a session and lets every click through: the frame and the technicians' marks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from aboveboard.companion.flow.standing import Standing
from aboveboard.companion.ui.desktop import on_desktop, whole
from aboveboard.companion.ui.frame import ShownFrame
from aboveboard.companion.ui.marks import Marks
from aboveboard.wire.payloads import Draw, Point
from aboveboard.wire.types import Scope


class Overlay:
    """``follow`` how things are; the rest is seen to."""

    def __init__(self) -> None:
        self._frame = ShownFrame()
        self._marks = Marks()
        self._closed = False

    def windows(self) -> list[QWidget]:
        """All of it that is shown now."""
        return [one for one in (*self._frame.bars, self._marks) if one.isVisible()]

    def follow(self, standing: Standing) -> None:
        """The frame stands around what is seen now; marks stay only of those who may still make them."""
        if self._closed:
            return
        seen = any(one.scope is Scope.VIEW for one in standing.live) and not standing.over
        place = standing.place if standing.place is not None and standing.place.area else whole()
        self._frame.around(place if seen else None, held=standing.paused)
        self._marks.over(on_desktop(place))
        self._marks.keep({one.participant for one in standing.live if one.scope is Scope.POINT})

    def mark(self, technician: int, mark: Point | Draw | None) -> None:
        """A technician points, draws or wipes."""
        if not self._closed:
            self._marks.mark(technician, mark)

    def close(self) -> None:
        """Take it all away."""
        if not self._closed:
            self._closed = True
            self._frame.close()
            self._marks.close()
