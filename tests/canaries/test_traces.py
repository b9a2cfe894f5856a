"""The search itself: it finds a word in each form in which it could have been kept."""

import base64
import json
import sqlite3
import urllib.parse
from pathlib import Path

import pytest
from django.core import signing

from tests.canaries import traces

WORD = traces.word()
KEPT = {
    "as it is": WORD.encode(),
    "among other bytes": b"\x00\xff" + WORD.upper().encode() + b"\xfe",
    "utf-16": f"Ida {WORD}".encode("utf-16"),
    "hex": WORD.encode().hex().encode(),
    "hex in capitals": WORD.encode().hex().upper().encode(),
    "json": json.dumps({"name": WORD}).encode(),
    "json that escapes all": "".join(f"\\u{ord(sign):04X}" for sign in WORD).encode(),
    "an address": urllib.parse.quote(f"/path/{WORD}?a=\u00e4").encode(),
    "an address that escapes all": "".join(f"%{ord(sign):02X}" for sign in WORD).encode(),
    "quoted-printable that escapes all": "".join(f"={ord(sign):02X}" for sign in WORD).encode(),
    **{f"base64 after {n}": base64.b64encode(b"x" * n + WORD.encode() + b"tail") for n in range(5)},
    "base64 for addresses": base64.urlsafe_b64encode(b"?>" + WORD.encode() + b"?>"),
    "a signed cookie": signing.dumps({"next": WORD}).encode(),
    "a packed session": signing.dumps({"next": WORD, "more": "x" * 400}, compress=True).encode(),
}


@pytest.mark.parametrize("form", KEPT)
def test_it_is_found(form: str) -> None:
    assert {found for found, _ in traces.find(b"before " + KEPT[form] + b" after", [WORD])} == {WORD}
    assert traces.find(b"before " + KEPT[form] + b" after", [traces.word()]) == set()


def test_it_is_found_in_a_database_after_its_row_was_deleted(tmp_path: Path) -> None:
    file = tmp_path / "data.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", [WORD])
        connection.commit()
        connection.execute("DELETE FROM t")
    assert traces.seek(traces.left_behind({}, tmp_path), {"a row": WORD}) == ["a row (text) in data.sqlite3"]
