"""Addresses, and what this computer knows already of the way to one. Nothing is sent to find out more."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def address_of(written: str) -> Address | None:
    """An address as text, with or without brackets and zone; ``None`` for anything else."""
    try:
        return ipaddress.ip_address(written.partition("%")[0].strip("[]"))
    except ValueError:
        return None


def counts(written: str) -> bool:
    """False for what a card gives itself when nobody gave it one (169.254…)."""
    found = address_of(written)
    return found is not None and not (found.is_link_local or found.is_loopback or found.is_unspecified)


def is_worldwide(written: str) -> bool:
    """True for an address of IPv6 that routers announced: the way out comes with it."""
    found = address_of(written)
    return found is not None and found.version == 6 and found.is_global


def unreachable(host: str, port: int, connections: object) -> float | None:
    """Whether the proxy at ``host`` is out of reach; ``None``: nobody can tell without sending something.

    ``connections``: ``{"listening": [[address, port]], "talking": [[address, port]]}``. On this computer somebody
    listens or nobody does; elsewhere an open connection shows that it is there, and none shows nothing.
    """
    told = connections if isinstance(connections, dict) else {}
    listening, talking = told.get("listening"), told.get("talking")
    address = address_of(host)
    if host.casefold() == "localhost" or (address is not None and address.is_loopback):
        return None if not isinstance(listening, list) else float(not any(one[1:] == [port] for one in listening))
    if address is not None and isinstance(talking, list) and [str(address), port] in talking:
        return 0.0
    return None
