"""The purpose gate: sealed values open only inside `purpose(name, subject=…, access=…)`.

A value opens if the notice lets the purpose use its category, under the version in force and under the one by which
the person's data is held; if the asker needs this person for this purpose (`ground.need`); and if the data is not kept
for a hold alone. What was opened is written down once for each actor, person, purpose and hour, before anybody sees it.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from aboveboard.ground import openings
from aboveboard.ground.access import Access
from aboveboard.ground.need import needed
from aboveboard.ground.notices import notice, version
from aboveboard.ground.vault import keystore
from aboveboard.notice.tables import permits

UNDER_RESTRICTION = frozenset({"disputes", "protect", "rights"})
"""The purposes for which data may still be opened that is kept for a hold alone."""


class Closed(Exception):
    """A personal value stays closed. Says the purpose, the category and why; never the value or whose it is."""


class Open:
    """One purpose that is open: for whom it was asked, who is entitled to be opened, and what was opened under it."""

    def __init__(self, name: str, access: Access, needs: Mapping[uuid.UUID, uuid.UUID | None]) -> None:
        self.name, self.access, self.needs = name, access, needs
        self.opened: dict[uuid.UUID, set[str]] = {}
        self._keys: dict[uuid.UUID, keystore.PersonKeyInfo] | None = None
        self._disclosed: dict[tuple[str, str], bool] = {}
        self._ended = False

    def __contains__(self, subject: object) -> bool:
        """Whether this person may be opened under this purpose at all."""
        return subject in self.needs

    def allows(self, category: str, subject: uuid.UUID) -> bool:
        """Whether this purpose opens the person's values of this category. Opens nothing."""
        return self._info_for(category, subject) is not None

    def key(self, category: str, subject: uuid.UUID) -> bytes | None:
        """The person's key for a value of this category, noted as opened; None where this purpose does not open it."""
        info = self._info_for(category, subject)
        if info is None:
            return None
        self.opened.setdefault(subject, set()).add(category)
        return info.key

    def _info_for(self, category: str, subject: uuid.UUID) -> "keystore.PersonKeyInfo | None":
        if subject not in self.needs or self._ended:
            return None
        if self._keys is None:
            # All at once: a page with two hundred people asks the key store one question.
            self._keys = keystore.keys_of(self.needs)
        info = self._keys.get(subject)
        if info is None or (info.restricted_at is not None and not self._looks_past_a_hold()):
            return None
        return info if self._is_disclosed(category, info.notice) else None

    def _is_disclosed(self, category: str, held_under: str) -> bool:
        """Whether both versions let the purpose use it: the one in force and the one the data is held under."""
        known = self._disclosed.get((category, held_under))
        if known is None:
            # A version that nobody knows any more lets nothing be opened: what it allowed cannot be told.
            older = version(held_under)
            known = older is not None and all(permits(one, self.name, category) for one in (notice(), older))
            self._disclosed[category, held_under] = known
        return known

    def _looks_past_a_hold(self) -> bool:
        return self.name in UNDER_RESTRICTION or self.access.kind == "customer"

    def close(self) -> None:
        """Write down what was opened and forget the keys. A task that was begun inside opens nothing from here on."""
        self._keys, self._ended = None, True
        if self.opened and self.access.kind != "customer" and not transaction.get_connection().needs_rollback:
            openings.write(self.access, self.name, self.opened, self.needs)


_open: ContextVar[tuple[Open, ...]] = ContextVar("open_purposes", default=())


@contextmanager
def purpose(name: str, *, subject: uuid.UUID | Iterable[uuid.UUID], access: Access) -> Iterator[Open]:
    """Open these people's values for one purpose until the block ends. Yields what tells who may be opened (`in`).

    Raises Closed where the notice does not have the purpose or does not offer it, where it needs a permission of the
    person's own, or where the asker needs none of these people. With several people, those whom the asker does not need
    stay closed.
    """
    subjects = frozenset([subject] if isinstance(subject, uuid.UUID) else subject)
    declared = notice().purposes.get(name)
    if declared is None or not declared.offered:
        raise Closed(f"the notice has no purpose '{name}' that is in use")
    if declared.opt_in:
        raise Closed(f"the purpose '{name}' needs a permission that nobody has given")
    needs = needed(name, access, subjects)
    if subjects and not needs:
        raise Closed(f"{access.kind} without a need for '{name}'")
    here = Open(name, access, needs)
    token = _open.set((*_open.get(), here))
    try:
        yield here
    finally:
        _open.reset(token)
        here.close()


def require(category: str, subject: uuid.UUID) -> bytes:
    """The person's key, for a value of this category. Raises Closed outside a purpose that opens it."""
    purposes = _open.get()
    for here in reversed(purposes):
        key = here.key(category, subject)
        if key is not None:
            return key
    if not purposes:
        raise Closed(f"a value of '{category}' was read outside any purpose: wrap it in purpose(…, subject=…)")
    names = ", ".join(here.name for here in purposes)
    raise Closed(f"'{category}' does not open for {names}: no need, no such use in the notice, a hold, or no key")
