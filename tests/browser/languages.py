"""Each page in both languages; `make test` takes every other one in the other language, `make test-all` all of them."""

from collections.abc import Iterable

import pytest


def in_turn(names: Iterable[str]) -> list[object]:
    """``(name, language)`` for ``parametrize``."""
    return [
        pytest.param(name, language, marks=pytest.mark.long if (at + other) % 2 else ())
        for at, name in enumerate(names)
        for other, language in enumerate(("en", "de"))
    ]
