"""Whose tools this computer runs. The help desk is not asked: it is the one who might be lying.

An app that a firm hands out brings the firm's tool keys with it, in ``companion.toml`` beside the program, and then no
other key counts. Without them the first key of a desk is shown to the person as new, and their yes to the tool keeps it
in the companion's folder. From then on another key is refused.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aboveboard.wire.payloads import to_bytes, to_text
from aboveboard.wire.remedy import fingerprint

_KEY: Final = 32


class HandedOutError(Exception):
    """The file that the firm put beside the program cannot be read; no tool runs until it can."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What this computer knows of a signer. ``refused`` says why its tools are not run, and is empty otherwise."""

    known: bool
    refused: str = ""


class ToolKeys:
    """``handed_out``: the keys that came with the program, by the origin of their desk; ``folder``: what is kept here.

    An origin is as ``Desk.origin`` spells it: two desks never share keys.
    """

    def __init__(self, folder: Path, handed_out: Mapping[str, frozenset[bytes]] | None = None) -> None:
        self._file = folder / "tool-keys.json"
        self._handed_out = handed_out or {}

    def trust(self, desk: str, signer: bytes) -> Trust:
        """Whether tools of ``signer`` may be run for this desk, if the person says yes."""
        given = self._handed_out.get(desk)
        if given is not None:
            if signer in given:
                return Trust(True)
            return Trust(False, "It is signed by somebody else than the firm that gave you this program.")
        try:
            kept = self._kept().get(desk)
        except (OSError, ValueError):
            return Trust(False, f"The list of known keys cannot be read: {self._file}")
        if kept is None or signer == kept:
            return Trust(kept is not None)
        return Trust(
            False,
            f"It is signed by another key ({fingerprint(signer)[:9]}) than this desk's tools before "
            f"({fingerprint(kept)[:9]}).",
        )

    def keep(self, desk: str, signer: bytes) -> None:
        """The person said yes to a tool of this key: from now on it is the desk's. Raises OSError."""
        if desk in self._handed_out:
            return
        kept = self._kept()
        if desk in kept:
            return
        kept[desk] = signer
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_name(f".{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({name: to_text(key) for name, key in kept.items()}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)

    def _kept(self) -> dict[str, bytes]:
        """Raises OSError or ValueError where the file is there and cannot be read: then nothing is known as new."""
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError("not a list of keys by desk")
        return {str(desk): _key(key) for desk, key in found.items()}


def _key(text: object) -> bytes:
    key = to_bytes(str(text))
    if len(key) != _KEY:
        raise ValueError("a tool key has 32 bytes")
    return key


def as_keys(said: object) -> frozenset[bytes]:
    """The keys of a firm, from a list of their texts. Raises HandedOutError."""
    try:
        if not isinstance(said, list) or not said:
            raise ValueError("it is no list of keys")
        return frozenset(_key(key) for key in said)
    except ValueError as error:
        raise HandedOutError(f"tool_keys is not as it must be ({error}).") from error


def config_folder() -> Path:
    """Where the companion keeps what it knows, for this person."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "Aboveboard"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Aboveboard"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "aboveboard"
