"""The Merkle tree of RFC 9162 (the same as RFC 6962): hashes, roots and proofs. Pure: hashes in, hashes out.

A hash is 32 bytes of SHA-256. What makes roots and proofs takes a `Node`: the hash of the complete subtree of 2**height
leaves that is the index-th of its height; so it never needs more than a few hashes, however large the tree is.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

Node = Callable[[int, int], bytes]
"""(height, index) → hash of the leaves from index·2**height on, 2**height of them."""

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def halved(hashes: Sequence[bytes]) -> list[bytes]:
    """The level above an even number of hashes of one level."""
    sha256 = hashlib.sha256
    pairs = iter(hashes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]


def split(size: int) -> int:
    """The largest power of two below `size` (2 or more): where RFC 9162 divides a tree."""
    return 1 << (size - 1).bit_length() - 1


def subtree(node: Node, start: int, end: int) -> bytes:
    """The hash of the leaves from `start` to before `end`. `start` is a multiple of a power of two that covers them."""
    size = end - start
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return node(height, start >> height)
    middle = start + split(size)
    return node_hash(subtree(node, start, middle), subtree(node, middle, end))


def root(node: Node, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return subtree(node, 0, size) if size else EMPTY_ROOT


def inclusion(node: Node, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` stands in the tree of `size` leaves, nearest hash first. Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(subtree(node, middle, end))
            end = middle
        else:
            proof.append(subtree(node, start, middle))
            start = middle
    return proof[::-1]


def consistency(node: Node, first: int, second: int) -> list[bytes]:
    """The proof that the tree of `second` leaves continues the tree of `first`.

    Empty where both are the same or the first has no leaves. Raises ValueError where `first` is larger.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} leaves does not continue one of {first}")
    if first in (0, second):
        return []
    proof, start, end, whole = [], 0, second, True
    while first != end:
        middle = start + split(end - start)
        if first <= middle:
            proof.append(subtree(node, middle, end))
            end = middle
        else:
            proof.append(subtree(node, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(subtree(node, start, end))
    return proof[::-1]
