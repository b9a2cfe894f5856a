"""What this computer needs to run tools: the programs, the keys that it knows, and what can still be undone."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final

from aboveboard.companion.flow.links import LinkError, beside_the_program, read_address
from aboveboard.companion.host.programs import Programs, programs_here
from aboveboard.companion.host.tool_keys import HandedOutError, ToolKeys, as_keys, config_folder
from aboveboard.wire.remedy import Remedy

REMEMBERED: Final = 8
"""Tools that can be undone at a time."""


@dataclass(frozen=True, slots=True)
class Done:
    """A tool that ran and can be undone while this program is open: whose, its package, what it kept for that."""

    desk: str
    remedy: Remedy
    kept: dict[str, bytes]


@dataclass(slots=True)
class Toolkit:
    """One for the life of the program, so that a tool can be undone after the connection was lost and found again."""

    programs: Programs
    keys: ToolKeys
    language: str = "en"
    done: dict[str, Done] = field(default_factory=dict)

    def remember(self, run: str, done: Done) -> None:
        """It can be undone from now on; of many, the oldest not any more."""
        self.done[run] = done
        while len(self.done) > REMEMBERED:
            del self.done[next(iter(self.done))]


def toolkit_here(language: str = "") -> Toolkit | None:
    """That of this installation; ``None`` where no tool can run, and where the firm's own keys cannot be read."""
    programs = programs_here()
    if programs is None:
        return None
    try:
        keys = ToolKeys(config_folder(), _handed_out())
    except HandedOutError:
        return None
    return Toolkit(programs, keys, language or _language())


def _handed_out() -> dict[str, frozenset[bytes]]:
    """``tool_keys`` of ``companion.toml`` beside the program, for the desk of its address. Raises HandedOutError."""
    file = beside_the_program()
    try:
        said: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HandedOutError(f"{file} cannot be read ({error}).") from error
    if "tool_keys" not in said:
        return {}
    try:
        return {read_address(str(said.get("address", ""))): as_keys(said["tool_keys"])}
    except LinkError as error:
        raise HandedOutError(str(error)) from error


def _language() -> str:
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "de" if named.lower().startswith("de") else "en"
