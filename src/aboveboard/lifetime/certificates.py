"""Finding certificates by their link."""

from __future__ import annotations

from aboveboard.ground import tokens
from aboveboard.lifetime.models import Certificate

LINK = "certificate"
"""The kind of signed link that shows one certificate to whoever holds it."""


def by_token(token: str) -> Certificate | None:
    """The certificate of a link, or None where the link is not ours or the certificate's own time is over."""
    identifier = tokens.read(LINK, token)
    return Certificate.objects.filter(pk=identifier).first() if identifier else None


def token_of(certificate: Certificate) -> str:
    """What stands in the link's address."""
    return tokens.sign(LINK, certificate.pk)


def newest(most: int = 50) -> list[Certificate]:
    """The last certificates, for the desk."""
    return list(Certificate.objects.select_related("by").order_by("-issued_at")[:most])
