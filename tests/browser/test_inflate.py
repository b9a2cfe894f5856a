"""The page's own inflate beside zlib: what one reads the other reads, and what one refuses the other refuses."""

from __future__ import annotations

import base64
import random
import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.product import Product

pytestmark = pytest.mark.browser
WAYS = [
    *((level, zlib.Z_DEFAULT_STRATEGY) for level in (0, 1, 6, 9)),
    *((6, strategy) for strategy in (zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED)),
]
"""Levels and strategies: stored blocks, fixed codes and codes of their own all come up."""
READ = """async ([module, streams]) => {
    const { inflate } = await import(module);
    return streams.map(([packed, length]) => {
        const output = new Uint8Array(length);
        try {
            inflate(Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0)), output);
        } catch (error) {
            return error instanceof RangeError ? null : String(error);
        }
        let text = '';
        for (const byte of output) text += String.fromCharCode(byte);
        return btoa(text);
    });
}"""
"""For each stream its content in base64, null where it was refused, words where something else went wrong."""


def plain(chance: random.Random) -> Iterator[bytes]:
    for length in (0, 1, 2, 31, 300, 40_000):
        yield bytes(length)
        yield chance.randbytes(length)
        yield bytes(int(chance.expovariate(0.2)) % 256 for _ in range(length))
        run = chance.randbytes(chance.randint(1, 300))
        yield (run * (length // len(run) + 1))[:length]


def packed(content: bytes, level: int, strategy: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return packer.compress(content) + packer.flush()


def read(stream: bytes, length: int) -> bytes | None:
    """As zlib reads it; ``None`` for anything else than one whole stream of this length."""
    unpacker = zlib.decompressobj(-15)
    try:
        content = unpacker.decompress(stream, length + 1)
    except zlib.error:
        return None
    return content if unpacker.eof and not unpacker.unused_data and len(content) == length else None


def damaged(stream: bytes, length: int, chance: random.Random) -> Iterator[tuple[bytes, int]]:
    yield stream[: chance.randrange(len(stream))], length
    yield stream[:-1], length
    yield stream + b"\0", length
    yield stream, length + 1
    yield stream, max(0, length - 1)
    for _ in range(30):
        bent = bytearray(stream)
        # Most damage near the beginning, where the codes are told.
        bent[min(len(bent) - 1, int(chance.expovariate(1 / 30)))] ^= 1 << chance.randrange(8)
        yield bytes(bent), length


def test_every_stream_is_read_or_refused_as_zlib_does(product: Product, chromium: Browser) -> None:
    chance = random.Random(7)
    streams = []
    for content in plain(chance):
        for level, strategy in WAYS:
            whole = packed(content, level, strategy)
            streams.append((whole, len(content)))
            if len(content) <= 300:
                streams += damaged(whole, len(content), chance)
    wanted = [read(*one) for one in streams]
    page = chromium.new_page()
    page.goto(f"{product.url}/join")
    module = f"{product.url}/static/js/session/desk/inflate.js"
    found = page.evaluate(READ, [module, [(base64.b64encode(stream).decode(), length) for stream, length in streams]])
    page.close()
    assert sum(one is None for one in wanted) > 1_000
    assert sum(one is not None for one in wanted) > 200
    for (stream, length), one, other in zip(streams, wanted, found, strict=True):
        assert (None if one is None else base64.b64encode(one).decode()) == other, (stream[:40].hex(), length)
