"""GDPRBench's operations through the product's own models: sealed, inside purposes, with openings and the ledger.

A record is a message of a case. Its metadata is not in its row: what it may be used for, how long it is kept and who
gets it is declared by its column's category, in the version of the notice under which its person's data is held.
"""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from aboveboard.cases.models import Case, Message
from aboveboard.ground import access, notices, publishing
from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import PersonKey
from aboveboard.ground.plainly import as_moment, rows_by
from aboveboard.ground.purpose import purpose
from aboveboard.ground.sealed import place
from aboveboard.ground.vault import cipher, keystore
from aboveboard.lifetime import leaving
from aboveboard.notice import Notice, load_package
from aboveboard.notice.archive import pack
from aboveboard.notice.tables import allowed, holdings
from aboveboard.people.models import Customer
from bench.gdpr_mixes import PAGE, PER_PERSON, Operation, text_of
from bench.gdpr_plain import NOW, fill
from tests import cast

CATEGORY = "chat"
AT_ONCE = 1000


class Product:
    """The operations. Those that read give the number of characters or rows that they read."""

    def __init__(self, keys: Sequence[uuid.UUID], people: Sequence[uuid.UUID]) -> None:
        self.keys, self.people = keys, people
        publishing.publish(notices.folder())
        publishing.look()
        self.sam = cast.staff_access(cast.technician("sam", "Sam Weber", "supervisor"))
        self.made, self.versions = len(keys), 0
        self.first = notices.notice()
        self.hashes = [self.first.source_hash]
        self._load()
        self._publish()

    def _load(self) -> None:
        known: dict[uuid.UUID, bytes] = {}
        for start in range(0, len(self.people), AT_ONCE):
            some = self.people[start : start + AT_ONCE]
            known |= {person: info.key for person, info in keystore.new_keys(some).items()}
        head, cells = Message(), []
        for at, key in enumerate(self.keys):
            head.pk, person = key, self.people[at // PER_PERSON]
            sealed = cipher.seal_with(known[person], text_of(at), place(head, "text"))
            cells.append((key, person, person, "customer", sealed, NOW, key.hex))
        fill(Customer, ("id", "language", "created_at"), ((person, "en", NOW) for person in self.people))
        cases = ((person, f"AB-{at:06d}", person, person, "open", NOW) for at, person in enumerate(self.people))
        fill(Case, ("id", "number", "customer_id", "subject", "status", "created_at"), cases)
        columns = ("id", "case_id", "subject", "author_kind", "text", "sent_at", "client_key")
        fill(Message, columns, cells)

    def _message(self, key: uuid.UUID, number: int, person: uuid.UUID) -> Message:
        return Message(
            pk=key,
            case_id=person,
            subject=person,
            author_kind="customer",
            text=text_of(number),
            sent_at=NOW,
            client_key=key.hex,
        )

    def read(self, done: Operation) -> int:
        found = Message.objects.get(pk=self.keys[done.record])
        with purpose("supervise", subject=found.subject, access=self.sam):
            return len(found.text)

    def read_own(self, done: Operation) -> int:
        person = self.people[done.person]
        with purpose("rights", subject=person, access=access.person(person)):
            return len(Message.objects.get(pk=self.keys[done.record], subject=person).text)

    def page_by_purpose(self, done: Operation) -> int:
        found = list(Message.objects.filter(pk__gte=self.keys[done.record]).order_by("pk")[:PAGE])
        with purpose("supervise", subject={one.subject for one in found}, access=self.sam):
            return sum(len(one.text) for one in found)

    def all_of_user(self, done: Operation) -> int:
        person = self.people[done.person]
        with purpose("supervise", subject=person, access=self.sam):
            return sum(len(one.text) for one in Message.objects.filter(subject=person))

    def _declared(self, done: Operation, wanted: str | None) -> int:
        """What is kept of the person and what is declared about it; with `wanted`, if that purpose may use it."""
        person = self.people[done.person]
        ((_, held_under, restricted),) = rows_by(PersonKey, "person", [person], ("notice", "restricted_at"))
        older, now = notices.version(held_under), notices.notice()
        assert older is not None
        if wanted is not None and not (allowed(now, wanted, CATEGORY) and allowed(older, wanted, CATEGORY)):
            return 0
        purposes = [name for name in now.purposes if allowed(now, name, CATEGORY) and allowed(older, name, CATEGORY)]
        recipients = [name for name, one in now.recipients.items() if CATEGORY in one.categories]
        about = (purposes, recipients, holdings(now)[CATEGORY], as_moment(restricted))
        found = Message.objects.filter(subject=person).values_list("id", "sent_at", "author_kind")
        return len([(one, about) for one in found])

    def metadata_by_user(self, done: Operation) -> int:
        return self._declared(done, None)

    def metadata_by_purpose(self, done: Operation) -> int:
        return self._declared(done, "disputes")

    def update(self, done: Operation) -> None:
        found = Message.objects.get(pk=self.keys[done.record], subject=self.people[done.person])
        found.text = text_of(done.number)
        found.save(update_fields=["text"])

    def change_own_by_purpose(self, done: Operation) -> None:
        """The person objects to a use of their data, or takes that back."""
        person = self.people[done.person]
        if not keystore.restrict(person, NOW):
            keystore.lift(person)

    def change_own(self, done: Operation) -> None:
        """The person's data is held under another version from now on."""
        keystore.set_notice(self.people[done.person], self.hashes[done.number % 2])

    change_user = change_own

    def change_purpose(self, _done: Operation) -> None:
        """What may be used for what changes for everybody: a version of the notice is published and obeyed."""
        self._publish()

    def _publish(self) -> None:
        self.versions += 1
        day = self.first.effective + self.versions * dt.timedelta(days=60)
        told = dt.datetime.combine(day, dt.time(), dt.UTC) - dt.timedelta(days=50)
        made = self._version(self.versions, day)
        publishing.publish(made, told)
        publishing.look(day)
        self.hashes = [self.hashes[-1], made.source_hash]

    def _version(self, number: int, day: dt.date) -> Notice:
        """The notice with another matrix: notes may be learned from by turns, and the chat with them."""
        files = dict(self.first.files)
        head = re.sub(r"(?m)^version = .*$", f'version = "{number}.0"', files["notice.toml"], count=1)
        files["notice.toml"] = re.sub(r"(?m)^effective = .*$", f"effective = {day}", head, count=1)
        wide = 'improve = ["answers", "chat", ' if number % 2 else 'improve = ["answers", '
        files["matrix.toml"] = files["matrix.toml"].replace('improve = ["answers", ', wide)
        return load_package(pack(files))

    def delete(self, done: Operation) -> None:
        key = self.keys[done.record]
        with transaction.atomic():
            leaving.of_rows(Message, [key])
            facts: dict[str, Any] = {"category": CATEGORY, "table": Message._meta.db_table, "rows": 1, "then": "delete"}
            record("retention.purged", facts=facts)

    def create(self, done: Operation) -> None:
        self.made += 1
        self._message(uuid.uuid4(), self.made, self.people[done.person]).save(force_insert=True)
