"""A version as bytes: the same texts give the same bytes, and the bytes give the notice back."""

import hashlib
from pathlib import Path

import pytest

from aboveboard.notice import NoticeError, load, load_package, of_files
from aboveboard.notice.archive import address, pack, unpack
from tests.notice.folder import change, copy_to

EXAMPLE = load()


def test_a_package_gives_its_notice_back() -> None:
    package = pack(EXAMPLE.files)
    assert unpack(package) == EXAMPLE.files
    assert load_package(package) == EXAMPLE


def test_the_address_is_the_sha256_of_the_very_bytes() -> None:
    package = pack(EXAMPLE.files)
    assert address(package) == EXAMPLE.source_hash == hashlib.sha256(package).hexdigest()


def test_the_order_in_which_files_were_found_does_not_matter() -> None:
    assert pack(dict(reversed(EXAMPLE.files.items()))) == pack(EXAMPLE.files)


@pytest.mark.parametrize("name", sorted(EXAMPLE.files))
def test_every_file_counts(name: str) -> None:
    longer = {**EXAMPLE.files, name: EXAMPLE.files[name] + "\n"}
    assert address(pack(longer)) != EXAMPLE.source_hash


def test_a_text_cannot_be_moved_from_one_file_to_the_next() -> None:
    assert pack({"a": "xy", "b": ""}) != pack({"a": "x", "b": "y"}) != pack({"a": "", "b": "xy"})


@pytest.mark.parametrize(
    "package",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"files":{},"format":"aboveboard notice 9"}',
        b'{"format":"aboveboard notice 1","files":{}}',
        b'{"files":{},"format":"aboveboard notice 1"} ',
        b'{"files":{},"files":{},"format":"aboveboard notice 1"}',
        b'{"files":{"a":1},"format":"aboveboard notice 1"}',
        b'{"extra":1,"files":{},"format":"aboveboard notice 1"}',
        b'{"files":{},"format":"aboveboard notice 1"}',
    ],
)
def test_what_is_no_package_is_refused_in_words(package: bytes) -> None:
    with pytest.raises(NoticeError) as refused:
        load_package(package)
    assert refused.value.what
    assert refused.value.write


def test_a_published_version_is_read_even_where_a_later_check_would_stop_it(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    change(folder, "clauses/en/calls.md", "{promise:dnc.list}", "")
    with pytest.raises(NoticeError):
        load(folder)
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(NoticeError):
        of_files(files)
    read = load_package(pack(files))
    assert any("dnc.list" in finding.what for finding in read.findings)
