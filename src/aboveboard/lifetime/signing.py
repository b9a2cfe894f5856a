"""Whether the signing key is the one under which the copy was made: with another, links in sent letters are dead."""

import hashlib
import hmac

from django.conf import settings

from aboveboard.ground.vault.services import service_key
from aboveboard.lifetime.archive import Manifest
from aboveboard.lifetime.errors import OTHER_SIGNING_KEY, NotPossible

PART = "signing"
"""The part of a manifest's `about` that holds the mark."""


def mark(name: str) -> str:
    """The present signing key's mark under the service's key `name`: equal for the same key, and tells nothing of it.

    Without the service's key nobody can try guesses of a signing key that a person made up.
    """
    said = b"signing key\n" + settings.SECRET_KEY.encode()
    return hmac.new(service_key(name), said, hashlib.sha256).hexdigest()


def check(manifest: Manifest, name: str) -> None:
    """Raises `NotPossible` (`signing`) where the copy was made under another signing key."""
    if not hmac.compare_digest(str(manifest.about.get(PART, "")), mark(name)):
        raise NotPossible("signing", f"The signing key is not the one of this copy: {OTHER_SIGNING_KEY}")
