"""Where to join: links from anybody, a file beside the program, what a person types."""

from __future__ import annotations

from pathlib import Path

import pytest

from aboveboard.companion.flow.links import (
    Invited,
    LinkError,
    beside_the_program,
    invited_by,
    read_address,
    read_code,
    read_link,
    read_settings,
    shown_address,
    shown_code,
)


@pytest.mark.parametrize(
    ("link", "address", "code"),
    [
        ("aboveboard://help.example/join/123-456-789", "https://help.example:443", "123456789"),
        ("aboveboard://help.example/join/123456789/", "https://help.example:443", "123456789"),
        ("aboveboard://help.example:8443/join", "https://help.example:8443", ""),
        ("aboveboard://help.example", "https://help.example:443", ""),
        ("aboveboard://127.0.0.1:8000/join/123-456-789", "http://127.0.0.1:8000", "123456789"),
    ],
)
def test_a_link_names_a_help_desk_and_a_code(link: str, address: str, code: str) -> None:
    assert read_link(link) == Invited(address, code)


@pytest.mark.parametrize(
    "link",
    [
        "aboveboard:help.example/join/123-456-789",
        "aboveboard://user@help.example/join/123-456-789",
        "aboveboard://help.example@evil.example/join/123-456-789",
        "aboveboard://help.example/join/123-456-789?next=https://evil.example",
        "aboveboard://help.example/join/123-456-789#x",
        "aboveboard://help.example/other/123-456-789",
        "aboveboard://help.example/join/123-456-78",
        "aboveboard://help.example/join/123-456-789/more",
        "aboveboard://help.example\\evil.example/join/123-456-789",
        "aboveboard://help%2eexample/join/123-456-789",
        # The same computer by another spelling would be another help desk, whose tool keys nobody knows yet.
        "aboveboard://help.example./join/123-456-789",
        "aboveboard://hеlp.example/join/123-456-789",  # noqa: RUF001  # a Cyrillic letter that looks like an e
        "aboveboard://help.example/join/123-456-789\n--json",
        "aboveboard:// --json/join/123-456-789",
        "aboveboard://--terminal/join/123-456-789",
        "aboveboard://help.example:99999/join/123-456-789",
        "aboveboard:///join/123-456-789",
        "https://help.example/join/123-456-789",
        "aboveboard://" + "a" * 400,
    ],
)
def test_a_link_that_says_more_or_else_is_refused(link: str) -> None:
    with pytest.raises(LinkError):
        read_link(link)


@pytest.mark.parametrize("typed", ["123456789", "123 456 789", " 123-456-789 ", "123.456.789", "123 – 456 – 789"])  # noqa: RUF001  # a dash as phones write it
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "123456789"
    assert shown_code("123456789") == "123 456 789"


@pytest.mark.parametrize("typed", ["[::1", "https://[::1", "help.example]", "http://[v1.x]"])
def test_an_address_with_half_a_bracket_is_refused_in_words(typed: str) -> None:
    with pytest.raises(LinkError):
        read_address(typed)


@pytest.mark.parametrize("typed", ["", "12345678", "1234567890", "12345678a", "١٢٣٤٥٦٧٨٩"])
def test_what_has_not_nine_digits_is_no_code(typed: str) -> None:
    assert read_code(typed) == ""


def test_only_this_computer_is_reached_without_https() -> None:
    assert shown_address(read_address("help.example")) == "help.example"
    assert read_address("http://localhost:8000") == "http://localhost:8000"
    for bad in ("http://help.example", "ftp://help.example", "help.example/path", "help example", "hélp.example"):
        with pytest.raises(LinkError):
            read_address(bad)


def test_the_file_beside_the_program_presets_the_address(tmp_path: Path) -> None:
    file = tmp_path / "companion.toml"
    assert read_settings(file) == Invited()
    file.write_text('address = "https://help.example"\n')
    assert read_settings(file) == Invited("https://help.example:443")
    for wrong in ('address = "http://help.example"', "address = 3", 'adress = "https://help.example"', "]["):
        file.write_text(wrong)
        with pytest.raises(LinkError):
            read_settings(file)


def test_a_file_in_the_folder_that_it_was_started_in_names_no_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, settings = tmp_path / "downloads", tmp_path / "config"
    here.mkdir()
    (here / "companion.toml").write_text('address = "https://evil.example"\n')
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings))
    assert invited_by("", "123 456 789") == Invited("", "123456789")
    (settings / "aboveboard").mkdir(parents=True)
    (settings / "aboveboard" / "companion.toml").write_text('address = "https://help.example"\n')
    assert invited_by("", "") == Invited("https://help.example:443")
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", str(here / "aboveboard-companion"))
    assert beside_the_program() == here / "companion.toml"


def test_a_command_line_is_a_link_or_an_address_and_a_code() -> None:
    assert invited_by("aboveboard://help.example/join/123-456-789", "") == invited_by("help.example", "123 456 789")
    with pytest.raises(LinkError):
        invited_by("help.example", "12")
