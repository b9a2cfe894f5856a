"""The people of every test: Ida and Tom need help; Ana and Ben give it; Sam supervises; Pia administers."""

import itertools
import uuid
from contextlib import AbstractContextManager
from typing import Any

from aboveboard.ground import access, purpose
from aboveboard.ground.notices import notice
from aboveboard.journeys import asking, confidentiality, inviting, joining, staffing, working
from aboveboard.people import queries

PASSWORD = "a long enough password"
_networks = itertools.count(1)


def fresh_network() -> str:
    """An address in a network that no other test has used, so that throttles do not meet."""
    number = next(_networks)
    return f"10.{number // 256}.{number % 256}.7"


def technician(
    handle: str = "ana",
    name: str = "Ana Castro",
    role: str = "technician",
    *,
    password: str | None = PASSWORD,
    signs: bool = True,
) -> Any:
    """A member of staff, who has signed the confidentiality statement unless told not to."""
    person = staffing.add_technician(handle, name, role, password)
    if signs:
        confidentiality.sign(person.pk, name)
    return person


def case_of(name: str = "Ida Morgan", email: str = "ida@example.org", problem: str = "It beeps.", **more: Any) -> Any:
    """A new case of a new customer."""
    return asking.ask_for_help(
        name=name,
        email=email,
        problem=problem,
        language="en",
        terms_version=notice().terms_version,
        source=fresh_network(),
        **more,
    )


def joined(case: Any, helper: Any) -> joining.Joined:
    """The case is taken by `helper`, and its customer has joined a session by code."""
    working.take_case(case.pk, helper.pk)
    invited = inviting.invite(case.pk, helper.pk)
    return joining.redeem_code(invited.code, "", fresh_network())


def opening(subject: uuid.UUID) -> AbstractContextManager[purpose.Open]:
    """Read what is sealed about this person, as the person themself."""
    return purpose.purpose("rights", subject=subject, access=access.person(subject))


def staff_access(technician: Any) -> access.Access:
    """The access that a door makes for a member of staff."""
    bound = queries.has_signed(technician.pk)
    return access.Access("staff", technician=technician, role=technician.role, bound=bound)
