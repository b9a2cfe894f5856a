"""Cases that were closed a while ago, with everything that a case can have."""

import datetime as dt
import uuid
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, F

from aboveboard.ground.clock import now
from aboveboard.journeys import answering, ending, moving, working
from aboveboard.lifetime import schema
from aboveboard.wire import records
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from tests import cast


def closed_case(helper: Any, name: str = "Ida Morgan", ago: dt.timedelta = dt.timedelta(0), score: int = 4) -> Any:
    """A case with a message, a note, a session and an answer, closed `ago`; the clock of every row is set back."""
    wrong = ComputerFinding("disk.system-full", "warn", "system", 0, {"used_share": 0.97})
    computer = ComputerReport(1, ComputerFacts(name=f"{name}'s laptop"), (wrong,), recognise=uuid.uuid4().hex)
    email = f"{uuid.uuid4().hex[:8]}@example.org"
    case = cast.case_of(name=name, email=email, problem=f"It beeps at {name}.", computer=computer)
    here = cast.joined(case, helper)
    asked = records.FileAsked("1" * 32, False, f"{name}.pdf", "", 9, "to fill in", 2, 0)
    assert moving.record(here.session_id, asked, now())
    working.say_as_technician(case.pk, helper.pk, f"Good day, {name}.", uuid.uuid4().hex)
    working.write_note(case.pk, helper.pk, f"{name} was kind.", uuid.uuid4().hex)
    ending.end_session(here.session_id, "customer", "That was all.")
    link = answering.answer_link(here.session_id)
    assert link is not None
    answering.answer(link, score, True, f"Thanks, says {name}.")
    working.close_case(case.pk, helper.pk)
    set_back(case.customer_id, ago)
    return case


def set_back(person: uuid.UUID, ago: dt.timedelta) -> None:
    """Let everything about this person have happened so much earlier."""
    for model in schema.about_people():
        moments = [field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]
        keys = list(_rows(model, person).values_list("pk", flat=True))
        if moments and keys:
            model._default_manager.filter(pk__in=keys).update(**{name: F(name) - ago for name in moments})
    entries = _rows(apps.get_model("ground", "Commitment"), person).values_list("entry", flat=True)
    apps.get_model("ground", "LedgerEntry").objects.filter(pk__in=list(entries)).update(at=F("at") - ago)


def _rows(model: Any, person: uuid.UUID) -> Any:
    value = str(person) if schema.person_as_text(model) else person
    return model._default_manager.filter(**{schema.person_path(model): value})


def rows_about(person: uuid.UUID) -> dict[str, int]:
    """How many rows of each table are about this person."""
    found = {model._meta.label: _rows(model, person).count() for model in schema.about_people()}
    return {label: rows for label, rows in found.items() if rows}
