"""Before a socket is let in: which site it comes from, and how many may wait here that have no seat yet."""

from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aboveboard.ground.source import believed
from aboveboard.relay.protocol import EXTENSION

Message = MutableMapping[str, Any]
ASGISend = Callable[[Message], Awaitable[None]]

WAITING = 1024
"""Sockets without a seat, altogether: about 40 MB. `serve` lets the process open as many files as the system allows."""
WAITING_OF_NETWORK = 512
"""Those of one client network: a whole company behind one address may come back at the same moment."""

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """What the relay knows of the site that it stands in."""

    base_url: str = ""
    """Where people reach it; a page from there may open sockets, whatever a proxy makes of Host."""
    proxies: int = 0
    """How many proxies of ours stand before it, whose X-Forwarded-For and -Proto count."""
    network_of: Callable[[str], str] = str
    """Shortens an address to its network."""


def same_origin(scope: Message, site: Site) -> bool:
    """Whether a browser's page is of this very site. Programs send no Origin; a page cannot leave it out."""
    headers = _headers(scope)
    if "origin" not in headers:
        return True
    secure = scope["scheme"] == "wss"
    if site.proxies:
        secure = headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https"
    here = ("https://" if secure else "http://") + headers.get("host", "")
    origin = _origin(headers["origin"])
    return origin is not None and origin in (_origin(site.base_url), _origin(here))


def _headers(scope: Message) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no origin."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


@dataclass(slots=True)
class Doorstep:
    """Counts the sockets that have no seat yet, by client network. In memory alone, and only while they wait."""

    site: Site
    waiting: Counter[str] = field(default_factory=Counter)

    def enter(self, scope: Message) -> "Visit | None":
        """A place to wait on, to be left by ``Visit.leave``; None if there is none."""
        network = self._network(scope)
        if self.waiting.total() >= WAITING or self.waiting[network] >= WAITING_OF_NETWORK:
            return None
        self.waiting[network] += 1
        return Visit(self, network)

    def _network(self, scope: Message) -> str:
        peer = str((scope.get("client") or ("",))[0])
        return self.site.network_of(believed(_headers(scope).get("x-forwarded-for", ""), peer, self.site.proxies))


@dataclass(slots=True)
class Visit:
    """One socket's place on the doorstep."""

    doorstep: Doorstep
    network: str
    here: bool = True

    def leave(self) -> None:
        """Free the place; harmless if that has been done."""
        if self.here:
            self.here = False
            self.doorstep.waiting[self.network] -= 1
            if not self.doorstep.waiting[self.network]:
                del self.doorstep.waiting[self.network]


async def turn_away(scope: Message, send: ASGISend) -> None:
    """Answer a handshake for which there is no place, without a socket: HTTP 503."""
    extensions = scope.get("extensions") or {}
    if "websocket.http.response" not in extensions:
        await send({"type": "websocket.close"})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"10")]
    await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"Too many sockets wait to be let in.\n"})
    if EXTENSION in extensions:
        # uvicorn takes a handshake that ends so for a mistake of ours, and would log a line for each socket of a flood.
        extensions[EXTENSION]["protocol"].handshake_complete = True
