"""Which terms are in force at a help desk, asked only where it refused a code because they were not accepted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import msgspec

from aboveboard.companion.flow.joining import Desk, JoinRefusedError, fetch

_WHERE: Final = "/.well-known/privacy-notice.json"
_MOST_BYTES: Final = 512 * 1024
_LONGEST: Final = 80


class _Terms(msgspec.Struct, frozen=True):
    version: str


class _Company(msgspec.Struct, frozen=True):
    name: str


class _Notice(msgspec.Struct, frozen=True):
    terms: _Terms
    controller: _Company


@dataclass(frozen=True, slots=True)
class Terms:
    """The version to accept, the company it is agreed with, and the pages to read, at the help desk's own address."""

    version: str
    company: str
    page: str
    privacy: str


async def terms_of(desk: Desk) -> Terms:
    """The terms in force. Raises ``JoinRefusedError``."""
    raw = await asyncio.to_thread(fetch, desk, _WHERE, _MOST_BYTES)
    try:
        notice = msgspec.json.decode(raw, type=_Notice)
    except msgspec.MsgspecError as error:
        raise JoinRefusedError(
            "malformed", f"The help desk at {desk.origin()} gave an answer that makes no sense. Nothing was shared."
        ) from error
    company = "".join(one for one in notice.controller.name if one.isprintable())[:_LONGEST]
    return Terms(notice.terms.version[: _LONGEST // 2], company, f"{desk.origin()}/terms", f"{desk.origin()}/privacy")
