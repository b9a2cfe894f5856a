"""Disks on either side of each threshold."""

from __future__ import annotations

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.pair import Change, Moment, Pair, Scene, pair, steadily
from tests.diagnostics.machines.storage import fill
from tests.diagnostics.machines.tree import DAY, GB, MINUTE, Tree

_LAPTOP, _TOWER, _NAS, _OFFICE, _FAMILY = (
    "debian-13-laptop",
    "debian-12-desktop",
    "nas",
    "rhel-9-server",
    "mint-desktop",
)
_MAPPED = f"/dev/mapper/{canaries.HOST}--vg-root"
_FILMS = f"/srv/{canaries.DATA_MOUNT}"


def _filled(point: str, free: float, share: float) -> Change:
    return lambda tree: fill(tree, point, free=round(free * GB), share=share)


def _pool(free: float) -> Change:
    """Of a pool each data set tells its own use and what is free for all."""

    def change(tree: Tree) -> None:
        for point in ("/", "/home", "/var/log"):
            told = tree.answers["file_systems"][point]
            told |= {"used": GB, "free": round(free * GB), "size": GB + round(free * GB)}

    return change


def _with_free(free: float, size: int = 474 * GB) -> Change:
    def change(tree: Tree) -> None:
        told = tree.answers["file_systems"]["/"]
        told |= {"size": size, "free": round(free * GB), "used": size - round(free * GB)}

    return change


def _emptying(hours: float, free: float = 100.0) -> Scene:
    """A disk that has been falling evenly for two hours and a half, and at this rate is full after so many hours."""
    ages = range(9000, 0, -200)
    return Scene(_with_free(free), tuple(Moment(age, _with_free(free * (1 + age / 3600 / hours))) for age in ages))


def _inodes(share: float, point: str = "/") -> Change:
    def change(tree: Tree) -> None:
        told = tree.answers["file_systems"][point]
        told["inodes"] = 1_000_000
        told["inodes_free"] = round(1_000_000 * (1 - share))

    return change


def _held(source: str, old: str, new: str) -> Change:
    """Other options of a whole file system, in the order of ``mountinfo``; a kernel's error writes them so."""

    def change(tree: Tree) -> None:
        tree.edit("/proc/self/mountinfo", f"- ext4 {source} {old}\n", f"- ext4 {source} {new}\n")
        if new != old:
            tree.edit("/proc/mounts", f"{source} / ext4 rw,relatime", f"{source} / ext4 {_short(new)}")

    return change


def _short(held: str) -> str:
    return "ro,relatime" if held == "ro" else f"rw,relatime,{held.partition(',')[2]}"


def _data_read_only_on_purpose(tree: Tree) -> None:
    mount = f"/mnt/{canaries.DATA_MOUNT}"
    before = f"{mount} rw,relatime shared:101 - ext4 /dev/sdb1 rw"
    tree.edit("/proc/self/mountinfo", before, before.replace("rw", "ro"))
    tree.edit("/proc/mounts", f"{mount} ext4 rw", f"{mount} ext4 ro")
    tree.edit("/etc/fstab", f"{mount} ext4 defaults", f"{mount} ext4 ro,noatime")


def _reports(disk: str, **told: object) -> Change:
    def change(tree: Tree) -> None:
        tree.answers.setdefault("disks", {}).setdefault(disk, {}).update(told)

    return change


def _degrees(chip: str, celsius: float) -> Change:
    def change(tree: Tree) -> None:
        number = next(
            path.split("/")[4] for path in tree.files if path.startswith("/sys/class/hwmon/") and _is(tree, path, chip)
        )
        inputs = [path for path in tree.files if f"/{number}/temp1_input" in path]
        assert inputs
        tree.text(inputs[0], f"{round(celsius * 1000)}\n")

    return change


def _is(tree: Tree, link: str, chip: str) -> bool:
    return any(
        path.endswith(f"/{link.rpartition('/')[2]}/name") and content == f"{chip}\n".encode()
        for path, content in tree.files.items()
    )


def _left(trash: float, temporary: float, *, low: bool = True) -> Change:
    def change(tree: Tree) -> None:
        fill(tree, "/home", free=20 * GB, share=0.98 if low else 0.965)
        tree.answers |= {"trash": round(trash * GB), "temporary": round(temporary * GB)}

    return change


_TEN, _NOT_TEN = steadily(10 * MINUTE), steadily(10 * MINUTE - 1)

PAIRS: tuple[Pair, ...] = (
    pair(
        "disk.system-full",
        "warn",
        _LAPTOP,
        _filled("/", 9.9, 0.901),
        _filled("/", 9.9, 0.899),
        _filled("/", 10.1, 0.901),
    ),
    pair("disk.system-full", "critical", _TOWER, _filled("/", 30, 0.971), _filled("/", 30, 0.969), name="by share"),
    pair(
        "disk.system-full", "critical", "kvm-guest", _filled("/", 1.99, 0.5), _filled("/", 2.01, 0.5), name="by bytes"
    ),
    pair(
        "disk.system-full",
        "critical",
        "fedora-silverblue",
        _filled("/var", 30, 0.972),
        _filled("/var", 30, 0.968),
        name="of an image-based system",
    ),
    pair(
        "disk.system-full",
        "critical",
        "steam-deck",
        _filled("/home", 12, 0.971),
        _filled("/home", 12, 0.969),
        name="beside a root that is full by design",
    ),
    pair("disk.system-full", "critical", "zfs-root-laptop", _pool(1.99), _pool(2.01), name="of a pool"),
    pair(
        "disk.system-full",
        "critical",
        "docker-container",
        _filled("/", 1.9, 0.6),
        _filled("/", 2.1, 0.6),
        name="of a container",
    ),
    pair(
        "disk.data-full",
        "warn",
        _NAS,
        _filled(_FILMS, 4.9, 0.951),
        _filled(_FILMS, 4.9, 0.949),
        _filled(_FILMS, 5.1, 0.951),
    ),
    pair(
        "disk.data-full",
        "warn",
        "alma-10-server",
        _filled("/srv/copies", 0.1, 0.999),
        _filled("/srv/copies", 5.1, 0.999),
        name="to the brim",
    ),
    # Must have been so for an hour, in which it got an hour nearer; for half an hour where it is urgent.
    pair("disk.fill-eta", "warn", _TOWER, _emptying(46.9), _emptying(47.1), _emptying(48.1)),
    pair("disk.fill-eta", "critical", _TOWER, _emptying(7.4), _emptying(7.6), _emptying(8.1), milder="warn"),
    pair("disk.inodes", "warn", _LAPTOP, _inodes(0.901), _inodes(0.899)),
    pair("disk.inodes", "warn", _NAS, _inodes(0.95, _FILMS), _inodes(0.89, _FILMS), name="of a disk for data"),
    pair("disk.read-only", "critical", _TOWER, _held("/dev/sda2", "rw", "ro"), _data_read_only_on_purpose),
    pair(
        "disk.read-only",
        "critical",
        _LAPTOP,
        _held(_MAPPED, "rw", "rw,emergency_ro"),
        _held(_MAPPED, "rw", "rw,errors=remount-ro"),
        name="by a newer kernel",
    ),
    pair("disk.failing", "critical", _NAS, _reports("sdc", failing=True), _reports("sdc", failing=False)),
    pair(
        "disk.bad-sectors",
        "warn",
        _NAS,
        Scene(_reports("sdd", bad_sectors=5), (Moment(7 * DAY, _reports("sdd", bad_sectors=4)),)),
        Scene(_reports("sdd", bad_sectors=5), (Moment(7 * DAY, _reports("sdd", bad_sectors=5)),)),
    ),
    pair("disk.nvme-wear", "warn", _LAPTOP, _reports("nvme0n1", wear_percent=90), _reports("nvme0n1", wear_percent=89)),
    pair(
        "disk.nvme-wear",
        "critical",
        _LAPTOP,
        _reports("nvme0n1", spare_below=True),
        _reports("nvme0n1", spare_below=False),
    ),
    pair(
        "disk.hot",
        "warn",
        _TOWER,
        Scene(_degrees("drivetemp", 60.5), _TEN),
        Scene(_degrees("drivetemp", 60), _TEN),
        Scene(_degrees("drivetemp", 66), _NOT_TEN),
        name="that spins",
    ),
    pair(
        "disk.hot",
        "warn",
        _LAPTOP,
        Scene(_degrees("nvme", 75.5), _TEN),
        Scene(_degrees("nvme", 75), _TEN),
        name="without moving parts",
    ),
    pair("disk.trash", "info", _OFFICE, _left(10.1, 0), _left(9.9, 0), _left(80, 0, low=False)),
    pair("disk.temp-files", "info", _OFFICE, _left(0, 5.1), _left(0, 4.9), _left(0, 80, low=False)),
)
