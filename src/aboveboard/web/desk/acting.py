"""What the desk's views share: a refusal becomes a message on the next page, a foreign object a 404."""

from types import TracebackType

from django.contrib import messages
from django.http import Http404, HttpRequest

from aboveboard.journeys.errors import NotFound, Refused


class telling:  # noqa: N801  # reads as a word in `with telling(request):`
    """Run a journey. What it refuses is said on the next page; what is not there for this person raises Http404."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, NotFound):
            raise Http404 from None
        if not isinstance(error, Refused):
            return False
        messages.warning(self.request, str(error.message))
        return True
