"""Captures a computer into a folder that can be attached to a report of a fault: what readers read, nobody's name.

Everything is written by an allow-list: a file of which nothing is said here is left out. What was written is read back;
if it tells anything else than the computer itself, or holds a name or an address of it, nothing is kept.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aboveboard.diagnostics.linux.captures import Capture
from aboveboard.diagnostics.linux.machine import Captured, Machine
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.linux.reading import names, text_or
from aboveboard.diagnostics.linux.recorder import Recorder
from aboveboard.diagnostics.looks import Look, Unknown
from aboveboard.diagnostics.probes import take_look

_SHORTEST: Final = 4
_CLOSE: Final = 0.02
_UNMAPPED: Final = 65_534
"""Whom the kernel names as owner of what is outside of a container: the system, for whoever is inside."""
_NOBODYS: Final = frozenset({"root", "user", "home", "person", "localhost", "computer", "debian", "ubuntu", "fedora"})


class NotKept(OSError):
    """A capture that was not kept; the words say why, and name nothing of what was found."""


def capture(machine: Machine, folder: Path) -> list[str]:
    """Write a machine with Linux into ``folder``, which must be new or empty.

    Returns what was looked at and left out, as paths. Raises ``NotKept``, and ``OSError`` if nothing can be written.
    """
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise NotKept(f"{folder} is there already: name a folder that is new or empty.")
    if folder.exists() and not _is_ours_alone(folder):
        raise NotKept(f"Others may write into {folder}: name a folder that is new.")
    if not _stays_where_it_is(folder):
        raise NotKept(f"Others may put something else in the place of {folder}: name a folder in one of your own.")
    # Before anything is looked at: while that takes its seconds, somebody else could put one of theirs there.
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
    try:
        recorder = Recorder(machine)
        before = take_look(LinuxReader(recorder))
        left_out = Capture(recorder, folder).write()
        _check(machine, folder, before)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return left_out


def _is_ours_alone(folder: Path) -> bool:
    """Whether nobody else can put a link into it while it is written."""
    told = folder.stat()
    return told.st_uid == os.geteuid() and not told.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _stays_where_it_is(folder: Path) -> bool:
    """Whether every folder on the way, also behind links, lets nobody but us and the system rename what is in it."""
    for path in {os.path.abspath(folder), os.path.realpath(folder)}:
        for above in Path(path).parents:
            try:
                told = above.lstat()
            except FileNotFoundError:
                continue  # it is made on the way
            if told.st_uid not in (os.geteuid(), 0, _UNMAPPED):
                return False
            if stat.S_ISDIR(told.st_mode) and told.st_mode & stat.S_IWOTH and not told.st_mode & stat.S_ISVTX:
                return False
    return True


def _check(machine: Machine, folder: Path, before: Look) -> None:
    found = _names_in(folder, _names_of(machine))
    if found:
        raise NotKept(f"The capture would have held {', '.join(sorted(found))}. Nothing was kept.")
    odd = differences(before, take_look(LinuxReader(Captured(folder))))
    if odd:
        raise NotKept(f"The capture would have told something else of {', '.join(odd)}. Nothing was kept.")


def differences(one: Look, other: Look) -> list[str]:
    """What two looks tell differently, but for the names of things; measured times may be a little apart."""
    facts = [
        name
        for name in ("os", "os_version", "kind", "cpu", "cores", "memory", "graphics")
        if getattr(one.facts, name) != getattr(other.facts, name)
    ]
    return facts + [name for name in one.measures if not _same(one.measures[name], other.measures.get(name))]


def _same(one: object, other: object) -> bool:
    if isinstance(one, Unknown):
        return isinstance(other, Unknown)
    if not isinstance(one, tuple) or not isinstance(other, tuple) or len(one) != len(other):
        return False
    ordered = [sorted((dict(sample.values) for sample in each), key=_by_values) for each in (one, other)]
    return all(_close(mine, theirs) for mine, theirs in zip(*ordered, strict=True))


def _by_values(values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(values.items()))


def _close(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return one.keys() == other.keys() and all(
        abs(one[name] - other[name]) <= max(_CLOSE * abs(one[name]), 5 if abs(one[name]) > 100 else 0) for name in one
    )


def _names_of(machine: Machine) -> dict[str, str]:
    """What must not be in a capture, each with what it is."""
    release = text_or(machine, "/etc/os-release").lower()
    found = {
        text_or(machine, "/proc/sys/kernel/hostname"): "the computer's name",
        text_or(machine, "/etc/hostname"): "the computer's name",
        text_or(machine, "/etc/machine-id"): "the computer's number",
        machine.home().rpartition("/")[2]: "a person's name",
    }
    for name in names(machine, "/home")[:256]:
        found[name] = "a person's name"
    for card in names(machine, "/sys/class/net")[:256]:
        found[text_or(machine, f"/sys/class/net/{card}/address")] = "a hardware address"
    for address in re.findall(r"(\d+\.\d+\.\d+\.\d+)\s+/32 host", text_or(machine, "/proc/net/fib_trie"))[:256]:
        found[address] = "an address"
    for line in text_or(machine, "/proc/net/if_inet6").splitlines()[:256]:
        found[line.partition(" ")[0]] = "an address"
    return {
        name.lower(): what
        for name, what in found.items()
        if len(name) >= _SHORTEST
        and name.lower() not in _NOBODYS
        and name.lower() not in release
        and name.strip("0:.1")
        and not name.startswith("127.")
    }


def _names_in(folder: Path, unwanted: Mapping[str, str]) -> set[str]:
    """What of it the folder holds, in a file's content, in its name or behind a link."""
    if not unwanted:
        return set()
    told = re.compile("|".join(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" for name in unwanted))
    found: set[str] = set()
    for base, folders, listed in os.walk(folder):
        for name in (*folders, *listed):
            path = Path(base, name)
            text = name + " " + (os.readlink(path) if path.is_symlink() else "")
            if not path.is_symlink() and path.is_file():
                text += path.read_bytes().decode("utf-8", "replace")
            found |= {unwanted[hit] for hit in told.findall(text.lower())}
    return found
