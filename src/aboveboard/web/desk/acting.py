"""What every form of the desk shares: a refusal becomes a message on the next page, a foreign object a 404."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpRequest

from aboveboard.journeys.errors import NotFound, Refused


@contextmanager
def telling(request: HttpRequest) -> Iterator[None]:
    """Run a journey. What it refuses is said on the next page; what is not there for this person raises Http404."""
    try:
        yield
    except NotFound:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, str(refused.message))
