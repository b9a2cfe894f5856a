"""The six digits of an authenticator app (RFC 6238), so that the tour signs in as a person does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct

PERIOD_S = 30


def code(secret: str, at: float) -> str:
    """The digits for the base32 ``secret`` at ``at`` seconds since 1970."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", int(at) // PERIOD_S), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"
