"""What system calls and the system's bus answer, as a captured machine keeps it: ``aboveboard/system.json``.

Sizes are in bytes, times in Unix seconds. Everything is optional: what is absent is unknown.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Whole = Annotated[int, Meta(ge=0, le=2**62)]
Moment = Annotated[float, Meta(ge=0, le=1e11)]
Seconds = Annotated[float, Meta(ge=0, le=1e10)]
Name = Annotated[str, Meta(max_length=256)]


class FileSystem(Struct, frozen=True, omit_defaults=True):
    """What ``statvfs`` says. ``free`` is what a person without special rights may still fill.

    ``used`` is what is filled; without it, all that is not free is. ``inodes`` is 0 where there is no fixed number.
    """

    size: Whole
    free: Whole
    used: Whole | None = None
    inodes: Whole = 0
    inodes_free: Whole = 0


class Clock(Struct, frozen=True, omit_defaults=True):
    """What the kernel says of its clock. ``off_seconds``: how far off somebody who knows found it."""

    unsynchronised: bool | None = None
    off_seconds: Seconds | None = None


class Disk(Struct, frozen=True, omit_defaults=True):
    """What the disk itself reports (SMART), as UDisks2 tells it."""

    failing: bool | None = None
    bad_sectors: Whole | None = None
    wear_percent: Annotated[float, Meta(ge=0, le=1000)] | None = None
    spare_below: bool | None = None
    celsius: Annotated[float, Meta(ge=-100, le=300)] | None = None


class FailedService(Struct, frozen=True, omit_defaults=True):
    """A service that failed, and when; 0 where nobody knows."""

    name: Name
    since: Moment = 0


class Start(Struct, frozen=True, omit_defaults=True):
    """One start of the system: when, and how many seconds it took."""

    at: Moment
    took: Seconds


class Answers(Struct, frozen=True, omit_defaults=True):
    """``aboveboard/system.json``."""

    captured_at: Moment | None = None
    file_systems: dict[str, FileSystem] = {}
    clock: Clock | None = None
    idle_seconds: Seconds | None = None
    trash: Whole | None = None
    temporary: Whole | None = None
    chassis: Name | None = None
    desktop: Name | None = None
    disks: dict[str, Disk] | None = None
    failed_services: tuple[FailedService, ...] | None = None
    starts: tuple[Start, ...] | None = None
    resolver_failing: bool | None = None
    proxy_unreachable: bool | None = None
