"""Signing in as staff: an authenticator app that the test itself is, and clients that have shown its code."""

import base64
import hmac
import struct
import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests import cast

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, step: int = 0) -> str:
    """What an authenticator app shows now, or `step` half minutes from now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def with_app(person: Any) -> Any:
    """The same person, with an authenticator app whose secret is SECRET."""
    TOTP.activate(person, SECRET)
    return person


def staff(handle: str = "ana", name: str = "Ana Castro", role: str = "technician", *, signs: bool = True) -> Any:
    """A member of staff who has a password and an app."""
    return with_app(cast.technician(handle, name, role, signs=signs))


def client() -> Client:
    """A browser in a network of its own."""
    return Client(REMOTE_ADDR=cast.fresh_network())


def at_desk(person: Any) -> Client:
    """A browser in which this person, who has a factor, is signed in."""
    browser = client()
    browser.force_login(person)
    return browser


def password(browser: Client, handle: str, word: str = cast.PASSWORD) -> Any:
    """The answer to handle and password."""
    return browser.post("/desk/account/sign-in", {"login": handle, "password": word})
