"""The company that runs this server, for every page: from its notice, which is where it says who it is."""

from typing import Any

from django.http import HttpRequest

from aboveboard.ground.notices import notice


def company(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  # Django passes the request to each
    """Template context: `company` with name, legal_name, address, email and phone; `privacy_officer`."""
    head = notice().head
    return {"company": head.controller, "privacy_officer": head.privacy_officer}
