"""What pages say of a computer: at the desk, on the customer's case, in the receipt; forgetting is one press."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse
from msgspec.structs import replace

from aboveboard.ground import notices
from aboveboard.ground.clock import now
from aboveboard.journeys import computers, consenting, ending, inviting, joining, receipts, working
from aboveboard.remote.models import FindingCount, KnownComputer
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from tests import cast
from tests.notice.folder import without
from tests.web import stage as stages

pytestmark = pytest.mark.django_db

FULL = ComputerFinding("disk.system-full", "critical", "system", 0, {"used_share": 0.97})
MADE_UP = ComputerFinding("my.own-rule", "warn", "", 0, {"oddities": 7})
REPORT = ComputerReport(
    1_790_000_000, ComputerFacts(os="Debian GNU/Linux", memory=8 << 30), (FULL, MADE_UP), recognise="ab" * 16
)


@pytest.fixture
def ana() -> Any:
    return stages.member("ana", "Ana Castro")


@pytest.fixture
def case(ana: Any) -> Any:
    found = cast.case_of(computer=REPORT)
    working.take_case(found.pk, ana.pk)
    return found


def at_desk(member: Any, case: Any, **query: str) -> str:
    return stages.desk_of(member).get(reverse("desk-case", args=[case.pk]), query).content.decode()


def of_customer(case: Any) -> str:
    return stages.browser_of(case.customer_id).get(reverse("case", args=[case.pk])).content.decode()


def a_session(case: Any, ana: Any) -> uuid.UUID:
    session = joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", cast.fresh_network()).session_id
    consenting.record_admission(session, 2, True)
    assert consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2)
    assert computers.shared_in_session(session, REPORT)
    better = replace(FULL, values={"used_share": 0.61})
    assert computers.shared_in_session(session, ComputerReport(2, mended=(better,)), now() + dt.timedelta(seconds=1))
    ending.end_session(session, "customer", "done")
    return session


def test_the_assigned_technician_sees_facts_findings_and_numbers_of_an_unknown_rule(ana: Any, case: Any) -> None:
    page = at_desk(ana, case)
    assert "Debian GNU/Linux" in page
    assert "8 GB" in page
    assert "my.own-rule" in page
    assert "ddities" in page
    assert "7" in page.split("ddities")[1][:9]
    assert "disk.system-full" in page
    assert "Shared with the request" in page


def test_the_customer_sees_all_that_was_sent() -> None:
    found = cast.case_of(computer=replace(REPORT, fine=29, unknown=12))
    page = of_customer(found).split('id="computer"')[1].split("</section>")[0]
    for said in ("You sent it with your request:", "29 checks fine, 12 not possible.", "When the tool looked"):
        assert said in page
    assert '<time datetime="2026-09-21T14:13:20+00:00"' in page
    struck = cast.case_of("Tom", computer=replace(REPORT, taken_at=0))
    page = of_customer(struck).split('id="computer"')[1].split("</section>")[0]
    assert "When the tool looked" not in page
    assert "not possible" not in page


def test_who_only_waits_or_supervises_sees_nothing_of_it(ana: Any, case: Any) -> None:
    sam = stages.member("sam", "Sam Winter", "supervisor")
    assert "Debian GNU/Linux" not in at_desk(sam, case)
    working.release_case(case.pk, ana.pk)
    for member in (ana, sam):
        page = at_desk(member, case)
        assert "It beeps" in page
        assert "Debian GNU/Linux" not in page
        assert "my.own-rule" not in page


def test_a_case_with_a_computer_that_was_here_before_says_so(ana: Any, case: Any) -> None:
    ben = stages.member("ben", "Ben Okafor")
    again = cast.case_of("Ida M.", computer=REPORT)
    working.take_case(again.pk, ben.pk)
    page = at_desk(ben, again)
    assert "This computer was here before" in page
    assert "tell nobody" in page
    assert case.number not in page.split("This computer was here before")[1]
    assert "Ida Morgan" not in page
    assert "was here before" not in of_customer(again), "its sender is told nothing of earlier cases"
    refreshed = at_desk(ben, again, part="refresh")
    assert "This computer was here before" in refreshed


def test_forgetting_is_one_press_of_the_customer(ana: Any, case: Any) -> None:
    browser = stages.browser_of(case.customer_id)
    assert "Forget this computer" in of_customer(case)
    answer = browser.post(reverse("case-computer", args=[case.pk]))
    assert answer.status_code == 302
    assert "This computer is forgotten" in of_customer(case)
    assert KnownComputer.objects.get().forgotten_at is not None
    assert "Debian GNU/Linux" in of_customer(case), "what was shared with this case stays with it"


def test_who_has_the_link_of_a_receipt_can_switch_it_off_too(ana: Any, case: Any) -> None:
    session = a_session(case, ana)
    token = receipts.receipt_link(session)
    stranger = stages.browser_of()
    assert "Forget this computer" in stranger.get(reverse("receipt", args=[token])).content.decode()
    assert stranger.post(reverse("receipt-computer", args=["forged.token"])).status_code == 404
    assert KnownComputer.objects.get().forgotten_at is None
    answer = stranger.post(reverse("receipt-computer", args=[token]), follow=True)
    assert "This computer is forgotten" in answer.content.decode()
    assert KnownComputer.objects.get().forgotten_at is not None
    at_desk_page = stages.desk_of(ana).get(reverse("desk-receipt", args=[session])).content.decode()
    assert "forgotten" not in at_desk_page


CHANGED = "97\u00a0% → 61\u00a0%"


def test_the_receipt_says_what_changed_by_which_rule_and_how_old_the_last_look_is(ana: Any, case: Any) -> None:
    session = a_session(case, ana)
    addresses = (reverse("receipt", args=[receipts.receipt_link(session)]), reverse("customer-receipt", args=[session]))
    for address in addresses:
        page = stages.browser_of(case.customer_id).get(address).content.decode()
        panel = page.split('id="changed"')[1].split("</section>")[0]
        assert panel.index(CHANGED) < panel.index("my.own-rule"), "the gravest first"
        for said in ("put right", "Urgent", "disk.system-full", "not looked at again", "First look:", "Last look:"):
            assert said in panel
        assert panel.count("<time ") == 2
    page = of_customer(case)
    assert "You sent it in the session:" in page
    assert "Put right" in page
    assert "61 %" in page
    assert "nobody knows since when" not in page
    by_link = stages.browser_of(cast.case_of("Tom").customer_id).get(addresses[0]).content.decode()
    assert CHANGED in by_link
    assert CHANGED in stages.desk_of(ana).get(reverse("desk-receipt", args=[session])).content.decode()
    sam = stages.member("sam", "Sam Winter", "supervisor")
    page = stages.desk_of(sam).get(reverse("desk-receipt", args=[session])).content.decode()
    assert CHANGED not in page, "supervision opens no facts of computers"


def test_a_receipt_speaks_of_no_change_where_nothing_changed(ana: Any, case: Any) -> None:
    session = joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", cast.fresh_network()).session_id
    consenting.record_admission(session, 2, True)
    assert consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2)
    for seconds in (0, 1):
        assert computers.shared_in_session(session, REPORT, now() + dt.timedelta(seconds=seconds))
    page = stages.browser_of(case.customer_id).get(reverse("customer-receipt", args=[session])).content.decode()
    panel = page.split('id="changed"')[1].split("</section>")[0]
    assert "Nothing changed on your computer" in panel
    assert "What changed" not in panel
    assert "→" not in panel


def test_of_one_look_the_receipt_says_what_was_found(ana: Any, case: Any) -> None:
    session = joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", cast.fresh_network()).session_id
    consenting.record_admission(session, 2, True)
    assert consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2)
    address = reverse("customer-receipt", args=[session])
    browser = stages.browser_of(case.customer_id)
    assert 'id="changed"' not in browser.get(address).content.decode()
    assert computers.shared_in_session(session, REPORT)
    page = browser.get(address).content.decode()
    panel = page.split('id="changed"')[1].split("</section>")[0]
    assert "What was found on your computer" in panel
    assert re.search(r"97\s% used", panel)
    assert "Last look" not in panel


def test_every_page_shows_the_gravest_first_and_then_by_part(ana: Any) -> None:
    sent = tuple(
        ComputerFinding(rule, grave) for rule, grave in (("z.low", "info"), ("z.mid", "warn"), ("a.mid", "warn"))
    )
    found = cast.case_of(computer=replace(REPORT, findings=(*sent, FULL)))
    working.take_case(found.pk, ana.pk)
    spoken = ("almost full", "a.mid", "z.mid", "z.low")
    for page in (at_desk(ana, found), of_customer(found)):
        panel = page.split('id="computer"')[1]
        places = [panel.index(word) for word in spoken]
        assert places == sorted(places)


def test_counts_are_drawn_for_whole_months_and_groups_that_are_large_enough(ana: Any) -> None:
    month = f"{(now().replace(day=1) - dt.timedelta(days=3)):%Y-%m}"
    for rule, cases in (("", 40), ("disk.system-full", 30), ("cpu.hot", 9)):
        FindingCount.objects.create(month=month, rule=rule, cases=cases)
    FindingCount.objects.create(month=f"{now():%Y-%m}", rule="os.uptime", cases=30)
    page = stages.desk_of(ana).get(reverse("desk-computers")).content.decode()
    assert "40 cases" in page
    assert "disk.system-full" in page
    for hidden in ("cpu.hot", "os.uptime"):
        assert hidden not in page


def test_without_the_category_nothing_of_it_is_there_and_the_desk_says_why(ana: Any, case: Any) -> None:
    notices.put_in_force(without("device-facts"))
    try:
        page = at_desk(ana, case)
        assert "Debian GNU/Linux" not in page
        assert "Facts about the computer: off, since the notice does not disclose" in page
        assert stages.desk_of(ana).get(reverse("desk-computers")).status_code == 404
        assert "Debian GNU/Linux" not in of_customer(case)
        assert "Forget this computer" in of_customer(case), "what is remembered can still be switched off"
    finally:
        notices.put_in_force(None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Nothing wrong was found. 12 checks could not be made."),
        ("de", "Es wurde kein Fehler gefunden. 12 Prüfungen waren nicht möglich."),
    ],
)
def test_a_receipt_says_how_much_could_not_be_checked(ana: Any, case: Any, language: str, said: str) -> None:
    session = joining.redeem_code(inviting.invite(case.pk, ana.pk).code, "", cast.fresh_network()).session_id
    consenting.record_admission(session, 2, True)
    assert consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2)
    assert computers.shared_in_session(session, ComputerReport(taken_at=0, fine=16, unknown=12))
    browser = stages.browser_of(case.customer_id)
    page = browser.get(reverse("customer-receipt", args=[session]), HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert said in page.split('id="changed"')[1].split("</section>")[0]
