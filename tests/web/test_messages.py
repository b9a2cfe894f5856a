"""Every text of the product is there in German, with the same placeholders, and compiled."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "src" / "aboveboard" / "web" / "locale" / "de" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}|</?[a-z]+")


def entries() -> list[dict[str, str]]:
    """Each text as its fields: msgid, msgstr, or msgid_plural, msgstr[0], msgstr[1]."""
    found = []
    for block in PO.read_text("utf-8").strip().split("\n\n")[1:]:
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#"):
                assert "fuzzy" not in line, f"nobody has looked at this guess:\n{block}"
                continue
            if not line.startswith('"'):
                name, line = line.split(" ", 1)
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        found.append(fields)
    return found


def test_the_catalogue_is_current_translated_and_compiled() -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("the program xgettext is not installed (Debian: gettext)")
    checked = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "messages"), "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_translation_keeps_its_placeholders_and_marks() -> None:
    wrong = [
        (original, text)
        for fields in entries()
        for original, text in pairs(fields)
        if set(PLACE.findall(text)) != set(PLACE.findall(original))
    ]
    assert not wrong


def pairs(fields: dict[str, str]) -> list[tuple[str, str]]:
    """Each text beside its translation: the one for one thing, and the one for several."""
    if "msgid_plural" not in fields:
        return [(fields["msgid"], fields["msgstr"])]
    return [(fields["msgid"], fields["msgstr[0]"]), (fields["msgid_plural"], fields["msgstr[1]"])]


def test_nobody_is_addressed_as_du() -> None:
    familiar = re.compile(r"\b(du|dich|dir|dein|deine|deinen|deinem|deiner|euch|euer)\b", re.IGNORECASE)
    assert not [text for fields in entries() for text in fields.values() if familiar.search(text)]
