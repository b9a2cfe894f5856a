"""Counts the names of the cookies that really leave, outside of everything that could still set or drop one.

The counts go to the database when a name is new to this process, and else now and then: a page never waits for more
than that. What a process that dies had not written yet is lost; a name that it set is not.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from aboveboard.evidence import cookies
from aboveboard.ground.clock import now

log = logging.getLogger(__name__)

WRITE_EVERY_S: Final = 30.0
Answer = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class Tally:
    """Counts that wait to be written. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[str] = Counter()
        self._known: set[str] = set()
        self._written_at = 0.0

    def count(self, names: list[str]) -> bool:
        """Count these names. Returns whether it is time to write."""
        with self._lock:
            self._waiting.update(names)
            late = time.monotonic() - self._written_at > WRITE_EVERY_S
            return late or not self._known.issuperset(names)

    def write(self) -> None:
        """Write what waits. A database that does not answer keeps nobody from their page: the counts wait on."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
            self._written_at = time.monotonic()
        try:
            cookies.add(taken, now())
        except DatabaseError as error:
            log.error("names of cookies could not be counted: %s", type(error).__name__)
            with self._lock:
                self._waiting.update(taken)
        else:
            with self._lock:
                self._known.update(taken)


TALLY = Tally()


class CookieCounter:
    """Middleware, sync and async, the outermost of all."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._later(request)
        response = self.get_response(request)
        assert isinstance(response, HttpResponseBase)
        if response.cookies and TALLY.count(list(response.cookies)):
            TALLY.write()
        return response

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        assert not isinstance(response, HttpResponseBase)
        answer = await response
        if answer.cookies and TALLY.count(list(answer.cookies)):
            await sync_to_async(TALLY.write, thread_sensitive=True)()
        return answer
