"""net.link, net.names, net.proxy, net.wifi: as far as the kernel knows. Nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.addresses import answered, cards, gateways, is_up, listening
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import decimal, pairs, text_or
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_DNS: Final = 53
_OF_CONTAINERS: Final = "127.0.0.11"
"""Docker's own resolver, which shows no socket at port 53."""
_RESOLVED: Final = "/run/systemd/resolve/io.systemd.Resolve"
_ENVIRONMENT: Final = "/etc/environment"
_PROXIES: Final = ("https_proxy", "http_proxy", "all_proxy", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_PROXY: Final = re.compile(r"(?:[a-z0-9]+://)?(?:[^@/]*@)?(\[[0-9a-fA-F:.]+\]|[^:/@\s]+)(?::(\d{1,5}))?/?")
_PORTS: Final = {"http": 80, "https": 443, "socks": 1080}
_LOOPBACK: Final = {"localhost": "127.0.0.1", "[::1]": "::1", "ip6-localhost": "::1"}


def read_link(machine: Machine) -> Mapping[str, Reading]:
    """net.link: whether any card has a line, and whether there is a way out; none without a card."""
    fitted = cards(machine)
    if not fitted:
        return {"net.link": ()}
    values = {"link_up": float(any(is_up(machine, one) for one in fitted))}
    ways = gateways(machine)
    if ways is not None:
        values["usable"] = float(bool(ways))
    return {"net.link": (Sample(values),)}


def read_names(machine: Machine) -> Mapping[str, Reading]:
    """net.names: whether the next computer on the way out answered the kernel, and whether names can be asked for."""
    ways = [one for one in gateways(machine) or () if one.address]
    if not cards(machine) and not ways:
        return {"net.names": ()}
    values: dict[str, float] = {}
    reached = [state for one in ways if (state := answered(machine, one)) is not None]
    if reached:
        values["gateway_reachable"] = float(any(reached))
    failing = machine.resolver_failing()
    if failing is None and _asks_nobody(machine):
        failing = True
    if failing is not None:
        values["resolver_failing"] = float(failing)
    return {"net.names": (Sample(values),) if values else Unknown("Nothing has been asked of the network lately.")}


def _asks_nobody(machine: Machine) -> bool:
    """Whether every resolver that is set is one of this computer's own and none of them runs."""
    content = text_or(machine, "/etc/resolv.conf")
    hosts = re.search(r"^hosts:.*\bresolve\b", text_or(machine, "/etc/nsswitch.conf"), re.MULTILINE)
    if not content or (hosts and machine.there(_RESOLVED)):
        return False
    asked = resolvers(content)[:3]
    if not asked or any(not one.startswith("127.") or one == _OF_CONTAINERS for one in asked):
        return False
    return all(listening(machine, one, _DNS, "udp") is False for one in asked)


def resolvers(content: str) -> list[str]:
    """Who is asked for names, of the text of ``resolv.conf``."""
    told = [line.split() for line in content.splitlines()]
    return [words[1] for words in told if len(words) > 1 and words[0] == "nameserver"]


def read_proxy(machine: Machine) -> Mapping[str, Reading]:
    """net.proxy: whether one is set for all programs, and whether it is known not to answer."""
    proxy = proxy_of(machine)
    if not proxy and machine.captured and not machine.there(_ENVIRONMENT):
        return {"net.proxy": Unknown("The settings for a proxy were not captured.")}
    if not proxy:
        return {"net.proxy": (Sample({"set": 0, "unreachable": 0}),)}
    dead = machine.proxy_unreachable()
    own = own_proxy(proxy)
    if dead is None and own is not None:
        # Of a proxy on this computer it is known whether it runs; of another one nothing is, without asking it.
        there = listening(machine, *own, "tcp")
        dead = None if there is None else not there
    return {"net.proxy": (Sample({"set": 1} | ({"unreachable": float(dead)} if dead is not None else {})),)}


def proxy_of(machine: Machine) -> str:
    """The proxy that programs are told to use; empty without one."""
    told = pairs(text_or(machine, _ENVIRONMENT)) | dict(machine.settings())
    return next((told[name].strip() for name in _PROXIES if told.get(name, "").strip()), "")


def own_proxy(proxy: str) -> tuple[str, int] | None:
    """Address and port of a proxy on this computer itself; ``None`` for any other."""
    found = _PROXY.fullmatch(proxy)
    if not found:
        return None
    host = _LOOPBACK.get(found[1].lower(), found[1].strip("[]"))
    port = int(found[2]) if found[2] else next((_PORTS[one] for one in _PORTS if proxy.startswith(f"{one}:")), 1080)
    return (host, port) if host == "::1" or re.fullmatch(r"127(\.\d{1,3}){3}", host) else None


def read_wifi(machine: Machine) -> Mapping[str, Reading]:
    """net.wifi: how strong each network is that is in use. The network's name is not read."""
    radios = [one for one in cards(machine) if _is_radio(machine, one)]
    used = [] if _on_a_cable(machine) else [one for one in radios if is_up(machine, one)]
    if not used:
        return {"net.wifi": ()}
    measured = _measured(text_or(machine, "/proc/net/wireless"))
    samples = [
        Sample({"signal": measured[one]}, f"card-{radios.index(one) + 1}", one) for one in used if one in measured
    ]
    return {"net.wifi": tuple(samples) or Unknown("The wireless card does not tell how strong the network is.")}


def _on_a_cable(machine: Machine) -> bool:
    """Whether there is a way out by a cable: then it matters to nobody how strong a network is."""
    ways = {one.card for one in gateways(machine) or ()}
    return any(one in ways and is_up(machine, one) and not _is_radio(machine, one) for one in cards(machine))


def _is_radio(machine: Machine, card: str) -> bool:
    return any(machine.there(f"/sys/class/net/{card}/{part}") for part in ("wireless", "phy80211"))


def _measured(content: str) -> dict[str, float]:
    """Card → dBm. Old drivers write the level as a byte; one that may be a share of something else is left out."""
    found = {}
    for line in content.splitlines()[2:]:
        card, colon, rest = line.partition(":")
        words = rest.split()
        level = decimal(words[2].rstrip(".")) if colon and len(words) > 3 else None
        if level is not None and 128 <= level < 256:
            level -= 256
        if level is not None and -120 <= level < 0:
            found[card.strip()] = level
    return found
