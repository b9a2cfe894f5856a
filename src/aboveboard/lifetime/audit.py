"""What the checks of the promises want to know: what is past its time, and which figures are about too few."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q, QuerySet

from aboveboard.ground.seen import Seen
from aboveboard.ground.vault import keystore
from aboveboard.lifetime import schema, staff
from aboveboard.lifetime.clocks import Regime, regimes
from aboveboard.lifetime.erasure import SPARED
from aboveboard.lifetime.figures import smallest_group
from aboveboard.lifetime.leaving import NO_CERTIFICATE
from aboveboard.lifetime.listed import not_on_the_list
from aboveboard.lifetime.models import Certificate, Figure
from aboveboard.lifetime.retention import people_under
from aboveboard.lifetime.rules import Rule, briefs, rules

BATCH: Final = 500
FINISHED_WITHIN: Final = dt.timedelta(hours=1)
"""An erasure waits for a quiet moment of the database to empty its log, and tries again every few seconds."""
_COUNTED: Final = re.compile(r"score [1-5]|solved|not solved|no word on it")


def overdue_of(table: str, moment: dt.datetime, now: dt.datetime) -> Seen:
    """Like `overdue`, for one table alone, by its label (`cases.Case`)."""
    seen, mine = Seen(), [rule for rule in rules() if rule.model._meta.label == table]
    seen.count(schema.find(table).count())
    for regime in regimes(moment):
        for rule in mine:
            _overdue(seen, rule, regime, now)
    return seen


def overdue(moment: dt.datetime, now: dt.datetime) -> Seen:
    """Rows that were over at `moment` already, are still there at `now`, and are kept by no hold. Counts all rows."""
    seen = Seen()
    for model in {rule.model for rule in rules()}:
        seen.count(model._default_manager.count())
    for regime in regimes(moment):
        for rule in rules():
            _overdue(seen, rule, regime, now)
    seen.all_broken(staff.due(moment), "an account that is past its time and still has a name")
    for model, brief in briefs():
        late = model._default_manager.filter(**{f"{brief.path}__lt": moment - brief.after})
        seen.all_broken(late, "past its time and still here")
    return seen


def _overdue(seen: Seen, rule: Rule, regime: Regime, now: dt.datetime) -> None:
    why = f"'{rule.category}' is past its time and still here"
    rows = rule.model._default_manager.filter(rule.over(regime) & rule.not_held(now))
    if not regime.under:
        seen.all_broken(rows, why)
        return
    path = schema.person_path(rule.model)
    for pairs in _batches(rows.order_by("pk").values_list("pk", path)):
        theirs = people_under(regime.under, {person for _, person in pairs})
        for pk, person in pairs:
            if person in theirs:
                seen.broken(rule.table, pk, why)


def _batches(rows: "QuerySet[Any, tuple[Any, Any]]") -> Iterator[list[tuple[Any, Any]]]:
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])


def figures_too_small() -> Seen:
    """Figures about fewer people than the smallest group, with more in them than counts, or of periods that overlap."""
    seen = Seen()
    figures = Figure.objects.exclude(size__isnull=True)
    seen.count(Figure.objects.count())
    seen.all_broken(figures.filter(size__lt=smallest_group()), "about fewer people than the smallest group")
    for figure in Figure.objects.order_by("pk").iterator(chunk_size=BATCH):
        if any(not _COUNTED.fullmatch(key) or not isinstance(value, int) for key, value in figure.counts.items()):
            seen.broken(Figure._meta.db_table, figure.pk, "holds something else than counts")
        if figure.size is None and figure.counts:
            seen.broken(Figure._meta.db_table, figure.pk, "counts of a group that was too small")
        others = Q(begins__lt=figure.ends, ends__gt=figure.begins, what=figure.what)
        if figure.size is not None and figures.filter(others).exclude(pk=figure.pk).exists():
            seen.broken(Figure._meta.db_table, figure.pk, "overlaps another figure, so the difference shows a group")
    return seen


def left_of_erased(now: dt.datetime) -> Seen:
    """People who were erased: no key, no row about them but what their certificate lists. Counts them."""
    seen = Seen()
    for missing in not_on_the_list():
        seen.count()
        # The list of erasures went back in time, and with it the key that was destroyed.
        seen.broken(Certificate._meta.db_table, missing, "the key store does not know of this erasure any more")
    erased = [one for one in keystore.erasures() if one.certificate != NO_CERTIFICATE]
    for start in range(0, len(erased), BATCH):
        people = [one.person for one in erased[start : start + BATCH]]
        seen.count(len(people))
        for person in keystore.keys_of(people):
            seen.broken("ground_personkey", person, "the key of somebody who was erased")
        for model in schema.about_people():
            if model._meta.label not in SPARED:
                left = model._default_manager.filter(**{f"{schema.person_path(model)}__in": _named(model, people)})
                seen.all_broken(left, "about somebody who was erased, and on no certificate")
    for certificate in Certificate.objects.filter(held=True, subject__isnull=False).iterator(chunk_size=BATCH):
        seen.count()
        _beyond_certificate(certificate, seen)
    late = Certificate.objects.filter(complete_at__isnull=True, held=False, issued_at__lt=now - FINISHED_WITHIN)
    seen.all_broken(late, "an erasure that was not completed")
    return seen


def _beyond_certificate(certificate: Certificate, seen: Seen) -> None:
    """What a hold keeps of somebody is no more than the certificate says."""
    listed = {line["table"]: int(line["rows"]) for line in certificate.remains if line["what"] == "rows"}
    for model in schema.about_people():
        if model._meta.label in SPARED or schema.person_as_text(model):
            continue
        kept = model._default_manager.filter(**{schema.person_path(model): certificate.subject}).count()
        table = model._meta.db_table
        if kept > listed.get(table, 0):
            why = f"{kept} rows of {table} are left, and the certificate lists {listed.get(table, 0)}"
            seen.broken(Certificate._meta.db_table, certificate.pk, why)


def _named(model: schema.Model, people: list[uuid.UUID]) -> list[Any]:
    return [str(person) for person in people] if schema.person_as_text(model) else list(people)
