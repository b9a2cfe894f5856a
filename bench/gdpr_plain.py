"""GDPRBench's record as plain Django models and as raw SQL: metadata beside the data in every row, nothing enforced."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction

from bench.gdpr_mixes import DECISIONS, OBJECTIONS, OTHERS, PAGE, PER_PERSON, Operation, purpose_of, text_of

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
METADATA = ("pur", "ttl", "obj", "dec", "acl", "shr", "src", "cat")
CHANGED = ("obj", "dec", "acl", "shr", "src", "cat")
"""What an operation changes of a record's metadata, one after the other."""


class Record(models.Model):
    """The shape of a message of the product, with the metadata that GDPRBench keeps with each record."""

    id = models.UUIDField(primary_key=True)
    case = models.UUIDField(db_index=True)
    usr = models.UUIDField(db_index=True)
    author_kind = models.CharField(max_length=12)
    technician = models.UUIDField(null=True, db_index=True)
    text = models.TextField()
    sent_at = models.DateTimeField()
    client_key = models.CharField(max_length=64)
    pur = models.CharField(max_length=16)
    ttl = models.DateTimeField(db_index=True)
    obj = models.CharField(max_length=16)
    dec = models.CharField(max_length=16)
    acl = models.CharField(max_length=16)
    shr = models.CharField(max_length=16, db_index=True)
    src = models.CharField(max_length=16)
    cat = models.CharField(max_length=16)

    class Meta:
        abstract = True
        app_label = "bench"
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["pur", "id"], name="%(class)s_pur")]


class PlainRecord(Record):
    """The table of the plain models."""

    class Meta(Record.Meta):
        pass


class RawRecord(Record):
    """The same table once more, for raw SQL."""

    class Meta(Record.Meta):
        pass


def metadata(record: int) -> dict[str, Any]:
    """The metadata of a record, as evenly spread as GDPRBench has it."""
    return {
        "pur": f"pur{purpose_of(record)}",
        "ttl": NOW + dt.timedelta(days=record % 700),
        "obj": f"obj{record % OBJECTIONS}",
        "dec": f"dec{record % DECISIONS}",
        **{name: f"{name}{record % OTHERS}" for name in ("acl", "shr", "src", "cat")},
    }


def row(number: int, identifier: uuid.UUID, person: uuid.UUID) -> dict[str, Any]:
    """A whole record."""
    return {
        "id": identifier,
        "case": person,
        "usr": person,
        "author_kind": "customer",
        "technician": None,
        "text": text_of(number),
        "sent_at": NOW,
        "client_key": identifier.hex,
        **metadata(number),
    }


def change(done: Operation) -> tuple[str, str]:
    """Which column an operation changes, and to what."""
    column = CHANGED[done.number % len(CHANGED)]
    return column, f"{column}-{done.number % OTHERS}"


def own(value: Any) -> Any:
    """A value as the driver takes it."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def insertion(model: type[models.Model], columns: Iterable[str]) -> str:
    """The statement that inserts a row with these columns."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    return f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({', '.join('%s' for _ in columns)})"


def fill(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows as fast as the driver does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(insertion(model, columns), ([own(value) for value in one] for one in rows))


class Plain:
    """The operations through plain models. Those that read give the number of characters or rows that they read."""

    def __init__(self, keys: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> None:
        self.keys, self.people = keys, people
        self.made = len(keys)
        with connection.schema_editor() as editor:
            editor.create_model(PlainRecord)
        columns = list(row(0, keys[0], people[0]))
        fill(PlainRecord, columns, (row(at, key, people[at // PER_PERSON]).values() for at, key in enumerate(keys)))

    def read(self, done: Operation) -> int:
        return len(PlainRecord.objects.get(pk=self.keys[done.record]).text)

    def read_own(self, done: Operation) -> int:
        return len(PlainRecord.objects.get(pk=self.keys[done.record], usr=self.people[done.person]).text)

    def page_by_purpose(self, done: Operation) -> int:
        found = PlainRecord.objects.filter(pur=f"pur{done.purpose}", pk__gte=self.keys[done.record]).order_by("pk")
        return sum(len(one.text) for one in found[:PAGE])

    def all_of_user(self, done: Operation) -> int:
        return sum(len(one.text) for one in PlainRecord.objects.filter(usr=self.people[done.person]))

    def metadata_by_user(self, done: Operation) -> int:
        return len(PlainRecord.objects.filter(usr=self.people[done.person]).values_list("id", *METADATA))

    def metadata_by_purpose(self, done: Operation) -> int:
        mine = PlainRecord.objects.filter(usr=self.people[done.person], pur=f"pur{done.purpose}")
        return len(mine.values_list("id", *METADATA))

    def update(self, done: Operation) -> None:
        found = PlainRecord.objects.get(pk=self.keys[done.record], usr=self.people[done.person])
        found.text = text_of(done.number)
        found.save(update_fields=["text"])

    def change_own_by_purpose(self, done: Operation) -> None:
        column, value = change(done)
        mine = PlainRecord.objects.filter(usr=self.people[done.person], pur=f"pur{done.purpose}")
        mine.update(**{column: value})

    def change_own(self, done: Operation) -> None:
        column, value = change(done)
        PlainRecord.objects.filter(usr=self.people[done.person]).update(**{column: value})

    change_user = change_own

    def change_purpose(self, done: Operation) -> None:
        column, value = change(done)
        PlainRecord.objects.filter(pur=f"pur{done.purpose}").update(**{column: value})

    def delete(self, done: Operation) -> None:
        PlainRecord.objects.filter(pk=self.keys[done.record]).delete()

    def create(self, done: Operation) -> None:
        self.made += 1
        PlainRecord.objects.create(**row(self.made, uuid.uuid4(), self.people[done.person]))


class Raw:
    """The same operations as SQL by the driver itself."""

    def __init__(self, keys: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> None:
        with connection.schema_editor() as editor:
            editor.create_model(RawRecord)
        self.columns, self.made = [field.column for field in RawRecord._meta.concrete_fields], len(keys)
        names = ", ".join(connection.ops.quote_name(name) for name in self.columns)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO bench_rawrecord ({names}) SELECT {names} FROM bench_plainrecord")
        self.is_native = connection.features.has_native_uuid_field
        self.keys, self.people = [own(key) for key in keys], [own(person) for person in people]
        self.insert = insertion(RawRecord, self.columns)

    def run(self, statement: str, *values: Any) -> Any:
        if not self.is_native:
            statement = statement.replace("%s", "?")
        return connection.connection.execute(statement, values)

    def text(self, statement: str, *values: Any) -> int:
        return sum(len(one[0]) for one in self.run(f"SELECT text, * FROM bench_rawrecord {statement}", *values))

    def read(self, done: Operation) -> int:
        return self.text("WHERE id = %s", self.keys[done.record])

    def read_own(self, done: Operation) -> int:
        return self.text("WHERE id = %s AND usr = %s", self.keys[done.record], self.people[done.person])

    def page_by_purpose(self, done: Operation) -> int:
        where = f"WHERE pur = %s AND id >= %s ORDER BY id LIMIT {PAGE}"
        return self.text(where, f"pur{done.purpose}", self.keys[done.record])

    def all_of_user(self, done: Operation) -> int:
        return self.text("WHERE usr = %s ORDER BY sent_at, id", self.people[done.person])

    def metadata_by_user(self, done: Operation) -> int:
        names = ", ".join(METADATA)
        found = self.run(f"SELECT id, {names} FROM bench_rawrecord WHERE usr = %s", self.people[done.person])
        return len(found.fetchall())

    def metadata_by_purpose(self, done: Operation) -> int:
        statement = f"SELECT id, {', '.join(METADATA)} FROM bench_rawrecord WHERE usr = %s AND pur = %s"
        return len(self.run(statement, self.people[done.person], f"pur{done.purpose}").fetchall())

    def update(self, done: Operation) -> None:
        statement = "UPDATE bench_rawrecord SET text = %s WHERE id = %s AND usr = %s"
        self.run(statement, text_of(done.number), self.keys[done.record], self.people[done.person])

    def _change(self, done: Operation, where: str, *values: Any) -> None:
        column, value = change(done)
        self.run(f"UPDATE bench_rawrecord SET {column} = %s WHERE {where}", value, *values)

    def change_own_by_purpose(self, done: Operation) -> None:
        self._change(done, "usr = %s AND pur = %s", self.people[done.person], f"pur{done.purpose}")

    def change_own(self, done: Operation) -> None:
        self._change(done, "usr = %s", self.people[done.person])

    change_user = change_own

    def change_purpose(self, done: Operation) -> None:
        self._change(done, "pur = %s", f"pur{done.purpose}")

    def delete(self, done: Operation) -> None:
        self.run("DELETE FROM bench_rawrecord WHERE id = %s", self.keys[done.record])

    def create(self, done: Operation) -> None:
        self.made += 1
        made = row(self.made, uuid.uuid4(), self.people[done.person])
        self.run(self.insert, *(own(made[name]) for name in self.columns))
