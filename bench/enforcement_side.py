"""One side of `bench.enforcement`: the desk on a data folder of its own, in a process of its own.

`on` is the product as it is. `unchecked` seals as the product does, but asks nobody for a need and writes nobody down.
`off` has neither: no purposes, no openings, no ledger, and sealed columns are plain text, so no key is looked up. These
two exist here alone. Reads lines of JSON `[workload, times]`, answers with the CPU seconds of this process.
"""

import contextlib
import datetime as dt
import gc
import json
import os
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aboveboard.site.settings")
django.setup()

from django.apps import apps  # noqa: E402  # models need Django to be set up, here and below
from django.core.management import call_command  # noqa: E402
from django.db import models  # noqa: E402
from django.db.models.query_utils import DeferredAttribute  # noqa: E402
from django.urls import reverse  # noqa: E402

from aboveboard.cases import queries  # noqa: E402
from aboveboard.ground import openings, purpose  # noqa: E402
from aboveboard.ground.access import Access  # noqa: E402
from aboveboard.ground.ledger import record  # noqa: E402
from aboveboard.ground.sealed import Sealed  # noqa: E402
from aboveboard.journeys import working  # noqa: E402
from tests import cast  # noqa: E402
from tests.desk import helping  # noqa: E402

WAITING, MESSAGES = (int(word) for word in sys.argv[2:4])
WORDS = "The printer shows a red light and takes no paper since the update of yesterday evening. "


class PlainText(models.TextField):  # type: ignore[type-arg]  # stands in for a field at run time
    """What a sealed column is where nothing is sealed."""


class Anybody(purpose.Open):
    """A purpose that lets everybody in, and writes nothing down."""

    def __contains__(self, _subject: object) -> bool:
        return True

    def allows(self, _category: str, _subject: uuid.UUID) -> bool:
        return True

    def _is_disclosed(self, _category: str, _held_under: str) -> bool:
        return True

    def close(self) -> None:
        self._keys = None


@contextlib.contextmanager
def unchecked(name: str, *, subject: uuid.UUID | Iterable[uuid.UUID], access: Access) -> Iterator[purpose.Open]:
    """What `purpose` is where nobody is asked for a need."""
    subjects = [subject] if isinstance(subject, uuid.UUID) else subject
    here = Anybody(name, access, dict.fromkeys(subjects))
    token = purpose._open.set((*purpose._open.get(), here))
    try:
        yield here
    finally:
        purpose._open.reset(token)


def put_everywhere(old: Any, new: Any) -> None:
    """Replace a function wherever the product has imported it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("aboveboard."):
            for attribute, value in list(vars(module).items()):
                if value is old:
                    setattr(module, attribute, new)


def without_checks() -> None:
    """No purpose is checked, nothing opened is written down, in this process."""
    put_everywhere(purpose.purpose, unchecked)


def without_sealing() -> None:
    """Sealed columns are plain text, and the ledger writes nothing, in this process."""
    for model in apps.get_models():
        for column in model._meta.local_fields:
            if isinstance(column, Sealed):
                column.__class__ = PlainText
                setattr(model, column.attname, DeferredAttribute(column))
    put_everywhere(record.record, lambda *_given, **_named: None)
    put_everywhere(record.record_many, lambda _entries: [])


class Desk:
    """A desk with people who wait, one long conversation to read and one to write in."""

    def __init__(self) -> None:
        for database in ("default", "keystore"):
            call_command("migrate", database=database, verbosity=0)
        self.ana = helping.staff()
        for number in range(WAITING + 2):
            cast.case_of(f"Person {number}", f"person{number}@example.org", f"{number}: {WORDS * 2}")
        read, written = list(queries.queue()[:2])
        self.read = self._talk(read)
        self.written = self._talk(written)
        self.browser = helping.at_desk(self.ana)
        self.browser.defaults["SERVER_NAME"] = "localhost"
        self.page = reverse("desk-case", args=[self.read])
        self.hours = 0

    def _talk(self, case: Any) -> uuid.UUID:
        working.take_case(case.pk, self.ana.pk)
        for number in range(MESSAGES // 2):
            working.say_as_customer(case.pk, case.customer_id, f"{number}? {WORDS}", uuid.uuid4().hex)
            working.say_as_technician(case.pk, self.ana.pk, f"{number}! {WORDS}", uuid.uuid4().hex)
        identifier: uuid.UUID = case.pk
        return identifier

    def get(self, address: str, expected: int) -> None:
        """Read a page; `expected` is how often it must show the words, so that all sides do the same."""
        answer = self.browser.get(address)
        shown = answer.content.count(WORDS[:40].encode())
        if answer.status_code != 200 or shown < expected:
            raise AssertionError(f"{address} answered {answer.status_code} with {shown} texts, not {expected}")

    def queue(self) -> None:
        """The queue."""
        self.get(reverse("queue"), WAITING)

    def case(self) -> None:
        """A case's page: conversation, person, notes, and the queue beside it."""
        self.get(self.page, WAITING + MESSAGES)

    def talk(self) -> None:
        """What an open page asks for when somebody said something."""
        self.get(self.page + "?part=talk", MESSAGES)

    def say(self) -> None:
        """Send a message as the page's script does, and get the conversation back."""
        answer = self.browser.post(
            reverse("desk-say", args=[self.written]),
            {"text": WORDS, "client_key": uuid.uuid4().hex},
            headers={"HX-Request": "true"},
        )
        if answer.status_code != 200 or answer.content.count(WORDS[:40].encode()) <= MESSAGES:
            raise AssertionError(f"a message was answered with {answer.status_code}")

    def first(self) -> None:
        """The queue, as the first look of an hour in which nobody was opened yet."""
        self.hours += 1
        real, hours = openings.clock, self.hours
        openings.clock = lambda: real() + dt.timedelta(hours=hours)
        try:
            self.queue()
        finally:
            openings.clock = real

    def tidy(self) -> None:
        """Take the sent messages away again, so that each round begins alike."""
        messages = apps.get_model("cases", "Message").objects.filter(case=self.written)
        kept = list(messages.order_by("sent_at").values_list("pk", flat=True)[:MESSAGES])
        messages.exclude(pk__in=kept).delete()


def main() -> None:
    """Make the desk as this side has it, then run what is asked for."""
    side = sys.argv[1]
    if side != "on":
        without_checks()
    if side == "off":
        without_sealing()
    desk = Desk()
    # What was made so far stays; looking through it now and then would be counted to whoever is at work.
    gc.collect()
    gc.freeze()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, times = json.loads(line)
        run = getattr(desk, name)
        before = time.process_time()
        for _ in range(times):
            run()
        print(json.dumps(time.process_time() - before), flush=True)


if __name__ == "__main__":
    main()
