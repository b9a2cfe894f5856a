"""What there is beside the picture, one service a scope. A computer that does not offer the scope goes without it."""

from __future__ import annotations

from typing import Final

from aboveboard.companion.flow.clips import Clips
from aboveboard.companion.flow.files import Files
from aboveboard.companion.flow.service import MakeService

SERVICES: Final[tuple[MakeService, ...]] = (Files, Clips)
