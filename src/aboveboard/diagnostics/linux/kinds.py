"""What kind of computer this is: a container, a virtual one, or by its case."""

from __future__ import annotations

import re
from typing import Final

from aboveboard.diagnostics.cases import CASES
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.mounts import Mount, parse_mounts
from aboveboard.diagnostics.linux.reading import names, number, pairs, text_or
from aboveboard.wire.computer import Kind

_WORDS: Final[dict[str, Kind]] = {
    "desktop": "desktop",
    "laptop": "laptop",
    "convertible": "convertible",
    "server": "server",
    "tablet": "tablet",
    "handset": "handheld",
    "all-in-one": "all-in-one",
    "vm": "virtual",
    "container": "container",
    "watch": "other",
    "embedded": "other",
}
"""hostname1's words, which the device tree uses too."""
_VIRTUAL: Final = re.compile(
    r"\b(qemu|kvm|vmware|virtualbox|innotek|vbox|bochs|parallels|virtual machine|virtual platform|hvm domu|"
    r"openstack|droplet|vserver|google compute engine|amazon ec2|bhyve|firecracker|crosvm|apple virtualization)",
    re.IGNORECASE,
)
_METAL: Final = re.compile(r"\.metal|bare ?metal", re.IGNORECASE)
_CONTAINER_FILES: Final = ("/run/systemd/container", "/run/host/container-manager", "/.dockerenv", "/run/.containerenv")
_LAYERS: Final = re.compile(r"/(docker|containerd|containers/storage|kubelet|lxc)/")
_DISK: Final = re.compile(r"/dev/(root|(vd|sd|xvd|hd)[a-z]|nvme|mmcblk)")
CONTAINER_GROUP: Final = re.compile(
    r"/(docker|lxc|lxc\.payload[^/]*|kubepods[^/]*|libpod[^/]*|machine\.slice/machine-)\b"
)


def kind_of(machine: Machine) -> Kind:
    """The kind of computer; empty when nothing tells."""
    if is_container(machine):
        return "container"
    if is_virtual(machine):
        return "virtual"
    case = number(machine, "/sys/class/dmi/id/chassis_type")
    if case in CASES:
        return CASES[case]
    for word in (
        pairs(text_or(machine, "/etc/machine-info")).get("CHASSIS", ""),
        text_or(machine, "/proc/device-tree/chassis-type").strip("\0"),
        machine.chassis() or "",
    ):
        if word in _WORDS:
            return _WORDS[word]
    if _has_lid(machine):
        return "laptop"
    return "other" if machine.there("/proc/device-tree/model") else ""


def is_container(machine: Machine) -> bool:
    """Whether the kernel belongs to somebody else, who shows us a part of it."""
    roots = [one for one in parse_mounts(text_or(machine, "/proc/self/mountinfo")) if one.point == "/" and one.device]
    # An image that was made for containers keeps their marks when a virtual machine boots from it.
    if any(machine.there(path) for path in _CONTAINER_FILES) and not any(map(_on_a_disk, roots)):
        return True
    layered = any(one.kind == "overlay" and any(map(_LAYERS.search, one.held)) for one in roots)
    return layered or bool(CONTAINER_GROUP.search(text_or(machine, "/proc/1/cgroup")))


def _on_a_disk(root: Mount) -> bool:
    return root.root == "/" and root.kind in ("ext2", "ext3", "ext4", "xfs", "f2fs") and bool(_DISK.match(root.source))


def is_in_windows(machine: Machine) -> bool:
    """Whether this is the Linux that comes with Windows."""
    return "microsoft" in text_or(machine, "/proc/sys/kernel/osrelease").lower()


def is_virtual(machine: Machine) -> bool:
    """Whether this computer is played by another one."""
    if is_in_windows(machine):
        return True
    board = " ".join(
        text_or(machine, f"/sys/class/dmi/id/{part}")
        for part in ("sys_vendor", "product_name", "board_vendor", "bios_vendor")
    )
    if _METAL.search(board) or "control_d" in text_or(machine, "/proc/xen/capabilities"):
        return False
    return bool(_VIRTUAL.search(board)) or machine.there("/sys/hypervisor/type") or _says_so(machine)


def _says_so(machine: Machine) -> bool:
    """x86 processors of virtual machines carry a flag; ARM ones are named so in the device tree."""
    if "linux,dummy-virt" in text_or(machine, "/proc/device-tree/compatible"):
        return True
    for line in text_or(machine, "/proc/cpuinfo").splitlines():
        if line.startswith("flags"):
            return " hypervisor " in f"{line} "
    return False


def _has_lid(machine: Machine) -> bool:
    """A computer with a lid and a battery is carried."""
    lid = any(one.startswith("PNP0C0D") for one in names(machine, "/sys/bus/acpi/devices"))
    return lid and any(one.startswith("BAT") for one in names(machine, "/sys/class/power_supply"))
