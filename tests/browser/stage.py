"""Sets the stage of a session in a running product's data, and prints who is signed in as JSON.

Run as a program in the product's environment: ``python -m tests.browser.stage [invite]``. Ida has joined a session of
a case that Ana has taken; Sam, a supervisor, has called himself in. The tests begin where the session's pages begin.
"""

import json
import sys
from importlib import import_module
from typing import Any

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402 - after the settings are in use
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from aboveboard.journeys import inviting, working  # noqa: E402
from aboveboard.people import queries as people  # noqa: E402
from aboveboard.web.doors import PERSON_KEY  # noqa: E402
from tests import cast  # noqa: E402


def _cookie(values: dict[str, str]) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store.update(values)
    store.create()
    return str(store.session_key)


def _signed_in(person: Any) -> str:
    return _cookie(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )


def _staff(handle: str, name: str, role: str) -> Any:
    known = people.by_handle(handle)
    if known is not None:
        return known
    person = cast.technician(handle, name, role)
    TOTP.activate(person, generate_totp_secret())
    return person


def invite() -> dict[str, str]:
    """One case with a session that nobody has joined: its code, for a customer's end that is a program."""
    ana = _staff("ana", "Ana Castro", "technician")
    case = cast.case_of()
    working.take_case(case.pk, ana.pk)
    invited = inviting.invite(case.pk, ana.pk)
    return {
        "session": str(invited.session.pk),
        "code": invited.code,
        "ana": _signed_in(ana),
        "cookie": settings.SESSION_COOKIE_NAME,
    }


def set_stage() -> dict[str, str]:
    """One case with its session. The keys are names, the values ids and session cookies."""
    ana = _staff("ana", "Ana Castro", "technician")
    sam = _staff("sam", "Sam Winter", "supervisor")
    pia = _staff("pia", "Pia Holm", "administrator")
    case = cast.case_of()
    joined = cast.joined(case, ana)
    inviting.join_session(joined.session_id, sam.pk, sam.role)
    return {
        "case": str(joined.case_id),
        "session": str(joined.session_id),
        "ida": _cookie({PERSON_KEY: str(joined.person_id)}),
        "ana": _signed_in(ana),
        "sam": _signed_in(sam),
        "pia": _signed_in(pia),
        "cookie": settings.SESSION_COOKIE_NAME,
    }


if __name__ == "__main__":
    json.dump(invite() if sys.argv[1:] == ["invite"] else set_stage(), sys.stdout)
