"""The desk's stream of hints: what somebody hears, and when it ends."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient, Client
from django.urls import reverse

from aboveboard.ground import hints
from aboveboard.journeys import working
from tests import cast
from tests.desk import helping

pytestmark = pytest.mark.db

OVER = "over"


def hear(browser: Client, case: Any, meanwhile: Callable[[], object] = bool) -> list[str]:
    """What a stream says that asks for the case: something happens `meanwhile`, then to the case, then to the queue."""

    async def listen() -> list[str]:
        other = AsyncClient()
        other.cookies = browser.cookies
        answer = await other.get(f"{reverse('desk-live')}?case={case.pk}")
        events = aiter(answer.streaming_content)
        heard = [await anext(events)]
        await sync_to_async(meanwhile)()
        hints.publish_now(f"case:{case.pk}")
        hints.publish_now("queue")
        async for event in events:
            heard.append(event)
            if b"queue" in event or b"over" in event:
                break
        await events.aclose()
        return [event.decode().strip().rsplit("data: ", 1)[-1] for event in heard]

    return async_to_sync(listen)()


@pytest.fixture
def ana() -> Any:
    return helping.staff()


@pytest.fixture
def case(ana: Any) -> Any:
    """Ida's case, which Ana has taken."""
    found = cast.case_of()
    working.take_case(found.pk, ana.pk)
    return found


def test_a_technician_hears_of_the_case_in_hand(ana: Any, case: Any) -> None:
    assert hear(helping.at_desk(ana), case) == ["open", f"case:{case.pk}", "queue"]


def test_a_waiting_case_may_be_watched_by_everybody_on_duty(ana: Any) -> None:
    waiting = cast.case_of("Tom Berg")
    assert hear(helping.at_desk(ana), waiting) == ["open", f"case:{waiting.pk}", "queue"]


def test_nobody_hears_of_a_colleagues_case(case: Any) -> None:
    assert hear(helping.at_desk(helping.staff("ben", "Ben Okafor")), case) == ["open", "queue"]


def test_a_supervisor_hears_of_every_case(case: Any) -> None:
    assert f"case:{case.pk}" in hear(helping.at_desk(helping.staff("sam", "Sam Winter", "supervisor")), case)


def test_a_case_that_somebody_else_took_meanwhile_is_heard_of_no_more() -> None:
    ben = helping.staff("ben", "Ben Okafor")
    waiting, ana = cast.case_of(), cast.technician()
    assert hear(helping.at_desk(ben), waiting, lambda: working.take_case(waiting.pk, ana.pk)) == ["open", OVER]


def test_signing_out_ends_the_stream_of_this_browser_and_no_other(ana: Any, case: Any) -> None:
    browser, another = helping.at_desk(ana), helping.at_desk(ana)
    kept = Client()
    kept.cookies = type(browser.cookies)(browser.cookies.output(header="", sep=";"))
    assert hear(kept, case, lambda: browser.post(reverse("account_logout"))) == ["open", OVER]
    assert hear(another, case) == ["open", f"case:{case.pk}", "queue"]


def test_losing_the_second_factor_ends_the_stream(ana: Any, case: Any) -> None:
    assert hear(helping.at_desk(ana), case, lambda: ana.authenticator_set.all().delete()) == ["open", OVER]
