"""Whatever stands in the folder, only a NoticeError ever comes out."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.notice import Notice, NoticeError, load
from aboveboard.notice.reader import MAX_FILE_BYTES, TABLES
from tests.notice.folder import EXAMPLE, copy_to

NAMES = [*TABLES, "clauses/en/mail.md", "clauses/de/mail.md", "terms/en.md"]
SNIPPETS = st.sampled_from(
    ["[", "]", "{", "}", '"', "\\", "=", "\n", "'''", "[[clause]]", "[a.b.c]", "{keep:", "{promise:use.no-sale}", "-1",
     "1e999", "nan", "true", "1979-05-27", "\x00", "\u2028", "\ud7ff", "é", "{" * 20, "[[" * 40, "x = 1\n", "="]
)  # fmt: skip


def load_with(name: str, content: bytes) -> Notice | None:
    """The example with one file replaced."""
    with tempfile.TemporaryDirectory() as place:
        folder = copy_to(Path(place))
        (folder / name).write_bytes(content)
        try:
            return load(folder)
        except NoticeError as error:
            problems = error.problems
    assert all(problem.file and problem.what and problem.write for problem in problems)
    return None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.binary(max_size=200))
def test_any_bytes_in_place_of_a_file(name: str, content: bytes) -> None:
    load_with(name, content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.data())
def test_any_splice_into_a_good_file(name: str, data: st.DataObject) -> None:
    good = (EXAMPLE / name).read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    load_with(name, (good[:start] + data.draw(SNIPPETS | st.text(max_size=8)) + good[end:]).encode("utf-8", "replace"))


@pytest.mark.parametrize(
    "content",
    [
        b"x = " + b"[" * 60_000,
        b"x = " + b"{a=" * 20_000,
        b".".join([b"a"] * 5_000) + b" = 1",
        b"x = " + b"9" * 10_000,
        b"x = 9999-99-99",
        b"a" * (MAX_FILE_BYTES + 1),
        b"\xff\xfe",
    ],
    ids=["deep lists", "deep tables", "long dotted key", "huge number", "no such day", "too large", "not UTF-8"],
)
def test_hostile_toml(content: bytes) -> None:
    assert load_with("categories.toml", content) is None


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    (folder / "matrix.toml").unlink()
    (folder / "matrix.toml").mkdir()
    with pytest.raises(NoticeError, match=r"matrix\.toml"):
        load(folder)
