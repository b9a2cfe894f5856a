"""What is drawn of disks and memory: the number beside a drawing says the same as the drawing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.diagnostics.gauges import gauges
from aboveboard.diagnostics.linux.answers import FileSystem
from aboveboard.diagnostics.linux.space import used_share
from aboveboard.diagnostics.looks import Sample
from tests.diagnostics.made_up import DATA_DISK, MEMORY, SYSTEM_DISK, examination

GB = 10**9
GIB = 2**30
UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": GB, "TB": 10**12}


def disk(told: FileSystem) -> Sample:
    """The sample of the system's disk, as the reader of Linux makes it of what the kernel told."""
    values = {"used_share": used_share(told), "free": told.free, "size": told.size}
    return Sample({**SYSTEM_DISK.values, **values}, "system", "/")


def drawn(*samples: Sample, measure: str = "disk.space") -> tuple[float, str]:
    (one,) = gauges(examination({measure: samples}), "en", here=True)
    return one.share, one.words


def test_reserved_blocks_are_not_part_of_the_whole() -> None:
    share, words = drawn(disk(FileSystem(size=100 * GB, free=15 * GB, used=80 * GB)))
    assert words == "15 GB free of 95 GB", "five of the hundred are kept for the system itself"
    assert share == pytest.approx(80 / 95)


def test_a_quota_makes_the_whole_smaller() -> None:
    share, words = drawn(disk(FileSystem(size=271 * GB, free=79 * GB, used=31 * GB)))
    assert words == "79 GB free of 110 GB"
    assert round(share * 100) == 28


def test_a_size_that_says_the_same_stays_as_it_is_known() -> None:
    assert drawn(DATA_DISK)[1] == "660 GB free of 1 TB"
    assert drawn(disk(FileSystem(size=256 * GB, free=99 * GB, used=156 * GB)))[1] == "99 GB free of 256 GB"


def test_a_full_disk_is_of_its_size() -> None:
    assert drawn(disk(FileSystem(size=271 * GB, free=0, used=200 * GB))) == (1.0, "0 B free of 271 GB")


def test_memory_that_a_graphics_card_took_is_not_part_of_the_whole() -> None:
    values = {**MEMORY.values, "fitted": 16 * GIB, "available": 7 * GIB, "available_share": 0.5}
    assert drawn(Sample(values), measure="memory.use") == (0.5, "7 GB free of 14 GB")


@given(used=st.integers(0, 10**13), free=st.integers(1, 10**13), kept_back=st.integers(0, 10**12) | st.just(0))
def test_the_words_and_the_drawing_agree(used: int, free: int, kept_back: int) -> None:
    share, words = drawn(disk(FileSystem(size=used + free + kept_back, free=free, used=used)))
    told = re.fullmatch(r"([0-9.]+) (\w+) free of ([0-9.]+) (\w+)", words)
    assert told is not None
    read, of = float(told[1]) * UNITS[told[2]], float(told[3]) * UNITS[told[4]]
    # What is written is rounded to three digits or one decimal.
    assert read / of == pytest.approx(1 - share, rel=0.12, abs=0.006)
