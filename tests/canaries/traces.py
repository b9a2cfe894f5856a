"""Looks for planted words in everything that the product left behind, in each form in which it could be kept."""

import base64
import os
import re
import secrets
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

_PACKED_TEXT = re.compile(rb"(?=(e[JAN][A-Za-z0-9+/_-]{20,8000}))")
_PACKED = re.compile(rb"\x78[\x01\x9c\xda]|\x1f\x8b\x08")
_FORMATS = 15 + 32
"""zlib or gzip, told by the first bytes."""


def word() -> str:
    """A word that nobody has ever written: small letters and digits, as handles and addresses allow."""
    return f"zq{secrets.token_hex(9)}"


def forms(word: str) -> dict[str, bytes]:
    """How this word may lie in bytes. Those in which case does not matter are given, and sought, in small letters."""
    plain = word.encode()
    found = {
        "text": plain,
        "utf-16 little": word.encode("utf-16-le"),
        "utf-16 big": word.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "url": "".join(f"%{byte:02x}" for byte in plain).encode(),
        "quoted-printable": "".join(f"={byte:02x}" for byte in plain).encode(),
        "json": "".join(f"\\u{byte:04x}" for byte in plain).encode(),
        "backwards": plain[::-1],
    }
    for shift in range(3):
        # Of base64 only the middle is sure: both ends mix with what stands around the word.
        encoded = base64.b64encode(b"." * shift + plain + b"." * 3)
        found[f"base64 {shift}"] = encoded[4 if shift else 0 : (shift + len(plain)) // 3 * 4]
    return found


def _in(content: bytes, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    small = content.lower()
    for one in words:
        for form, piece in forms(one).items():
            if piece in (content if form.startswith("base64") else small):
                yield one, form


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What lies compressed in the content, behind base64 or as it is (signed cookies and sessions are kept so)."""
    packed = [content[found.start() :] for found in _PACKED.finditer(content)]
    for run in _PACKED_TEXT.findall(content):
        whole = run[: len(run) // 4 * 4].translate(bytes.maketrans(b"-_", b"+/"))
        packed.append(base64.b64decode(whole))
    for data in packed:
        try:
            yield zlib.decompressobj(_FORMATS).decompress(data, 1_000_000)
        except zlib.error:
            continue


def find(content: bytes, words: Iterable[str]) -> set[tuple[str, str]]:
    """Each (word, form) that lies in the content."""
    words = list(words)
    found = set(_in(content, words))
    for inner in _unpacked(content):
        found |= {(one, f"packed {form}") for one, form in _in(inner, words)}
    return found


def files(*places: Path) -> list[Path]:
    """Every file in and below these places."""
    return [
        file
        for place in places
        for file in ([place] if place.is_file() else sorted(place.rglob("*")))
        if file.is_file()
    ]


def rows(url: str) -> Iterator[tuple[str, bytes]]:
    """Each table of a PostgreSQL database with all its rows as text; bytes come as hex."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("SELECT t::text FROM {}.{} t").format(sql.Identifier(schema), sql.Identifier(table))
            yield f"{schema}.{table}", "\n".join(row[0] for row in connection.execute(query)).encode()


def left_behind(environment: dict[str, str], *places: Path) -> Iterator[tuple[str, bytes]]:
    """Everything a stopped product keeps: each file of these places, and its PostgreSQL databases where it has some."""
    for file in files(*places):
        yield str(file), file.read_bytes()
    for name in ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL"):
        if name in environment:
            yield from rows(environment[name])


def seek(things: Iterable[tuple[str, bytes]], words: dict[str, str]) -> list[str]:
    """Where planted words lie: one line for each, by what was planted. `words` maps a name to its word."""
    names = {planted: name for name, planted in words.items()}
    return sorted(
        f"{names[one]} ({form}) in {os.path.basename(where)}"
        for where, content in things
        for one, form in find(content, names)
    )
