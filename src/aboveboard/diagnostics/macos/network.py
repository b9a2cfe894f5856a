"""What macOS already knows of the network, from its dynamic store. Nothing is sent to find out more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.addresses import counts, is_worldwide, unreachable
from aboveboard.diagnostics.answers import SILENT, Answers, NotTold, as_json, known, number, text, words
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.macos.plists import Row, mapping

GLOBAL: Final = "State:/Network/Global/"
_LINK: Final = re.compile(r"State:/Network/Interface/(en\d{1,3})/Link")
_SETUP: Final = re.compile(r"Setup:/Network/Service/[^/]{1,80}/Interface")
_SERVICE: Final = re.compile(r"State:/Network/Service/[^/]{1,80}/IPv4")
_SOCKET: Final = re.compile(
    r"^tcp\S{0,4} +\d+ +\d+ +(\S{1,60})\.(\d+|\*) +(\S{1,60})\.(\d+|\*) +(LISTEN|ESTABLISHED)\b", re.MULTILINE
)
_INNER: Final = ("ibridge",)
"""A Mac's link to its own security chip, which looks like a network."""
_PROXIES: Final = ("HTTPS", "HTTP", "SOCKS")


def link(answers: Answers) -> Mapping[str, Reading]:
    """Whether a network card that the person set up has a link, and whether there is an address and a way out."""
    store = mapping(answers, "network.plist")
    cards = {
        words(one, "DeviceName")
        for name, one in store.items()
        if _SETUP.fullmatch(name) and isinstance(one, dict) and words(one, "UserDefinedName").casefold() not in _INNER
    }
    up = any(
        found[1] in cards and isinstance(one, dict) and one.get("Active") is True
        for name, one in store.items()
        if (found := _LINK.fullmatch(name))
    )
    own = [address for name, one in store.items() if name.endswith("/IPv4") for address in _listed(one, "Addresses")]
    own6 = [address for name, one in store.items() if name.endswith("/IPv6") for address in _listed(one, "Addresses")]
    # A private network over the internet (VPN) that takes all has an interface, but no router.
    first = _part(store, "IPv4")
    routed = any(words(first, name) for name in ("Router", "PrimaryInterface")) and any(counts(one) for one in own)
    usable = routed or any(is_worldwide(one) for one in own6)
    return {"net.link": (Sample(known(link_up=up, usable=usable)),)}


def _part(store: Row, name: str) -> Row:
    found = store.get(GLOBAL + name)
    return found if isinstance(found, dict) else {}


def _listed(row: object, name: str) -> list[str]:
    found = row.get(name) if isinstance(row, dict) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def names(answers: Answers) -> Mapping[str, Reading]:
    """Whether the gateway answered when macOS last asked who has its address, and whether any resolver is known.

    macOS keeps no record of look-ups that failed, so with resolvers set nobody can say that they work.
    """
    store = mapping(answers, "network.plist")
    router = words(_part(store, "IPv4"), "Router")
    answered = {
        words(one, "ARPResolvedIPAddress")
        for name, one in store.items()
        if _SERVICE.fullmatch(name) and isinstance(one, dict)
    }
    none_set = not _listed(_part(store, "DNS"), "ServerAddresses")
    values = known(
        gateway_reachable=1 if router and router in answered else None,
        resolver_failing=1 if router and none_set else None,
    )
    return {"net.names": (Sample(values),) if values else Unknown(SILENT)}


def wifi(answers: Answers) -> Mapping[str, Reading]:
    """The strength of the signal in dBm. The network's name is never asked for."""
    said = as_json(answers, "wifi.json")
    samples = []
    for place, one in enumerate(said if isinstance(said, list) else [], 1):
        signal = number(one.get("rssi")) if isinstance(one, dict) else None
        if signal is not None and -120 <= signal < 0:
            samples.append(Sample({"signal": signal}, subject=f"card-{place}"))
    return {"net.wifi": tuple(samples)}


def proxy(answers: Answers) -> Mapping[str, Reading]:
    """Whether a proxy is set, and whether it can be reached as far as this computer knows already."""
    proxies = _part(mapping(answers, "network.plist"), "Proxies")
    for kind in _PROXIES:
        host, port = words(proxies, f"{kind}Proxy"), number(proxies.get(f"{kind}Port"))
        if proxies.get(f"{kind}Enable") == 1 and host and port:
            lost = unreachable(host, int(port), _connections(answers))
            return {"net.proxy": (Sample(known(set=1, unreachable=lost)),)}
    return {"net.proxy": (Sample({"set": 0.0, "unreachable": 0.0}),)}


def _connections(answers: Answers) -> dict[str, list[list[object]]] | None:
    """``netstat -an -p tcp``, where a point stands between address and port; ``None``: not told."""
    try:
        said = text(answers.data("netstat.txt"))
    except NotTold:
        return None
    found: dict[str, list[list[object]]] = {"listening": [], "talking": []}
    for own, own_port, other, port, state in _SOCKET.findall(said):
        if state == "LISTEN" and own_port.isdecimal():
            found["listening"].append([own, int(own_port)])
        elif state == "ESTABLISHED" and port.isdecimal():
            found["talking"].append([other, int(port)])
    return found
