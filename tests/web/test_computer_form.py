"""Facts about a computer that come with a request for help: what is taken, what is refused, that no word is lost."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aboveboard.cases import queries
from aboveboard.ground import notices
from aboveboard.ground.notices import notice
from aboveboard.ground.purpose import Closed
from aboveboard.journeys import asking, working
from aboveboard.remote import computers
from aboveboard.web.customer import guard
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport, read_report, write_report
from tests import cast
from tests.notice.folder import without
from tests.web import stage as stages

pytestmark = pytest.mark.django_db

FULL = ComputerFinding(
    "disk.system-full", "critical", "system", 1_789_990_000, {"used_share": 0.97}, {"used_share": 0.9}
)
REPORT = ComputerReport(
    1_790_000_000,
    ComputerFacts(os="Debian GNU/Linux", os_version="12", kind="laptop", memory=8 << 30),
    (FULL,),
    fine=30,
    recognise="ab" * 16,
)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "YOUNGEST", -guard.OLDEST)


def ask(browser: Client, computer: str, **changes: str) -> Any:
    words = {"name": "Ida Morgan", "email": "", "problem": "It beeps loudly.", "terms": "on", "website": ""}
    stamp = {"stamp": guard.fresh_stamp(), "terms_version": notice().terms_version}
    sent = words | stamp | {"computer": computer} | changes
    return browser.post(reverse("help"), sent, REMOTE_ADDR=cast.fresh_network())


def the_case() -> Any:
    [case] = queries.queue()
    return case


def test_what_was_shared_is_kept_with_the_case_and_sealed() -> None:
    assert ask(Client(), write_report(REPORT).decode()).status_code == 302
    [row] = computers.reports(the_case().pk)
    with pytest.raises(Closed):
        assert row.report
    with cast.opening(row.subject):
        kept = read_report(row.report.encode())
    assert (kept.facts, kept.findings, kept.recognise) == (REPORT.facts, REPORT.findings, "")
    assert "facts.os" in row.keys
    assert "recognise" not in row.keys


def test_nothing_shared_is_nothing_kept() -> None:
    assert ask(Client(), "").status_code == 302
    assert computers.reports(the_case().pk) == []
    assert computers.known(the_case().pk) is None


GOOD = json.loads(write_report(REPORT))


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "null",
        "[]",
        "\x00",
        '{"taken_at": 1, "serial": "X-1"}',
        json.dumps(GOOD | {"facts": {"os": "Debian", "user": "ida"}}),
        json.dumps(GOOD | {"facts": {"os": "x" * 81}}),
        json.dumps(GOOD | {"facts": {"os": "Deb\u202eian"}}),
        json.dumps(GOOD | {"facts": {"os": "Debian\U000e0041\U000e0042"}}),
        json.dumps(GOOD | {"facts": {"graphics": ["Some GPU", "\u200b\u2060"]}}),
        json.dumps(GOOD | {"findings": [{"rule": "<b>", "severity": "warn"}]}),
        json.dumps(GOOD | {"findings": [{"rule": "disk.full", "severity": "warn", "subject": "/home/ida"}]}),
        json.dumps(GOOD | {"findings": [{"rule": "disk.full", "severity": "warn", "values": {"Ida's": 1}}]}),
        json.dumps(GOOD | {"findings": [{"rule": "disk.full", "severity": "warn"}] * 65}),
        json.dumps(GOOD | {"recognise": "' OR 1=1 --"}),
        '{"taken_at": 1, "facts": ' + "[" * 8000 + "]" * 8000 + "}",
        '{"taken_at": 1e400}',
        " " * 40_000 + "{}",
    ],
)
def test_what_is_beyond_the_list_is_refused_and_no_word_is_lost(bad: str) -> None:
    answer = ask(Client(), bad)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert queries.unanswered() == 0
    assert "It beeps loudly." in text
    assert "Ida Morgan" in text
    assert "were left out" in text
    assert 'name="computer"' in text
    assert "X-1" not in text
    field = text.split('name="computer"')[1].split(">")[0]
    assert "value" not in field, "pressing again sends the words alone"


def test_another_mistake_in_the_form_keeps_the_facts_too() -> None:
    answer = ask(Client(), write_report(REPORT).decode(), name="")
    assert answer.status_code == 422
    assert "Debian GNU/Linux" in answer.content.decode()


def test_facts_that_look_like_a_page_stay_text() -> None:
    report = ComputerReport(1, ComputerFacts(os="<script>alert(1)</script>", cpu="</script><img src=x onerror=a()>"))
    text = ask(Client(), write_report(report).decode(), name="").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    ask(Client(), write_report(report).decode())
    case, ana = the_case(), stages.member("ana", "Ana Castro")
    working.take_case(case.pk, ana.pk)
    page = stages.desk_of(ana).get(reverse("desk-case", args=[case.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x" not in page


def test_a_form_that_is_sent_twice_keeps_one_report() -> None:
    browser, stamp = Client(), guard.fresh_stamp()
    for _time in range(2):
        assert ask(browser, write_report(REPORT).decode(), stamp=stamp).status_code == 302
    assert len(computers.reports(the_case().pk)) == 1


def test_a_notice_without_such_facts_has_no_field_and_takes_none() -> None:
    notices.put_in_force(without("device-facts"))
    try:
        text = Client().get(reverse("help")).content.decode()
        assert 'name="computer"' not in text
        assert "computer.js" not in text
        assert ask(Client(), write_report(REPORT).decode()).status_code == 302
        assert computers.reports(the_case().pk) == []
        case = asking.ask_for_help(
            name="Tom",
            email="",
            problem="It is slow.",
            language="en",
            terms_version=notice().terms_version,
            source=cast.fresh_network(),
            computer=REPORT,
        )
        assert computers.reports(case.pk) == []
    finally:
        notices.put_in_force(None)
