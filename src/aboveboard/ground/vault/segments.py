"""A stream sealed in segments, so that any part of it opens by itself and nothing can be cut off, moved or mixed.

A sealed stream is: `ABB1`, seven random bytes, then segments of 64 KiB, each AES-256-GCM with its tag. The nonce of a
segment is the random bytes, its number (4 bytes) and 1 if it is the last, else 0 (the STREAM construction). What the
stream belongs to is bound to every segment as associated data. Pure: no Django, no files.
"""

import os
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"ABB1"
PREFIX_BYTES = 7
HEAD_BYTES = len(MAGIC) + PREFIX_BYTES
SEGMENT = 64 * 1024
TAG_BYTES = 16
MOST_SEGMENTS = 2**32


class Damaged(Exception):
    """A sealed stream does not open: it was cut, changed, moved or mixed with another one."""


def count_of(size: int) -> int:
    """How many segments a stream of `size` plain bytes has; an empty one has one empty segment."""
    return max(1, -(-size // SEGMENT))


def sealed_size(size: int) -> int:
    """How many bytes `size` plain bytes are when sealed."""
    return HEAD_BYTES + size + TAG_BYTES * count_of(size)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _cut(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one segment; the last one is shorter, and empty only if all is."""
    held = bytearray()
    for part in parts:
        held += part
        # One full segment is kept back: only what comes after it tells that it is not the last.
        while len(held) > SEGMENT:
            yield bytes(held[:SEGMENT])
            del held[:SEGMENT]
    yield bytes(held)


def seal(key: bytes, belongs_to: bytes, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed stream of `parts`, piece by piece. Raises ValueError beyond 256 TiB."""
    cipher, prefix = AESGCM(key), os.urandom(PREFIX_BYTES)
    yield MAGIC + prefix
    pieces = _cut(parts)
    piece = next(pieces)
    for number in range(MOST_SEGMENTS):
        after = next(pieces, None)
        yield cipher.encrypt(_nonce(prefix, number, last=after is None), piece, belongs_to)
        if after is None:
            return
        piece = after
    raise ValueError("the stream is too long to be sealed")


def open_range(
    key: bytes, belongs_to: bytes, size: int, read: Callable[[int, int], bytes], start: int, length: int
) -> Iterator[bytes]:
    """`length` plain bytes from `start` on, segment by segment. `read(offset, count)` gives sealed bytes.

    `size` is the whole stream's, in plain bytes. Raises `Damaged` before it gives anything of a segment that is not as
    it was sealed.
    """
    end = min(size, start + length)
    head = read(0, HEAD_BYTES)
    if len(head) != HEAD_BYTES or head[: len(MAGIC)] != MAGIC:
        raise Damaged("it does not begin as a sealed stream does")
    cipher, prefix, count = AESGCM(key), head[len(MAGIC) :], count_of(size)
    # Of an empty range a segment is opened all the same: damage is not passed over.
    first = min(start // SEGMENT, count - 1)
    last = max(first, (max(end, 1) - 1) // SEGMENT)
    for number in range(first, last + 1):
        sealed = read(HEAD_BYTES + number * (SEGMENT + TAG_BYTES), SEGMENT + TAG_BYTES)
        try:
            plain = cipher.decrypt(_nonce(prefix, number, last=number == count - 1), sealed, belongs_to)
        except (InvalidTag, ValueError):
            raise Damaged(f"segment {number} of {count} is not as it was sealed") from None
        base = number * SEGMENT
        part = plain[max(0, start - base) : max(0, end - base)]
        if part:
            yield part
