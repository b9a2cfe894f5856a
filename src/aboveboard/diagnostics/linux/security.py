"""security.firewall and security.encryption: as far as files say it with certainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.blocks import folder_of, is_encrypted
from aboveboard.diagnostics.linux.kinds import is_container, kind_of
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.mounts import Mount, lying_at, mounts
from aboveboard.diagnostics.linux.reading import names, pairs, real, text_or
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_WANTED: Final = ("sysinit", "multi-user", "network-pre", "network", "basic", "graphical")
FIREWALLS: Final = frozenset(
    {
        "awall", "csf", "ferm", "firewalld", "firewall", "ip6tables", "iptables", "lfd", "netfilter-persistent",
        "nftables", "opensnitch", "opensnitchd", "portmaster", "shorewall", "shorewall6",
        "shorewall-lite", "SuSEfirewall2", "nixos-firewall",
    }
)  # fmt: skip
_INSTALLED: Final = {
    "firewalld": ("/usr/sbin/firewalld", "/usr/bin/firewalld", "/etc/firewalld/firewalld.conf"),
    "ufw": ("/etc/ufw/ufw.conf",),
}
_STARTED: Final = ("/etc/systemd/system/multi-user.target.wants", "/etc/runlevels/default")
_CARRIED: Final = frozenset({"laptop", "convertible", "tablet"})
"""A handheld game console comes without encryption and without a word for it."""
_OVER_FILES: Final = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"})


def read_firewall(machine: Machine) -> Mapping[str, Reading]:
    """One sample when a firewall is there and it is clear whether it is on; a container is behind its host's."""
    if is_container(machine):
        return {"security.firewall": ()}
    ufw = pairs(text_or(machine, "/etc/ufw/ufw.conf")).get("ENABLED", "").lower()
    if ufw == "yes" or _enabled(machine):
        return {"security.firewall": (Sample({"off": 0}),)}
    shown = any(machine.there(place) for place in _STARTED)
    if ufw == "no" or (shown and any(machine.there(path) for path in _INSTALLED["firewalld"])):
        return {"security.firewall": (Sample({"off": 1}),)}
    return {"security.firewall": Unknown("No firewall was found that tells whether it is on.")}


def _enabled(machine: Machine) -> bool:
    """Whether a service that sets up a firewall is started with the system."""
    for base in ("/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"):
        for target in _WANTED:
            for kind in ("wants", "requires"):
                started = {one.removesuffix(".service") for one in names(machine, f"{base}/{target}.target.{kind}")}
                if started & FIREWALLS:
                    return True
    levels = ("/etc/runlevels/boot", "/etc/runlevels/default")
    return any(FIREWALLS & set(names(machine, level)) for level in levels)


def read_encryption(machine: Machine) -> Mapping[str, Reading]:
    """One sample: whether the computer is one that is carried around, and whether the person's files are encrypted."""
    kind = kind_of(machine)
    if kind in ("container", "virtual"):
        return {"security.encryption": ()}
    values: dict[str, float] = {}
    if kind:
        values["laptop"] = float(kind in _CARRIED)
    found = mounts(machine)
    home = lying_at(found, real(machine, machine.home()) or machine.home())
    encrypted = _is_encrypted(machine, home) if home is not None else None
    if encrypted is not None:
        values["encrypted"] = float(encrypted)
    return {"security.encryption": (Sample(values),) if values else Unknown("The disk does not tell.")}


def _is_encrypted(machine: Machine, mount: Mount) -> bool | None:
    """``None`` for what can be encrypted in ways that are not shown."""
    if mount.kind in _OVER_FILES:
        return True
    folder = folder_of(machine, mount)
    return is_encrypted(machine, folder) if folder and mount.kind not in ("zfs", "bcachefs", "overlay") else None
