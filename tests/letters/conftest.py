"""A post office, and a session that has ended and owes its two letters."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.letters.post_office import PostOffice, open_post_office


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_post_office() as opened:
        settings.ABOVEBOARD_SMTP_URL = opened.url
        settings.ABOVEBOARD_BASE_URL = "https://help.example"
        yield opened


@pytest.fixture
def end_a_session(db: None) -> Callable[..., Any]:
    """Plays one case up to its end; returns the session's id."""
    # Models can be imported only after Django is set up, which is after this file is read.
    from aboveboard.ground.notices import notice
    from aboveboard.journeys import asking, computers, consenting, ending, inviting, joining, staffing, working

    def play(
        email: str = "ida@example.org",
        language: str = "en",
        scopes: tuple[str, ...] = ("view",),
        reports: tuple[Any, ...] = (),
    ) -> uuid.UUID:
        handle = f"ana{uuid.uuid4().hex[:8]}"
        ana = staffing.add_technician(handle, "Ana Castro", "technician", None)
        case = asking.ask_for_help(
            name="Ida Morgan",
            email=email,
            problem="The printer prints nothing.",
            language=language,
            terms_version=notice().terms_version,
            source=f"10.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}.1",
        )
        working.take_case(case.pk, ana.pk)
        invited = inviting.invite(case.pk, ana.pk)
        joined = joining.redeem_code(invited.code, "", "127.0.0.1")
        consenting.record_admission(joined.session_id, 2, True)
        for scope in scopes:
            consenting.record_grant(joined.session_id, uuid.uuid4(), scope, 2)
        for report in reports:
            assert computers.shared_in_session(joined.session_id, report)
        ending.end_session(joined.session_id, "customer", "done")
        return joined.session_id

    return play
