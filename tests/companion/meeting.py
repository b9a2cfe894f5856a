"""A companion and a technician's end, both programs of their own, who meet over the real product."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.types import Scope
from tests.product import Product

STAGE = """
import django, json
django.setup()
from aboveboard.journeys.joining import technician_ticket
from tests.cast import case_of, technician
from aboveboard.journeys import inviting, working
from aboveboard.people import queries
ana = queries.by_handle("ana") or technician()
case = case_of()
working.take_case(case.pk, ana.pk)
invited = inviting.invite(case.pk, ana.pk)
print(json.dumps([invited.code, invited.session.pk.hex, technician_ticket(invited.session.pk, ana.pk)]))
"""


def invite(product: Product) -> tuple[str, str, str]:
    """A new invitation: its code, its session, and a ticket for the technician."""
    staged = subprocess.run(
        [sys.executable, "-c", STAGE],
        env={**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert staged.returncode == 0, staged.stderr
    code, session, ticket = json.loads(staged.stdout)
    return code, session, ticket


def let_in(companion: Companion, viewer: Viewer) -> None:
    """Answer every question before sharing with yes, and wait until the session is open."""
    companion.expect("admit")
    companion.order("answer", yes=True)
    for step in ("scam", "disconnect", "files"):
        companion.expect("step", step=step)
        companion.order("answer", yes=True)
    viewer.wait(lambda: viewer.admitted and viewer.phase == "open", "the session to open")


def show(companion: Companion, viewer: Viewer) -> None:
    """Ask to see the screen, say yes, and wait for pictures."""
    viewer.ask(Scope.VIEW, "to help")
    companion.expect("allow")
    companion.order("answer", yes=True)
    viewer.wait(lambda: viewer.pictures >= 2, "pictures")
