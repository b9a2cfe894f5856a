"""What a tool writes reaches people as plain text, in whatever pieces it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.companion.flow.tool_output import Cleaner


def clean(data: bytes, size: int = 10**9) -> str:
    cleaner = Cleaner()
    parts = [cleaner.feed(data[start : start + size]) for start in range(0, len(data), size)]
    return "".join([*parts, cleaner.feed(b"", last=True)])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Grüße, 世界 🙂\n\tone\n", "Grüße, 世界 🙂\n\tone\n"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1Hyes was pressed", "yes was pressed"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]52;c;cm0gLXJm\x1b\\after", "after"),
        ("\x1bPq#0;2;0;0;0~\x1b\\after", "after"),
        ("\x1b(B\x1b=plain", "plain"),
        ("\x9b31mred\x9d0;t\x9cafter", "redafter"),
        ("10 %\r20 %\r\ndone", "10 %\n20 %\ndone"),
        ("safe\u202eexe.txt\u2066x\u200b", "safeexe.txtx"),
        ("bell\x07 back\x08 null\x00 del\x7f", "bell back null del"),
        ("\x1b", ""),
        ("\x1b[31", "[31"),
    ],
)
def test_only_text_is_left_however_it_is_cut(written: str, shown: str) -> None:
    for size in (1, 2, 3, 7, 1000):
        assert clean(written.encode(), size) == shown


def test_bytes_that_are_no_text_are_marked() -> None:
    assert clean(b"a\xff\xfeb") == "a\ufffd\ufffdb"


def test_a_sequence_without_end_hides_nothing() -> None:
    assert "x" * 5000 in clean(b"\x1b]0;" + b"x" * 5000)


@given(st.binary(max_size=300), st.integers(1, 20))
def test_no_bytes_make_anything_but_text(data: bytes, size: int) -> None:
    shown = clean(data, size)
    assert not [one for one in shown if (one < " " and one not in "\n\t") or "\x7f" <= one <= "\x9f" or one == "\u202e"]
