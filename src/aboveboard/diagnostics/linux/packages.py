"""What Debian's package manager has written down: what is installed, what is broken, which updates wait."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.processes import running
from aboveboard.diagnostics.linux.versions import newer
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

STATUS: Final = "/var/lib/dpkg/status"
LISTS: Final = "/var/lib/apt/lists"
COUNTED: Final = "/var/lib/update-notifier/updates-available"
FETCHED: Final = "/var/cache/apt/archives"
_STATUS_BYTES: Final = 64 << 20
_LIST_BYTES: Final = 128 << 20
_WANTED: Final = (b"Package:", b"Version:", b"Architecture:", b"Status:")
_HALF: Final = frozenset({"half-configured", "half-installed", "unpacked"})
WORKING: Final = frozenset({"dpkg", "apt", "apt-get", "aptitude", "unattended-upgr", "synaptic"})
_SECURITY: Final = re.compile(r".*([-_]security[-_.].*|security\.(debian|ubuntu)\..*)_Packages")

Stanza = dict[str, str]


def read_packages(machine: Machine) -> Mapping[str, Reading]:
    """app.packages: how many packages are half installed; none where packages have no such state."""
    try:
        broken = len(unfinished(machine))
    except FileNotFoundError:
        return {"app.packages": ()}
    if broken and running(machine, WORKING):
        return {"app.packages": Unknown("Packages are being installed right now.")}
    return {"app.packages": (Sample({"broken": broken}),)}


def unfinished(machine: Machine) -> list[str]:
    """The states of the packages that are half installed. Raises ``OSError``."""
    states = (one.get("Status", "") for one in stanzas(machine, STATUS, _STATUS_BYTES))
    return [state for state in states if _is_broken(state)]


def _is_broken(status: str) -> bool:
    words = status.split()
    return len(words) == 3 and (words[1] == "reinstreq" or words[2] in _HALF)


def stanzas(machine: Machine, path: str, limit: int) -> Iterator[Stanza]:
    """The paragraphs of a file of packages, of each only the fields that are needed here. Raises ``OSError``."""
    held: Stanza = {}
    for line in machine.stream(path, limit):
        if line.startswith(_WANTED):
            name, _, value = line.decode("utf-8", "replace").partition(":")
            held[name] = value.strip()
        elif line in (b"\n", b"\r\n"):
            if held:
                yield held
            held = {}
    if held:
        yield held


def security_lists(machine: Machine) -> tuple[list[str], bool]:
    """The lists of security updates that can be read here, and whether there are ones that cannot (packed)."""
    names = machine.names(LISTS)
    plain = [f"{LISTS}/{one}" for one in names if _SECURITY.fullmatch(one)]
    packed = any(
        _SECURITY.fullmatch(one.rpartition(".")[0]) for one in names if one.endswith((".lz4", ".xz", ".gz", ".zst"))
    )
    return plain, packed


def pending(machine: Machine, lists: list[str]) -> dict[str, str]:
    """The installed packages for which these lists have a newer version, each with the name of that version's file.

    Packages that are held back on purpose do not count.
    """
    installed: dict[tuple[str, str], str] = {}
    for one in stanzas(machine, STATUS, _STATUS_BYTES):
        words = one.get("Status", "").split()
        if words[:1] == ["install"] and words[2:] == ["installed"]:
            installed[one.get("Package", ""), one.get("Architecture", "")] = one.get("Version", "")
    found = {}
    for path in lists:
        for one in stanzas(machine, path, _LIST_BYTES):
            name, version, architecture = (one.get(part, "") for part in ("Package", "Version", "Architecture"))
            here = installed.get((name, architecture))
            if here is not None and newer(version, here):
                found[name] = f"{name}_{version.replace(':', '%3a')}_{architecture}.deb"
    return found
