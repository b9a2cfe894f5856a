"""Which of two versions of a Debian package is newer, as dpkg compares them."""

from __future__ import annotations

from itertools import zip_longest


def newer(one: str, other: str) -> bool:
    """Whether ``one`` comes after ``other``."""
    return _key(one) > _key(other)


def _key(version: str) -> tuple[int, tuple[object, ...], tuple[object, ...]]:
    epoch, colon, rest = version.rpartition(":")
    upstream, dash, revision = rest.rpartition("-")
    return (
        int(epoch) if colon and epoch.isdecimal() and len(epoch) < 10 else 0,
        _parts(upstream if dash else rest),
        _parts(revision if dash else "0"),
    )


def _parts(text: str) -> tuple[object, ...]:
    """Words and numbers in turn, words as the order of their signs: ``~`` first, then the end, letters, the others."""
    words: list[str] = [""]
    numbers: list[str] = []
    for sign in text:
        digit = "0" <= sign <= "9"
        if digit and len(words) > len(numbers):
            numbers.append(sign)
        elif digit:
            numbers[-1] += sign
        elif len(words) == len(numbers):
            words.append(sign)
        else:
            words[-1] += sign
    # The end is a part of its own: it comes after ``~`` and before all else.
    return (
        *(
            ((*(_order(sign) for sign in word or ""), 0), int((number or "0")[:18]))
            for word, number in zip_longest(words, numbers)
        ),
        ((0,), 0),
    )


def _order(sign: str) -> int:
    if sign == "~":
        return -1
    return ord(sign) if sign.isascii() and sign.isalpha() else ord(sign) + 256
