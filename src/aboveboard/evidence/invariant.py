"""What an invariant is: one promise, what is checked in plain words, by which mechanism it is kept, and the look."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText

from aboveboard.ground.seen import Seen

Words = LazyText | str
Look = Callable[[dt.datetime], Seen]


@dataclass(frozen=True, slots=True)
class Invariant:
    """`says` is what must be true in the data, for everybody to read; `look` None: the feature is not built yet."""

    promise: str
    words: Words
    """The promise itself, in one short sentence."""
    says: Words
    mechanism: str
    look: Look | None = None
