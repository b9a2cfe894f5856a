"""The shape of everything that can be captured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


class CaptureError(Exception):
    """The screen could not be captured; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: ``pixels`` is height by width by 4 bytes in the order blue, green, red, unused."""

    pixels: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])


class Screen(Protocol):
    """A source of pictures. ``grab`` may be called from one thread at a time and raises ``CaptureError``."""

    @property
    def name(self) -> str:
        """What is captured, in words for a person."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even."""

    def grab(self) -> Frame:
        """The picture as it is now."""

    def close(self) -> None:
        """Let go of the display. Calling it twice is fine."""
