"""What changed on a computer, in the summary: told as it was, declared as it leaves, left out where it may not be."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from aboveboard.ground import egress, notices
from aboveboard.ground.clock import now
from aboveboard.jobs.worker import run_due
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from tests.letters.post_office import PostOffice
from tests.notice.older import without

pytestmark = pytest.mark.django_db(transaction=True)

FULL = ComputerFinding("disk.system-full", "critical", "system", 0, {"used_share": 0.97})
SLOW = ComputerFinding("os.uptime", "info", "", 0, {"up": 40 * 86_400.0})
BEFORE = ComputerReport(1, ComputerFacts(name="Idas <b>Laptop</b>"), (SLOW, FULL))
AFTER = ComputerReport(2, mended=(replace(FULL, values={"used_share": 0.61}),))


@pytest.fixture
def parcels(monkeypatch: pytest.MonkeyPatch) -> list[egress.Parcel]:
    """What each letter was declared as when it left."""
    seen: list[egress.Parcel] = []
    real = egress.send_mail

    def watched(*given: Any) -> None:
        seen.append(given[3])
        real(*given)

    monkeypatch.setattr(egress, "send_mail", watched)
    return seen


def words(office: PostOffice) -> str:
    summary = next(message for message in office.got if "Summary" in message["Subject"])
    return "".join(part.get_content() for part in summary.walk() if not part.is_multipart())


def play(end_a_session: Callable[..., Any], *reports: ComputerReport) -> None:
    end_a_session(scopes=("view", "diagnostics"), reports=reports)
    run_due(now())


def test_the_summary_says_what_changed_and_the_parcel_says_that_it_does(
    end_a_session: Callable[..., Any], office: PostOffice, parcels: list[egress.Parcel]
) -> None:
    play(end_a_session, BEFORE, AFTER)
    text = words(office)
    assert text.count("97\u00a0% → 61\u00a0% (put right)") == 2
    assert len(re.findall(r"What changed on your computer, as of \d\d:\d\d UTC:", text)) == 2
    assert text.index("almost full") < text.index("restarted"), "the gravest first"
    assert "Laptop" not in text, "no fact goes along, only what changed"
    held = {frozenset(parcel.categories) for parcel in parcels}
    assert held == {frozenset({"contact", "letters", "device-facts"}), frozenset({"contact", "letters"})}


def test_where_nothing_changed_the_summary_says_so(end_a_session: Callable[..., Any], office: PostOffice) -> None:
    play(end_a_session, BEFORE, replace(BEFORE, taken_at=BEFORE.taken_at + 60))
    text = words(office)
    assert "What changed" not in text
    assert "→" not in text
    assert len(re.findall(r"What was found on your computer is as it was, as of \d\d:\d\d UTC:", text)) == 2


def test_one_look_has_no_change(end_a_session: Callable[..., Any], office: PostOffice) -> None:
    play(end_a_session, BEFORE)
    assert "What changed" not in words(office)


def test_words_that_the_other_end_made_up_are_not_sent_in_our_name(
    end_a_session: Callable[..., Any], office: PostOffice
) -> None:
    bait = replace(FULL, rule="www.pay-your-bill.example", values={"www": 1})
    play(end_a_session, replace(BEFORE, findings=(FULL, bait)), replace(AFTER, findings=(bait,)))
    text = words(office)
    assert "61\u00a0% (put right)" in text
    assert "pay-your-bill" not in text


def test_a_notice_that_does_not_let_letters_say_so_sends_them_without(
    end_a_session: Callable[..., Any], office: PostOffice, parcels: list[egress.Parcel]
) -> None:
    notices.put_in_force(without("communicate", "device-facts"))
    try:
        play(end_a_session, BEFORE, AFTER)
    finally:
        notices.put_in_force(None)
    assert "What changed" not in words(office)
    assert {frozenset(parcel.categories) for parcel in parcels} == {frozenset({"contact", "letters"})}
