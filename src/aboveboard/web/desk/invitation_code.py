"""The code of an invitation, for the browser of the technician who made it, until it was used or has run out.

The database knows only its hash. The technician needs it for as long as somebody types it in, over reloads of the page:
so this browser's session holds it, sealed for that one session with a customer and without naming it: nothing here
leads to them once they are erased.
"""

import uuid
from typing import Any

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest

from aboveboard.web.desk.sealing import seal, unseal

KEY = "invitation_code"
USE = b"aboveboard invitation code 1"


def remember(request: HttpRequest, session_id: uuid.UUID, code: str) -> None:
    """Keep the code of one session; a former one goes."""
    request.session[KEY] = seal(USE + session_id.bytes, code)


def recall(request: HttpRequest, session: Any) -> str:
    """The code of this session's invitation as three groups of digits, or "" where this browser does not have it."""
    held = request.session.get(KEY)
    if session is None or not isinstance(held, str):
        return ""
    try:
        code = unseal(USE + session.pk.bytes, held)
    except InvalidTag:  # the code of another session
        return ""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))


def forget(request: HttpRequest) -> None:
    """The code is of no more use."""
    request.session.pop(KEY, None)
