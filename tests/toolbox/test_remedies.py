"""A remedy is one signed file that can be read in one way alone, or not at all."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.wire.remedy import (
    DESCRIPTION_BYTES,
    MAGIC,
    PACKAGE_BYTES,
    SIGNED_LABEL,
    RemedyError,
    fingerprint,
    parse,
)
from tests.toolbox.made import KEY, OTHER, raw_description, remedy

FILES = {"run.sh": b"echo hello\n"}


def signed(text: bytes, data: bytes, key: Any = KEY, signer: bytes | None = None) -> bytes:
    """A package of anything, with a signature that holds."""
    public = signer or key.public_key().public_bytes_raw()
    body = MAGIC + len(text).to_bytes(4, "big") + text + data + public
    return body + key.sign(SIGNED_LABEL + sha256(body).digest())


def canonical(**changes: Any) -> bytes:
    """A description in the one spelling: fields in their order, no spaces."""
    return msgspec.json.encode(raw_description(FILES, **changes))


def test_a_package_says_what_it_is_and_gives_its_files_back() -> None:
    read = parse(remedy("echo one\n", undo="echo two\n"))
    assert read.description.key == "say-hello"
    assert read.files == {"run.sh": b"echo one\n", "undo.sh": b"echo two\n"}
    assert read.signer == KEY.public_key().public_bytes_raw()


def test_the_same_remedy_has_the_same_bytes() -> None:
    assert remedy() == remedy()
    assert remedy() != remedy(version="1.1")


def test_a_fingerprint_tells_keys_apart_and_can_be_read_out() -> None:
    mine, other = (fingerprint(key.public_key().public_bytes_raw()) for key in (KEY, OTHER))
    assert mine != other
    assert [len(group) for group in mine.split(" ")] == [4] * 8


@given(st.data())
def test_no_byte_of_a_package_can_be_changed(data: st.DataObject) -> None:
    package = bytearray(remedy())
    place = data.draw(st.integers(0, len(package) - 1))
    package[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(RemedyError):
        parse(bytes(package))


@given(st.integers(0, len(remedy()) - 1))
def test_no_package_that_was_cut_short_is_taken(length: int) -> None:
    with pytest.raises(RemedyError):
        parse(remedy()[:length])


def test_a_package_with_more_behind_it_is_refused() -> None:
    with pytest.raises(RemedyError):
        parse(remedy() + b"more")
    with pytest.raises(RemedyError, match="more in the package"):
        parse(signed(canonical(), FILES["run.sh"] + b"more"))


def test_somebody_elses_name_on_ones_own_signature_is_refused() -> None:
    with pytest.raises(RemedyError, match="signature"):
        parse(signed(canonical(), FILES["run.sh"], OTHER, KEY.public_key().public_bytes_raw()))


def test_a_description_in_another_spelling_is_refused_though_signed() -> None:
    assert parse(signed(canonical(), FILES["run.sh"]))
    with pytest.raises(RemedyError, match="one spelling"):
        parse(signed(canonical().replace(b'":', b'": '), FILES["run.sh"]))


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(RemedyError, match="too large"):
        parse(bytes(PACKAGE_BYTES + 1))
    with pytest.raises(RemedyError, match="too long"):
        parse(signed(b"x" * (DESCRIPTION_BYTES + 1), b""))
    body = MAGIC + (2**32 - 1).to_bytes(4, "big") + KEY.public_key().public_bytes_raw()
    with pytest.raises(RemedyError, match="too long"):
        parse(body + KEY.sign(SIGNED_LABEL + sha256(body).digest()))


@pytest.mark.parametrize(
    "name",
    ["../run.sh", "a/b", "a\\b", "/etc/passwd", ".bashrc", "..", ".", "", "a\x00b", "a b", "C:x", "ä", "a" * 65, "-rf"],
)
def test_a_files_name_cannot_lead_anywhere(name: str) -> None:
    rows = raw_description({name: b"x"})["files"]
    good = raw_description(FILES)["files"]
    with pytest.raises(RemedyError, match="description"):
        parse(signed(canonical(files=good + rows), FILES["run.sh"] + b"x"))


@pytest.mark.parametrize(
    "changes",
    [
        {"program": "other.sh"},
        {"undo": {"how": {"en": "x", "de": "x"}, "program": "other.sh"}},
        {"interpreter": "bash -c"},
        {"arguments": ["--all"]},
        {"systems": []},
        {"systems": ["linux", "linux"]},
        {"seconds": 0},
        {"seconds": 3601},
        {"key": "Say/Hello"},
        {"name": {"en": "Say\u202ehello", "de": "x"}},
        {"about": {"en": "only one"}},
        {"administrator": "no"},
        {"files": []},
    ],
    ids=str,
)
def test_a_description_that_says_too_much_or_too_little_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RemedyError, match="description"):
        parse(signed(canonical(**changes), FILES["run.sh"]))


def test_two_names_that_one_system_takes_for_the_same_are_refused() -> None:
    files = {"run.sh": b"a", "RUN.sh": b"b"}
    with pytest.raises(RemedyError, match="same name"):
        parse(signed(msgspec.json.encode(raw_description(files)), b"ab"))


def test_a_file_that_is_not_the_one_described_is_refused_though_signed() -> None:
    with pytest.raises(RemedyError, match=r"run\.sh"):
        parse(signed(canonical(), b"echo HELLO\n"))
