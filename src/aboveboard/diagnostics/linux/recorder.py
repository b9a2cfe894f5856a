"""A machine that remembers what readers read of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aboveboard.diagnostics.linux.answers import Clock, Disk, FailedService, FileSystem, Start
from aboveboard.diagnostics.linux.files import ENTRIES, TEXT_BYTES
from aboveboard.diagnostics.linux.machine import Machine


class Recorder:
    """Passes every question on to ``machine`` and keeps the answers, but for what is streamed."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.at = machine.now()
        self.files: dict[str, bytes] = {}
        self.folders: dict[str, list[str]] = {}
        self.seen: set[str] = set()
        self.times: dict[str, float] = {}
        self.sizes: dict[str, FileSystem] = {}
        self.walked: dict[str, int | None] = {}

    @property
    def captured(self) -> bool:
        """As of a machine that is captured: nothing depends on an earlier look."""
        return self.machine.captured

    def now(self) -> float:
        """The one moment of the capture."""
        return self.at

    def data(self, path: str, limit: int = TEXT_BYTES) -> bytes:
        self.files[path] = content = self.machine.data(path, limit)
        return content

    def end(self, path: str, limit: int) -> bytes:
        self.files[path] = content = self.machine.end(path, limit)
        return content

    def stream(self, path: str, limit: int) -> Iterator[bytes]:
        return self.machine.stream(path, limit)

    def names(self, path: str, limit: int = ENTRIES) -> list[str]:
        self.folders[path] = found = self.machine.names(path, limit)
        return found

    def there(self, path: str) -> bool:
        found = self.machine.there(path)
        if found:
            self.seen.add(path)
        return found

    def changed_at(self, path: str) -> float:
        self.times[path] = at = self.machine.changed_at(path)
        return at

    def real(self, path: str) -> str:
        found = self.machine.real(path)
        self.seen.add(path)
        return found

    def home(self) -> str:
        return self.machine.home()

    def settings(self) -> Mapping[str, str]:
        return self.machine.settings()

    def file_system(self, mount: str) -> FileSystem:
        self.sizes[mount] = told = self.machine.file_system(mount)
        return told

    def clock(self) -> Clock | None:
        return self.machine.clock()

    def idle_seconds(self) -> float | None:
        return self.machine.idle_seconds()

    def trash(self) -> int | None:
        return self.walked.setdefault("trash", self.machine.trash())

    def temporary(self, folders: tuple[str, ...]) -> int | None:
        return self.walked.setdefault("temporary", self.machine.temporary(folders))

    def chassis(self) -> str | None:
        return self.machine.chassis()

    def disks(self) -> Mapping[str, Disk] | None:
        return self.machine.disks()

    def failed_services(self) -> tuple[FailedService, ...] | None:
        return self.machine.failed_services()

    def starts(self) -> tuple[Start, ...] | None:
        return self.machine.starts()

    def resolver_failing(self) -> bool | None:
        return self.machine.resolver_failing()

    def proxy_unreachable(self) -> bool | None:
        return self.machine.proxy_unreachable()
