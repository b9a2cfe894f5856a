"""Erasing a person: every row about them, what hangs on no row, and their key; and a certificate of it.

The rows go in one transaction, with the certificate and the due work that finishes it. Whoever is killed after that has
left a row of due work: it destroys the key, forgets the browser, and empties the database's own log (`traces.py`). Only
then is the certificate complete.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from aboveboard.ground import due, serial
from aboveboard.ground.ledger.record import record
from aboveboard.ground.vault import keystore
from aboveboard.lifetime import leaving, schema, traces
from aboveboard.lifetime.errors import NotPossible
from aboveboard.lifetime.holds import in_force
from aboveboard.lifetime.lives import LIVES
from aboveboard.lifetime.models import Certificate, Hold
from aboveboard.lifetime.rules import emptied, held

FINISH = "lifetime.finish-erasure"
"""The due work that completes an erasure; about its certificate."""
SPARED = frozenset({"lifetime.Certificate", "lifetime.Hold"})
"""Tables about people that an erasure keeps: what was done, and what made us keep the rest."""
POINTERS = (("ground.Due", "about"), ("ground.Commitment", "value"), ("evidence.Finding", "row"))
"""Columns that name rows of other tables by their key, without being a foreign key."""

Removed = dict[str, tuple[int, set[str]]]


def erase(person: uuid.UUID, basis: str, by: Any, now: dt.datetime) -> Certificate:
    """Erase everything about the person that no hold keeps, and return the certificate.

    Raises `NotPossible`: `nobody` where nothing is held about such a person, `session` while they are in a session.
    """
    with transaction.atomic():
        _lock(person)
        certificate = Certificate.objects.filter(subject=person, held=True).first() or Certificate(
            number=f"E-{serial.next_number('certificate'):06d}", subject=person, basis=basis, by=by, issued_at=now
        )
        removed = remove([person], now)
        certificate.held = in_force(now).filter(subject=person).exists()
        certificate.removed = _sum(certificate.removed, removed)
        certificate.remains = _remains(person, certificate, now)
        certificate.save()
        record(
            "person.erased",
            facts={
                "rows": sum(rows for rows, _ in removed.values()),
                "openings": removed.get("ground_opening", (0, set()))[0],
                "in_part": certificate.held,
            },
            actor=str(by.pk) if by else "",
            about=certificate.pk,
            document=text_of(certificate),
            at=now,
        )
        due.schedule_anew(FINISH, certificate.pk, now)
    finish(certificate.pk, now)
    certificate.refresh_from_db()
    return certificate


def _lock(person: uuid.UUID) -> None:
    """Hold the person's rows, so that nobody adds to them meanwhile."""
    customer = schema.find("people.Customer").select_for_update().filter(pk=person).first()
    if customer is None:
        raise NotPossible("nobody", "Nothing is held about such a person, so nothing was changed.")
    list(schema.find("cases.Case").select_for_update().filter(customer=person).values_list("pk"))
    live = schema.find("remote.Session").filter(subject=person, opened_at__isnull=False, ended_at__isnull=True)
    if live.exists():
        raise NotPossible("session", "The person is in a session right now. End it first; nothing was changed.")


def remove(people: Collection[uuid.UUID], now: dt.datetime) -> Removed:
    """Remove every row about these people, table by table, but what a hold keeps; part of the caller's transaction."""
    removed: Removed = {}
    holds = set(in_force(now).filter(subject__in=people).values_list("subject", flat=True))
    # What points at somebody who is held belongs to what is held: the ledger's lines about them are evidence.
    gone: list[Any] = [person for person in people if person not in holds]
    for model in schema.about_people():
        if model._meta.label in SPARED or model._meta.label == "ground.Commitment":
            continue
        rows = _of(model, people)
        if holds:
            _empty_what_is_only_a_parent(model, rows, now)
            rows = rows.filter(_free(model, now))
        keys = list(rows.order_by().values_list("pk", flat=True))
        if keys:
            for some in _chunks(keys):
                leaving.of_rows(model, some)
            removed[model._meta.db_table] = (len(keys), _named(model))
            gone += keys
    _forget_documents(gone)
    for label, column in POINTERS:
        count = sum(
            schema.find(label).filter(**{f"{column}__in": some}).delete()[0]
            for some in _chunks(_as_values(label, gone))
        )
        if count:
            table = schema.find(label).model._meta.db_table
            removed[table] = (removed.get(table, (0, set()))[0] + count, {"link"})
    if not holds:
        Hold.objects.filter(subject__in=people).delete()
    return removed


def _forget_documents(gone: list[Any]) -> None:
    """An entry about the person may be bound to the digest of a document about them."""
    for some in _chunks(_as_values("ground.Commitment", gone)):
        about = schema.find("ground.Commitment").filter(value__in=some).values("entry")
        schema.find("ground.Commitment").filter(entry__in=about, name="document").delete()


def _of(model: schema.Model, people: Collection[uuid.UUID]) -> QuerySet[Any]:
    return model._default_manager.filter(**{f"{schema.person_path(model)}__in": list(people)})


def _chunks(keys: Collection[Any]) -> Iterable[list[Any]]:
    listed = list(keys)
    return (listed[start : start + 500] for start in range(0, len(listed), 500))


def _as_values(label: str, keys: list[Any]) -> list[Any]:
    ids = [key for key in keys if isinstance(key, uuid.UUID)]
    return ids if label == "ground.Due" else [str(key) for key in ids]


def _named(model: schema.Model) -> set[str]:
    """The categories that the certificate names; those that only hold a row together, where there is no other."""
    found = set(schema.categories(model)) - {"operational"}
    return found - {"link", "staff"} or found


def _free(model: schema.Model, now: dt.datetime) -> Q:
    """Rows that no hold keeps, and on which nothing hangs that one does."""
    free = ~held(model, Q(scope="person") | Q(scope="category", category__in=sorted(schema.categories(model))), now)
    for child, name in schema.children(model):
        free &= Q(~Exists(child._default_manager.filter(**{name: OuterRef("pk")})))
    return free


def _empty_what_is_only_a_parent(model: schema.Model, rows: QuerySet[Any], now: dt.datetime) -> None:
    """A row that stays only since held rows hang on it gives up what can be emptied."""
    life = next((one for one in LIVES if one.table == model._meta.label), None)
    for category, columns in emptied(model, life).items() if life is not None else ():
        kept = held(model, Q(scope="person") | Q(scope="category", category=category), now)
        rows.filter(~kept).update(**columns)


def _sum(before: list[dict[str, Any]], removed: Removed) -> list[dict[str, Any]]:
    """The list of the certificate, with what went now added to what went before a hold ended."""
    total = {line["table"]: (int(line["rows"]), set(line["categories"])) for line in before}
    for table, (rows, categories) in removed.items():
        earlier, named = total.get(table, (0, set()))
        total[table] = (earlier + rows, named | categories)
    return [
        {"table": table, "categories": sorted(categories), "rows": rows}
        for table, (rows, categories) in sorted(total.items())
    ]


def _remains(person: uuid.UUID, certificate: Certificate, now: dt.datetime) -> list[dict[str, Any]]:
    """What is left, each with why; the pages have the words for it."""
    left: list[dict[str, Any]] = []
    if certificate.held:
        kept = {model._meta.db_table: _of(model, [person]).count() for model in _walked()}
        holds = in_force(now).filter(subject=person)
        left += [{"what": "held", "why": hold.basis, "until": hold.expires_on.isoformat()} for hold in holds]
        left += [{"what": "rows", "table": table, "rows": rows} for table, rows in sorted(kept.items()) if rows]
    return [*left, *always_remains()]


def always_remains() -> list[dict[str, Any]]:
    """What is left of everybody who was erased, whatever was known about them."""
    codes = ["ledger", "erasure", "backups", "guesses", "letters", *traces.left_behind()]
    return [{"what": code} for code in codes]


def _walked() -> list[schema.Model]:
    return [
        model for model in schema.about_people() if model._meta.label not in SPARED and not schema.person_as_text(model)
    ]


def text_of(certificate: Certificate) -> str:
    """The certificate as the ledger's entry is bound to it: the same bytes for the same content."""
    content = {
        "number": certificate.number,
        "issued_at": certificate.issued_at.isoformat(timespec="seconds"),
        "basis": certificate.basis,
        "removed": certificate.removed,
        "remains": certificate.remains,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def finish(identifier: uuid.UUID, now: dt.datetime) -> bool:
    """Complete an erasure; returns False where another try is worth it later. Bears being called again."""
    certificate = Certificate.objects.filter(pk=identifier).first()
    if certificate is None or certificate.complete_at is not None or certificate.subject is None:
        return True
    person = certificate.subject
    if certificate.held:
        keystore.restrict(person, now)
    elif certificate.key_destroyed_at is None:
        leaving.of_people([person], certificate.pk, now)
        Certificate.objects.filter(pk=identifier).update(key_destroyed_at=now)
    traces.forget_browser(person)
    if not traces.wipe(certificate.removed):
        return False
    if not certificate.held:
        Certificate.objects.filter(pk=identifier).update(complete_at=now, subject=None)
    due.cancel(FINISH, identifier, now)
    return True


def go_on(identifier: uuid.UUID, now: dt.datetime) -> None:
    """A hold that limited this erasure is over: erase what it kept."""
    certificate = Certificate.objects.filter(pk=identifier, held=True).first()
    if certificate is not None and certificate.subject is not None:
        try:
            erase(certificate.subject, certificate.basis, certificate.by, now)
        except NotPossible as refused:
            if refused.code != "nobody":
                raise
            Certificate.objects.filter(pk=identifier).update(held=False)
            finish(identifier, now)


def again(erased: Collection[uuid.UUID], now: dt.datetime) -> int:
    """Remove what a restored backup brought back of people who were erased since; returns how many rows."""
    rows = 0
    for some in _chunks(erased):
        with transaction.atomic():
            # A hold that the copy still has did not keep these people from being erased.
            Hold.objects.filter(subject__in=some).delete()
            Certificate.objects.filter(subject__in=some).update(subject=None, held=False, complete_at=now)
            removed = remove(some, now)
            rows += sum(count for count, _ in removed.values())
            # The ledger of the copy knows these openings: it has to know as well that they went.
            openings = removed.get("ground_opening", (0, set()))[0]
            if openings:
                facts: dict[str, str | int] = {
                    "category": "link",
                    "table": "ground_opening",
                    "rows": openings,
                    "then": "delete",
                }
                record("retention.purged", facts=facts, at=now)
    return rows


def erased_people() -> list[uuid.UUID]:
    """Everybody on the key store's list of erasures."""
    return [row.person for row in keystore.erasures()]
