"""Bounds on how often one source may try something, without keeping its address.

The address is shortened to its network (IPv4 /24, IPv6 /48), hashed under the server's secret, and kept for its window
only.
"""

import datetime as dt
import ipaddress

from django.db import transaction
from django.db.models import F

from aboveboard.ground import tokens
from aboveboard.ground.models import Throttle


def network_of(address: str) -> str:
    """The network an address belongs to; what is no address counts as one common network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    bits = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def _key(kind: str, source: str) -> str:
    return tokens.keyed_hash("throttle", f"{kind}\n{source}")


def used(kind: str, source: str, now: dt.datetime) -> int:
    """How often `source` did `kind` in the window at hand."""
    row = Throttle.objects.filter(key=_key(kind, source), window_ends__gt=now).first()
    return row.count if row else 0


def count(kind: str, source: str, per: dt.timedelta, now: dt.datetime) -> int:
    """Count one more and return how many there are in this window, which began with the first and lasts `per`."""
    key = _key(kind, source)
    with transaction.atomic():
        Throttle.objects.filter(key=key, window_ends__lte=now).delete()
        Throttle.objects.get_or_create(key=key, defaults={"window_ends": now + per})
        Throttle.objects.filter(key=key).update(count=F("count") + 1)
        return Throttle.objects.get(key=key).count


def give_back(kind: str, source: str) -> None:
    """Take back one count, for a try that turned out to be right."""
    Throttle.objects.filter(key=_key(kind, source), count__gt=0).update(count=F("count") - 1)


def allow(kind: str, source: str, most: int, per: dt.timedelta, now: dt.datetime) -> bool:
    """Whether `source` may do `kind` once more; counts it."""
    return count(kind, source, per, now) <= most


def forget(now: dt.datetime) -> int:
    """Delete the windows that are over; returns how many."""
    return Throttle.objects.filter(window_ends__lte=now).delete()[0]
