"""Healthy computers that people sit at."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnostics.machines import board, canaries, network, parts, power, processor, programs, records, releases
from tests.diagnostics.machines.base import base
from tests.diagnostics.machines.memory import Memory
from tests.diagnostics.machines.network import ETHERNET, NO_CABLE, WIFI, Link
from tests.diagnostics.machines.storage import Disk, Mounted, disk, efi, fill, luks, mounts
from tests.diagnostics.machines.tree import CAPTURED_AT, DAY, GB, GIB, HOUR, MB, MIB, TB, Tree

DESKTOP = programs.DESKTOP_PROGRAMS

SUBVOLUME = "/root"
"""What Fedora calls the part of its btrfs that the system is on."""


def debian_13_laptop() -> Tree:
    """A ThinkPad with LUKS and LVM, two graphics cards, on Wi-Fi with no cable in."""
    tree = base(
        releases.DEBIAN_13, processor.I5_8250U, Memory(15 * GIB + 700 * MIB, 8 * GIB, blocks=128), listed=DESKTOP
    )
    board.dmi(tree, "LENOVO", "20L50000GE", board.NOTEBOOK, bios="LENOVO")
    board.cards(tree, board.UHD_620, board.MX_250)
    parts.encrypted_disk(tree)
    parts.laptop(tree)
    processor.throttled(tree, processor.I5_8250U, 812)
    network.network(tree, NO_CABLE, WIFI)
    parts.debian_kept(tree)
    parts.firewall(tree, "nftables")
    parts.smart(tree, "nvme0n1", worn=12)
    return tree


def debian_12_desktop() -> Tree:
    """A plain tower with a disk that spins for films, which is almost full in share and far from it in bytes."""
    tree = base(releases.DEBIAN_12, processor.RYZEN_7950X, Memory(62 * GIB, 40 * GIB, 0), listed=DESKTOP, up=9 * HOUR)
    board.dmi(tree, "Micro-Star International Co., Ltd.", "MS-7E16", board.DESKTOP)
    board.cards(tree, board.RTX_4070)
    films = Disk("sdb", 8 * TB, "ata", "ST8000VN004-3CP1", "ATA", spinning=True, number=2, parts=(8 * TB,))
    disk(tree, parts.SSD)
    disk(tree, films)
    root = Mounted("/", "ext4", "/dev/sda2", "8:2", 499 * GB, 130 * GB, fstab="errors=remount-ro")
    kept = Mounted(f"/mnt/{canaries.DATA_MOUNT}", "ext4", "/dev/sdb1", "8:17", 8 * TB, 7200 * GB)
    mounts(tree, (root, kept, efi("8:1", "/dev/sda1")))
    fill(tree, kept.point, free=150 * GB, share=0.98)
    # A Ryzen 7000 runs at 95 °C by design, and not above.
    parts.sensors(tree, amd=True, hot=95.0, nvme=False)
    power.sensor(tree, 8, "drivetemp", ("", 44), device=films.folder.rpartition("/block/")[0])
    power.mouse_battery(tree)
    network.network(tree, ETHERNET)
    parts.debian_kept(tree)
    parts.smart(tree, "sda", "sdb")
    return tree


def debian_testing_desktop() -> Tree:
    """No version, no end; an old spinning disk with four bad spots that never became more."""
    tree = base(releases.DEBIAN_TESTING, processor.J4105, Memory(7 * GIB + 500 * MIB, 4 * GIB), listed=DESKTOP)
    board.dmi(tree, "Intel Corporation", "NUC7JYB", board.MINI_PC)
    board.cards(tree, board.GEMINI)
    parts.plain_disk(tree, replace(parts.SSD, model="WDC WD10EZEX-08W", spinning=True))
    parts.sensors(tree, nvme=False)
    power.sensor(tree, 8, "drivetemp", ("", 52), device=parts.SSD.folder.rpartition("/block/")[0])
    network.network(tree, ETHERNET)
    parts.debian_kept(tree)
    parts.smart(tree, "sda", bad=4)
    return tree


def ubuntu_22_desktop() -> Tree:
    """Snaps, and an NTFS partition of the Windows beside it; the hardware clock runs in local time for its sake."""
    tree = base(releases.UBUNTU_22, processor.RYZEN_7950X, Memory(31 * GIB, 20 * GIB), listed=DESKTOP, up=5 * HOUR)
    board.dmi(tree, "ASUSTeK COMPUTER INC.", "TUF GAMING B650-PLUS", board.DESKTOP)
    board.cards(tree, board.RTX_4070)
    told = replace(parts.NVME, parts=(536 * MB, 200 * GB, 300 * GB))
    disk(tree, told)
    root = Mounted("/", "ext4", "/dev/nvme0n1p2", "259:2", 200 * GB, 120 * GB, fstab="errors=remount-ro")
    windows = Mounted(
        f"/media/{canaries.USER}/Windows",
        "ntfs3",
        "/dev/nvme0n1p3",
        "259:3",
        300 * GB,
        280 * GB,
        fstab=None,
        inodes=90_000,
    )
    mounts(tree, (root, windows, efi("259:1", "/dev/nvme0n1p1")))
    parts.sensors(tree, amd=True, hot=71)
    network.network(tree, ETHERNET)
    parts.ubuntu_kept(tree)
    tree.text("/etc/adjtime", "0.0 0 0.0\n0\nLOCAL\n")
    tree.lines("/sys/class/rtc/rtc0", {"since_epoch": CAPTURED_AT + 3600, "name": "rtc_cmos"})
    parts.smart(tree, "nvme0n1", worn=3)
    return tree


def ubuntu_24_laptop() -> Tree:
    """LUKS, a security update that came three days ago, a restart that is wanted since then, a charge limit at 80 %."""
    tree = base(releases.UBUNTU_24, processor.I7_1165G7, Memory(15 * GIB, 6 * GIB, swap=4 * GIB), listed=DESKTOP)
    board.dmi(tree, "Dell Inc.", "XPS 13 9310", board.NOTEBOOK, bios="Dell Inc.")
    board.cards(tree, board.IRIS_XE)
    parts.encrypted_disk(tree)
    parts.laptop(tree)
    power.battery(tree, full=49_000_000, now=39_000_000, status="Not charging")
    network.network(tree, WIFI)
    parts.ubuntu_kept(tree, security=3)
    records.restart_wanted(tree, 3 * DAY)
    parts.smart(tree, "nvme0n1", worn=1)
    return tree


def two_battery_laptop() -> Tree:
    """A ThinkPad with a battery inside and one at the back, on the road: both discharge, one of them is empty first."""
    tree = base(releases.UBUNTU_24, processor.I5_8250U, Memory(15 * GIB, 9 * GIB), listed=DESKTOP, up=4 * HOUR)
    board.dmi(tree, "LENOVO", "20L6S00000", board.NOTEBOOK, bios="LENOVO")
    board.cards(tree, board.UHD_620)
    parts.encrypted_disk(tree)
    parts.laptop(tree)
    power.mains(tree, online=False)
    power.battery(tree, "BAT0", full=20_100_000, design=23_500_000, now=1_200_000, status="Unknown")
    power.battery(tree, "BAT1", full=19_200_000, design=23_900_000, now=14_200_000, status="Discharging")
    network.network(tree, WIFI)
    parts.ubuntu_kept(tree)
    parts.smart(tree, "nvme0n1", worn=20)
    return tree


def amd_laptop_arch() -> Tree:
    """LUKS straight under btrfs, zram, no firewall that could be seen, a rolling system without an end."""
    ram = Memory(13 * GIB + 600 * MIB, 7 * GIB, swap=6 * GIB, swap_used=5700 * MIB, zram=True, swapped=88_000_000)
    tree = base(releases.ARCH, processor.RYZEN_5825U, ram, listed=DESKTOP)
    board.dmi(tree, "HP", "HP EliteBook 845 14 inch G9", board.NOTEBOOK, bios="HP")
    board.cards(tree, board.BARCELO)
    parts.encrypted_disk(tree, lvm=False, kind="btrfs")
    parts.laptop(tree, amd=True, hot=62)
    power.battery(tree, "BAT1", full=4_600_000, design=4_920_000, status="Full", charge=True)
    tree.drop("/sys/class/power_supply/BAT0")
    network.network(tree, replace(WIFI, name="wlan0"))
    records.no_dumps(tree)
    records.desktop_autostarts(tree, desktop="KDE")
    records.wtmp(tree, records.ordinary_days(10, up=2 * DAY))
    return tree


def fedora_workstation() -> Tree:
    """A laptop with btrfs over LUKS, zram, the kernel's own account of pressure, a program that crashed once."""
    ram = Memory(15 * GIB, 9 * GIB, swap=8 * GIB, zram=True, stalled=0.4)
    tree = base(releases.FEDORA, processor.I7_1165G7, ram, listed=DESKTOP)
    board.dmi(tree, "Framework", "Laptop (11th Gen Intel Core)", board.NOTEBOOK, bios="INSYDE Corp.")
    board.cards(tree, board.IRIS_XE)
    parts.encrypted_disk(tree, lvm=False, kind="btrfs")
    parts.laptop(tree)
    network.network(tree, WIFI)
    parts.fedora_kept(tree)
    records.core_dump(tree, canaries.PROGRAM, 3 * HOUR)
    return tree


def fedora_silverblue() -> Tree:
    """An image-based system: its root is full and read-only, as it is made to be."""
    tree = base(releases.SILVERBLUE, processor.I3_N305, Memory(15 * GIB, 9 * GIB, zram=True), listed=DESKTOP)
    board.dmi(tree, "GMKtec", "NucBox G3", board.MINI_PC)
    board.cards(tree, board.ALDER_N)
    disk(tree, parts.NVME)
    source, held = "/dev/nvme0n1p3", "rw,compress=zstd:1,subvol=/root"
    size, used = 510 * GB, 96 * GB
    mounts(
        tree,
        (
            Mounted(
                "/",
                "overlay",
                "composefs",
                "0:31",
                12 * MB,
                12 * MB,
                options="ro,relatime",
                held="ro,lowerdir=/run/ostree/.private/cfsroot-lower",
                fstab=None,
            ),
            Mounted("/sysroot", "btrfs", source, "0:33", size, used, SUBVOLUME, "ro,relatime", held, fstab=None),
            Mounted(
                "/etc",
                "btrfs",
                source,
                "0:33",
                size,
                used,
                f"{SUBVOLUME}/ostree/deploy/fedora/deploy/x.0/etc",
                held=held,
                fstab=None,
            ),
            Mounted("/var", "btrfs", source, "0:33", size, used, f"{SUBVOLUME}/ostree/deploy/fedora/var", held=held),
            Mounted("/var/home", "btrfs", source, "0:35", size, used, "/home", held=held.replace("root", "home")),
            Mounted("/boot", "ext4", "/dev/nvme0n1p2", "259:2", 1024 * MB, 400 * MB),
            efi("259:1", "/dev/nvme0n1p1"),
        ),
    )
    parts.sensors(tree)
    network.network(tree, ETHERNET)
    parts.fedora_kept(tree)
    tree.text("/run/ostree-booted", "")
    return tree


def tumbleweed_desktop() -> Tree:
    """btrfs with a dozen subvolumes of one disk, and its snapshots."""
    tree = base(releases.TUMBLEWEED, processor.I3_N305, Memory(15 * GIB, 9 * GIB), listed=DESKTOP, up=20 * HOUR)
    board.dmi(tree, "ASRock", "N305-ITX", board.DESKTOP)
    board.cards(tree, board.ALDER_N)
    disk(tree, parts.NVME)
    places = ("/", "/.snapshots", "/boot/grub2/x86_64-efi", "/home", "/opt", "/root", "/srv", "/usr/local", "/var")
    rows = [
        Mounted(
            place,
            "btrfs",
            "/dev/nvme0n1p3",
            f"0:{33 + number}",
            510 * GB,
            210 * GB,
            f"/@{place.rstrip('/')}",
            held=f"rw,ssd,space_cache=v2,subvolid={260 + number},subvol=/@{place}",
        )
        for number, place in enumerate(places)
    ]
    mounts(tree, (*rows, efi("259:1", "/dev/nvme0n1p1")))
    parts.sensors(tree)
    network.network(tree, ETHERNET)
    parts.fedora_kept(tree)
    return tree


def mint_desktop() -> Tree:
    """A family computer with Cinnamon, a USB stick that is full, and a DVD in the drive."""
    tree = base(releases.MINT_22, processor.I5_8250U, Memory(7 * GIB + 600 * MIB, 3 * GIB), listed=DESKTOP, up=3 * HOUR)
    board.dmi(tree, "Acer", "Aspire XC-1660", board.DESKTOP)
    board.cards(tree, board.UHD_620)
    stick = Disk("sdb", 32 * GB, "usb", "Ultra Fit", "SanDisk", number=2, parts=(32 * GB,), removable=True)
    disk(tree, parts.SSD)
    disk(tree, stick)
    mounts(
        tree,
        (
            Mounted("/", "ext4", "/dev/sda2", "8:2", 499 * GB, 300 * GB, fstab="errors=remount-ro"),
            efi("8:1", "/dev/sda1"),
            Mounted(
                f"/media/{canaries.USER}/{canaries.STICK}", "vfat", "/dev/sdb1", "8:17", 32 * GB, 32 * GB, fstab=None
            ),
            Mounted(
                f"/media/{canaries.USER}/Film",
                "iso9660",
                "/dev/sr0",
                "11:0",
                5 * GB,
                5 * GB,
                options="ro,relatime",
                held="ro",
                fstab=None,
            ),
        ),
    )
    parts.sensors(tree, nvme=False)
    network.network(tree, ETHERNET)
    parts.ubuntu_kept(tree, snaps=False)
    records.desktop_autostarts(tree, own=15, desktop="X-Cinnamon")
    parts.smart(tree, "sda")
    return tree


def flight_mode_laptop() -> Tree:
    """Nothing is connected, and that is as it should be; the battery runs, with the plug out."""
    tree = base(releases.DEBIAN_13, processor.I7_1165G7, Memory(15 * GIB, 9 * GIB), listed=DESKTOP, up=HOUR)
    board.dmi(tree, "LENOVO", "20XW0000GE", board.NOTEBOOK, bios="LENOVO")
    board.cards(tree, board.IRIS_XE)
    parts.encrypted_disk(tree)
    parts.laptop(tree)
    power.mains(tree, online=False)
    power.battery(tree, now=30_000_000, status="Discharging")
    network.network(tree, NO_CABLE, network.Link("wlp2s0", up=False, carrier=False, wireless=True, device=WIFI.device))
    parts.debian_kept(tree)
    parts.firewall(tree, "ufw")
    return tree


def docked_laptop() -> Tree:
    """In its dock: the cable carries all, and the wireless network next door that it also hears is weak."""
    tree = ubuntu_24_laptop()
    cable = Link(
        "enx5eca9a417007",
        address=canaries.ADDRESS,
        gateway=canaries.GATEWAY,
        device="pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0",
    )
    network.network(tree, cable, replace(WIFI, signal=-81))
    power.mouse_battery(tree)
    return tree


def steam_deck() -> Tree:
    """A root of five gigabytes that is read-only and nearly full by design; all else is in /home and /var."""
    tree = base(
        releases.STEAM_OS, processor.STEAM_DECK, Memory(14 * GIB + 500 * MIB, 9 * GIB, swap=1 * GIB), listed=DESKTOP
    )
    board.dmi(tree, "Valve", "Jupiter", board.OTHER, bios="Valve")
    board.cards(tree, board.VAN_GOGH)
    disk(tree, replace(parts.NVME, parts=(64 * MB, 32 * MB, 32 * MB, 5 * GB, 5 * GB, 256 * MB, 256 * MB, 500 * GB)))
    mounts(
        tree,
        (
            Mounted(
                "/",
                "btrfs",
                "/dev/nvme0n1p4",
                "0:24",
                5 * GB,
                4700 * MB,
                held="ro,ssd,subvolid=5,subvol=/",
                options="ro,relatime",
                fstab=None,
            ),
            Mounted("/var", "ext4", "/dev/nvme0n1p6", "259:6", 256 * MB, 88 * MB, fstab=None),
            Mounted("/home", "ext4", "/dev/nvme0n1p8", "259:8", 500 * GB, 410 * GB, fstab=None),
            Mounted("/opt", "ext4", "/dev/nvme0n1p8", "259:8", 500 * GB, 410 * GB, "/.steamos/offload/opt", fstab=None),
        ),
    )
    tree.answers["chassis"] = "handset"
    power.mains(tree, name="ACAD")
    power.battery(tree, "BAT1", full=5_120_000, design=5_163_000, status="Full", charge=True)
    parts.sensors(tree, amd=True, hot=66)
    network.network(tree, replace(WIFI, name="wlan0"))
    records.no_dumps(tree)
    tree.answers["failed_services"] = None
    return tree


def thin_client() -> Tree:
    """Four gigabytes, of which the kernel gets 3.3; thirty gigabytes of flash, more than half of them free."""
    tree = base(
        releases.DEBIAN_13,
        processor.J4105,
        Memory(3 * GIB + 300 * MIB, 1200 * MIB, 0),
        listed=DESKTOP[:11],
        up=11 * HOUR,
    )
    board.dmi(tree, "HP", "HP t430 Thin Client", board.MINI_PC, bios="AMI")
    board.cards(tree, board.GEMINI)
    flash = Disk("mmcblk0", 31 * GB, "mmc", "SD", parts=(512 * MB, 30 * GB))
    disk(tree, flash)
    root = Mounted("/", "ext4", "/dev/mmcblk0p2", "179:2", 30 * GB, 12 * GB, fstab="errors=remount-ro")
    mounts(tree, (root, efi("179:1", "/dev/mmcblk0p1")))
    parts.sensors(tree, nvme=False)
    network.network(tree, ETHERNET)
    parts.debian_kept(tree)
    return tree


def chromebook_linux() -> Tree:
    """A Chromebook with Linux instead of its own system: soldered flash under LUKS."""
    tree = base(
        releases.FEDORA,
        processor.J4105,
        Memory(3 * GIB + 700 * MIB, 1400 * MIB, swap=3 * GIB, zram=True),
        listed=DESKTOP,
    )
    board.dmi(tree, "Google", "Bobba", board.NOTEBOOK, bios="coreboot")
    board.cards(tree, board.GEMINI)
    flash = Disk("mmcblk1", 62 * GB, "mmc", "DA4064", parts=(600 * MB, 1 * GB, 60 * GB))
    disk(tree, flash)
    tree.lines(
        "/sys/devices/platform/soc/fe340000.mmc/mmc_host/mmc0/mmc0:aaaa",
        {"life_time": "0x02 0x03", "pre_eol_info": "0x01"},
    )
    luks(tree, "mmcblk1p3", size=60 * GB)
    source = f"/dev/mapper/luks-{canaries.FILE_SYSTEM_UUID}"
    mounts(
        tree,
        (
            Mounted("/", "ext4", source, "253:0", 60 * GB, 28 * GB, fstab="defaults"),
            Mounted("/boot", "ext4", "/dev/mmcblk1p2", "179:2", 1 * GB, 400 * MB),
            efi("179:1", "/dev/mmcblk1p1"),
        ),
    )
    parts.laptop(tree)
    network.network(tree, WIFI)
    parts.fedora_kept(tree)
    return tree


def zfs_root_laptop() -> Tree:
    """Root on an encrypted pool: many data sets share one space, and nothing in /sys says that it is encrypted."""
    tree = base(releases.UBUNTU_24, processor.I7_1165G7, Memory(31 * GIB, 11 * GIB), listed=DESKTOP)
    board.dmi(tree, "Dell Inc.", "Precision 5560", board.NOTEBOOK, bios="Dell Inc.")
    board.cards(tree, board.IRIS_XE)
    disk(tree, replace(parts.NVME, parts=(536 * MB, 2 * GB, 509 * GB)))
    free = 190 * GB
    sets = (
        ("/", "rpool/ROOT/ubuntu_x1", 11 * GB),
        ("/home", "rpool/USERDATA/home_x1", 290 * GB),
        ("/var/log", "rpool/ROOT/ubuntu_x1/var/log", 2 * GB),
    )
    rows = [
        Mounted(
            point,
            "zfs",
            name,
            f"0:{26 + number}",
            used + free,
            used,
            held="rw,xattr,posixacl,casesensitive",
            fstab=None,
            inodes=free // 512,
        )
        for number, (point, name, used) in enumerate(sets)
    ]
    boot = Mounted(
        "/boot", "zfs", "bpool/BOOT/ubuntu_x1", "0:40", 1800 * MB, 500 * MB, held="rw,xattr,posixacl", fstab=None
    )
    mounts(tree, (*rows, boot, efi("259:1", "/dev/nvme0n1p1")))
    parts.laptop(tree)
    network.network(tree, WIFI)
    parts.ubuntu_kept(tree, snaps=False)
    parts.smart(tree, "nvme0n1", worn=4)
    return tree


def raspberry_pi_5() -> Tree:
    """Pages of 16 KiB, a card as disk, sensors by the device tree, no PCI that would have a screen."""
    tree = base(
        releases.RASPBERRY, processor.PI_5, Memory(8 * GIB - 170 * MIB, 6 * GIB, swap=2 * GIB, zram=True, stalled=None),
        listed=DESKTOP, page=16_384, board="Raspberry Pi 5 Model B Rev 1.0",
    )  # fmt: skip
    board.device_tree(tree, "Raspberry Pi 5 Model B Rev 1.0", "raspberrypi,5-model-b brcm,bcm2712")
    card = Disk("mmcblk0", 64 * GB, "mmc", parts=(540 * MB, 63 * GB))
    disk(tree, card)
    mounts(
        tree,
        (
            Mounted("/", "ext4", "/dev/mmcblk0p2", "179:2", 63 * GB, 14 * GB, fstab="defaults,noatime"),
            Mounted("/boot/firmware", "vfat", "/dev/mmcblk0p1", "179:1", 534 * MB, 78 * MB),
        ),
    )
    power.zone(tree, 0, "cpu-thermal", 61.2)
    power.sensor(tree, 0, "cpu_thermal", ("", 61.2), device="/sys/devices/virtual/thermal/thermal_zone0")
    power.sensor(tree, 1, "rp1_adc", ("", 55.1))
    network.network(tree, replace(ETHERNET, name="eth0", device="platform/axi/1f00100000.ethernet"))
    records.dpkg(tree)
    records.apt_lists(tree, age=3 * HOUR)
    records.wtmp(tree, records.ordinary_days(5, up=2 * DAY), wide=True)
    records.desktop_autostarts(tree, desktop="labwc:wlroots")
    return tree


def apple_silicon_laptop() -> Tree:
    """Fedora on a MacBook: no ACPI, the case by the device tree, a battery with a name of its own, LUKS under btrfs."""
    ram = Memory(15 * GIB + 300 * MIB, 9 * GIB, swap=8 * GIB, zram=True)
    tree = base(releases.FEDORA_ARM, processor.APPLE_M2, ram, listed=DESKTOP, page=16_384)
    board.device_tree(
        tree, "Apple MacBook Air (13-inch, M2, 2022)", "apple,j413 apple,t8112 apple,arm-platform", "laptop"
    )
    parts.encrypted_disk(tree, lvm=False, kind="btrfs")
    power.mains(tree, name="macsmc-ac")
    power.battery(tree, "macsmc-battery", full=4_300_000, design=4_563_000, status="Not charging", charge=True)
    power.sensor(tree, 0, "macsmc_hwmon", ("NAND Flash Temperature", 39), ("Battery Hotspot", 31))
    network.network(tree, replace(WIFI, name="wlp1s0f0"))
    parts.fedora_kept(tree)
    records.wtmp(tree, records.ordinary_days(9, up=2 * DAY), wide=True)
    return tree


def convertible_that_drifts() -> Tree:
    """A tablet with keyboard: its Wi-Fi counts in bytes, its battery tells no design, nobody keeps its clock."""
    tree = base(releases.DEBIAN_12, processor.J4105, Memory(7 * GIB + 500 * MIB, 4 * GIB), listed=DESKTOP)
    board.dmi(tree, "Microsoft Corporation", "Surface Go", board.CONVERTIBLE, bios="Microsoft Corporation")
    board.cards(tree, board.GEMINI)
    parts.encrypted_disk(tree)
    parts.laptop(tree)
    power.battery(tree, design=0, status="Full")
    network.network(tree, WIFI)
    tree.edit("/proc/net/wireless", " -52.  -256", " 204.   161")
    parts.debian_kept(tree)
    tree.answers["clock"] = {"unsynchronised": True}
    tree.lines("/sys/class/rtc/rtc0", {"since_epoch": CAPTURED_AT - 4, "name": "rtc_cmos"})
    return tree


HEALTHY = (
    debian_13_laptop, debian_12_desktop, debian_testing_desktop, ubuntu_22_desktop, ubuntu_24_laptop,
    two_battery_laptop, amd_laptop_arch, fedora_workstation, fedora_silverblue, tumbleweed_desktop, mint_desktop,
    flight_mode_laptop, docked_laptop, steam_deck, thin_client, chromebook_linux, zfs_root_laptop, raspberry_pi_5,
    apple_silicon_laptop, convertible_that_drifts,
)  # fmt: skip
