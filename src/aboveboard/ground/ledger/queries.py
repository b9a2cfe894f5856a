"""Reading entries by whom or what they are about, and forgetting what their commitments stand for."""

import uuid

from django.db.models import Prefetch

from aboveboard.ground.models import Commitment, LedgerEntry


def entries_about(thing: uuid.UUID) -> list[LedgerEntry]:
    """The entries about a thing (a session), in order; each with its `commitments`."""
    return _entries("about", thing)


def entries_of(subject: uuid.UUID, kind: str) -> list[LedgerEntry]:
    """The entries of one kind whose subject is this person, in order; each with its `commitments`."""
    return [entry for entry in _entries("subject", subject) if entry.kind == kind]


def _entries(name: str, value: uuid.UUID) -> list[LedgerEntry]:
    found = Commitment.objects.filter(value=str(value), name=name).values_list("entry_id", flat=True)
    salts = Prefetch("commitments", Commitment.objects.order_by("name"))
    return list(LedgerEntry.objects.filter(pk__in=found).order_by("pk").prefetch_related(salts))


def newest_document(about: uuid.UUID) -> str:
    """The digest of the document that the newest entry about a thing is bound to; empty where there is none."""
    about_it = Commitment.objects.filter(value=str(about), name="about").values_list("entry_id", flat=True)
    documents = Commitment.objects.filter(entry_id__in=about_it, name="document").order_by("-entry_id")
    return documents.values_list("value", flat=True).first() or ""


def forget(*things: uuid.UUID) -> int:
    """Delete what commitments to these persons and things stand for; returns how many.

    From then on nobody can tell whom an entry is about. The entries stay as they are, and so does the tree.
    """
    return Commitment.objects.filter(value__in=[str(thing) for thing in things]).delete()[0]
