"""Under which version of the notice a person's data is held: what was collected before stays so until agreed anew."""

import uuid

from aboveboard.ground.models import PersonKey


def held_under(person: uuid.UUID) -> str | None:
    """The hash of that version (empty: the one in force), or None where nothing of this person is held."""
    return PersonKey.objects.filter(person=person).values_list("notice", flat=True).first()


def hold_under(person: uuid.UUID, hashed: str) -> bool:
    """From now on the person's data is held under this version. Returns whether that changed anything."""
    return bool(PersonKey.objects.filter(person=person).exclude(notice=hashed).update(notice=hashed))
