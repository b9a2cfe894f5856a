"""What a system has written down: starts and shutdowns, crashes, packages, updates, autostarts."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.tree import CAPTURED_AT, DAY, HOUR, Tree

_UTMP = "<h2xi32s4s32s256shhiii16x20x"
_UTMP_64 = "<h2xi32s4s32s256shhqqq16x20x4x"


def wtmp(tree: Tree, events: Sequence[tuple[str, float]], *, wide: bool = False, path: str = "/var/log/wtmp") -> None:
    """``/var/log/wtmp`` from ("boot" | "shutdown" | "login", Unix seconds); ``wide`` as 64-bit ARM writes it."""
    shape = _UTMP_64 if wide else _UTMP
    data = b""
    for what, at in events:
        kind, line, user, host = {
            "boot": (2, b"~", b"reboot", b"6.1.0-40-amd64"),
            "shutdown": (1, b"~", b"shutdown", b"6.1.0-40-amd64"),
            "login": (7, b"tty2", canaries.USER.encode(), canaries.ADDRESS.encode()),
        }[what]
        data += struct.pack(shape, kind, 0, line, b"~~", user, host, 0, 0, 0, int(at), 0)
    tree.data(path, data)


def ordinary_days(count: int, *, up: float) -> list[tuple[str, float]]:
    """A computer that was started each morning and shut down each evening, and now has been running for ``up``."""
    events: list[tuple[str, float]] = []
    for day in range(count, 0, -1):
        morning = CAPTURED_AT - up - day * DAY
        events += [("boot", morning), ("login", morning + 60), ("shutdown", morning + 9 * HOUR)]
    return [*events, ("boot", CAPTURED_AT - up), ("login", CAPTURED_AT - up + 90)]


def power_cuts(*ages: float, up: float = 3 * HOUR) -> list[tuple[str, float]]:
    """Starts at these ages (in seconds, oldest first) that no shutdown came before, after an ordinary one."""
    events = [("boot", CAPTURED_AT - 60 * DAY)]
    for age in ages:
        events += [("boot", CAPTURED_AT - age), ("login", CAPTURED_AT - age + 30)]
    return [*events, ("shutdown", CAPTURED_AT - up - 60), ("boot", CAPTURED_AT - up)]


def core_dump(tree: Tree, program: str, age: float, number: int = 1) -> None:
    """What systemd-coredump leaves of a program that crashed."""
    at = int((CAPTURED_AT - age) * 1_000_000) + number
    boot = canaries.BOOT_ID.replace("-", "")
    tree.data(f"/var/lib/systemd/coredump/core.{program}.1000.{boot}.{4000 + number}.{at}.zst", b"(\xb5/\xfd")


def no_dumps(tree: Tree) -> None:
    """A system with systemd-coredump that has nothing to tell: an old one of half a year ago."""
    core_dump(tree, canaries.PROGRAM, 180 * DAY)


@dataclass(frozen=True)
class Package:
    """A Debian package that is installed; ``status`` in dpkg's words."""

    name: str
    version: str
    status: str = "install ok installed"
    architecture: str = "amd64"


PACKAGES = (
    Package("bash", "5.2.37-2+b5"),
    Package("libc6", "2.41-12"),
    Package("linux-image-amd64", "6.12.48-1"),
    Package("openssl", "3.5.1-1"),
    Package("libssl3t64", "3.5.1-1"),
    Package(canaries.PACKAGE, "1.0"),
    # Removed, with its settings left: neither installed nor broken.
    Package("old-tool", "0.9-1", "deinstall ok config-files"),
    Package("held-tool", "2.0-1", "hold ok installed"),
)


def dpkg(tree: Tree, *more: Package, changed: float = 5 * DAY) -> None:
    """``/var/lib/dpkg/status``, changed so many seconds before the capture."""
    text = "".join(
        f"Package: {one.name}\nStatus: {one.status}\nPriority: optional\nSection: misc\nInstalled-Size: 812\n"
        f"Maintainer: {canaries.PERSON} <team@{canaries.DOMAIN}>\nArchitecture: {one.architecture}\n"
        f"Version: {one.version}\nDepends: libc6 (>= 2.34)\nDescription: a package\n of which this is the long text.\n"
        " .\n It has several paragraphs.\n\n"
        for one in (*PACKAGES, *more)
    )
    tree.text("/var/lib/dpkg/status", text, changed=CAPTURED_AT - changed)


def apt_lists(tree: Tree, *waiting: Package, age: float, security: str = "security.debian.org_debian-security") -> None:
    """A list of security updates that is ``age`` seconds old and offers these."""
    suite = f"/var/lib/apt/lists/{security}_dists_trixie-security_main_binary-amd64_Packages"
    listed = (*waiting, Package("never-installed", "1.2-1"), Package("bash", "5.2.37-1"))
    text = "".join(
        f"Package: {one.name}\nSource: {one.name}\nVersion: {one.version}\nInstalled-Size: 4\nArchitecture: "
        f"{one.architecture}\nFilename: pool/main/{one.name}.deb\nSize: 1\nDescription: a package\n\n"
        for one in listed
    )
    tree.text(suite, text, changed=CAPTURED_AT - age)
    tree.text("/var/lib/apt/periodic/update-success-stamp", "", changed=CAPTURED_AT - HOUR)


def ubuntu_counts(tree: Tree, updates: int, security: int, age: float) -> None:
    """Ubuntu's own count, as it shows it at a login."""
    tree.text(
        "/var/lib/update-notifier/updates-available",
        "\nExpanded Security Maintenance for Applications is not enabled.\n\n"
        f"{updates} updates can be applied immediately.\n"
        + (f"{security} of these updates are standard security updates.\n" if security else "")
        + "To see these additional updates run: apt list --upgradable\n\n"
        "12 additional security updates can be applied with ESM Apps.\nLearn more about enabling ESM Apps service\n\n",
        changed=CAPTURED_AT - age,
    )
    tree.text("/var/lib/apt/periodic/update-success-stamp", "", changed=CAPTURED_AT - HOUR)


def restart_wanted(tree: Tree, age: float) -> None:
    """What Debian's family leaves when an update needs a new start."""
    tree.text("/run/reboot-required", "*** System restart required ***\n", changed=CAPTURED_AT - age)
    tree.text("/run/reboot-required.pkgs", f"linux-image-6.12.48\n{canaries.PACKAGE}\n", changed=CAPTURED_AT - age)


def autostart(tree: Tree, name: str, *, own: bool = True, more: str = "") -> None:
    """A program that starts with the desktop."""
    folder = f"/home/{canaries.USER}/.config/autostart" if own else "/etc/xdg/autostart"
    tree.text(
        f"{folder}/{name}",
        f"[Desktop Entry]\nType=Application\nName={canaries.PERSON}\n"
        f"Exec=/usr/bin/{name.partition('.')[0]} --hidden\n{more}",
    )


def desktop_autostarts(tree: Tree, own: int = 3, desktop: str = "GNOME") -> None:
    """What a desktop brings, of which hardly anything is the person's, and ``own`` programs that are."""
    tree.answers["desktop"] = desktop
    for name in ("gnome-keyring-ssh", "org.gnome.SettingsDaemon.Power", "org.gnome.SettingsDaemon.Sound"):
        autostart(tree, f"{name}.desktop", own=False, more="OnlyShowIn=GNOME;Unity;\nNoDisplay=true\n")
    for name in ("org.kde.plasmashell", "baloo_file", "kmix"):
        autostart(tree, f"{name}.desktop", own=False, more="OnlyShowIn=KDE;\n")
    for number in range(12):
        autostart(tree, f"at-spi-{number}.desktop", own=False, more="NoDisplay=true\n")
    autostart(tree, "off.desktop", more="Hidden=true\n")
    autostart(tree, "not-now.desktop", more="X-GNOME-Autostart-enabled=false\n")
    autostart(tree, canaries.AUTOSTART)
    for number in range(own - 1):
        autostart(tree, f"own-{number}.desktop")
