"""What there is beside the picture, one service a scope. A computer that does not offer the scope goes without it."""

from __future__ import annotations

from typing import Final

from aboveboard.companion.flow.clips import Clips
from aboveboard.companion.flow.control import Controls
from aboveboard.companion.flow.diagnosing import Diagnosing
from aboveboard.companion.flow.files import Files
from aboveboard.companion.flow.secrets import Secrets
from aboveboard.companion.flow.service import MakeService
from aboveboard.companion.flow.tools import Tools

SERVICES: Final[tuple[MakeService, ...]] = (Controls, Files, Clips, Tools, Secrets, Diagnosing)
