"""A version of the notice as one string of bytes, and its address: the SHA-256 of exactly these bytes.

The bytes are JSON with sorted keys and no spare spaces, in UTF-8, so the same texts always give the same bytes, and
anybody can check an address with `sha256sum`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import msgspec

from aboveboard.notice.errors import NoticeError, Problem

FORMAT = "aboveboard notice 1"


class _Package(msgspec.Struct, forbid_unknown_fields=True):
    files: dict[str, str]
    format: str


def pack(files: Mapping[str, str]) -> bytes:
    """All files of a version (path inside the folder -> text with LF line ends), terms included, as canonical bytes."""
    content = {"format": FORMAT, "files": dict(files)}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def address(package: bytes) -> str:
    """Sixty-four hex digits: where a version with these bytes is found, and no other."""
    return hashlib.sha256(package).hexdigest()


def unpack(package: bytes) -> dict[str, str]:
    """The files of a package. Raises NoticeError where the bytes are no package, or not in the canonical form."""
    try:
        content = msgspec.json.decode(package, type=_Package)
    except msgspec.DecodeError as error:
        raise NoticeError([_damage(f"these bytes are no version of a notice ({error})")]) from error
    if content.format != FORMAT:
        raise NoticeError([_damage(f"its format is `{content.format}`, not `{FORMAT}`")])
    if pack(content.files) != package:
        raise NoticeError([_damage("its bytes are not in the order in which they were written")])
    return content.files


def _damage(what: str) -> Problem:
    return Problem("package", None, f"The package cannot be read: {what}.", "Take it from a copy of the archive.")
