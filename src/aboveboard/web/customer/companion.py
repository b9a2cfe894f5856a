"""The companion, as pages offer it on which somebody can join."""

from django.conf import settings
from django.http import HttpRequest

from aboveboard.ground.typed import program


def offered(request: HttpRequest) -> dict[str, str]:
    """What `parts/companion.html` shows: the link that opens it with this address, and where to get it (or "").

    In the demo also the command that starts it, since nothing there installs it.
    """
    return {
        "companion_link": f"aboveboard://{request.get_host()}/join",
        "companion_from": settings.ABOVEBOARD_COMPANION_URL,
        "companion_command": f"{program()} companion {request.get_host()}" if settings.ABOVEBOARD_DEMO else "",
    }
