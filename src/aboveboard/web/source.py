"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest

from aboveboard.ground.source import believed


def source_of(request: HttpRequest) -> str:
    """The network address that the request came from, for bounds on guessing; never stored as it is."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return believed(forwarded, str(request.META.get("REMOTE_ADDR", "")), settings.ABOVEBOARD_TRUSTED_PROXIES)
