"""Finding people whose values are sealed: by keyed fingerprints of what was written, never by opening.

An entry is HMAC-SHA256 under the service key `blind`, cut to 128 bits, of the kind and the folded value. Entries are
written in the caller's transaction, with the value itself. Who has the data alone can tell that two people share a
token; who has the key store too can confirm a guess.
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterable

from django.db.models import Count

from aboveboard.ground.models import BlindEntry, PersonKey
from aboveboard.ground.notices import notice, version
from aboveboard.ground.vault import folding
from aboveboard.ground.vault.services import service_key
from aboveboard.notice.features import is_on
from aboveboard.notice.tables import permits

KEY = "blind"
FEATURE = "search"
CATEGORIES = {"email": "contact", "phone": "phone", "name": "identity"}
"""Kind of entry -> category of the value that it is made of; the matrix decides by it who may search."""
MOST_FOUND = 100


def _token(key: bytes, kind: str, folded: str) -> str:
    text = f"aboveboard blind 1\n{kind}\n{folded}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]


def _values(kind: str, text: str) -> set[str]:
    if kind == "name":
        return folding.name_tokens(text)
    return {folded} if (folded := _exact(kind, text)) else set()


def _exact(kind: str, text: str) -> str:
    return {"email": folding.email, "phone": folding.phone}[kind](text)


def write(kind: str, subject: uuid.UUID, text: str) -> None:
    """Let the person be found by this value and no longer by an earlier one of its kind. Empty text finds nobody."""
    key = service_key(KEY)
    tokens = {_token(key, kind, value) for value in _values(kind, text)}
    BlindEntry.objects.filter(kind=kind, subject=subject).exclude(token__in=tokens).delete()
    add([(kind, subject, text)])


def add(values: Iterable[tuple[str, uuid.UUID, str]]) -> None:
    """Let many people be found: each value is a kind, a person and a text. Without the category none is written."""
    if not is_on(notice(), FEATURE):
        return
    key = service_key(KEY)
    BlindEntry.objects.bulk_create(
        (
            BlindEntry(kind=kind, token=_token(key, kind, value), subject=subject)
            for kind, subject, text in values
            for value in _values(kind, text)
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def find(kind: str, text: str, *, purpose: str = "search") -> set[uuid.UUID]:
    """The people who are found by this value, at most `MOST_FOUND`; for names, by all of its words or their beginnings.

    Nobody is found whom the notice does not let be found for this purpose: by the version in force and by the one
    under which the person's data is held; nor anybody who was erased, or whose data is kept for a hold alone.
    """
    category = CATEGORIES[kind]
    declared = notice().purposes.get(purpose)
    if declared is None or not declared.offered or not is_on(notice(), FEATURE):
        return set()
    if not permits(notice(), purpose, category):
        return set()
    wanted = folding.name_questions(text) if kind == "name" else [v for v in [_exact(kind, text)] if v]
    if not wanted:
        return set()
    key = service_key(KEY)
    tokens = {_token(key, kind, value) for value in wanted}
    rows = BlindEntry.objects.filter(kind=kind, token__in=tokens).values("subject")
    matching = rows.annotate(met=Count("token")).filter(met=len(tokens)).order_by("subject")
    found = list(matching.values_list("subject", flat=True)[:MOST_FOUND])
    return _findable(found, purpose, category)


def _findable(people: list[uuid.UUID], purpose: str, category: str) -> set[uuid.UUID]:
    usable = PersonKey.objects.filter(person__in=people, restricted_at__isnull=True)
    rows = list(usable.values_list("person", "notice"))
    may = {}
    for held_under in {hashed for _, hashed in rows}:
        known = version(held_under) if held_under else None
        may[held_under] = known is not None and permits(known, purpose, category)
    return {person for person, held_under in rows if may[held_under]}


def forget(subject: uuid.UUID, kind: str = "") -> int:
    """Remove every entry of the person, or those of one kind; returns how many there were."""
    rows = BlindEntry.objects.filter(subject=subject)
    return (rows.filter(kind=kind) if kind else rows).delete()[0]
