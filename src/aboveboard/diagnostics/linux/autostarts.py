"""app.autostarts: how many programs start with the desktop, of those that a person can see and switch off."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import text_or
from aboveboard.diagnostics.looks import Reading, Sample

_ENTRIES: Final = 2048
_PATH: Final = (
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
    "/usr/local/sbin",
    "/usr/sbin",
    "/sbin",
    "/usr/games",
    "/snap/bin",
)


def read_autostarts(machine: Machine) -> Mapping[str, Reading]:
    """One sample; none where there is no desktop."""
    settings = machine.settings()
    desktops = {one.lower() for one in settings.get("XDG_CURRENT_DESKTOP", "").split(":") if one}
    own = settings.get("XDG_CONFIG_HOME") or f"{machine.home()}/.config"
    shared = (settings.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    chosen: dict[str, str] = {}
    there = False
    for folder in (f"{one}/autostart" for one in (own, *shared)):
        try:
            names = machine.names(folder, _ENTRIES)
        except (OSError, ValueError):
            continue
        there = True
        # The person's own file stands for one of the same name in the folders after it.
        for name in names:
            if name.endswith(".desktop"):
                chosen.setdefault(name, f"{folder}/{name}")
    if not there:
        return {"app.autostarts": ()}
    count = sum(1 for path in chosen.values() if _starts(machine, entry(text_or(machine, path)), desktops))
    return {"app.autostarts": (Sample({"count": count}),)}


def entry(content: str) -> dict[str, str]:
    """The main group of a desktop entry."""
    found: dict[str, str] = {}
    inside = False
    for line in content.splitlines():
        line = line.strip()
        if line.startswith("["):
            inside = line == "[Desktop Entry]"
        elif inside and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key.strip(), value.strip())
    return found


def _starts(machine: Machine, entry: Mapping[str, str], desktops: set[str]) -> bool:
    """Whether this starts here and is one of the person's: parts of the desktop itself do not show themselves."""
    if not entry.get("Exec") or _is(entry, "Hidden") or _is(entry, "NoDisplay"):
        return False
    if entry.get("X-GNOME-Autostart-enabled", "true").lower() == "false":
        return False
    if entry.get("OnlyShowIn") and not desktops & _listed(entry["OnlyShowIn"]):
        return False
    if desktops & _listed(entry.get("NotShowIn", "")):
        return False
    program = entry.get("TryExec", "").strip('"')
    return not program or _found(machine, program)


def _is(entry: Mapping[str, str], key: str) -> bool:
    return entry.get(key, "").lower() in ("true", "1")


def _listed(value: str) -> set[str]:
    return {one.lower() for one in value.split(";") if one}


def _found(machine: Machine, program: str) -> bool:
    if program.startswith("/"):
        return machine.there(program)
    return "/" not in program and any(machine.there(os.path.join(folder, program)) for folder in _PATH)
