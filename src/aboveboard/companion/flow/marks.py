"""By which key programs are told apart in what a session tells of this computer: another one in each session.

It is made of a secret that no help desk knows, or whoever keeps reports could work out that two are of one computer.
The secret lasts as long as this process; a process that comes back after a restart goes on with that of the one before.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import Annotated, Final

from msgspec import Meta

_BYTES: Final = 16
_secret = os.urandom(_BYTES)

Secret = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]


def key_of(session: str) -> bytes:
    """The key of this session."""
    return blake2b(session.encode(), digest_size=_BYTES, key=_secret).digest()


def secret() -> Secret:
    """What the process that comes back needs."""
    return _secret.hex()


def go_on(kept: Secret) -> None:
    """From now on with what another process kept."""
    global _secret  # noqa: PLW0603 - there is one for the whole process
    _secret = bytes.fromhex(kept)
