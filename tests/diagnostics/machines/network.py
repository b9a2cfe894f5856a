"""Network cards, routes and neighbours: ``/sys/class/net`` and ``/proc/net``."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.tree import Tree


@dataclass(frozen=True)
class Link:
    """One network interface. ``device`` is what it hangs on; empty for one made by software.

    ``up``: administratively; ``carrier``: something is at the other end. ``signal`` in dBm makes it wireless.
    """

    name: str
    up: bool = True
    carrier: bool = True
    address: str = ""
    gateway: str = ""
    address_6: str = ""
    gateway_6: bool = False
    signal: int | None = None
    wireless: bool = False
    device: str = "pci0000:00/0000:00:1f.6"
    kind: int = 1
    master: str = ""
    bridge: bool = False
    metric: int = 100
    mac: str = canaries.MAC


ETHERNET = Link("enp0s31f6", address=canaries.ADDRESS, gateway=canaries.GATEWAY)
ETHERNET_6 = Link("enp0s31f6", address_6=canaries.ADDRESS_6, gateway_6=True)
_SOCKETS = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
NO_CABLE = Link("enp0s31f6", carrier=False)
WIFI = Link(
    "wlp2s0",
    address=canaries.ADDRESS,
    gateway=canaries.GATEWAY,
    signal=-52,
    device="pci0000:00/0000:00:14.3",
    metric=600,
)


def network(tree: Tree, *links: Link, resolver: str = "127.0.0.53", neighbours: bool = True) -> None:
    """All of it, with loopback."""
    loopback = Link("lo", address="127.0.0.1", device="", kind=772, mac="00:00:00:00:00:00")
    every = (loopback, *links)
    for number, link in enumerate(every, 1):
        _interface(tree, link, number)
    tree.text("/proc/net/dev", _counters(every))
    tree.text("/proc/net/route", _routes(every))
    tree.text("/proc/net/if_inet6", _addresses_6(every))
    tree.text("/proc/net/ipv6_route", _routes_6(every))
    tree.text("/proc/net/fib_trie", _trie(every))
    tree.text("/proc/net/arp", _neighbours(every, known=neighbours))
    tree.text("/proc/net/wireless", _wireless(every))
    tree.text(
        "/etc/resolv.conf", f"# made by the system\nnameserver {resolver}\noptions edns0\nsearch {canaries.DOMAIN}\n"
    )


def _interface(tree: Tree, link: Link, number: int) -> None:
    base = f"/sys/devices/{link.device}" if link.device else "/sys/devices/virtual"
    folder = f"{base}/net/{link.name}"
    running = link.up and link.carrier
    state = "unknown" if link.name == "lo" or link.kind == 65534 else "up" if running else "down"
    tree.lines(
        folder,
        {
            "address": link.mac,
            "type": link.kind,
            "flags": f"0x{(0x1003 if link.up else 0x1002):x}" if link.name != "lo" else "0x9",
            "operstate": state,
            # The kernel refuses to tell the carrier of an interface that is switched off.
            "carrier": int(link.carrier) if link.up else None,
            "ifindex": number,
            "iflink": number,
            "mtu": 1500,
            "speed": 1000 if running and link.device and not _is_wireless(link) else None,
            "addr_len": 6,
            "dormant": 0,
        },
    )
    tree.link(f"/sys/class/net/{link.name}", folder)
    if link.device:
        tree.lines(base, {"uevent": "DRIVER=e1000e"})
        tree.link(f"{folder}/device", base)
    if _is_wireless(link):
        tree.lines(f"{base}/ieee80211/phy0", {"name": "phy0", "index": 0})
        tree.link(f"{folder}/phy80211", f"{base}/ieee80211/phy0")
        tree.lines(f"{folder}/wireless", {"status": "0x0"})
    if link.bridge:
        tree.lines(f"{folder}/bridge", {"stp_state": 0, "bridge_id": "8000." + link.mac.replace(":", "")})
    if link.master:
        tree.link(f"{folder}/master", f"/sys/devices/virtual/net/{link.master}")
        tree.lines(f"{folder}/brport", {"state": 3})


def _listener(address: str, port: int, state: str) -> str:
    try:
        here = _little(address)
    except ValueError:  # a resolver that is asked by IPv6 listens elsewhere
        return ""
    return (
        f"    1: {here}:{port:04X} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000   101        0 18231 2 "
        "0000000000000000 0\n"
    )


def _is_wireless(link: Link) -> bool:
    return link.wireless or link.signal is not None


def _little(address: str) -> str:
    return ipaddress.IPv4Address(address).packed[::-1].hex().upper()


def _routes(links: Sequence[Link]) -> str:
    rows = ["Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"]
    for link in links:
        if not link.up or link.name == "lo" or not link.address:
            continue
        if link.gateway:
            rows.append(f"{link.name}\t00000000\t{_little(link.gateway)}\t0003\t0\t0\t{link.metric}\t00000000\t0\t0\t0")
        net = ipaddress.IPv4Interface(f"{link.address}/24").network
        rows.append(f"{link.name}\t{_little(str(net[0]))}\t00000000\t0001\t0\t0\t{link.metric}\t00FFFFFF\t0\t0\t0")
    return "".join(f"{row:<127}\n" for row in rows)


def _addresses_6(links: Sequence[Link]) -> str:
    rows = []
    for number, link in enumerate(links, 1):
        if link.name == "lo":
            rows.append(f"{'0' * 31}1 01 80 10 80       lo")
        elif link.up and link.carrier:
            rows.append(f"fe800000000000005ca9a4fffe417007 {number:02x} 40 20 80 {link.name:>8}")
            if link.address_6:
                rows.append(f"{link.address_6} {number:02x} 40 00 00 {link.name:>8}")
    return "".join(f"{row}\n" for row in rows)


def _routes_6(links: Sequence[Link]) -> str:
    none = "0" * 32
    rows = [f"{none} 00 {none} 00 {none} ffffffff 00000001 00000000 00200200       lo"]
    for link in links:
        if link.up and link.carrier and link.name != "lo":
            local = "fe800000000000000000000000000000"
            rows.append(f"{local} 40 {none} 00 {none} 00000100 00000001 00000000 00000001 {link.name:>8}")
            if link.gateway_6:
                router = "fe800000000000005ca9a4fffe41fe01"
                rows.append(f"{none} 00 {none} 00 {router} 00000400 00000002 00000000 00000003 {link.name:>8}")
    return "".join(f"{row}\n" for row in rows)


def _trie(links: Sequence[Link]) -> str:
    rows = ["Main:", "  +-- 0.0.0.0/0 3 0 5"]
    for link in links:
        if link.address and link.up:
            rows += [f"           |-- {link.address}", "              /32 host LOCAL"]
    return "\n".join([*rows, "Local:", *rows[1:], ""])


def _neighbours(links: Sequence[Link], *, known: bool) -> str:
    rows = ["IP address       HW type     Flags       HW address            Mask     Device"]
    for link in links:
        if link.up and link.carrier and link.gateway:
            flags, mac = ("0x2", canaries.GATEWAY_MAC) if known else ("0x0", "00:00:00:00:00:00")
            rows.append(f"{link.gateway:<16} 0x1         {flags:<11} {mac:<21} *        {link.name}")
    return "\n".join(rows) + "\n"


def _wireless(links: Sequence[Link]) -> str:
    head = (
        "Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE\n"
        " face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22\n"
    )
    rows = [
        f"{link.name:>6}: 0000   {max(0, min(70, link.signal + 110)):3d}.  {link.signal:4d}.  -256        0      0"
        "      0      2     31        0"
        for link in links
        if link.signal is not None and link.up
    ]
    return head + "".join(f"{row}\n" for row in rows)


def _counters(links: Sequence[Link]) -> str:
    head = (
        "Inter-|   Receive                                                |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls "
        "carrier compressed\n"
    )
    rows = [
        f"{link.name:>6}: 918273645  812345    0    0    0     0          0         0 81726354  412345    0    0    0 "
        "    0       0          0"
        for link in links
    ]
    return head + "".join(f"{row}\n" for row in rows)
