"""What the kernel knows of the network, without sending anything: cards, routes, neighbours, listeners."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from aboveboard.diagnostics.linux.kinds import is_container
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import names, number, text_or

_CARDS: Final = 512
_LINES: Final = 65_536
_UP, _REJECT = 0x1, 0x200
_COMPLETE: Final = 0x2
_LISTENING: Final = "0A"


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where what is not for the own network goes: by which card, and to whom (IPv4; empty: to nobody in particular)."""

    card: str
    address: str = ""


def cards(machine: Machine) -> list[str]:
    """The network cards that are fitted, and in a container those it was given; not bridges and tunnels."""
    given = is_container(machine)
    return [
        one
        for one in names(machine, "/sys/class/net")[:_CARDS]
        if one != "lo"
        and (machine.there(f"/sys/class/net/{one}/device") or (given and re.match(r"(eth|ens|host)\d", one)))
    ]


def is_up(machine: Machine, card: str) -> bool:
    """Whether something is at the other end of the line."""
    state = text_or(machine, f"/sys/class/net/{card}/operstate")
    return state == "up" or (state == "unknown" and number(machine, f"/sys/class/net/{card}/carrier") == 1)


def gateways(machine: Machine) -> list[Gateway] | None:
    """The ways out; ``None`` when there is none in a table of routes that can be read, and another one cannot be."""
    found: list[Gateway] = []
    lines = text_or(machine, "/proc/net/route").splitlines()[:_LINES]
    sure = bool(lines)
    for line in lines[1:]:
        words = line.split()
        if len(words) < 8 or words[1] != "00000000" or words[7] != "00000000":
            continue
        flags = hexadecimal(words[3])
        if flags & _UP and not flags & _REJECT:
            address = hexadecimal(words[2])
            found.append(
                Gateway(words[0], str(IPv4Address(address.to_bytes(4, "little"))) if 0 < address < 2**32 else "")
            )
    lines = text_or(machine, "/proc/net/ipv6_route").splitlines()[:_LINES]
    sure = sure and (bool(lines) or not machine.there("/proc/net/if_inet6"))
    for line in lines:
        words = line.split()
        if len(words) < 10 or words[0].strip("0") or words[1] != "00" or words[9] == "lo":
            continue
        flags = hexadecimal(words[8])
        if flags & _UP and not flags & _REJECT:
            found.append(Gateway(words[9]))
    return found if found or sure else None


def answered(machine: Machine, gateway: Gateway) -> bool | None:
    """Whether this neighbour told its hardware address; ``None`` when nobody has asked lately."""
    for line in text_or(machine, "/proc/net/arp").splitlines()[1:_LINES]:
        words = line.split()
        if len(words) >= 6 and words[0] == gateway.address and words[5] == gateway.card:
            return bool(hexadecimal(words[2]) & _COMPLETE) and words[3] != "00:00:00:00:00:00"
    return None


def listening(machine: Machine, address: str, port: int, protocol: str) -> bool | None:
    """Whether somebody on this computer listens at a loopback address; ``None`` when that is not shown."""
    read = False
    for suffix in ("", "6"):
        lines = text_or(machine, f"/proc/net/{protocol}{suffix}").splitlines()[:_LINES]
        read = read or bool(lines)
        for line in lines[1:]:
            words = line.split()
            if len(words) < 4 or (protocol == "tcp" and words[3] != _LISTENING):
                continue
            here, _, at = words[1].partition(":")
            if hexadecimal(at) == port and local(here) in (address, "0.0.0.0", "::", f"::ffff:{address}"):  # noqa: S104 - compared, not bound
                return True
    return False if read else None


def local(word: str) -> str:
    """An address as the kernel's tables write it: 32-bit words in the processor's order."""
    if not re.fullmatch(r"[0-9A-Fa-f]{8}|[0-9A-Fa-f]{32}", word):
        return ""
    raw = b"".join(bytes.fromhex(word[at : at + 8])[::-1] for at in range(0, len(word), 8))
    return str(IPv4Address(raw) if len(raw) == 4 else IPv6Address(raw))


def hexadecimal(word: str) -> int:
    return int(word, 16) if re.fullmatch(r"(0x)?[0-9A-Fa-f]{1,8}", word) else 0
