"""The address that carries a report to a help desk's form, where the person still has to press the button.

The report stands behind the ``#``, which browsers keep to themselves: opening the page sends nothing of it. The page's
own script reads it, shows it line by line, and sends what is left when the person asks for help.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from urllib.parse import urlsplit

from aboveboard.wire.computer import REPORT_BYTES, ComputerReport, read_report, write_report

LINK_CHARACTERS: Final = 8_000
"""The longest address that every browser takes from a program."""
TOO_LONG: Final = "The report is too long for a link. Leave some of its lines out."
NO_ADDRESS: Final = "The address of a help desk looks like https://help.example, with nothing behind it."
NOT_SECURE: Final = "A help desk is reached by https://, so that nobody on the way reads along."
"""What is wrong with what was asked for, for the catalogues to translate."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_HOST: Final = re.compile(r"[a-z0-9.:-]+\Z")
_MARK: Final = "#computer="


def help_link(desk_url: str, report: ComputerReport) -> str:
    """``<desk>/help#computer=<base64url of raw deflate of JSON>``. Raises ``ValueError`` with what to do about it."""
    squeezer = zlib.compressobj(level=9, wbits=-15)
    packed = squeezer.compress(write_report(report)) + squeezer.flush()
    link = f"{desk_address(desk_url)}/help{_MARK}{urlsafe_b64encode(packed).rstrip(b'=').decode('ascii')}"
    if len(link) > LINK_CHARACTERS:
        raise ValueError(TOO_LONG)
    return link


def read_link(link: str) -> ComputerReport:
    """The report in such an address, as the page's script reads it. Raises ``ValueError`` for anything else."""
    _, mark, packed = link.partition(_MARK)
    if not mark or len(link) > LINK_CHARACTERS:
        raise ValueError("there is no report in this address")
    opener = zlib.decompressobj(wbits=-15)
    try:
        data = opener.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), REPORT_BYTES + 1)
    except zlib.error as error:
        raise ValueError("the report in this address is damaged") from error
    return read_report(data)


def desk_address(desk_url: str) -> str:
    """The help desk's address without anything behind its path. ``ValueError`` unless by HTTPS or on this computer."""
    typed = desk_url.strip()
    if not typed.isascii() or not typed.isprintable() or " " in typed or "\\" in typed:
        raise ValueError(NO_ADDRESS)
    try:
        if "://" not in typed:
            here = (urlsplit(f"//{typed}").hostname or "") in _LOOPBACK
            typed = f"{'http' if here else 'https'}://{typed}"
        parts = urlsplit(typed)
        _ = parts.port  # asked for, because a wrong one is found only then
    except ValueError:
        raise ValueError(NO_ADDRESS) from None
    host = parts.hostname or ""
    if (
        not _HOST.match(host)
        or parts.query
        or parts.fragment
        or parts.username is not None
        or parts.password is not None
    ):
        raise ValueError(NO_ADDRESS)
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise ValueError(NOT_SECURE)
    place = parts.netloc.removesuffix(":443") if parts.scheme == "https" else parts.netloc
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}"
