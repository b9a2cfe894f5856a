"""The demo's people: four members of staff, each with a password and an authenticator secret.

They have signed the confidentiality statement. Only a made-up person may have somebody else sign.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from aboveboard.journeys.confidentiality import sign
from aboveboard.journeys.staffing import add_technician
from aboveboard.people import queries as people
from aboveboard.web.desk.factors import has_second_factor

PEOPLE: Final = (
    ("ana", "Ana Castro", "technician"),
    ("ben", "Ben Okafor", "technician"),
    ("sam", "Sam Winter", "supervisor"),
    ("pia", "Pia Holm", "administrator"),
)
_FILE: Final = "demo-cast.json"
_LINKS: Final = "demo-links"
_LINK_LASTS_S: Final = 12 * 3600


@dataclass(frozen=True, slots=True)
class Actor:
    """One member of staff with everything that signing in takes."""

    handle: str
    name: str
    role: str
    password: str
    totp_secret: str


def make_cast(folder: Path) -> dict[str, Actor]:
    """The cast by handle; whoever is there already stays. Passwords are kept in ``folder``, for its owner alone."""
    file = folder / _FILE
    known = json.loads(file.read_text()) if file.exists() else {}
    cast = {}
    for handle, name, role in PEOPLE:
        actor = Actor(**known[handle]) if handle in known else _new_actor(handle, name, role)
        cast[handle] = actor
    # Written before the database is, so that a demo which was stopped in between still knows the passwords.
    _write_private(file, json.dumps({handle: asdict(actor) for handle, actor in cast.items()}, indent=2))
    for actor in cast.values():
        person = people.by_handle(actor.handle) or add_technician(actor.handle, actor.name, actor.role, actor.password)
        if not has_second_factor(person):
            TOTP.activate(person, actor.totp_secret)
        if person.is_active:
            sign(person.pk, person.display_name)
    return cast


def _new_actor(handle: str, name: str, role: str) -> Actor:
    return Actor(handle, name, role, secrets.token_urlsafe(15), generate_totp_secret())


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(text)


def new_sign_in_link(folder: Path, handle: str) -> str:
    """A token that signs this member of staff in once, within twelve hours."""
    token = secrets.token_urlsafe(24)
    (folder / _LINKS).mkdir(mode=0o700, exist_ok=True)
    _write_private(_link_file(folder, token), handle)
    return token


def use_sign_in_link(folder: Path, token: str) -> Any:
    """The member of staff whom the token signs in, used up by this call; ``None`` for any other token."""
    file = _link_file(folder, token)
    try:
        handle, made = file.read_text(), file.stat().st_mtime
        # Removing the file decides: of two browsers that open the link at once only one gets in.
        file.unlink()
    except FileNotFoundError:
        return None
    return people.by_handle(handle) if time.time() - made < _LINK_LASTS_S else None


def _link_file(folder: Path, token: str) -> Path:
    return folder / _LINKS / hashlib.sha256(token.encode()).hexdigest()
