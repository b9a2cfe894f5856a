"""Sealed files: whole or any part of them opens inside a purpose; what was cut, moved or mixed never does."""

import datetime as dt
import io
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.ground.access import person
from aboveboard.ground.clock import now
from aboveboard.ground.models import Blob
from aboveboard.ground.purpose import Closed, purpose
from aboveboard.ground.sealed import NotDisclosed
from aboveboard.ground.vault import blobs, keystore, segments
from aboveboard.ground.vault.cipher import CannotOpen
from aboveboard.ground.vault.segments import HEAD_BYTES, SEGMENT, TAG_BYTES, Damaged

KEY, MINE = b"k" * 32, b"mine"
SIZES = [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 3 * SEGMENT + 7]


def sealed(plain: bytes, belongs_to: bytes = MINE) -> bytes:
    return b"".join(segments.seal(KEY, belongs_to, [plain]))


def opened(stream: bytes, size: int, start: int = 0, length: int | None = None, belongs_to: bytes = MINE) -> bytes:
    def read(offset: int, count: int) -> bytes:
        return stream[offset : offset + count]

    wanted = size if length is None else length
    return b"".join(segments.open_range(KEY, belongs_to, size, read, start, wanted))


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_opens_as_it_was(size: int) -> None:
    plain = os.urandom(size)
    stream = sealed(plain)
    assert len(stream) == segments.sealed_size(size)
    assert opened(stream, size) == plain


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SIZES), st.integers(0, 4 * SEGMENT), st.integers(0, 4 * SEGMENT), st.integers(1, 99_999))
def test_any_part_opens_by_itself_however_it_was_written(size: int, start: int, length: int, piece: int) -> None:
    plain = bytes(index % 251 for index in range(size))
    parts = [plain[at : at + piece] for at in range(0, size, piece)]
    stream = b"".join(segments.seal(KEY, MINE, parts))
    assert opened(stream, size, start, length) == plain[start : start + length]


def block(stream: bytes, number: int) -> slice:
    start = HEAD_BYTES + number * (SEGMENT + TAG_BYTES)
    return slice(start, min(len(stream), start + SEGMENT + TAG_BYTES))


def damaged(stream: bytes) -> Iterator[tuple[str, bytes, int]]:
    """What somebody may make of a stream of two segments and a half, and the size that they claim for it."""
    size = 2 * SEGMENT + 100
    one, two, three = (stream[block(stream, number)] for number in range(3))
    head = stream[:HEAD_BYTES]
    yield "cut after the second segment", head + one + two, 2 * SEGMENT
    yield "cut within a segment", stream[:-1], size
    yield "swapped", head + two + one + three, size
    yield "one left out", head + one + three, SEGMENT + 100
    yield "one twice", head + one + one + three, size
    yield "a bit changed", stream[:500] + bytes([stream[500] ^ 1]) + stream[501:], size
    yield "another beginning", stream[:4] + bytes(7) + stream[HEAD_BYTES:], size
    yield "an older version", b"ABB0" + stream[4:], size
    yield "made longer", stream + bytes(TAG_BYTES), 3 * SEGMENT
    yield "mixed with another stream", head + one + sealed(os.urandom(size))[block(stream, 1)] + three, size
    yield "empty", b"", 0
    yield "nothing but its head", head, 0


def test_what_was_cut_moved_or_mixed_does_not_open() -> None:
    stream = sealed(os.urandom(2 * SEGMENT + 100))
    given_out = {}
    for what, changed, size in damaged(stream):
        try:
            given_out[what] = opened(changed, size)
        except Damaged:
            continue
    assert not given_out


def test_a_stream_of_another_owner_does_not_open() -> None:
    with pytest.raises(Damaged):
        opened(sealed(b"text", b"yours"), 4)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.ABOVEBOARD_DATA = tmp_path
    return tmp_path / "blobs"


def keep(subject: uuid.UUID, plain: bytes = b"canary-blob") -> Blob:
    return blobs.write(subject, "chat", [plain], now=now())


def look(blob: uuid.UUID, subject: uuid.UUID, start: int = 0, length: int | None = None) -> bytes:
    with purpose("support", subject=subject, access=person(subject)):
        return b"".join(blobs.read(blob, start, length))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.db
class TestBlobs:
    def test_a_file_opens_inside_a_purpose_and_is_ciphertext_on_the_disk(self, folder: Path) -> None:
        ida = uuid.uuid4()
        plain = b"canary-blob" * 20_000
        blob = keep(ida, plain)
        assert look(blob.pk, ida) == plain
        assert look(blob.pk, ida, 150_000, 11) == plain[150_000:150_011]
        (file,) = files(folder)
        assert b"canary" not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.stat().st_size == segments.sealed_size(len(plain))

    def test_outside_a_purpose_or_for_somebody_else_it_stays_closed(self) -> None:
        ida, tom = uuid.uuid4(), uuid.uuid4()
        blob = keep(ida)
        keep(tom)
        with pytest.raises(Closed):
            blobs.read(blob.pk)
        with purpose("support", subject=tom, access=person(tom)), pytest.raises(Closed):
            blobs.read(blob.pk)

    def test_the_purpose_is_asked_before_the_first_piece(self) -> None:
        ida = uuid.uuid4()
        blob = keep(ida)
        with purpose("support", subject=ida, access=person(ida)):
            pieces = blobs.read(blob.pk)
        assert b"".join(pieces) == b"canary-blob", "a download goes on after its page"

    def test_what_the_notice_does_not_disclose_is_not_kept(self, folder: Path) -> None:
        for category in ("recording", "screen-view", "no such category"):
            with pytest.raises(NotDisclosed):
                blobs.write(uuid.uuid4(), category, [b"x"], now=now())
        assert not Blob.objects.exists()
        assert not files(folder)

    def test_files_that_were_swapped_do_not_open(self, folder: Path) -> None:
        ida = uuid.uuid4()
        one, two = keep(ida, b"one" * 9), keep(ida, b"two" * 9)
        a, b = (folder / blob.pk.hex[:2] / blob.pk.hex for blob in (one, two))
        first, second = a.read_bytes(), b.read_bytes()
        a.write_bytes(second)
        b.write_bytes(first)
        for blob in (one, two):
            with pytest.raises(CannotOpen):
                look(blob.pk, ida)

    @pytest.mark.parametrize("column", ["holds", "size", "wrapped", "subject"])
    def test_a_row_that_was_changed_or_moved_does_not_open(self, column: str) -> None:
        ida = uuid.uuid4()
        one, two = keep(ida, b"x" * 30), keep(ida, b"y" * 31)
        tom = uuid.uuid4()
        keystore.key_for(tom)
        other = {"holds": "notes", "size": 29, "wrapped": bytes(two.wrapped), "subject": tom}[column]
        Blob.objects.filter(pk=one.pk).update(**{column: other})
        with pytest.raises(CannotOpen):
            look(one.pk, tom if column == "subject" else ida)

    @pytest.mark.parametrize("wrapped", [b"", b"\x00" * 61, b"\x01"])
    def test_an_unknown_version_of_its_key_is_refused(self, wrapped: bytes) -> None:
        ida = uuid.uuid4()
        blob = keep(ida)
        Blob.objects.filter(pk=blob.pk).update(wrapped=wrapped)
        with pytest.raises(CannotOpen):
            look(blob.pk, ida)

    def test_a_file_that_was_cut_or_is_gone_is_named(self, folder: Path) -> None:
        ida = uuid.uuid4()
        blob = keep(ida)
        (file,) = files(folder)
        file.write_bytes(file.read_bytes()[:-1])
        with pytest.raises(CannotOpen, match="cut short"):
            look(blob.pk, ida)
        file.unlink()
        with pytest.raises(CannotOpen, match="has no file"):
            look(blob.pk, ida)
        with pytest.raises(LookupError):
            look(uuid.uuid4(), ida)

    def test_too_much_is_refused_and_nothing_of_it_stays(self, folder: Path) -> None:
        with pytest.raises(blobs.TooLarge):
            blobs.write(uuid.uuid4(), "chat", [b"x" * 600, b"y" * 600], now=now(), most=1000)
        assert not files(folder)
        assert not Blob.objects.exists()

    def test_a_source_that_breaks_off_leaves_nothing(self, folder: Path) -> None:
        def breaks() -> Iterator[bytes]:
            yield b"x" * (2 * SEGMENT)
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            blobs.write(uuid.uuid4(), "chat", breaks(), now=now())
        assert not files(folder)

    def test_a_file_object_is_written_too(self) -> None:
        ida = uuid.uuid4()
        source = io.BytesIO(b"z" * 200_000)
        blob = blobs.write(ida, "chat", iter(lambda: source.read(50_000), b""), now=now())
        assert look(blob.pk, ida) == b"z" * 200_000

    def test_a_rolled_back_file_is_swept_when_it_is_old_and_others_stay(self, folder: Path) -> None:
        ida = uuid.uuid4()
        kept = keep(ida)
        with transaction.atomic():
            keep(ida)
            transaction.set_rollback(True)
        (folder / "aa").mkdir(exist_ok=True)
        (folder / "aa" / "half.draft").write_bytes(b"half")
        assert blobs.sweep(now()) == 0, "it may belong to a transaction that still runs"
        later = now() + blobs.ORPHAN_AFTER + dt.timedelta(minutes=1)
        for file in files(folder):
            os.utime(file, (0, 0))
        assert blobs.sweep(later) == 2
        assert [file.name for file in files(folder)] == [kept.pk.hex]

    def test_forgetting_a_person_unlinks_after_the_commit_and_not_before(
        self, folder: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        ida, tom = uuid.uuid4(), uuid.uuid4()
        keep(ida)
        keep(ida)
        toms = keep(tom)
        with django_capture_on_commit_callbacks(execute=True):
            assert blobs.forget(ida) == 2
            assert len(files(folder)) == 3
        assert [file.name for file in files(folder)] == [toms.pk.hex]
        assert blobs.of(ida) == []

    def test_without_the_persons_key_no_copy_of_the_file_opens(self) -> None:
        ida = uuid.uuid4()
        blob = keep(ida)
        keystore.destroy(ida, uuid.uuid4(), now())
        with pytest.raises((Closed, CannotOpen)):
            look(blob.pk, ida)
        with pytest.raises(keystore.PersonErased):
            keep(ida)
