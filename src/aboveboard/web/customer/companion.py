"""The companion, as pages offer it on which somebody can join."""

from django.conf import settings
from django.http import HttpRequest


def offered(request: HttpRequest) -> dict[str, str]:
    """What `parts/companion.html` shows: the link that opens it with this address, and where to get it (or "")."""
    return {
        "companion_link": f"aboveboard://{request.get_host()}/join",
        "companion_from": settings.ABOVEBOARD_COMPANION_URL,
    }
