"""Healthy servers, hosts and what runs on its own in a cupboard."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnostics.machines import board, canaries, network, parts, power, processor, records, releases
from tests.diagnostics.machines.base import base
from tests.diagnostics.machines.memory import Memory
from tests.diagnostics.machines.network import ETHERNET, Link
from tests.diagnostics.machines.storage import Disk, Mounted, array, disk, efi, mapped, mounts
from tests.diagnostics.machines.tree import DAY, GB, GIB, HOUR, MB, MIB, TB, Tree

_FIVE = tuple(
    Disk(f"sd{letter}", 18 * TB, "ata", "TOSHIBA MG09ACA1", "ATA", spinning=True, number=number, parts=(18 * TB,))
    for number, letter in enumerate("abcdefgh", 1)
)


def debian_12_server() -> Tree:
    """A rented root server: two disks as a mirror, a fixed address, nobody there for days."""
    tree = base(releases.DEBIAN_12, processor.EPYC, Memory(125 * GIB, 90 * GIB, swap=4 * GIB), up=27 * DAY)
    board.dmi(tree, "Supermicro", "AS-1014S-WTRT", board.SERVER)
    board.cards(tree, board.ASPEED)
    pair = [replace(parts.NVME, name=f"nvme{number}n1", number=number + 1) for number in range(2)]
    for one in pair:
        disk(tree, one)
    array(tree, "md2", 2, "raid1", ["nvme0n1p3", "nvme1n1p3"], 510 * GB)
    array(tree, "md1", 1, "raid1", ["nvme0n1p2", "nvme1n1p2"], 1024 * MB)
    mounts(
        tree,
        (
            Mounted("/", "ext4", "/dev/md2", "9:2", 500 * GB, 200 * GB, fstab="defaults"),
            Mounted("/boot", "ext3", "/dev/md1", "9:1", 1000 * MB, 340 * MB),
        ),
    )
    parts.sensors(tree, amd=True, hot=48, nvme=False)
    network.network(tree, replace(ETHERNET, name="eno1"), Link("eno2", carrier=False))
    parts.debian_kept(tree, desktop=False)
    tree.answers["idle_seconds"] = 26 * DAY
    parts.smart(tree, "nvme0n1", "nvme1n1", worn=31)
    return tree


def ubuntu_22_server() -> Tree:
    """LVM, nothing with a screen, the firewall on."""
    tree = base(releases.UBUNTU_22, processor.EPYC, Memory(62 * GIB, 50 * GIB, swap=8 * GIB), up=12 * DAY)
    board.dmi(tree, "HPE", "ProLiant DL325 Gen10 Plus", board.SERVER, bios="HPE")
    board.cards(tree, board.ASPEED)
    disk(tree, replace(parts.NVME, parts=(1 * GB, 2 * GB, 509 * GB)))
    mapped(tree, "dm-0", 0, "ubuntu--vg-ubuntu--lv", f"LVM-{canaries.CRYPT_UUID}", ["nvme0n1p3"], 250 * GB)
    mounts(
        tree,
        (
            Mounted("/", "ext4", "/dev/mapper/ubuntu--vg-ubuntu--lv", "253:0", 250 * GB, 60 * GB),
            Mounted("/boot", "ext4", "/dev/nvme0n1p2", "259:2", 2 * GB, 300 * MB),
            efi("259:1", "/dev/nvme0n1p1"),
        ),
    )
    parts.sensors(tree, amd=True, hot=51)
    network.network(tree, replace(ETHERNET, name="ens10f0np0"))
    parts.ubuntu_kept(tree, desktop=False)
    tree.answers["idle_seconds"] = None
    return tree


def ubuntu_24_server_ipv6() -> Tree:
    """A network that has IPv6 and nothing else."""
    tree = base(releases.UBUNTU_24, processor.XEON_2, Memory(187 * GIB, 120 * GIB, swap=0), up=8 * DAY, fifteen=12.0)
    board.dmi(tree, "Dell Inc.", "PowerEdge R740", board.SERVER, bios="Dell Inc.")
    board.cards(tree, board.ASPEED)
    parts.plain_disk(
        tree,
        replace(parts.SSD, bus="scsi", model="PERC H740P Mini", vendor="DELL"),
        kind="xfs",
        held="rw,attr2,inode64",
    )
    parts.sensors(tree, nvme=False)
    network.network(tree, network.ETHERNET_6, resolver="2001:db8:ca9a:41e::53")
    parts.ubuntu_kept(tree, desktop=False, snaps=False)
    return tree


def rhel_9_server() -> Tree:
    """The kernel is not asked to count pressure; XFS, whose inodes are made as needed, on LVM."""
    tree = base(
        releases.RHEL_9, processor.XEON_2, Memory(375 * GIB, 300 * GIB, stalled=None), up=25 * DAY, fifteen=70.0
    )
    board.dmi(tree, "HPE", "ProLiant DL380 Gen10", board.SERVER, bios="HPE")
    board.cards(tree, board.ASPEED)
    disk(tree, replace(parts.SSD, bus="scsi", model="LOGICAL VOLUME", vendor="HPE", parts=(1 * GB, 498 * GB)))
    mapped(tree, "dm-0", 0, "rhel-root", f"LVM-{canaries.CRYPT_UUID}", ["sda2"], 70 * GB)
    mapped(tree, "dm-2", 2, "rhel-home", f"LVM-{canaries.CRYPT_UUID}x", ["sda2"], 400 * GB)
    held = "rw,attr2,inode64,logbufs=8,logbsize=32k,noquota"
    mounts(
        tree,
        (
            Mounted(
                "/",
                "xfs",
                "/dev/mapper/rhel-root",
                "253:0",
                70 * GB,
                31 * GB,
                held=held,
                inodes=35_000_000,
                inodes_used=300_000,
            ),
            Mounted(
                "/home",
                "xfs",
                "/dev/mapper/rhel-home",
                "253:2",
                400 * GB,
                378 * GB,
                held=held,
                inodes=11_000_000,
                inodes_used=200_000,
            ),
            Mounted("/boot", "xfs", "/dev/sda1", "8:1", 1 * GB, 500 * MB, held=held, inodes=524_288, inodes_used=400),
        ),
    )
    parts.sensors(tree, nvme=False)
    network.network(
        tree,
        Link("bond0", device="", address=canaries.ADDRESS, gateway=canaries.GATEWAY),
        Link("ens1f0"),
        Link("ens1f1"),
    )
    parts.fedora_kept(tree, desktop=False)
    return tree


def alma_10_server() -> Tree:
    """A small office server with one spinning disk for copies, 94 % full."""
    tree = base(releases.ALMA_10, processor.J4105, Memory(15 * GIB, 11 * GIB), up=6 * DAY)
    board.dmi(tree, "FUJITSU", "PRIMERGY TX1310 M5", 17, bios="FUJITSU")
    board.cards(tree, board.GEMINI)
    copies = Disk("sdb", 4 * TB, "ata", "WDC WD40EFRX-68N", "ATA", spinning=True, number=2, parts=(4 * TB,))
    disk(tree, parts.SSD)
    disk(tree, copies)
    held = "rw,attr2,inode64,noquota"
    mounts(
        tree,
        (
            Mounted(
                "/", "xfs", "/dev/sda2", "8:2", 499 * GB, 50 * GB, held=held, inodes=240_000_000, inodes_used=200_000
            ),
            Mounted(
                "/srv/copies",
                "xfs",
                "/dev/sdb1",
                "8:17",
                4 * TB,
                3760 * GB,
                held=held,
                inodes=90_000_000,
                inodes_used=60_000_000,
            ),
        ),
    )
    parts.sensors(tree, nvme=False)
    network.network(tree, ETHERNET)
    parts.fedora_kept(tree, desktop=False)
    parts.smart(tree, "sda", "sdb")
    return tree


def rocky_8_big() -> Tree:
    """Two sockets with 96 threads at a load of 150, and a terabyte and a half of memory."""
    tree = base(
        releases.ROCKY_8,
        processor.XEON_2,
        Memory(1510 * GIB, 600 * GIB, swap=32 * GIB, swap_used=31 * GIB, stalled=None),
        up=29 * DAY,
        fifteen=150.0,
    )
    board.dmi(tree, "Supermicro", "SYS-2029U-TR4", board.SERVER)
    board.cards(tree, board.ASPEED)
    parts.plain_disk(tree, kind="xfs", held="rw,attr2,inode64,noquota")
    parts.sensors(tree, hot=83.0, nvme=False)
    processor.throttled(tree, processor.XEON_2, 9_812)
    network.network(tree, replace(ETHERNET, name="eno1"))
    parts.fedora_kept(tree, desktop=False)
    return tree


def nas() -> Tree:
    """Eight spinning disks as one array that is 96 % full: five terabytes are still free."""
    tree = base(releases.DEBIAN_13, processor.I3_N305, Memory(31 * GIB, 24 * GIB, 0), up=14 * DAY)
    board.dmi(tree, "Default string", "NAS-N305", board.DESKTOP)
    board.cards(tree, board.ALDER_N)
    for one in _FIVE:
        disk(tree, one)
    array(tree, "md0", 0, "raid6", [f"{one.name}1" for one in _FIVE], 108 * TB)
    system = replace(parts.NVME, number=9)
    disk(tree, system)
    mounts(
        tree,
        (
            Mounted("/", "ext4", "/dev/nvme0n1p3", system.device(3), 500 * GB, 22 * GB),
            Mounted(
                f"/srv/{canaries.DATA_MOUNT}",
                "ext4",
                "/dev/md0",
                "9:0",
                108 * TB,
                98 * TB,
                inodes=1_700_000_000,
                inodes_used=40_000_000,
            ),
        ),
    )
    parts.sensors(tree)
    for number, one in enumerate(_FIVE):
        power.sensor(tree, 10 + number, "drivetemp", ("", 41 + number), device=one.folder.rpartition("/block/")[0])
    network.network(tree, ETHERNET)
    parts.debian_kept(tree, desktop=False)
    parts.smart(tree, *(one.name for one in _FIVE))
    return tree


def proxmox_host() -> Tree:
    """A host of virtual machines: a bridge has the address, swap is full and rests, /etc/pve is made up."""
    ram = Memory(125 * GIB, 31 * GIB, swap=8 * GIB, swap_used=8 * GIB - MIB, swapped=44_000_000)
    tree = base(releases.PROXMOX, processor.EPYC, ram, up=22 * DAY, fifteen=18)
    board.dmi(tree, "ASUSTeK COMPUTER INC.", "KRPA-U16 Series", board.SERVER)
    board.cards(tree, board.ASPEED)
    disk(tree, replace(parts.NVME, parts=(1 * MB, 1 * GB, 511 * GB)))
    mapped(tree, "dm-1", 1, "pve-root", f"LVM-{canaries.CRYPT_UUID}", ["nvme0n1p3"], 96 * GB)
    root = Mounted("/", "ext4", "/dev/mapper/pve-root", "253:1", 96 * GB, 31 * GB, fstab="errors=remount-ro")
    fuse = "400 100 0:45 / /etc/pve rw,nosuid,nodev,relatime shared:400 - fuse /dev/fuse rw,user_id=0,group_id=0"
    mounts(tree, (root, efi("259:2", "/dev/nvme0n1p2")), [fuse])
    tree.answers["file_systems"]["/etc/pve"] = {
        "size": 128 * MB,
        "free": 127 * MB,
        "inodes": 256_000,
        "inodes_free": 255_900,
    }
    parts.sensors(tree, amd=True, hot=57)
    bridge = Link("vmbr0", device="", bridge=True, address=canaries.ADDRESS, gateway=canaries.GATEWAY)
    network.network(
        tree,
        bridge,
        Link("enp4s0", master="vmbr0"),
        Link("tap100i0", device="", master="vmbr0"),
        Link("veth101i0", device="", master="vmbr0"),
    )
    parts.debian_kept(tree, desktop=False)
    parts.smart(tree, "nvme0n1", worn=44)
    return tree


def arm_server() -> Tree:
    """Eighty ARM cores by ACPI; the record of logins has times of 64 bits."""
    tree = base(releases.UBUNTU_ARM, processor.AMPERE_80, Memory(251 * GIB, 200 * GIB), up=16 * DAY, fifteen=60.0)
    board.dmi(tree, "GIGABYTE", "R152-P30-00", board.SERVER)
    board.cards(tree, board.ASPEED)
    parts.plain_disk(tree, replace(parts.NVME, parts=(536 * MB, 511 * GB)))
    network.network(tree, replace(ETHERNET, name="enP2p1s0f0"))
    parts.ubuntu_kept(tree, desktop=False)
    records.wtmp(tree, records.ordinary_days(3, up=16 * DAY), wide=True)
    return tree


def alpine_router() -> Tree:
    """OpenRC, musl, no systemd; two cards, of which one leads out; root in memory is not used here."""
    tree = base(releases.ALPINE, processor.J4105, Memory(7 * GIB + 600 * MIB, 7 * GIB, 0, stalled=None), up=19 * DAY)
    board.dmi(tree, "PC Engines", "apu6", board.DESKTOP, bios="coreboot")
    board.cards(tree)
    parts.plain_disk(tree, used=2 * GB)
    tree.drop("/etc/systemd")
    tree.lines("/etc/runlevels/default", {"nftables": "#!/sbin/openrc-run", "sshd": "#!/sbin/openrc-run"})
    network.network(
        tree, replace(ETHERNET, name="eth0"), Link("eth1", address="192.0.2.1", device="pci0000:00/0000:00:1f.7")
    )
    tree.answers |= {"failed_services": None, "starts": None}
    return tree


def nixos_box() -> Tree:
    """The store is a read-only view of the same disk; the system says itself when its support ends."""
    tree = base(releases.NIXOS, processor.I3_N305, Memory(31 * GIB, 20 * GIB), up=4 * DAY)
    board.dmi(tree, "Beelink", "EQ12", board.MINI_PC)
    board.cards(tree, board.ALDER_N)
    disk(tree, replace(parts.NVME, parts=(536 * MB, 511 * GB)))
    root = Mounted("/", "ext4", "/dev/nvme0n1p2", "259:2", 511 * GB, 120 * GB)
    store = replace(root, point="/nix/store", root="/nix/store", options="ro,nosuid,nodev,relatime", fstab=None)
    mounts(tree, (root, store, efi("259:1", "/dev/nvme0n1p1", "/boot")))
    parts.sensors(tree)
    network.network(tree, ETHERNET)
    records.no_dumps(tree)
    records.wtmp(tree, records.ordinary_days(4, up=4 * DAY))
    return tree


def arm_board_headless() -> Tree:
    """A board with eight cores of two kinds; the card of the camera network has a line but no way out, on purpose."""
    tree = base(releases.DEBIAN_ARM, processor.ROCKCHIP, Memory(7 * GIB + 700 * MIB, 6 * GIB, stalled=None), up=3 * DAY)
    board.device_tree(tree, "Radxa ROCK 5B", "radxa,rock-5b rockchip,rk3588")
    disk(tree, replace(parts.NVME, parts=(536 * MB, 511 * GB)))
    mounts(tree, (Mounted("/", "ext4", "/dev/nvme0n1p2", "259:2", 511 * GB, 77 * GB),))
    for number, kind in enumerate(("package-thermal", "bigcore0-thermal", "littlecore-thermal", "gpu-thermal")):
        power.zone(tree, number, kind, 52 + number)
    network.network(
        tree, replace(ETHERNET, name="end0", device="platform/fe1c0000.ethernet"), Link("eth1", address="192.0.2.7")
    )
    records.dpkg(tree, changed=2 * DAY)
    records.apt_lists(tree, age=6 * HOUR)
    records.wtmp(tree, records.ordinary_days(3, up=3 * DAY), wide=True)
    return tree


HEALTHY = (
    debian_12_server, ubuntu_22_server, ubuntu_24_server_ipv6, rhel_9_server, alma_10_server, rocky_8_big, nas,
    proxmox_host, arm_server, alpine_router, nixos_box, arm_board_headless,
)  # fmt: skip
