"""What the person at this computer has allowed, and until when. Nothing else in the program can allow anything.

A permission is a lease. It lives on only while the help desk answers renewals: when the help desk is silent the lease
runs out by this computer's own clock, and with it the capture.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from aboveboard.wire.limits import RENEW_EVERY_MS
from aboveboard.wire.types import Scope

_KNOWN_MAX: Final = 1_000


@dataclass(slots=True)
class Permission:
    """One live yes: ``scope`` for the technician in seat ``to``; ``until_us`` by this computer's monotonic clock.

    ``since_us`` is when it was given, µs since 1970, to show.
    """

    identifier: str
    scope: Scope
    to: int
    until_us: int
    since_us: int


class Consent:
    """The permissions of one session at the customer's end. Times are microseconds of a clock that never goes back."""

    def __init__(self, lease_ms: int) -> None:
        self.lease_ms = lease_ms
        self._lease_us = lease_ms * 1000
        self._asked_us = 0
        self._live: dict[str, Permission] = {}
        self._made: set[str] = set()
        self._ever: set[tuple[Scope, int]] = set()

    def give(self, scope: Scope, to: int, now_us: int, wall_us: int) -> Permission:
        """A new permission, made because a person said yes just now."""
        if len(self._made) >= _KNOWN_MAX:
            raise ValueError("This session has had too many permissions; end it and begin a new one.")
        self._asked_us = max(self._asked_us, now_us)
        made = Permission(secrets.token_hex(16), scope, to, now_us + self._lease_us, wall_us)
        self._made.add(made.identifier)
        self._ever.add((scope, to))
        self._live[made.identifier] = made
        return made

    def take_back(self, identifier: str) -> bool:
        """True when the permission was live; from this moment it is not."""
        return self._live.pop(identifier, None) is not None

    def take_back_all(self) -> None:
        """Nothing is allowed from this moment."""
        self._live.clear()

    def asked(self, now_us: int) -> None:
        """This end asked for all of them to go on."""
        self._asked_us = now_us

    def confirm(self, identifiers: list[str], now_us: int) -> list[str]:
        """The help desk named these permissions: those that live go on for a lease. Returns those never made here.

        However often it names them, they go on only as long as this end asks for it, which it does for a person.
        """
        until_us = min(now_us, self._asked_us + RENEW_EVERY_MS * 1000) + self._lease_us
        for identifier in identifiers:
            live = self._live.get(identifier)
            if live is not None and live.until_us > now_us:
                live.until_us = max(live.until_us, until_us)
        return [identifier for identifier in identifiers if identifier not in self._made]

    def live(self, now_us: int) -> list[Permission]:
        """The permissions that hold now; those that ran out are forgotten for good."""
        for identifier in [key for key, one in self._live.items() if one.until_us <= now_us]:
            del self._live[identifier]
        return list(self._live.values())

    def had_once(self, scope: Scope) -> set[int]:
        """The seats that had ``scope`` at some time: a late frame of theirs is no attack."""
        return {to for given, to in self._ever if given is scope}
