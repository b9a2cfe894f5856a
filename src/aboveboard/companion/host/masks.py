"""Which windows are never shown: by program, by title, and rectangles that the person drew. Rules only, no windows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from aboveboard.companion.host.canvas import Rect
from aboveboard.companion.host.screen import CaptureError

DEFAULTS: Final = Path(__file__).with_name("masks.toml")
_COMM: Final = 15
"""Linux keeps this many characters of a program's name."""


class MaskError(CaptureError):
    """The file with the masks cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Masks:
    """``programs`` are whole names, ``titles`` words in a title, ``drawn`` places on the whole desktop."""

    programs: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    drawn: tuple[Rect, ...] = ()

    @cached_property
    def _names(self) -> frozenset[str]:
        names = {name.casefold() for name in self.programs}
        return frozenset(names | {name[:_COMM] for name in names})

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        words = "|".join(re.escape(word.casefold()) for word in self.titles)
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None

    def hide_program(self, names: Iterable[str]) -> bool:
        """True when one of these names (window class, process) is masked; ``a.b.geary`` is ``geary`` too."""
        folded = [name.casefold() for name in names]
        return any(name in self._names or name.rpartition(".")[2] in self._names for name in folded)

    def hide_title(self, title: str) -> bool:
        """True when a window with this title is masked."""
        return self._words is not None and self._words.search(title.casefold()) is not None


def read_masks(path: Path = DEFAULTS) -> Masks:
    """The masks of one file. Raises ``MaskError``: without a list that was understood nothing should be shown."""
    programs: set[str] = set()
    titles: list[str] = []
    try:
        for name, kind in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if not isinstance(kind, dict) or set(kind) - {"programs", "titles"}:
                raise MaskError(
                    f"{path.name}: [{name}] holds something else than programs and titles. Nothing is shown."
                )
            for word in [*kind.get("programs", []), *kind.get("titles", [])]:
                if not isinstance(word, str) or not word.strip():
                    raise MaskError(f"{path.name}: [{name}] holds {word!r}, which is no word. Nothing is shown.")
            programs.update(kind.get("programs", []))
            titles += kind.get("titles", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MaskError(f"The masks in {path.name} cannot be read ({error}). Nothing is shown.") from error
    return Masks(frozenset(programs), tuple(titles))
