"""Whose tools this computer runs is decided here, and the help desk cannot change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aboveboard.companion.flow import toolkit
from aboveboard.companion.host.tool_keys import HandedOutError, ToolKeys, as_keys
from aboveboard.wire.payloads import to_text

DESK, ELSEWHERE = "https://help.example:443", "https://other.example:443"
FIRST, SECOND = b"\x01" * 32, b"\x02" * 32


def test_the_first_key_of_a_desk_is_new_then_known_and_another_is_refused(tmp_path: Path) -> None:
    keys = ToolKeys(tmp_path / "config")
    new = keys.trust(DESK, FIRST)
    assert (new.known, new.refused) == (False, "")
    keys.keep(DESK, FIRST)
    again = ToolKeys(tmp_path / "config")
    assert again.trust(DESK, FIRST).known
    assert "another key" in again.trust(DESK, SECOND).refused
    again.keep(DESK, SECOND)
    assert again.trust(DESK, SECOND).refused
    assert again.trust(ELSEWHERE, SECOND).refused == ""
    assert not again.trust(ELSEWHERE, FIRST).known


def test_looking_keeps_nothing(tmp_path: Path) -> None:
    keys = ToolKeys(tmp_path)
    keys.trust(DESK, FIRST)
    assert list(tmp_path.iterdir()) == []


def test_what_a_firm_handed_out_counts_alone(tmp_path: Path) -> None:
    keys = ToolKeys(tmp_path, {DESK: frozenset({FIRST})})
    assert keys.trust(DESK, FIRST).known
    assert "firm" in keys.trust(DESK, SECOND).refused
    keys.keep(DESK, SECOND)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"https://help.example:443": "short"}', '{"x": 1}', "\xff"])
def test_a_list_that_cannot_be_read_makes_no_key_look_new(tmp_path: Path, text: str) -> None:
    (tmp_path / "tool-keys.json").write_text(text, encoding="latin-1")
    assert "cannot be read" in ToolKeys(tmp_path).trust(DESK, FIRST).refused


def test_the_file_of_the_settings_names_the_desk_and_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "aboveboard"
    folder.mkdir()
    here = toolkit.toolkit_here()
    assert here is not None
    assert here.keys.trust(DESK, FIRST).refused == ""
    (folder / "companion.toml").write_text(
        f'address = "https://help.example"\ntool_keys = ["{to_text(FIRST)}", "{to_text(SECOND)}"]\n'
    )
    given = toolkit.toolkit_here()
    assert given is not None
    assert given.keys.trust(DESK, SECOND).known
    assert given.keys.trust(DESK, b"\x03" * 32).refused
    (folder / "companion.toml").write_text('address = "https://help.example"\ntool_keys = ["nonsense"]\n')
    assert toolkit.toolkit_here() is None


@pytest.mark.parametrize("said", ["", [], ["x"], [to_text(b"short")], [1], None])
def test_a_list_of_keys_is_read_strictly(said: object) -> None:
    with pytest.raises(HandedOutError):
        as_keys(said)
