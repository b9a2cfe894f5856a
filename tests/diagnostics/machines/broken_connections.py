"""Network and protection on either side of each threshold."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnostics.machines import canaries, network, parts
from tests.diagnostics.machines.network import ETHERNET, NO_CABLE, WIFI, Link
from tests.diagnostics.machines.pair import Change, Pair, Scene, pair, steadily
from tests.diagnostics.machines.tree import MINUTE, Tree

_LAPTOP, _TOWER, _UBUNTU = "debian-13-laptop", "debian-12-desktop", "ubuntu-24-laptop"
_TEN, _TWICE = steadily(10 * MINUTE), steadily(2 * MINUTE)
_PROXY = f"http://{canaries.PROXY_USER}:{canaries.PROXY_PASSWORD}@{canaries.PROXY_HOST}:3128"
_SOCKETS = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
_LISTENS = "   0: 0100007F:{port:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41223 1\n"


def _links(*links: Link, neighbours: bool = True) -> Change:
    return lambda tree: network.network(tree, *links, neighbours=neighbours)


def _names(*, failing: bool, neighbours: bool = True) -> Change:
    def change(tree: Tree) -> None:
        network.network(tree, ETHERNET, neighbours=neighbours)
        tree.answers["resolver_failing"] = failing

    return change


def _proxy(address: str, *, dead: bool | None = None, listens: int = 0) -> Change:
    def change(tree: Tree) -> None:
        tree.text("/etc/environment", f'PATH="/usr/bin:/bin"\nhttps_proxy="{address}"\nno_proxy={canaries.DOMAIN}\n')
        tree.text("/proc/net/tcp", _SOCKETS + (_LISTENS.format(port=listens) if listens else ""))
        if dead is not None:
            tree.answers["proxy_unreachable"] = dead

    return change


def _signal(dbm: int) -> Change:
    return _links(NO_CABLE, replace(WIFI, signal=dbm))


def _ufw(word: str) -> Change:
    def change(tree: Tree) -> None:
        tree.text("/etc/ufw/ufw.conf", f"# /etc/ufw/ufw.conf\nENABLED={word}\nLOGLEVEL=low\n")
        tree.drop("/etc/systemd/system/multi-user.target.wants/ufw.service")

    return change


def _without_firewalld(tree: Tree) -> None:
    tree.drop("/etc/systemd/system/multi-user.target.wants/firewalld.service")


def _nftables_instead(tree: Tree) -> None:
    _without_firewalld(tree)
    parts.firewall(tree, "nftables")


def _unencrypted(tree: Tree) -> None:
    uuid = "/sys/devices/virtual/block/dm-0/dm/uuid"
    tree.edit(uuid, "CRYPT-LUKS2-", "LVM-")


def _second_disk_is_not(tree: Tree) -> None:
    tree.edit("/sys/devices/virtual/block/dm-2/dm/uuid", "LVM-", "LVM-x")


_LOCAL = replace(ETHERNET, address="169.254.77.3", gateway="")

PAIRS: tuple[Pair, ...] = (
    pair("net.no-address", "critical", _TOWER, _links(_LOCAL), _links(ETHERNET), _links(NO_CABLE)),
    pair(
        "net.no-address",
        "critical",
        "ubuntu-24-server-ipv6",
        _links(replace(network.ETHERNET_6, gateway_6=False)),
        _links(network.ETHERNET_6),
        name="of IPv6",
    ),
    pair(
        "net.dns",
        "warn",
        _TOWER,
        Scene(_names(failing=True), _TWICE),
        Scene(_names(failing=False), _TWICE),
        Scene(_names(failing=True), steadily(MINUTE)),
        Scene(_names(failing=True, neighbours=False), _TWICE),
    ),
    pair("net.proxy", "warn", _UBUNTU, _proxy(_PROXY, dead=True), _proxy(_PROXY, dead=False), _proxy(_PROXY)),
    pair(
        "net.proxy",
        "warn",
        "mint-desktop",
        _proxy("http://127.0.0.1:8118"),
        _proxy("http://127.0.0.1:8118", listens=8118),
        name="of this computer",
    ),
    pair(
        "net.weak-wifi",
        "info",
        _LAPTOP,
        Scene(_signal(-76), _TEN),
        Scene(_signal(-75), _TEN),
        Scene(_signal(-90), steadily(10 * MINUTE - 1)),
    ),
    pair("security.firewall", "warn", _UBUNTU, _ufw("no"), _ufw("yes")),
    pair("security.firewall", "warn", "rhel-9-server", _without_firewalld, _nftables_instead, name="of Red Hat"),
    pair("security.disk-encryption", "info", _LAPTOP, _unencrypted, _second_disk_is_not),
)
