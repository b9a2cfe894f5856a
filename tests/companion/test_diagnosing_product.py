"""The state of a real computer through the whole product: the program, the relay, the technician, the record."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.computer import ComputerReport
from aboveboard.wire.remote import DiagnoseWish, Values
from aboveboard.wire.types import FrameType, Scope
from tests.companion.meeting import invite, let_in
from tests.product import Product

pytestmark = pytest.mark.slow
KEPT = """
import django, json, sys, uuid
django.setup()
from aboveboard.ground import access, purpose
from aboveboard.remote import queries
from aboveboard.remote.models import MachineReport
session = queries.session(uuid.UUID(hex=sys.argv[1]))
with purpose.purpose("rights", subject=session.subject, access=access.person(session.subject)):
    print(json.dumps([[one.occasion, json.loads(one.report)] for one in MachineReport.objects.all()]))
"""


def kept(product: Product, session: str) -> list[list[Any]]:
    done = subprocess.run(
        [sys.executable, "-c", KEPT, session],
        env={**product.environment, "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows: list[list[Any]] = json.loads(done.stdout)
    return rows


def test_the_technician_sees_what_the_person_left_in_and_the_case_keeps_that_alone(
    product: Product, tmp_path: Path
) -> None:
    code, session, ticket = invite(product)
    companion = Companion(product.url, code, "", tmp_path / "pictures")
    viewer = Viewer(product.url, "/wire", session, ticket)
    try:
        assert "diagnostics" in companion.expect("screen")["offers"]
        let_in(companion, viewer)
        viewer.ask(Scope.DIAGNOSTICS, "it is slow")
        companion.expect("allow", scope="diagnostics")
        companion.order("answer", yes=True)
        preview = companion.expect("computer")
        shown = {line["key"]: line["value"] for line in preview["lines"]}
        assert {"os", "name", "recognise", "live:cpu"} <= set(shown)
        assert preview["struck"] == ["name", "recognise"]
        assert not [kind for kind, _ in viewer.came if kind in (FrameType.COMPUTER, FrameType.VALUES)]
        companion.order("answer", yes=True, struck=["name", "recognise", "os", "live:memory"])

        def came(kind: type[Any], count: int = 1) -> Any:
            def enough() -> list[Any]:
                of = [one for _, one in viewer.came if isinstance(one, kind)]
                return of if len(of) >= count else []

            return viewer.wait(enough, f"{count} of {kind.__name__}")

        [report] = came(ComputerReport)
        assert (report.facts.os, report.facts.name, report.recognise) == ("", "", "")
        assert report.facts.os_version == shown["os_version"]
        assert report.fine + report.unknown + len(report.findings) > 10
        names = {name for one in came(Values, 2) for name in one.values}
        assert "cpu" in names
        assert "memory" not in names

        seen = len(companion.events)
        viewer.send(FrameType.DIAGNOSE_WISH, DiagnoseWish(reason="is it better now?"))
        again = companion.expect("computer", after=seen)
        assert again["reason"] == "is it better now?"
        assert {"name", "recognise", "os", "live:memory"} == set(again["struck"])
        companion.order("answer", yes=True)
        assert came(ComputerReport, 2)[1].facts.os == ""

        companion.order("revoke", scope="diagnostics", to=viewer.participant)
        viewer.wait(lambda: not viewer.has(Scope.DIAGNOSTICS), "the end of the permission")
        companion.order("stop")
        viewer.wait(lambda: viewer.ended, "the end")
        rows = kept(product, session)
        assert [occasion for occasion, _ in rows] == ["before", "after"]
        for _, row in rows:
            assert row["facts"]["os"] == row["facts"]["name"] == row["recognise"] == ""
            assert row["facts"]["os_version"] == shown["os_version"]
    finally:
        viewer.close()
        companion.finish()
