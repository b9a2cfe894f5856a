"""What Windows already knows of the network. Nothing is sent to find out more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from aboveboard.diagnostics.addresses import counts, is_worldwide, unreachable
from aboveboard.diagnostics.answers import SILENT, STRANGE, Answers, NotTold, as_json, known, number, objects
from aboveboard.diagnostics.looks import Reading, Sample, Unknown
from aboveboard.diagnostics.windows import events as e
from aboveboard.diagnostics.windows import registry as r

FAILED: Final = 3
FAILED_WITHIN: Final = 600
_CONNECTED: Final = 1
_PROXY: Final = re.compile(r"(?:https?=)?(?:https?://)?(\[[0-9a-fA-F:]{2,45}\]|[^\s:/;=]{1,253}):(\d{1,5})")


def link(answers: Answers) -> Mapping[str, Reading]:
    """Whether a real network card has a link, and whether the computer has an address and a way out."""
    said = _network(answers)
    adapters = objects(said.get("adapters"))
    up = any(one.get("hardware") is True and one.get("connected") is True for one in adapters)
    listed = [one.get("addresses") for one in adapters]
    addresses = [str(given) for one in listed if isinstance(one, list) for given in one]
    way_out = said.get("default_route") is True
    usable = (way_out and any(counts(one) for one in addresses)) or any(is_worldwide(one) for one in addresses)
    return {"net.link": (Sample(known(link_up=up, usable=usable)),)}


def _network(answers: Answers) -> dict[str, Any]:
    said = as_json(answers, "network.json")
    if not isinstance(said, dict):
        raise NotTold(STRANGE)
    return said


def names(answers: Answers) -> Mapping[str, Reading]:
    """Whether the gateway is there by the table of neighbours, and whether looking up names failed three times.

    Event 1014 of the system's own resolver: none of the servers answered.
    """
    gateway = _network(answers).get("gateway")
    values = known(gateway_reachable={"known": 1.0, "invalid": 0.0}.get(str(gateway)))
    try:
        recent = e.within(e.events(answers, e.SYSTEM), answers.now(), FAILED_WITHIN)
        values["resolver_failing"] = float(len(e.of(recent, "Microsoft-Windows-DNS-Client", 1014)) >= FAILED)
    except NotTold:
        pass  # What the log does not tell stays out.
    return {"net.names": (Sample(values),) if values else Unknown(SILENT)}


def wifi(answers: Answers) -> Mapping[str, Reading]:
    """The strength of the signal in dBm, of each card that is connected."""
    said = as_json(answers, "wifi.json")
    samples = []
    for place, one in enumerate(objects(said), 1):
        signal = number(one.get("rssi")) if one.get("state") == _CONNECTED else None
        if signal is not None and -120 <= signal < 0:
            samples.append(Sample({"signal": signal}, subject=f"card-{place}"))
    return {"net.wifi": tuple(samples)}


def proxy(answers: Answers) -> Mapping[str, Reading]:
    """Whether a proxy is set, and whether it can be reached as far as this computer knows already."""
    keys = r.Registry(answers)
    found = _PROXY.search(keys.text(r.INTERNET, "ProxyServer"))
    if keys.number(r.INTERNET, "ProxyEnable") != 1 or found is None:
        return {"net.proxy": (Sample({"set": 0.0, "unreachable": 0.0}),)}
    try:
        said = as_json(answers, "connections.json")
    except NotTold:
        said = None
    return {"net.proxy": (Sample(known(set=1, unreachable=unreachable(found[1], int(found[2]), said))),)}
