"""What every Linux has, whatever it runs on, with the canaries planted."""

from __future__ import annotations

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.memory import Memory, memory
from tests.diagnostics.machines.processor import Processor, load, processor
from tests.diagnostics.machines.programs import SERVER_PROGRAMS, Program, programs
from tests.diagnostics.machines.releases import Release
from tests.diagnostics.machines.tree import CAPTURED_AT, DAY, Tree


def base(
    release: Release,
    chip: Processor,
    ram: Memory,
    *,
    up: float = 2 * DAY,
    fifteen: float = 0.4,
    listed: tuple[Program, ...] = SERVER_PROGRAMS,
    page: int = 4096,
    board: str = "",
) -> Tree:
    """Kernel, processor, memory, processes, who the computer is; a clock that is kept, no failed service."""
    tree = Tree()
    _kernel(tree, release, up, chip.count)
    processor(tree, chip, serial=canaries.SYSTEM_SERIAL, board=board)
    load(tree, fifteen * 1.4, fifteen * 1.1, fifteen)
    memory(tree, ram)
    programs(tree, listed, page)
    _person(tree)
    tree.text("/usr/lib/os-release", release.text)
    tree.link("/etc/os-release", "/usr/lib/os-release")
    tree.answers |= {
        "clock": {"unsynchronised": False},
        "failed_services": [],
        "idle_seconds": 40.0,
        "starts": [{"at": CAPTURED_AT - up - number * DAY, "took": 21.4 + number} for number in range(3)],
    }
    return tree


def running_for(tree: Tree, up: float, processors: int) -> None:
    """``/proc/uptime``: so long, and so long idle over all processors."""
    tree.text("/proc/uptime", f"{up:.2f} {up * processors * 0.93:.2f}\n")


def _kernel(tree: Tree, release: Release, up: float, processors: int) -> None:
    running_for(tree, up, processors)
    tree.lines(
        "/proc/sys/kernel",
        {
            "osrelease": release.kernel,
            "ostype": "Linux",
            "arch": release.arch,
            "hostname": canaries.HOST,
            "domainname": canaries.DOMAIN,
            "random/boot_id": canaries.BOOT_ID,
        },
    )
    tree.text(
        "/proc/version",
        f"Linux version {release.kernel} ({canaries.USER}@{canaries.HOST}) (gcc 14.2.0) #1 SMP PREEMPT_DYNAMIC\n",
    )
    tree.text("/proc/cmdline", f"BOOT_IMAGE=/vmlinuz root=UUID={canaries.FILE_SYSTEM_UUID} ro quiet splash\n")
    tree.text("/proc/stat", f"cpu  812731 1231 213123 8123123 1231 0 812 0 0 0\nbtime {CAPTURED_AT - int(up)}\n")
    tree.text("/proc/filesystems", "nodev\tsysfs\nnodev\ttmpfs\n\text4\n\tbtrfs\n")
    tree.text(f"/usr/lib/modules/{release.kernel}/modules.dep", "")
    tree.text("/usr/lib/systemd/system/getty@.service", "[Unit]\nDescription=Getty on %I\n")
    tree.link("/etc/systemd/system/getty.target.wants/getty@tty1.service", "/usr/lib/systemd/system/getty@.service")


def _person(tree: Tree) -> None:
    home = f"/home/{canaries.USER}"
    tree.text("/etc/hostname", f"{canaries.HOST}\n")
    tree.text("/etc/machine-id", f"{canaries.MACHINE_ID}\n")
    tree.text("/etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {canaries.HOST}.{canaries.DOMAIN} {canaries.HOST}\n")
    tree.text(
        "/etc/passwd",
        f"root:x:0:0:root:/root:/bin/bash\n{canaries.USER}:x:1000:1000:{canaries.PERSON}:{home}:/bin/sh\n",
    )
    tree.text("/etc/machine-info", f'PRETTY_HOSTNAME="{canaries.PERSON}"\nLOCATION="{canaries.DOMAIN}"\n')
    tree.text(
        f"/etc/NetworkManager/system-connections/{canaries.SSID}.nmconnection",
        f"[connection]\nid={canaries.SSID}\n[wifi]\nssid={canaries.SSID}\n[wifi-security]\npsk={canaries.PROXY_PASSWORD}\n",
    )
    tree.text("/etc/crypttab", f"luks-x UUID={canaries.CRYPT_UUID} /etc/{canaries.KEYFILE} luks,discard\n")
    tree.text(f"{home}/{canaries.DOCUMENT}", "Mein letzter Wille.\n")
    tree.text(f"{home}/.local/share/Trash/files/{canaries.DOCUMENT}", "weg damit\n")
    tree.text("/etc/environment", 'PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n')
    tree.text("/etc/adjtime", "0.0 0 0.0\n0\nUTC\n")
