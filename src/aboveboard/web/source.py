"""Where a request comes from, as far as it can be believed."""

from django.conf import settings
from django.http import HttpRequest


def source_of(request: HttpRequest) -> str:
    """The network address that the request came from, for bounds on guessing; never stored as it is.

    ``X-Forwarded-For`` counts only as far as our own proxies wrote it: each one appends the address that it saw, so
    with one proxy the last entry is the visitor's. What stands before that was written by the visitor.
    """
    proxies: int = settings.ABOVEBOARD_TRUSTED_PROXIES
    if proxies:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(seen) >= proxies:
            return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
