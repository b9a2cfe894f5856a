"""Each reader of Linux on the forms in which kernels and distributions write what it reads."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from aboveboard.diagnostics.linux.asked import leftovers
from aboveboard.diagnostics.linux.autostarts import read_autostarts
from aboveboard.diagnostics.linux.battery import read_battery
from aboveboard.diagnostics.linux.clock import read_clock, read_starts
from aboveboard.diagnostics.linux.crashes import read_app_crashes, read_crashes
from aboveboard.diagnostics.linux.health import Health
from aboveboard.diagnostics.linux.heat import read_heat
from aboveboard.diagnostics.linux.kinds import kind_of
from aboveboard.diagnostics.linux.leftovers import read_leftovers
from aboveboard.diagnostics.linux.machine import Captured
from aboveboard.diagnostics.linux.memory import fitted, read_memory
from aboveboard.diagnostics.linux.mounts import disk_mounts, mounts
from aboveboard.diagnostics.linux.packages import read_packages
from aboveboard.diagnostics.linux.processes import read_programs
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.linux.remembered import waiting_since
from aboveboard.diagnostics.linux.security import read_encryption, read_firewall
from aboveboard.diagnostics.linux.space import read_space
from aboveboard.diagnostics.linux.support import read_support
from aboveboard.diagnostics.linux.system import platform, read_system, read_uptime
from aboveboard.diagnostics.linux.updates import Updates, read_restart
from aboveboard.diagnostics.linux.versions import newer
from aboveboard.diagnostics.looks import Sample, Unknown
from aboveboard.diagnostics.probes import take_look
from tests.diagnostics.machines.records import Package, apt_lists, dpkg, power_cuts, ubuntu_counts, wtmp
from tests.diagnostics.machines.tree import CAPTURED_AT, DAY, GB, GIB, MIB, MINUTE, Tree

DMI = "/sys/class/dmi/id"
CASE = f"{DMI}/chassis_type"
EXT4 = "24 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro"


@pytest.fixture
def tree() -> Tree:
    return Tree()


def machine(tree: Tree, tmp_path: Path) -> Captured:
    return Captured(tree.write(tmp_path / "machine"))


def only(reading: object) -> dict[str, float]:
    """The values of the one sample of a reading."""
    assert isinstance(reading, tuple), reading
    assert len(reading) == 1, reading
    assert isinstance(reading[0], Sample)
    return dict(reading[0].values)


def table(tree: Tree, *lines: str, **sizes: tuple[float, float]) -> None:
    """A table of mounts; ``sizes`` by mount point with ``_`` for ``/``: size and free in GB."""
    tree.text("/proc/self/mountinfo", "".join(f"{line}\n" for line in lines))
    for point, (size, free) in sizes.items():
        tree.answers["file_systems"][point.replace("_", "/")] = {"size": int(size * GB), "free": int(free * GB)}


# --- disk.space ------------------------------------------------------------------------------------------------------


def test_what_is_no_disk_is_left_out(tree: Tree, tmp_path: Path) -> None:
    table(
        tree,
        EXT4,
        "25 24 0:5 / /proc rw - proc proc rw",
        "26 24 7:1 / /snap/core22/1621 ro,nodev - squashfs /dev/loop1 ro",
        "27 24 0:40 / /run/user/1000/doc rw - fuse.portal portal rw",
        "28 24 0:41 / /mnt/office rw - nfs4 server:/office rw",
        "29 24 0:42 / /mnt/share rw - cifs //server/share rw",
        "30 24 0:43 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw,lowerdir=/x",
        "31 24 7:9 / /mnt/image rw - ext4 /dev/loop9 rw",
        "32 24 251:0 / /mnt/packed rw - ext4 /dev/zram1 rw",
        "33 24 8:1 / /boot/efi rw - vfat /dev/sda1 rw",
        _=(100, 50),
        _boot_efi=(0.5, 0.4),
    )
    found = disk_mounts(mounts(machine(tree, tmp_path)))
    assert [mount.point for mount in found] == ["/", "/boot/efi"]


def test_one_file_system_is_told_once(tree: Tree, tmp_path: Path) -> None:
    table(
        tree,
        "24 1 0:31 /@ / rw - btrfs /dev/nvme0n1p2 rw,subvol=/@",
        "25 24 0:31 /@home /home rw - btrfs /dev/nvme0n1p2 rw,subvol=/@home",
        "26 24 8:1 / /srv/films rw - ext4 /dev/sda1 rw",
        "27 24 8:1 /tv /srv/tv rw - ext4 /dev/sda1 rw",
        "28 24 8:17 / /media/Holiday\\040photos rw - exfat /dev/sdb1 rw",
        _=(100, 50),
        _srv_films=(100, 50),
    )
    tree.answers["file_systems"]["/media/Holiday photos"] = {"size": GB, "free": GB}
    reading = read_space(machine(tree, tmp_path))["disk.space"]
    assert isinstance(reading, tuple)
    assert [(one.subject, one.shown, one.values["removable"]) for one in reading] == [
        ("system", "/", 0),
        ("data-1", "/srv/films", 0),
        ("data-2", "/media/Holiday photos", 1),
    ]


def test_the_files_lent_to_a_container_are_not_its_disks(tree: Tree, tmp_path: Path) -> None:
    table(
        tree,
        "500 1 0:60 / / rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A",
        "501 500 8:2 /var/lib/docker/containers/x/hosts /etc/hosts rw - ext4 /dev/sda2 rw",
        "502 500 8:2 /var/lib/docker/volumes/v/_data /data rw - ext4 /dev/sda2 rw",
        _=(100, 50),
    )
    assert [mount.point for mount in disk_mounts(mounts(machine(tree, tmp_path)))] == ["/"]


def test_a_table_without_devices_will_do(tree: Tree, tmp_path: Path) -> None:
    tree.text(
        "/proc/mounts", "/dev/sda2 / ext4 rw,relatime 0 0\n/dev/sda2 /var/lib/x ext4 rw 0 0\nproc /proc proc rw 0 0\n"
    )
    tree.answers["file_systems"]["/"] = {"size": 10 * GB, "free": GB, "used": 8 * GB, "inodes": 100, "inodes_free": 5}
    values = only(read_space(machine(tree, tmp_path))["disk.space"])
    assert (values["used_share"], values["inodes_used_share"]) == (pytest.approx(8 / 9), 0.95)


@pytest.mark.parametrize(
    ("held", "wanted", "errors", "expected"),
    [
        ("rw", "defaults", 0, 0.0),
        ("ro", "errors=remount-ro", 0, 1.0),
        ("ro", "ro,noatime", 0, 0.0),
        ("rw,emergency_ro", "", 0, 1.0),
        ("ro", "", 3, 1.0),
        ("ro", "", 0, None),
    ],
)
def test_a_root_that_is_read_only_is_a_fault_if_it_was_meant_otherwise(
    held: str, wanted: str, errors: int, expected: float | None, tree: Tree, tmp_path: Path
) -> None:
    table(tree, f"24 1 8:2 / / {held.partition(',')[0]} - ext4 /dev/sda2 {held}", _=(100, 50))
    tree.text("/sys/devices/pci0000:00/block/sda/sda2/size", "1\n")
    tree.link("/sys/dev/block/8:2", "/sys/devices/pci0000:00/block/sda/sda2")
    tree.text("/sys/fs/ext4/sda2/errors_count", f"{errors}\n")
    if wanted:
        tree.text("/etc/fstab", f"# a table\nUUID=1-2-3 / ext4 {wanted} 0 1\n")
    assert only(read_space(machine(tree, tmp_path))["disk.space"]).get("unexpectedly_read_only") == expected


def test_a_system_on_an_image_fills_the_disk_that_it_writes_to(tree: Tree, tmp_path: Path) -> None:
    table(
        tree,
        "24 1 0:30 / / ro - overlay composefs ro,lowerdir=/run/ostree/.private/cfsroot-lower",
        "25 24 0:31 /root /sysroot ro - btrfs /dev/sda3 rw",
        "26 24 0:31 /ostree/deploy/fedora/var /var rw - btrfs /dev/sda3 rw",
        "27 24 8:2 / /boot rw - ext4 /dev/sda2 rw",
        _=(0.05, 0),
        _var=(100, 50),
        _sysroot=(100, 50),
        _boot=(1, 0.5),
    )
    reading = read_space(machine(tree, tmp_path))["disk.space"]
    assert isinstance(reading, tuple)
    assert [(one.subject, one.values["size"]) for one in reading] == [("system", 100 * GB), ("data-1", GB)]


def test_a_pool_is_as_full_as_all_that_is_in_it(tree: Tree, tmp_path: Path) -> None:
    table(
        tree,
        "24 1 0:25 / / rw - zfs rpool/ROOT/debian rw",
        "25 24 0:26 / /home rw - zfs rpool/home rw",
        _=(20, 10),
        _home=(90, 10),
    )
    values = only(read_space(machine(tree, tmp_path))["disk.space"])
    assert (values["used_share"], values["free"]) == (0.9, 10 * GB)
    assert "inodes_used_share" not in values


def test_leftovers_are_measured_only_while_space_is_low(tree: Tree, tmp_path: Path) -> None:
    table(tree, EXT4, _=(100, 50))
    tree.answers |= {"trash": 30 * GB, "temporary": 20 * GB}
    plenty = machine(tree, tmp_path / "plenty")
    assert only(read_leftovers(plenty)["disk.leftovers"]) == {"trash": 0, "temporary": 0, "low_on_space": 0}
    table(tree, EXT4, _=(100, 1))
    low = machine(tree, tmp_path / "low")
    assert only(read_leftovers(low)["disk.leftovers"]) == {"trash": 30 * GB, "temporary": 20 * GB, "low_on_space": 1}


def test_an_image_that_is_full_by_design_is_not_low_on_space(tree: Tree, tmp_path: Path) -> None:
    table(
        tree,
        "24 1 0:30 / / ro - overlay composefs ro,lowerdir=/run/ostree/.private/cfsroot-lower",
        "26 24 0:31 /ostree/deploy/fedora/var /var rw - btrfs /dev/sda3 rw",
        _=(0.05, 0),
        _var=(100, 50),
    )
    assert only(read_leftovers(machine(tree, tmp_path))["disk.leftovers"])["low_on_space"] == 0


def test_what_lies_around_is_measured_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "trash" / "deep").mkdir(parents=True)
    (tmp_path / "outside").write_bytes(os.urandom(300_000))
    (tmp_path / "trash" / "deep" / "letter").write_bytes(os.urandom(100_000))
    (tmp_path / "trash" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "trash" / "circle").symlink_to(tmp_path / "trash")
    size = leftovers([str(tmp_path / "trash"), str(tmp_path / "missing")])
    assert size is not None
    assert 100_000 <= size < 200_000


# --- memory, processor, heat -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "blocks", "expected"),
    [
        (3_884_364, 0, 4),
        (8_024_700, 0, 8),
        (16_284_480, 127, 16),
        (1_882_444, 0, 2),
        (5_940_112, 64, 8),
        (3_000_000, 900, 3),
    ],
)
def test_memory_is_told_as_it_is_fitted(total: int, blocks: int, expected: int, tree: Tree, tmp_path: Path) -> None:
    """``total`` in KiB as the kernel has it, ``expected`` in GiB; far too many blocks are no memory."""
    if blocks:
        tree.text("/sys/devices/system/memory/block_size_bytes", "8000000\n")
        for number in range(blocks):
            tree.text(f"/sys/devices/system/memory/memory{number}/online", "1\n")
    assert fitted(machine(tree, tmp_path), total * 1024) == expected * GIB


def test_swap_in_packed_memory_is_no_swap(tree: Tree, tmp_path: Path) -> None:
    tree.text(
        "/proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\nSwapTotal: 6000000 kB\nSwapFree: 1000000 kB\n"
    )
    tree.text(
        "/proc/swaps",
        "Filename Type Size Used Priority\n/dev/zram0 partition 4000000 3900000 100\n"
        "/swap.img file 2000000 1100000 -2\n",
    )
    values = only(read_memory(machine(tree, tmp_path))["memory.use"])
    assert (values["swap_size"], values["swap_used_share"]) == (2_000_000 * 1024, 0.55)
    assert "stalled_share" not in values, "this kernel does not count who waits"
    assert "out_of_memory_kills" not in values


def test_a_container_is_judged_by_what_it_may_use(tree: Tree, tmp_path: Path) -> None:
    tree.text("/.dockerenv", "")
    tree.text("/proc/meminfo", "MemTotal: 64000000 kB\nMemAvailable: 60000000 kB\n")
    tree.lines("/sys/fs/cgroup", {"memory.max": 512 * MIB, "memory.current": 500 * MIB})
    tree.text("/sys/fs/cgroup/memory.stat", f"anon 1\ninactive_file {52 * MIB}\n")
    tree.text("/sys/fs/cgroup/memory.events", "oom 3\noom_kill 2\n")
    tree.text("/proc/vmstat", "oom_kill 77\npswpin 1\npswpout 2\n")
    values = only(read_memory(machine(tree, tmp_path))["memory.use"])
    assert (values["available"], values["available_share"]) == (64 * MIB, 0.125)
    assert values["out_of_memory_kills"] == 2
    assert not {"fitted", "swapped_pages", "swap_size"} & values.keys(), "what is fitted and swapped is its host's"


def test_an_older_container_is_too(tree: Tree, tmp_path: Path) -> None:
    tree.text("/run/.containerenv", "")
    tree.text("/proc/meminfo", "MemTotal: 64000000 kB\nMemAvailable: 60000000 kB\n")
    folder = "/sys/fs/cgroup/memory"
    tree.lines(folder, {"memory.limit_in_bytes": 1000 * MIB, "memory.usage_in_bytes": 900 * MIB})
    assert only(read_memory(machine(tree, tmp_path))["memory.use"])["available_share"] == 0.1


def test_a_limit_that_is_none_is_none(tree: Tree, tmp_path: Path) -> None:
    tree.text("/proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n")
    folder = "/sys/fs/cgroup/memory"
    tree.lines(folder, {"memory.limit_in_bytes": 9223372036854771712, "memory.usage_in_bytes": 7 * GIB})
    tree.text("/sys/fs/cgroup/memory.max", "max\n")
    assert only(read_memory(machine(tree, tmp_path))["memory.use"])["available_share"] == 0.5


def chip(tree: Tree, number: int, name: str, **temperatures: int) -> None:
    folder = f"/sys/class/hwmon/hwmon{number}"
    tree.text(f"{folder}/name", f"{name}\n")
    for place, (label, value) in enumerate(temperatures.items(), 1):
        tree.lines(folder, {f"temp{place}_input": value, f"temp{place}_label": label.replace("_", " ")})


def test_the_hottest_place_of_the_processor_counts(tree: Tree, tmp_path: Path) -> None:
    chip(tree, 0, "acpitz", one=105_000)
    chip(tree, 1, "coretemp", Package_id_0=71_000, Core_0=68_000, Core_1=72_000, Core_9=255_000)
    chip(tree, 2, "nvme", Composite=90_000)
    assert only(read_heat(machine(tree, tmp_path))["cpu.heat"]) == {"celsius": 72}


def test_a_control_value_is_not_a_temperature(tree: Tree, tmp_path: Path) -> None:
    chip(tree, 0, "k10temp", Tctl=98_000, Tdie=71_000)
    assert only(read_heat(machine(tree, tmp_path))["cpu.heat"]) == {"celsius": 71}


def test_a_boards_zone_tells_its_heat(tree: Tree, tmp_path: Path) -> None:
    tree.lines("/sys/class/thermal/thermal_zone0", {"type": "cpu-thermal", "temp": 61_322})
    tree.lines("/sys/class/thermal/thermal_zone1", {"type": "battery", "temp": 99_000})
    tree.lines("/sys/class/thermal/cooling_device0", {"type": "cpu-fan", "temp": 99_000})
    assert only(read_heat(machine(tree, tmp_path))["cpu.heat"]) == {"celsius": 61.322}


def test_a_package_is_throttled_once_for_all_its_cores(tree: Tree, tmp_path: Path) -> None:
    for core in range(4):
        tree.lines(
            f"/sys/devices/system/cpu/cpu{core}/thermal_throttle",
            {"core_throttle_count": core, "package_throttle_count": 10},
        )
    assert only(read_heat(machine(tree, tmp_path))["cpu.heat"]) == {"throttled": 16}


def test_programs_are_told_by_name_and_the_kernels_are_not(tree: Tree, tmp_path: Path) -> None:
    fields = "0 0 0 -1 0 0 0 0 0 {user} {system} 0 0 20 0 1 0 500 1 {pages} " + "0 " * 28
    for pid, name, parent in (
        (1, "systemd", 0),
        (2, "kthreadd", 0),
        (9, "kworker/0:1", 2),
        (40, "fire fox) S", 1),
        (41, "fire fox) S", 1),
    ):
        tree.text(f"/proc/{pid}/stat", f"{pid} ({name}) S {parent} {fields.format(user=100, system=50, pages=300)}\n")
        tree.text(f"/proc/{pid}/statm", "9000 300 100 1 0 200 0\n")
    tree.answers["idle_seconds"] = 900.0
    reading = read_programs(machine(tree, tmp_path))["program.use"]
    assert isinstance(reading, tuple)
    assert {one.shown: one.values["cpu_seconds"] for one in reading} == {"systemd": 1.5, "fire fox) S": 3.0}
    assert {one.values["person_away"] for one in reading} == {900}
    assert {one.shown: one.values["resident"] for one in reading}["systemd"] == 200 * 4096


# --- batteries, disks ------------------------------------------------------------------------------------------------


def supply(tree: Tree, name: str, **told: object) -> None:
    tree.lines(f"/sys/class/power_supply/{name}", told)


BATTERY = {"type": "Battery", "present": 1, "energy_full": 30_000_000, "energy_full_design": 50_000_000, "capacity": 80}


@pytest.mark.parametrize(
    ("status", "flow", "mains", "expected"),
    [
        ("Discharging", 9_000_000, {"type": "Mains", "online": 1}, 1.0),
        ("Discharging", 9_000_000, {"type": "Mains", "online": 0}, 0.0),
        ("Discharging", 0, {"type": "Mains", "online": 1}, 0.0),
        ("Not charging", 0, {"type": "Mains", "online": 1}, 0.0),
        ("Discharging", 9_000_000, {"type": "USB", "online": 1, "usb_type": "C [PD] PD_PPS"}, 1.0),
        ("Discharging", 9_000_000, {"type": "USB", "online": 1, "usb_type": "[C] PD"}, 0.0),
        ("Unknown", 9_000_000, {"type": "Mains", "online": 1}, None),
    ],
)
def test_a_battery_drains_on_mains_only_if_current_flows_out_of_it(
    status: str, flow: int, mains: dict[str, object], expected: float | None, tree: Tree, tmp_path: Path
) -> None:
    supply(tree, "BAT0", status=status, power_now=flow, **BATTERY)
    supply(tree, "AC", **mains)
    values = only(read_battery(machine(tree, tmp_path))["battery.state"])
    assert values.get("discharging_on_mains") == expected
    assert (values["full_share"], values["charge_share"]) == (0.6, 0.8)


def test_only_the_computers_own_batteries_count(tree: Tree, tmp_path: Path) -> None:
    supply(tree, "BAT0", status="Full", type="Battery", present=1, charge_full=4_000_000, charge_full_design=5_000_000)
    supply(tree, "BAT1", type="Battery", present=0, status="Unknown")
    supply(tree, "hid-aa:bb:cc:dd:ee:ff-battery", type="Battery", scope="Device", capacity=5)
    supply(tree, "BAT2", type="Battery", present=1, energy_full=60_000_000, energy_full_design=0)
    reading = read_battery(machine(tree, tmp_path))["battery.state"]
    assert isinstance(reading, tuple)
    assert [(one.subject, one.values.get("full_share")) for one in reading] == [("battery-1", 0.8), ("battery-2", None)]


def test_a_disks_own_sensor_is_found_by_what_it_hangs_on(tree: Tree, tmp_path: Path) -> None:
    for disk in ("sda", "sdb", "nvme0n1", "nvme1n1", "loop0", "dm-0", "md0", "zram0", "sr0", "mmcblk0boot0"):
        tree.text(f"/sys/block/{disk}/queue/rotational", f"{int(disk == 'sda')}\n")
    for number, (name, hot, device) in enumerate(
        [("drivetemp", 44, "ata2/host1/target1:0:0/1:0:0:0"), ("nvme", 51, "nvme/nvme1"), ("nvme", 38, "nvme/nvme0")]
    ):
        folder = f"/sys/devices/pci0000:00/{device}"
        tree.text(f"{folder}/uevent", "")
        tree.lines(
            f"{folder}/hwmon/hwmon{number}", {"name": name, "temp1_input": hot * 1000, "temp1_label": "Composite"}
        )
        tree.link(f"{folder}/hwmon/hwmon{number}/device", folder)
        tree.link(f"/sys/class/hwmon/hwmon{number}", f"{folder}/hwmon/hwmon{number}")
    tree.text("/sys/devices/pci0000:00/ata2/host1/target1:0:0/1:0:0:0/block/sdb/dev", "8:16\n")
    tree.answers["disks"] = {"sda": {"failing": True, "bad_sectors": 3}, "nvme0n1": {"wear_percent": 95}}
    reading = Health().read_health(machine(tree, tmp_path))["disk.health"]
    assert isinstance(reading, tuple)
    told = {one.shown: dict(one.values) for one in reading}
    assert told == {
        "nvme0n1": {"nvme": 1, "spinning": 0, "celsius": 38, "wear_share": 0.95},
        "nvme1n1": {"nvme": 1, "spinning": 0, "celsius": 51},
        "sda": {"nvme": 0, "spinning": 1, "failing": 1, "bad_sectors": 3},
        "sdb": {"nvme": 0, "spinning": 0, "celsius": 44},
    }
    assert [one.subject for one in reading] == ["disk-1", "disk-2", "disk-3", "disk-4"]


def test_a_soldered_memory_card_tells_its_wear(tree: Tree, tmp_path: Path) -> None:
    tree.lines("/sys/block/mmcblk0/device", {"life_time": "0x0a 0x02", "pre_eol_info": "0x03"})
    values = only(Health().read_health(machine(tree, tmp_path))["disk.health"])
    assert values == {"nvme": 0, "wear_share": 0.9, "spare_below": 1}


def test_empty_slots_and_sticks_are_no_disks_of_the_computer(tree: Tree, tmp_path: Path) -> None:
    tree.lines("/sys/block/sda", {"removable": 0, "size": 1_000_215_216})
    tree.lines("/sys/block/sdb", {"removable": 1, "size": 60_000_000})
    tree.lines("/sys/block/sdc", {"removable": 0, "size": 0})
    reading = Health().read_health(machine(tree, tmp_path))["disk.health"]
    assert isinstance(reading, tuple)
    assert [one.shown for one in reading] == ["sda"]


def test_the_disks_of_a_virtual_computer_are_its_hosts(tree: Tree, tmp_path: Path) -> None:
    tree.text("/sys/block/vda/queue/rotational", "1\n")
    for disk, model in (("sda", "VBOX HARDDISK"), ("sdb", "Virtual Disk"), ("sdc", "QEMU HARDDISK")):
        tree.lines(f"/sys/block/{disk}/device", {"vendor": "ATA", "model": model})
    assert Health().read_health(machine(tree, tmp_path))["disk.health"] == ()


# --- the system ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({CASE: "10\n"}, "laptop"),
        ({CASE: "31\n"}, "convertible"),
        ({CASE: "23\n", f"{DMI}/sys_vendor": "Dell Inc.\n"}, "server"),
        ({CASE: "1\n", f"{DMI}/sys_vendor": "QEMU\n"}, "virtual"),
        ({CASE: "3\n", f"{DMI}/product_name": "Virtual Machine\n"}, "virtual"),
        ({f"{DMI}/sys_vendor": "Amazon EC2\n", f"{DMI}/product_name": "m5.metal\n", CASE: "23\n"}, "server"),
        ({"/proc/sys/kernel/osrelease": "5.15.153.1-microsoft-standard-WSL2\n"}, "virtual"),
        ({"/proc/1/cgroup": "0::/lxc.payload.web/init.scope\n"}, "container"),
        ({"/run/systemd/container": "lxc\n"}, "container"),
        ({"/proc/self/mountinfo": "1 1 0:60 / / rw - overlay o rw,lowerdir=/var/lib/containerd/1\n"}, "container"),
        ({"/proc/device-tree/model": "Raspberry Pi 5 Model B\0"}, "other"),
        ({"/proc/device-tree/model": "Pinebook Pro\0", "/proc/device-tree/chassis-type": "laptop\0"}, "laptop"),
        ({"/etc/machine-info": 'CHASSIS="tablet"\n'}, "tablet"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_kind_of_computer(files: dict[str, str], expected: str, tree: Tree, tmp_path: Path) -> None:
    for path, content in files.items():
        tree.text(path, content)
    assert kind_of(machine(tree, tmp_path)) == expected


def test_a_kernels_own_name_is_not_told(tree: Tree, tmp_path: Path) -> None:
    tree.text("/proc/sys/kernel/osrelease", "6.11.4-301.annas-own.fc41.x86_64\n")
    tree.text("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu lm sse\n")
    assert platform(machine(tree, tmp_path)) == "Linux 6.11.4-301 x86_64"


def test_a_system_without_numbers_is_rolling(tree: Tree, tmp_path: Path) -> None:
    tree.text("/etc/os-release", 'NAME="Arch Linux"\nPRETTY_NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling\n')
    read = read_system(machine(tree, tmp_path))
    assert (read["fact:os"], read["fact:os_version"]) == ("Arch Linux", "rolling")


def released(tree: Tree, **told: str) -> None:
    tree.text("/etc/os-release", "".join(f'{key}="{value}"\n' for key, value in told.items()))


def day(text: str) -> float:
    return datetime.datetime.fromisoformat(f"{text}T00:00:00+00:00").timestamp()


def test_support_ends_with_the_last_day(tree: Tree, tmp_path: Path) -> None:
    released(tree, NAME="Ubuntu", ID="ubuntu", VERSION_ID="20.04")
    tree.answers["captured_at"] = day("2025-06-01")
    assert only(read_support(machine(tree, tmp_path))["os.support"]) == {"days_past_end": 0}


def test_a_contract_prolongs_support(tree: Tree, tmp_path: Path) -> None:
    released(tree, NAME="Ubuntu", ID="ubuntu", VERSION_ID="20.04")
    tree.text(
        "/var/lib/ubuntu-advantage/status.json",
        '{"attached": true, "services": [{"name": "esm-infra", "status": "enabled"}]}',
    )
    assert only(read_support(machine(tree, tmp_path))["os.support"])["days_past_end"] < -1000


def test_a_system_says_itself_until_when_it_is_supported(tree: Tree, tmp_path: Path) -> None:
    released(tree, NAME="Fedora Linux", ID="fedora", VERSION_ID="41", SUPPORT_END="2026-11-20")
    assert only(read_support(machine(tree, tmp_path))["os.support"])["days_past_end"] == 2.5


@pytest.mark.parametrize(
    "told",
    [
        {"NAME": "Arch Linux", "ID": "arch"},
        {"NAME": "Debian GNU/Linux", "ID": "debian", "PRETTY_NAME": "Debian GNU/Linux forky/sid"},
        {"NAME": "openSUSE Tumbleweed", "ID": "opensuse-tumbleweed", "VERSION_ID": "20261120"},
    ],
)
def test_a_rolling_system_has_no_end(told: dict[str, str], tree: Tree, tmp_path: Path) -> None:
    released(tree, **told)
    assert read_support(machine(tree, tmp_path))["os.support"] == ()


def test_the_end_of_a_system_that_is_not_listed_is_unknown(tree: Tree, tmp_path: Path) -> None:
    released(tree, NAME="Hannah Montana Linux", ID="hml", VERSION_ID="1")
    assert isinstance(read_support(machine(tree, tmp_path))["os.support"], Unknown)


@pytest.mark.parametrize(
    ("older", "later"),
    [
        ("1.0~rc1-1", "1.0-1"),
        ("1.0-1", "1.0-1+deb13u1"),
        ("1.0-1+deb13u9", "1.0-1+deb13u10"),
        ("1.9", "1.10"),
        ("9.0", "1:0.1"),
        ("2.41-12", "2.41-12+b1"),
        ("1.0", "1.0a"),
        ("1.0a", "1.0+b"),
        ("5.2.37-2~bpo12+1", "5.2.37-2"),
    ],
)
def test_versions_are_compared_as_the_package_manager_does(older: str, later: str) -> None:
    assert newer(later, older)
    assert not newer(older, later)
    assert not newer(later, later)


def test_updates_wait_at_least_as_long_as_the_list_that_has_them(tree: Tree, tmp_path: Path) -> None:
    dpkg(tree, Package("libpam", "1.5-1"))
    apt_lists(tree, Package("openssl", "3.5.4-1~deb13u1"), Package("held-tool", "3.0-1"), age=20 * DAY)
    values = only(Updates().read_updates(machine(tree, tmp_path))["os.updates"])
    assert values == {"security_pending": 1, "oldest_pending": 20 * DAY}


def test_an_update_that_was_fetched_has_waited_since_it_was_published(tree: Tree, tmp_path: Path) -> None:
    dpkg(tree)
    apt_lists(tree, Package("openssl", "1:3.5.4-1"), age=DAY)
    tree.text("/var/cache/apt/archives/openssl_1%3a3.5.4-1_amd64.deb", "", changed=CAPTURED_AT - 30 * DAY)
    assert only(Updates().read_updates(machine(tree, tmp_path))["os.updates"])["oldest_pending"] == 30 * DAY


def test_an_update_that_was_seen_before_has_waited_since_then(tree: Tree, tmp_path: Path) -> None:
    dpkg(tree)
    apt_lists(tree, Package("openssl", "3.5.4-1"), age=DAY)
    reader = Updates()
    reader.read_updates(machine(tree, tmp_path / "first"))
    tree.answers["captured_at"] += 15 * DAY
    apt_lists(tree, Package("openssl", "3.5.4-1"), Package("bash", "5.3-1"), age=-15 * DAY)
    assert only(reader.read_updates(machine(tree, tmp_path / "second"))["os.updates"]) == {
        "security_pending": 2,
        "oldest_pending": 15 * DAY,
    }


def test_an_update_that_another_days_watch_saw_has_waited_since_then(tree: Tree, tmp_path: Path) -> None:
    state = tmp_path / "state"
    dpkg(tree, Package("curl", "8.0-1"))
    apt_lists(tree, Package("openssl", "3.5.4-1"), Package("curl", "8.1-1"), age=MINUTE)
    first = LinuxReader(machine(tree, tmp_path / "first"), state)
    first.remember(state, take_look(first))
    assert "openssl" not in (state / "updates.json").read_text()
    tree.answers["captured_at"] += 15 * DAY
    dpkg(tree, Package("curl", "8.1-1"))
    apt_lists(tree, Package("openssl", "3.5.4-1"), age=-15 * DAY + MINUTE)
    second = LinuxReader(machine(tree, tmp_path / "second"), state)
    look = take_look(second)
    assert only(look.measures["os.updates"]) == {"security_pending": 1, "oldest_pending": 15 * DAY}
    second.remember(state, look)
    assert len(waiting_since(state)) == 1
    (state / "updates.json").write_text('{"../x": 1}')
    assert waiting_since(state) == {}


@pytest.mark.parametrize(("updates", "security"), [(0, 0), (7, 0), (12, 5)])
def test_ubuntus_own_count_is_read(updates: int, security: int, tree: Tree, tmp_path: Path) -> None:
    dpkg(tree)
    ubuntu_counts(tree, updates, security, DAY)
    assert only(Updates().read_updates(machine(tree, tmp_path))["os.updates"])["security_pending"] == security


def test_ubuntus_lists_say_for_how_long_one_waits(tree: Tree, tmp_path: Path) -> None:
    dpkg(tree)
    apt_lists(tree, Package("openssl", "3.5.4-1"), age=16 * DAY, security="security.ubuntu.com_ubuntu")
    ubuntu_counts(tree, 5, 1, MINUTE)
    assert only(Updates().read_updates(machine(tree, tmp_path))["os.updates"]) == {
        "security_pending": 1,
        "oldest_pending": 16 * DAY,
    }


def test_a_list_that_is_old_does_not_say_that_nothing_waits(tree: Tree, tmp_path: Path) -> None:
    dpkg(tree)
    apt_lists(tree, age=40 * DAY)
    tree.text("/var/lib/apt/periodic/update-success-stamp", "", changed=CAPTURED_AT - 40 * DAY)
    assert isinstance(Updates().read_updates(machine(tree, tmp_path))["os.updates"], Unknown)


def test_a_restart_is_asked_for_since_the_file_is_there(tree: Tree, tmp_path: Path) -> None:
    tree.text("/run/reboot-required", "*** System restart required ***\n", changed=CAPTURED_AT - 8 * DAY)
    assert only(read_restart(machine(tree, tmp_path))["os.restart"]) == {"pending": 1, "pending_for": 8 * DAY}


def test_a_kernel_without_its_modules_wants_a_restart(tree: Tree, tmp_path: Path) -> None:
    tree.text("/proc/sys/kernel/osrelease", "6.11.5-arch1-1\n")
    tree.text("/usr/lib/modules/6.11.6-arch1-1/modules.dep", "")
    assert only(read_restart(machine(tree, tmp_path))["os.restart"]) == {"pending": 1}


@pytest.mark.parametrize(("current", "pending"), [("6.12.58", 0), ("6.12.60", 1)])
def test_a_system_that_switched_its_kernel_wants_a_restart(
    current: str, pending: int, tree: Tree, tmp_path: Path
) -> None:
    for name, version in (("booted", "6.12.58"), ("current", current)):
        tree.text(f"/nix/store/linux-{version}/bzImage", "")
        tree.link(f"/run/{name}-system/kernel", f"/nix/store/linux-{version}/bzImage")
    assert only(read_restart(machine(tree, tmp_path))["os.restart"])["pending"] == pending


def test_a_container_runs_as_long_as_its_host_which_says_nothing(tree: Tree, tmp_path: Path) -> None:
    tree.text("/.dockerenv", "")
    tree.text("/proc/uptime", "9999999.00 1.00\n")
    inside = machine(tree, tmp_path)
    assert (read_uptime(inside)["os.uptime"], read_starts(inside)["os.start"], read_clock(inside)["os.clock"]) == (
        (),
        (),
        (),
    )


@pytest.mark.parametrize(
    ("off", "kept", "expected"),
    [
        (75, "UTC", 75.0),
        (7200, "UTC", 7200.0),
        (7200, "LOCAL", None),
        (7201, "", None),
        (90_000, "", 90_000.0),
        (0, "", 0.0),
    ],
)
def test_the_clock_is_held_against_the_one_on_a_battery(
    off: int, kept: str, expected: float | None, tree: Tree, tmp_path: Path
) -> None:
    tree.text("/sys/class/rtc/rtc0/since_epoch", f"{CAPTURED_AT - off}\n")
    tree.answers["clock"] = {"unsynchronised": True}
    if kept:
        tree.text("/etc/adjtime", f"0.0 0 0.0\n0\n{kept}\n")
    assert only(read_clock(machine(tree, tmp_path))["os.clock"]).get("off") == expected


# --- what stopped ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wide", [False, True])
def test_starts_without_a_shutdown_are_counted(wide: bool, tree: Tree, tmp_path: Path) -> None:
    wtmp(tree, power_cuts(9 * DAY, 3 * DAY, 2 * DAY), wide=wide)
    assert only(read_crashes(machine(tree, tmp_path))["os.crashes"])["unclean_7d"] == 2


def test_the_record_goes_on_in_the_next_file(tree: Tree, tmp_path: Path) -> None:
    wtmp(tree, [("boot", CAPTURED_AT - 6 * DAY)], path="/var/log/wtmp.1")
    wtmp(tree, [("boot", CAPTURED_AT - DAY)])
    assert only(read_crashes(machine(tree, tmp_path))["os.crashes"])["unclean_7d"] == 1


def test_a_system_without_a_record_of_starts_is_unknown(tree: Tree, tmp_path: Path) -> None:
    assert isinstance(read_crashes(machine(tree, tmp_path))["os.crashes"], Unknown)


def test_a_record_that_is_no_longer_kept_tells_nothing(tree: Tree, tmp_path: Path) -> None:
    tree.text("/proc/uptime", f"{3 * DAY}.00 1.00\n")
    wtmp(tree, [("boot", CAPTURED_AT - 6 * DAY), ("shutdown", CAPTURED_AT - 5 * DAY)])
    assert isinstance(read_crashes(machine(tree, tmp_path))["os.crashes"], Unknown)


def test_a_virtual_computer_that_boots_a_containers_image_is_no_container(tree: Tree, tmp_path: Path) -> None:
    tree.text("/.dockerenv", "")
    tree.text("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu lm hypervisor\n")
    table(tree, "24 1 254:0 / / rw - ext4 /dev/vda rw")
    assert kind_of(machine(tree, tmp_path)) == "virtual"


def test_the_last_words_of_a_kernel_are_counted_once_a_crash(tree: Tree, tmp_path: Path) -> None:
    for part in range(4):
        tree.text(f"/var/lib/systemd/pstore/dmesg-efi-17000{part}", "", changed=CAPTURED_AT - 2 * DAY + part)
    tree.text("/var/crash/202611221000/vmcore", "", changed=CAPTURED_AT - DAY)
    tree.text("/var/crash/_usr_bin_tracker.1000.crash", "", changed=CAPTURED_AT - DAY)
    inside = machine(tree, tmp_path)
    for name, at in (("var/lib/systemd/pstore", 2), ("var/crash/202611221000", 1)):
        os.utime(tmp_path / "machine" / name, (CAPTURED_AT - at * DAY,) * 2)
    assert only(read_crashes(inside)["os.crashes"])["crashes_7d"] == 2


def test_crashes_of_programs_are_counted_by_name(tree: Tree, tmp_path: Path) -> None:
    def dump(program: str, age: int, number: int) -> None:
        at = (CAPTURED_AT - age) * 1_000_000 + number
        tree.text(f"/var/lib/systemd/coredump/core.{program}.1000.{'ab' * 16}.{number}.{at}.zst", "")

    dump("gnome-shell", MINUTE, 1)
    dump("gnome-shell", DAY - MINUTE, 2)
    dump("gnome-shell", DAY + MINUTE, 3)
    dump("my\\x20tool", MINUTE, 4)
    tree.text("/var/lib/systemd/coredump/core.strange", "")
    reading = read_app_crashes(machine(tree, tmp_path))["app.crashes"]
    assert isinstance(reading, tuple)
    assert [(one.shown, one.values["crashes_24h"]) for one in reading] == [("gnome-shell", 2), ("my tool", 1)]


@pytest.mark.parametrize(
    ("status", "broken"),
    [
        ("install ok half-configured", 1),
        ("install reinstreq half-installed", 1),
        ("install ok triggers-pending", 0),
        ("deinstall ok config-files", 0),
        ("hold ok installed", 0),
    ],
)
def test_half_installed_packages_are_counted(status: str, broken: int, tree: Tree, tmp_path: Path) -> None:
    dpkg(tree, Package("grub-pc", "2.12-9", status))
    assert only(read_packages(machine(tree, tmp_path))["app.packages"]) == {"broken": broken}


def test_packages_that_are_being_installed_are_not_judged(tree: Tree, tmp_path: Path) -> None:
    dpkg(tree, Package("grub-pc", "2.12-9", "install ok unpacked"))
    tree.text("/proc/812/comm", "dpkg\n")
    assert isinstance(read_packages(machine(tree, tmp_path))["app.packages"], Unknown)


def test_where_packages_cannot_be_half_installed_none_is(tree: Tree, tmp_path: Path) -> None:
    assert read_packages(machine(tree, tmp_path))["app.packages"] == ()


def test_only_what_a_person_sees_starting_counts(tree: Tree, tmp_path: Path) -> None:
    tree.answers["desktop"] = "ubuntu:GNOME"
    entries = {
        "plain": "Exec=a",
        "hidden": "Exec=a\nHidden=true",
        "part": "Exec=a\nNoDisplay=true",
        "switched-off": "Exec=a\nX-GNOME-Autostart-enabled=false",
        "elsewhere": "Exec=a\nOnlyShowIn=KDE;XFCE;",
        "here": "Exec=a\nOnlyShowIn=GNOME;Unity;",
        "not-here": "Exec=a\nNotShowIn=GNOME;",
        "missing": "Exec=a\nTryExec=no-such-program",
        "empty": "Type=Application",
        "own": "Exec=a",
    }
    for name, lines in entries.items():
        tree.text(
            f"/etc/xdg/autostart/{name}.desktop",
            f"[Desktop Entry]\n{lines}\n\n[Desktop Action x]\nExec=b\nHidden=true\n",
        )
    tree.text("/etc/xdg/autostart/readme.txt", "not an entry")
    tree.text("/home/anna/.config/autostart/own.desktop", "[Desktop Entry]\nExec=a\nHidden=true\n")
    tree.text("/home/anna/.config/autostart/mine.desktop", "[Desktop Entry]\nExec=a\n")
    assert only(read_autostarts(machine(tree, tmp_path))["app.autostarts"]) == {"count": 3}


# --- protection ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"/etc/ufw/ufw.conf": "# on\nENABLED=yes\n"}, 0),
        ({"/etc/ufw/ufw.conf": "ENABLED=no\n"}, 1),
        ({"/etc/ufw/ufw.conf": "ENABLED=no\n", "/etc/systemd/system/sysinit.target.wants/nftables.service": ""}, 0),
        ({"/etc/firewalld/firewalld.conf": "", "/etc/systemd/system/multi-user.target.wants/firewalld.service": ""}, 0),
        ({"/etc/firewalld/firewalld.conf": "", "/etc/systemd/system/multi-user.target.wants/sshd.service": ""}, 1),
        ({"/etc/firewalld/firewalld.conf": "", "/etc/systemd/system/getty.target.wants/getty@tty1.service": ""}, None),
        ({"/etc/firewalld/firewalld.conf": ""}, None),
        ({"/etc/nftables.conf": ""}, None),
    ],
)
def test_a_firewall_is_off_only_if_one_is_there_that_says_so(
    files: dict[str, str], expected: int | None, tree: Tree, tmp_path: Path
) -> None:
    for path, content in files.items():
        tree.text(path, content)
    reading = read_firewall(machine(tree, tmp_path))["security.firewall"]
    assert isinstance(reading, Unknown) if expected is None else only(reading) == {"off": expected}


def volume(tree: Tree, number: int, uuid: str, *below: str) -> str:
    folder = f"/sys/devices/virtual/block/dm-{number}"
    tree.lines(f"{folder}/dm", {"uuid": uuid, "name": f"volume-{number}"})
    for one in below:
        tree.link(f"{folder}/slaves/{one.rpartition('/')[2]}", one)
    tree.link(f"/sys/dev/block/253:{number}", folder)
    tree.link(f"/sys/class/block/dm-{number}", folder)
    return folder


def test_a_volume_on_an_encrypted_disk_is_encrypted(tree: Tree, tmp_path: Path) -> None:
    tree.text(CASE, "9\n")
    tree.text("/sys/devices/pci0000:00/block/sda/sda3/size", "1\n")
    below = volume(tree, 0, "CRYPT-LUKS2-0123-sda3_crypt", "/sys/devices/pci0000:00/block/sda/sda3")
    volume(tree, 1, "LVM-abc", below)
    table(tree, "24 1 253:1 / / rw - ext4 /dev/mapper/volume-1 rw", _=(100, 50))
    values = only(read_encryption(machine(tree, tmp_path))["security.encryption"])
    assert values == {"laptop": 1, "encrypted": 1}


def test_a_volume_of_which_a_part_is_plain_is_not(tree: Tree, tmp_path: Path) -> None:
    tree.text(CASE, "9\n")
    tree.text("/sys/devices/pci0000:00/block/sda/sda3/size", "1\n")
    below = volume(tree, 0, "CRYPT-LUKS2-0123-x", "/sys/devices/pci0000:00/block/sda/sda3")
    volume(tree, 1, "LVM-abc", below, "/sys/devices/pci0000:00/block/sda/sda3")
    table(tree, "24 1 0:31 /@ / rw - btrfs /dev/mapper/volume-1 rw", _=(100, 50))
    assert only(read_encryption(machine(tree, tmp_path))["security.encryption"])["encrypted"] == 0


def test_a_home_on_a_disk_of_its_own_is_what_counts(tree: Tree, tmp_path: Path) -> None:
    tree.text(CASE, "9\n")
    tree.text("/home/anna/.profile", "")
    tree.text("/sys/devices/pci0000:00/block/sda/sda2/size", "1\n")
    tree.link("/sys/dev/block/8:2", "/sys/devices/pci0000:00/block/sda/sda2")
    volume(tree, 0, "CRYPT-LUKS2-0123-home")
    table(tree, EXT4, "25 24 253:0 / /home rw - ext4 /dev/mapper/volume-0 rw", _=(100, 50))
    assert only(read_encryption(machine(tree, tmp_path))["security.encryption"])["encrypted"] == 1


def test_what_can_be_encrypted_unseen_is_unknown(tree: Tree, tmp_path: Path) -> None:
    tree.text(CASE, "9\n")
    table(tree, "24 1 0:25 / / rw - zfs rpool/ROOT rw", _=(100, 50))
    assert only(read_encryption(machine(tree, tmp_path))["security.encryption"]) == {"laptop": 1}


class Asked(Captured):
    """Writes down what would be asked of the system's bus."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked: set[str] = set()

    def __getattribute__(self, name: str) -> object:
        if name in ("chassis", "disks", "failed_services", "starts", "idle_seconds"):
            self.asked.add(name)
        return super().__getattribute__(name)


def test_the_look_of_each_minute_asks_nothing_of_the_bus(tree: Tree, tmp_path: Path) -> None:
    tree.text("/proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n")
    tree.text("/proc/1/stat", "1 (init) S 0 1 1 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 1 1 1 0\n")
    tree.lines("/sys/block/sda", {"size": 1000})
    asked = Asked(tree.write(tmp_path / "machine"))
    reader = LinuxReader(asked)
    assert isinstance(take_look(reader, heavy=False).measures["memory.use"], tuple)
    assert asked.asked == set()
    take_look(reader)
    assert asked.asked == {"chassis", "disks", "failed_services", "starts", "idle_seconds"}


def test_a_program_has_one_mark_whether_it_is_busy_or_crashes(tree: Tree, tmp_path: Path) -> None:
    tree.text("/proc/7/stat", f"7 (Player) S 1 1 1 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 1 1 {9 * MIB} 0\n")
    tree.text("/var/lib/systemd/coredump/" + f"core.Player.1000.{'0' * 32}.7.{(CAPTURED_AT - 60) * 10**6}.zst", "")
    here = machine(tree, tmp_path)
    busy, crashed = read_programs(here)["program.use"], read_app_crashes(here)["app.crashes"]
    assert isinstance(busy, tuple)
    assert isinstance(crashed, tuple)
    assert [one.subject for one in busy] == [one.subject for one in crashed] != []
