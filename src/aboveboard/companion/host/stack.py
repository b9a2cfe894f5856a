"""The windows of a screen, bottom first, as every system can tell them; and which of them are masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from aboveboard.companion.host.canvas import Rect

_NOWHERE: Final = Rect(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Identity:
    """One window, and whether the masks name it. ``client`` is the connection that made it, as the system counts.

    ``ours``: the companion made it.
    """

    client: int
    by_program: bool
    by_title: bool
    transient_for: int
    title: str
    dock: bool
    translucent: bool
    ours: bool = False


@dataclass(slots=True)
class Top:
    """One window on the root with its border. ``solid``: nothing below shines through. ``popup``: no window manager."""

    number: int
    rect: Rect = _NOWHERE
    open: bool = False
    solid: bool = False
    popup: bool = False
    masked: bool = False
    inside: dict[int, Identity] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The first title that it or what is inside has."""
        return next((one.title for one in self.inside.values() if one.title), "")


def judge(stack: Sequence[Top]) -> None:
    """A masked program's windows are masked, all of them; with a masked title go its dialogs and its menus."""
    named = {one.client for top in stack for one in top.inside.values() if one.by_program}
    masked: set[int] = set()
    clients: set[int] = set()
    for top in stack:
        top.masked = any(one.by_program or one.by_title or one.client in named for one in top.inside.values())
        if top.masked:
            masked |= set(top.inside)
            clients |= {one.client for one in top.inside.values() if one.by_title}
    again = True
    while again:
        again = False
        for top in stack:
            if not top.masked and _follows(top, masked, clients):
                top.masked = again = True
                masked |= set(top.inside)


def _follows(top: Top, masked: set[int], clients: set[int]) -> bool:
    inside = top.inside.values()
    return any(one.transient_for in masked or (top.popup and one.client in clients) for one in inside)
