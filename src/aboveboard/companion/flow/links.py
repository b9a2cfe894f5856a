"""Where to join: from an ``aboveboard:`` link, from ``companion.toml``, or as a person types it.

A link comes from anybody: a page, a mail, a message. So it names a help desk and a code and nothing else, it is read
strictly, and the address is shown to the person in large type before anything is sent there.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from aboveboard.companion.flow.joining import LOOPBACK, Desk, JoinRefusedError
from aboveboard.companion.host.tool_keys import config_folder

SETTINGS: Final = "companion.toml"
_LINK: Final = re.compile(r"aboveboard://(?P<host>[^/?#@\\\s]+)(?:/join(?:/(?P<code>[0-9 -]{9,17}))?)?/?\Z", re.ASCII)
_LONGEST: Final = 300
_NAME: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_TYPED_BESIDE: Final = re.compile(r"[\s.\-\u2010-\u2015/,]")


class LinkError(Exception):
    """This link or file names no help desk; the text says what is wrong, in English."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A help desk and a code, each empty where it is not known."""

    address: str = ""
    code: str = ""


def read_link(link: str) -> Invited:
    """``aboveboard://help.example/join/123-456-789``. Raises ``LinkError``; there is no user, query or fragment."""
    found = _LINK.match(link) if len(link) <= _LONGEST and link.isascii() else None
    if found is None:
        raise LinkError("This link does not look like aboveboard://help.example/join/123-456-789.")
    code = read_code(found["code"]) if found["code"] else ""
    if found["code"] and not code:
        raise LinkError("The code in this link has not nine digits.")
    return Invited(read_address(found["host"]), code)


def read_address(typed: str) -> str:
    """The address of a help desk as typed: ``help.example`` is reached by HTTPS. Raises ``LinkError``."""
    typed = typed.strip()
    if len(typed) > _LONGEST or not typed.isascii() or not typed.isprintable() or " " in typed:
        raise LinkError("The address of a help desk looks like help.example.")
    try:
        if "://" not in typed:
            here = (urlsplit(f"//{typed}").hostname or "") in LOOPBACK
            typed = f"{'http' if here else 'https'}://{typed}"
        parts = urlsplit(typed)
    except ValueError:  # a bracket without its other one
        raise LinkError("The address of a help desk looks like help.example.") from None
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username or "\\" in typed:
        raise LinkError("The address of a help desk looks like help.example, with nothing behind it.")
    if not _NAME.match(parts.hostname or "") and parts.hostname not in LOOPBACK:
        raise LinkError("The address of a help desk looks like help.example.")
    try:
        return Desk.at(typed).origin()
    except JoinRefusedError as refused:
        raise LinkError(refused.message) from refused


def read_code(typed: str) -> str:
    """Nine digits as somebody typed them, with spaces, dashes or dots anywhere; empty where there are not nine."""
    digits = _TYPED_BESIDE.sub("", typed)
    return digits if len(digits) == 9 and digits.isascii() and digits.isdigit() else ""


def shown_code(code: str) -> str:
    """The digits in threes, as they are read out."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def shown_address(address: str) -> str:
    """The address as a person compares it: without the sign for HTTPS and without its port."""
    return address.removeprefix("https://").removesuffix(":443")


def beside_the_program() -> Path:
    """Where ``companion.toml`` lies: beside the packed program, else in the folder of this person's settings.

    Never in the folder that it was started in: whoever can write there would name the help desk and its tool keys.
    """
    frozen = bool(getattr(sys, "frozen", False))
    return (Path(sys.executable).parent if frozen else config_folder()) / SETTINGS


def read_settings(path: Path) -> Invited:
    """``address = "https://help.example"``; no such file sets nothing. Raises ``LinkError``.

    ``tool_keys`` may stand beside it: see ``toolkit``.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Invited()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LinkError(f"{path.name} cannot be read ({error}).") from error
    address = found.get("address")
    if not {"address"} <= set(found) <= {"address", "tool_keys"} or not isinstance(address, str):
        raise LinkError(f'{path.name} holds one line: address = "https://help.example".')
    return Invited(read_address(address))


def invited_by(desk: str, code: str) -> Invited:
    """What a command line says, a link or an address with a code; else what ``companion.toml`` does.

    Raises ``LinkError``.
    """
    if desk.startswith("aboveboard:"):
        return read_link(desk)
    digits = read_code(code)
    if code and not digits:
        raise LinkError("A code has nine digits.")
    preset = read_settings(beside_the_program())
    return Invited(read_address(desk) if desk else preset.address, digits)
