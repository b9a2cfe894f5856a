"""Who may come in, and what for: every view is decorated with one `door(...)`, and a test walks the whole table.

A door checks the kind of person only. Whether an object is theirs is checked by the query that the view calls with
`access_of(request)`; an object that is not theirs does not exist for them (404).
"""

import functools
import logging
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from aboveboard.ground import features
from aboveboard.ground import purpose as gate
from aboveboard.ground.access import Access
from aboveboard.ground.clock import now
from aboveboard.ground.purpose import Closed, Open
from aboveboard.notice.features import FEATURES
from aboveboard.people import queries as people
from aboveboard.web.by_code import person_by_code
from aboveboard.web.desk.factors import may_work

log = logging.getLogger(__name__)

SIGN_IN = "account_login"
ENROL = "mfa_index"
STATEMENT = "desk-confidentiality"
PERSON_KEY = "person"
"""The key in the browser's session that names the customer who sits in front of it."""


class Who(Enum):
    """The kinds of people a door knows. The staff's rank grows from TECHNICIAN to ADMINISTRATOR."""

    ANYONE = "anyone"
    CUSTOMER = "customer"
    JOINED = "joined"
    """The customer; or whoever typed the code of the one session that the address names, until it is over."""
    ENROLLING = "enrolling"
    """Signed-in staff that has no second factor yet: may reach the page that sets one up, and nothing else."""
    SIGNING = "signing"
    """Signed-in staff with a second factor: may read and sign the confidentiality statement. Every role needs it."""
    TECHNICIAN = "technician"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


RANK = {"technician": 1, "supervisor": 2, "administrator": 3}
NEEDED = {Who.TECHNICIAN: 1, Who.SUPERVISOR: 2, Who.ADMINISTRATOR: 3}


@dataclass(frozen=True, slots=True)
class Door:
    """What a view says about itself: who may come in, the purpose under which it opens personal data, its feature."""

    who: Who
    purpose: str | None = None
    feature: str | None = None


View = TypeVar("View", bound=Callable[..., Any])


def door(who: Who, purpose: str | None = None, *, feature: str | None = None) -> Callable[[View], View]:
    """Guard a view, sync or async. Puts `Access` on the request and adds the attribute `.door` that the tests read.

    A view of a feature (a name in `notice.features`) does not exist while the notice does not let it be on: Http404 for
    everybody. Raises Http404 for a customer's page without that customer, PermissionDenied for staff of too low a rank.
    """
    assert feature is None or feature in FEATURES, f"{feature} is no feature"

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @functools.wraps(view)
            async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                refusal = await sync_to_async(_enter, thread_sensitive=True)(request, who, purpose, feature)
                with _closed_is_not_found():
                    return refusal or await cast(Awaitable[HttpResponseBase], view(request, *args, **kwargs))

            guarded: Callable[..., Any] = guarded_async
        else:

            @functools.wraps(view)
            def guarded_sync(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                refusal = _enter(request, who, purpose, feature)
                with _closed_is_not_found():
                    return refusal or cast(HttpResponseBase, view(request, *args, **kwargs))

            guarded = guarded_sync
        guarded.door = Door(who, purpose, feature)  # type: ignore[attr-defined]  # a function carries its own declaration
        return cast(View, guarded)

    return decorate


@contextmanager
def _closed_is_not_found() -> Iterator[None]:
    """What may not be opened does not exist for whoever asks; the log says which purpose was refused."""
    try:
        yield
    except Closed as refusal:
        log.warning("a page stayed closed: %s", refusal)
        raise Http404 from None


def _enter(request: HttpRequest, who: Who, purpose: str | None, feature: str | None) -> HttpResponseBase | None:
    """Check the request; put `Access` on it; return a redirect where another page must come first."""
    if feature is not None and not features.is_on(feature):
        raise Http404("the notice does not disclose what this page needs")
    if who is Who.ANYONE:
        access, refusal = _anyone(request, purpose), None
    elif who is Who.CUSTOMER:
        access, refusal = _customer(request, purpose), None
    elif who is Who.JOINED:
        access, refusal = _joined(request, purpose), None
    else:
        access, refusal = _staff(request, who, purpose)
    request.access = access  # type: ignore[attr-defined]  # Django's own way to hand things down a request
    request.personal = who is not Who.ANYONE or access.kind != "anyone"  # type: ignore[attr-defined]  # read by headers
    return refusal


def access_of(request: HttpRequest) -> Access:
    """Who is asking, as the door of this view found out."""
    access: Access = request.access  # type: ignore[attr-defined]  # the door put it there
    return access


def opening(request: HttpRequest, subject: uuid.UUID | Iterable[uuid.UUID]) -> AbstractContextManager[Open]:
    """Open these people's values for the purpose of this view's door, until the block ends. Raises `purpose.Closed`."""
    access = access_of(request)
    assert access.purpose is not None
    return gate.purpose(access.purpose, subject=subject, access=access)


def customer_of(request: HttpRequest) -> uuid.UUID:
    """The customer who came in by a door for customers."""
    person = access_of(request).person_id
    assert person is not None
    return person


def person_of(request: HttpRequest) -> uuid.UUID | None:
    """The customer in this browser's session, or None."""
    try:
        return uuid.UUID(str(request.session.get(PERSON_KEY, "")))
    except ValueError:
        return None


def _anyone(request: HttpRequest, purpose: str | None) -> Access:
    person = person_of(request)
    return Access("customer", person_id=person, purpose=purpose) if person else Access("anyone", purpose=purpose)


def _customer(request: HttpRequest, purpose: str | None) -> Access:
    person = person_of(request)
    if person is None:
        raise Http404("no customer in this browser")
    return Access("customer", person_id=person, purpose=purpose)


def _joined(request: HttpRequest, purpose: str | None) -> Access:
    """The customer's own browser knows all of their sessions; one in which a code was typed that session alone."""
    assert request.resolver_match is not None
    session = request.resolver_match.kwargs["session"]
    own, by_code = person_of(request), person_by_code(request, session, now())
    if own is not None and by_code in (None, own):
        return Access("customer", person_id=own, purpose=purpose)
    if by_code is None:
        raise Http404("neither this session's customer nor its code in this browser")
    return Access("code", person_id=by_code, session=session, purpose=purpose)


def _staff(request: HttpRequest, who: Who, purpose: str | None) -> tuple[Access, HttpResponseBase | None]:
    user = request.user
    nobody = Access("anyone", purpose=purpose)
    if not user.is_authenticated:
        # A form that was sent meanwhile is not repeated after signing in: its address would answer nothing by itself.
        back = request.get_full_path() if request.method == "GET" else resolve_url("queue")
        return nobody, redirect_to_login(back, resolve_url(SIGN_IN))
    if not user.is_active or getattr(user, "suspended_at", None) is not None:
        raise PermissionDenied("this account is suspended")
    role = str(getattr(user, "role", ""))
    newcomer = Access("staff", technician=user, role=role, purpose=purpose)
    if who is Who.ENROLLING:
        return newcomer, None
    if not may_work(request):
        return nobody, redirect(ENROL)
    if who is Who.SIGNING:
        return newcomer, None
    if not people.has_signed(user.pk):
        return nobody, redirect(STATEMENT)
    if RANK.get(role, 0) < NEEDED[who]:
        raise PermissionDenied("this page is for another role")
    return replace(newcomer, bound=True), None


def enter_again(request: HttpRequest, who: Who) -> Access | None:
    """Who is asking, looked up anew for an answer that lasts; None once this browser is not, or not so high, in."""
    again = HttpRequest()
    again.session = type(request.session)(request.session.session_key)
    if who is Who.CUSTOMER:
        person = person_of(again)
        return None if person is None else Access("customer", person_id=person)
    again.user = get_user(again)
    try:
        access, refusal = _staff(again, who, None)
    except PermissionDenied:
        return None
    return access if refusal is None else None
