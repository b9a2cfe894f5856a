"""The help desks that this person has turned to: the latest one, and the number by which one knows this computer again.

A number is random, another for each desk, and kept only after the person let it be shared.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from pathlib import Path
from typing import Any, Final

_NUMBER: Final = re.compile(r"[0-9a-f]{32}\Z")
_MOST_BYTES: Final = 65_536
_DESKS: Final = 64


def _spelled(origin: str) -> str:
    """One desk has one number, with or without the port that its scheme has anyway."""
    scheme, _, rest = origin.rstrip("/").lower().partition("://")
    usual = {"https": ":443", "http": ":80"}.get(scheme, "")
    return f"{scheme}://{rest.removesuffix(usual) if usual else rest}"


class KnownDesks:
    """``folder`` is where the companion keeps what it knows. A file that cannot be read knows nothing."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "known-desks.json"

    def latest(self) -> str:
        """The origin of the help desk that was joined last; empty where none is known."""
        said = self._kept()["latest"]
        return said if isinstance(said, str) else ""

    def joined(self, origin: str) -> None:
        """This one was joined. Raises ``OSError`` where it cannot be kept."""
        kept = self._kept()
        if kept["latest"] != origin:
            self._keep({**kept, "latest": origin})

    def number(self, origin: str) -> tuple[str, bool]:
        """The number for this desk, and whether it was kept before; a fresh one else, which nobody knows yet."""
        said = self._kept()["numbers"].get(_spelled(origin), "")
        return (said, True) if isinstance(said, str) and _NUMBER.match(said) else (secrets.token_hex(16), False)

    def keep_number(self, origin: str, number: str) -> None:
        """The person let it be shared with this desk. Raises ``OSError`` where it cannot be kept."""
        kept = self._kept()
        here = _spelled(origin)
        others = {desk: said for desk, said in kept["numbers"].items() if desk != here}
        self._keep({**kept, "numbers": dict([*others.items(), (here, number)][-_DESKS:])})

    def forget_number(self, origin: str) -> None:
        """The person does not want to be known there any more. Raises ``OSError``."""
        kept = self._kept()
        if kept["numbers"].pop(_spelled(origin), None) is not None:
            self._keep(kept)

    def _kept(self) -> dict[str, Any]:
        try:
            with self._file.open("rb") as file:
                said = json.loads(file.read(_MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            said = None
        said = said if isinstance(said, dict) else {}
        numbers = said.get("numbers")
        return {"latest": said.get("latest", ""), "numbers": numbers if isinstance(numbers, dict) else {}}

    def _keep(self, said: dict[str, Any]) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_name(f".{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(said, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)
