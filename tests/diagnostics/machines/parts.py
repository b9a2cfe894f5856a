"""Parts that several machines share: how a disk is laid out, what a laptop has, what keeps updates in order."""

from __future__ import annotations

from tests.diagnostics.machines import canaries, power, records
from tests.diagnostics.machines.storage import Disk, Mounted, disk, efi, luks, mapped, mounts
from tests.diagnostics.machines.tree import CAPTURED_AT, DAY, GB, HOUR, MB, Tree

NVME = Disk("nvme0n1", 512 * GB, parts=(536 * MB, 1024 * MB, 510 * GB))
SSD = Disk("sda", 500 * GB, "ata", "CT500MX500SSD1", "ATA", parts=(536 * MB, 499 * GB))


def plain_disk(tree: Tree, told: Disk = SSD, *, used: int = 140 * GB, kind: str = "ext4", held: str = "rw") -> None:
    """One disk: what it starts from, and all the rest in one file system."""
    disk(tree, told)
    root = f"/dev/{told.part(2)}"
    mounts(
        tree,
        (
            Mounted("/", kind, root, told.device(2), told.parts[1], used, held=held, fstab="errors=remount-ro"),
            efi(told.device(1), f"/dev/{told.part(1)}"),
        ),
    )


def encrypted_disk(tree: Tree, *, used: int = 150 * GB, lvm: bool = True, kind: str = "ext4") -> None:
    """An NVMe disk: start partition, /boot, and LUKS, with or without LVM on it, as installers make it."""
    disk(tree, NVME)
    device = luks(tree, "nvme0n1p3", label="nvme0n1p3_crypt" if lvm else "")
    source = f"/dev/mapper/luks-{canaries.FILE_SYSTEM_UUID}"
    if lvm:
        name = f"{canaries.HOST}--vg-root"
        mapped(tree, "dm-1", 1, name, f"LVM-{canaries.CRYPT_UUID}{canaries.CRYPT_UUID}", ["dm-0"])
        mapped(tree, "dm-2", 2, f"{canaries.HOST}--vg-swap_1", f"LVM-{canaries.CRYPT_UUID}", ["dm-0"], 2 * GB)
        source, device = f"/dev/mapper/{name}", "253:1"
    boot = Mounted("/boot", "ext4", "/dev/nvme0n1p2", "259:2", 1024 * MB, 420 * MB)
    if kind == "btrfs":
        held = "rw,compress=zstd:1,ssd,discard=async,space_cache=v2,subvolid={number},subvol=/{name}"
        rows = [
            Mounted(
                point,
                "btrfs",
                source,
                f"0:{33 + number}",
                510 * GB,
                used,
                f"/{name}",
                held=held.format(number=number, name=name),
                inodes=0,
            )
            for number, (point, name) in enumerate((("/", "root"), ("/home", "home")))
        ]
    else:
        rows = [Mounted("/", kind, source, device, 500 * GB, used, fstab="errors=remount-ro")]
    mounts(tree, (*rows, boot, efi("259:1", "/dev/nvme0n1p1")))


def laptop(tree: Tree, *, full: int = 48_000_000, amd: bool = False, hot: float = 58.0) -> None:
    """Lid, plug, battery that is full, and the sensors of a laptop."""
    power.lid(tree)
    power.mains(tree, name="ADP1" if amd else "AC")
    power.battery(tree, full=full, status="Full")
    sensors(tree, amd=amd, hot=hot)


def sensors(tree: Tree, *, amd: bool = False, hot: float = 55.0, nvme: bool = True) -> None:
    """The sensors of a processor and of what is around it, of which several measure nonsense."""
    if amd:
        power.sensor(tree, 2, "k10temp", ("Tctl", hot), device="/sys/devices/pci0000:00/0000:00:18.3")
        power.sensor(tree, 3, "amdgpu", ("edge", hot - 3), device="/sys/devices/pci0000:00/0000:04:00.0")
    else:
        power.sensor(tree, 2, "coretemp", ("Package id 0", hot), ("Core 0", hot - 2), ("Core 1", hot - 1))
        power.zone(tree, 1, "x86_pkg_temp", hot)
    power.sensor(tree, 0, "acpitz", ("", 27.8))
    power.zone(tree, 0, "acpitz", 27.8)
    power.zone(tree, 2, "INT3400 Thermal", 20.0)
    power.sensor(tree, 4, "nct6775", ("SYSTIN", 38), ("AUXTIN0", 127.5), ("AUXTIN1", 216), ("PCH_CHIP_TEMP", 0))
    power.sensor(tree, 5, "iwlwifi_1", ("", 97))
    if nvme:
        controller = NVME.folder.rpartition("/")[0]
        power.sensor(tree, 1, "nvme", ("Composite", 41.9), ("Sensor 1", 41.9), ("Sensor 2", 78.9), device=controller)


def smart(tree: Tree, *names: str, bad: int | None = 0, worn: float | None = None) -> None:
    """What UDisks2 knows of these disks, all well."""
    tree.answers["disks"] = {
        name: {"failing": False}
        | ({"bad_sectors": bad} if bad is not None and not name.startswith("nvme") else {})
        | ({"wear_percent": worn, "spare_below": False} if worn is not None else {})
        for name in names
    }


def up_of(tree: Tree) -> float:
    """How long the machine has been running."""
    told = tree.files["/proc/uptime"]
    assert isinstance(told, bytes)
    return float(told.split()[0])


def debian_kept(tree: Tree, *, desktop: bool = True) -> None:
    """A Debian that is kept up to date and was shut down each evening."""
    records.dpkg(tree)
    records.apt_lists(tree, age=2 * HOUR)
    tree.text("/usr/share/update-notifier/notify-reboot-required", "#!/bin/sh\n")
    records.wtmp(tree, records.ordinary_days(20, up=up_of(tree)))
    tree.text("/sys/fs/pstore/.keep", "")
    if desktop:
        records.desktop_autostarts(tree)


def ubuntu_kept(tree: Tree, *, security: int = 0, snaps: bool = True, desktop: bool = True) -> None:
    """An Ubuntu that is kept up to date, with its firewall on."""
    records.dpkg(tree)
    records.ubuntu_counts(tree, 9 + security, security, age=3 * HOUR)
    tree.text("/usr/share/update-notifier/notify-reboot-required", "#!/bin/sh\n")
    records.wtmp(tree, records.ordinary_days(20, up=up_of(tree)))
    firewall(tree, "ufw")
    if desktop:
        records.desktop_autostarts(tree)
    if snaps:
        snap_mounts(tree)


def snap_mounts(tree: Tree) -> None:
    """Snaps: images that are full and cannot be written, as they should be."""
    rows = ""
    for number, name in enumerate(("core22/2133", "firefox/7084", "gnome-42-2204/226", "snapd/25577"), 300):
        rows += (
            f"{number} 100 7:{number - 300} / /snap/{name} ro,nodev,relatime shared:{number} - squashfs "
            f"/dev/loop{number - 300} ro,errors=continue,threads=single\n"
        )
        tree.answers["file_systems"][f"/snap/{name}"] = {"size": 77 * MB, "free": 0, "inodes": 12000, "inodes_free": 0}
    table = tree.files["/proc/self/mountinfo"]
    assert isinstance(table, bytes)
    tree.text("/proc/self/mountinfo", table.decode() + rows)


def firewall(tree: Tree, which: str) -> None:
    """A firewall that starts with the system."""
    if which == "ufw":
        tree.text("/etc/ufw/ufw.conf", "# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n")
    unit = f"/usr/lib/systemd/system/{which}.service"
    tree.text(unit, f"[Unit]\nDescription={which}\n")
    target = "sysinit" if which == "nftables" else "multi-user"
    tree.link(f"/etc/systemd/system/{target}.target.wants/{which}.service", unit)


def fedora_kept(tree: Tree, *, desktop: bool = True) -> None:
    """A Fedora or one of its family: firewalld, and systemd-coredump with nothing new."""
    firewall(tree, "firewalld")
    tree.link("/etc/systemd/system/multi-user.target.wants/chronyd.service", "/usr/lib/systemd/system/chronyd.service")
    tree.text("/etc/firewalld/firewalld.conf", "DefaultZone=FedoraWorkstation\n")
    tree.text("/var/lib/rpm/rpmdb.sqlite", "SQLite format 3\0", changed=CAPTURED_AT - 2 * DAY)
    records.wtmp(tree, records.ordinary_days(20, up=up_of(tree)))
    records.no_dumps(tree)
    if desktop:
        records.desktop_autostarts(tree)
