"""Error pages: what happened, what was kept, what to do. One table, one template."""

import logging
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import iscoroutinefunction

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.utils.decorators import sync_and_async_middleware
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.ground.vault.wrapping import KeysAway
from aboveboard.notice import NoticeError

log = logging.getLogger(__name__)
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """The words of one error page."""

    status: int
    title: Words
    happened: Words
    kept: Words
    todo: Words


NOTHING = _("Nothing was changed. What was kept before is still there.")

PROBLEMS = {
    400: Problem(
        400,
        _("We could not read that"),
        _("Your browser sent something that this page does not understand."),
        NOTHING,
        _("Go back, reload the page and try once more."),
    ),
    403: Problem(
        403,
        _("This page is not for this account"),
        _("You are signed in, but this page is for another role, or the account is suspended."),
        NOTHING,
        _("Ask an administrator if you should have access."),
    ),
    404: Problem(
        404,
        _("We cannot find this page"),
        _("The address is wrong, or the page is not yours, or this browser does not know you any more."),
        NOTHING,
        _("Use the browser that you asked for help with. If that does not work, contact us."),
    ),
    405: Problem(
        405,
        _("This page cannot be opened like that"),
        _("The address belongs to a button or a form. It is no page of its own."),
        NOTHING,
        _("Go back and use the button on the page."),
    ),
    413: Problem(
        413,
        _("That was too much at once"),
        _("The text or the form was larger than we take in one go."),
        _("Nothing of it was kept. Your browser may still have it if you go back."),
        _("Go back and send it in smaller parts."),
    ),
    429: Problem(
        429,
        _("Too many tries in a short time"),
        _("Many requests came from your network. We slow them down to keep the way in open for everybody."),
        _("This last request was not kept. All before it is still there."),
        _("Wait a while, then try again. If it is urgent, telephone us."),
    ),
    500: Problem(
        500,
        _("Something broke on our side"),
        _("It is not your fault. The error was written down for our engineers, without what you typed."),
        _("What the page had confirmed to you before is kept. The last step may not be."),
        _("Wait a minute, then try once more. If it happens again, contact us."),
    ),
    503: Problem(
        503,
        _("We cannot open what is kept safe right now"),
        _("The part of our system that holds the keys does not answer. Our engineers see it."),
        _("What was kept before is still there, and still sealed. The last step was not taken."),
        _("Wait a minute, then try once more. If it is urgent, telephone us."),
    ),
}

STALE_FORM = Problem(
    403,
    _("This form was too old"),
    _("The page was open for long, or your browser does not accept our cookie. That cookie protects your form."),
    _("Nothing was sent. If you go back, your browser mostly still has what you typed."),
    _("Go back, reload the page and send the form again."),
)


def show(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page of one problem."""
    return render(request, "public/error.html", {"problem": problem}, status=problem.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the request was too large."""
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return show(request, PROBLEMS[413 if too_big else 400])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """403."""
    return show(request, PROBLEMS[403])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """404."""
    return show(request, PROBLEMS[404])


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the keys are away. Even where the page itself cannot be drawn, something readable comes."""
    try:
        # Django calls this while it handles the exception.
        if isinstance(sys.exc_info()[1], KeysAway):
            page = show(request, PROBLEMS[503])
            page["Retry-After"] = "60"
            return page
        return show(request, PROBLEMS[500])
    except (NoticeError, OSError, TemplateDoesNotExist):
        log.exception("the error page could not be drawn")
        problem = PROBLEMS[500]
        text = f"{problem.title}. {problem.happened} {problem.kept} {problem.todo}\n"
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """A form without its protection, mostly from a page that was open for too long."""
    return show(request, STALE_FORM)


Handler = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def error_pages(get_response: Handler) -> Handler:
    """Middleware: an error answer without a body gets its page, if the browser wants one."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            answer = get_response(request)
            assert not isinstance(answer, HttpResponseBase)
            response = await answer
            return await sync_to_async(_dressed)(request, response) if _bare(request, response) else response

        return later

    def at_once(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        assert isinstance(response, HttpResponseBase)
        return _dressed(request, response) if _bare(request, response) else response

    return at_once


def _bare(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.status_code not in PROBLEMS or not isinstance(response, HttpResponse) or response.content:
        return False
    return "text/html" in request.headers.get("Accept", "")


def _dressed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    page = show(request, PROBLEMS[response.status_code])
    for name in ("Allow", "Retry-After"):
        if response.has_header(name):
            page[name] = response[name]
    return page
