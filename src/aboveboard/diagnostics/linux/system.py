"""What the computer is as facts, and how long it has been running."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from aboveboard import __version__
from aboveboard.diagnostics.linux.kinds import is_container, kind_of
from aboveboard.diagnostics.linux.machine import Machine
from aboveboard.diagnostics.linux.reading import decimal, pairs, text, text_or
from aboveboard.diagnostics.looks import Reading, Sample, Unknown

_UNREAD: Final = "\0"
"""Stands for a file that is not there to read; no name is like this."""
_RELEASE: Final = re.compile(r"\d+(\.\d+)*([-~]\d+(\.\d+)*)*")


def os_release(machine: Machine) -> dict[str, str]:
    """The fields of ``os-release``, wherever it lies; empty where there is none."""
    for path in ("/etc/os-release", "/usr/lib/os-release"):
        found = pairs(text_or(machine, path))
        if found:
            return found
    return {}


def read_system(machine: Machine) -> Mapping[str, object]:
    """``fact:os``, ``os_version``, ``platform``, ``kind``, ``name``, ``tool_version``."""
    told = os_release(machine)
    names = [text_or(machine, path, _UNREAD) for path in ("/proc/sys/kernel/hostname", "/etc/hostname")]
    name = next((one for one in names if one not in ("", _UNREAD)), "")
    nameless = "The computer has no name." if "" in names else "The name cannot be read; a capture leaves it out."
    return {
        "fact:os": told.get("NAME") or "Linux",
        "fact:os_version": told.get("VERSION") or told.get("VERSION_ID") or told.get("BUILD_ID") or _no_version(told),
        "fact:platform": platform(machine),
        "fact:kind": kind_of(machine) or Unknown("The computer does not tell what kind it is."),
        "fact:name": name or Unknown(nameless),
        "fact:tool_version": __version__,
    }


def _no_version(told: Mapping[str, str]) -> str | Unknown:
    if told:
        return told.get("VERSION_CODENAME") or "rolling"
    return Unknown("The system does not tell its version.")


def platform(machine: Machine) -> str:
    """``Linux 6.8.0-45 x86_64``: without what whoever built the kernel called it."""
    found = _RELEASE.match(text_or(machine, "/proc/sys/kernel/osrelease"))
    return " ".join(part for part in ("Linux", found[0] if found else "", architecture(machine)) if part)


def architecture(machine: Machine) -> str:
    """The kind of processor, as ``uname -m`` names it; of a captured machine as far as its files tell."""
    if not machine.captured:
        return os.uname().machine
    told = text_or(machine, "/proc/sys/kernel/arch")
    if re.fullmatch(r"[a-z0-9_]{2,16}", told):
        return told
    head = text_or(machine, "/proc/cpuinfo")[:65_536]
    if re.search(r"^flags\s*:.* lm( |$)", head, re.MULTILINE):
        return "x86_64"
    if re.search(r"^flags\s*:", head, re.MULTILINE):
        return "i686"
    if re.search(r"^CPU architecture\s*: *8", head, re.MULTILINE):
        return "aarch64"
    return "riscv64" if re.search(r"^isa\s*:", head, re.MULTILINE) else ""


def read_uptime(machine: Machine) -> Mapping[str, Reading]:
    """os.uptime; a container is shown how long its host runs, which says nothing about it."""
    if is_container(machine):
        return {"os.uptime": ()}
    up = decimal(text(machine, "/proc/uptime").split()[0] if text_or(machine, "/proc/uptime") else "")
    if up is None or up < 0:
        raise ValueError("the time since the start is not a number")
    return {"os.uptime": (Sample({"up": up}),)}
