"""Random secrets and signed links. Secrets are stored as keyed hashes, never as themselves."""

import hashlib
import hmac
import secrets
import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer


def new_secret() -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def keyed_hash(kind: str, secret: str) -> str:
    """Sixty-four hex digits by which a secret is found again; useless without the server's secret key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}\n{secret}".encode(), hashlib.sha256).hexdigest()


def sign(kind: str, identifier: uuid.UUID) -> str:
    """A link's token for one object and one purpose, to be put into a URL."""
    return Signer(salt=f"aboveboard {kind} 1", sep=".").sign(identifier.hex)


def read(kind: str, token: str) -> uuid.UUID | None:
    """The object that the token names, or None where the token is not ours or is for another purpose."""
    try:
        return uuid.UUID(Signer(salt=f"aboveboard {kind} 1", sep=".").unsign(token))
    except (BadSignature, ValueError):
        return None
