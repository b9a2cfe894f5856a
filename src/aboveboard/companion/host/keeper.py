"""Runs one tool and sees to it that nothing of it is left: a program of its own, of the standard library alone.

It is handed to a fresh interpreter as text (see ``programs``), so that no file can be put in its place when it runs
with the rights of an administrator. Standard input brings the order: a length (u32), JSON, the files of the package and
what an earlier run kept, one after the other. Then this program says that it is ready, and waits for the word to begin:
between the order and this moment the system may have asked the person for an administrator's rights, and they may have
stopped it meanwhile. After that a byte asks the tool to stop, and the end of the input, which comes by itself when the
companion dies, kills everything at once.

Standard output carries pieces: a letter, a length (u32), bytes. ``r`` is ready, ``o`` is what the tool wrote, ``e`` is
the end in JSON. The tool is read only as fast as that leaves, so one that writes without end waits.

Whatever the tool starts, however it detaches itself, comes back to this process (PR_SET_CHILD_SUBREAPER) and ends here.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import os
import resource
import select
import shutil
import signal
import stat
import sys
import tempfile
import time
from typing import Any

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
LOOK_EACH_S = 0.2
GRACE_S = 2.0
LAST_OUTPUT_S = 2.0
CHUNK = 16 * 1024
BEGIN = b"g"
KEPT_FILES, KEPT_BYTES = 64, 8 * 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")
ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
libc = ctypes.CDLL(None, use_errno=True)


def read_exactly(count: int) -> bytes:
    """So many bytes of standard input; ends the program where there are fewer."""
    parts = []
    while count:
        part = os.read(0, min(count, 1 << 20))
        if not part:
            sys.exit(1)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def unpack(folder: str, rows: list[list[Any]], mode: int) -> None:
    """Write the files that the input brings next. Their names were checked before; here they cannot lead out."""
    os.mkdir(folder, 0o700)
    for name, size in rows:
        content = read_exactly(size)
        path = os.path.join(folder, os.path.basename(name))
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as file:
            file.write(content)


class Kept:
    """One run: the tool's process, what it wrote and nobody has taken yet, and what bounds it."""

    def __init__(self, order: dict[str, Any], folder: str) -> None:
        self.order = order
        self.folder = folder
        self.status: dict[int, int] = {}
        self.told_to_end = False
        self.waiting = b""
        self.free = self.free_space()
        self.until = time.monotonic() + order["seconds"]
        self.stopping: float | None = None
        self.looked = 0.0
        self.reading, writing = os.pipe2(os.O_CLOEXEC)
        self.open = True
        for number in ENDS:
            # Whoever ends this process ends the tool, as if the companion had gone.
            signal.signal(number, self._end)
        self.child = os.fork()
        if not self.child:
            self._become(writing)
        os.close(writing)
        os.set_blocking(self.reading, False)

    def _end(self, *_: object) -> None:
        self.told_to_end = True

    def _become(self, writing: int) -> None:
        """In the child: put on its limits and turn into the tool."""
        try:
            os.setsid()
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            for what, most in self.order["limits"].items():
                kind = getattr(resource, what)
                hard = resource.getrlimit(kind)[1]
                bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.setrlimit(kind, (bound, bound))
            for number in (*ENDS, signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            work = os.path.join(self.folder, "work")
            environment = {**self.order["environment"], "TMPDIR": work}
            environment["KEPT_FOLDER"] = os.path.join(self.folder, "kept")
            program = os.path.join(self.folder, "package", os.path.basename(self.order["program"]))
            command = [*self.order["interpreter"], program]
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            os.closerange(3, 4096)
            os.chdir(work)
            os.execve(command[0], command, environment)  # noqa: S606  # no shell is what is wanted
        except BaseException as error:  # noqa: BLE001  # this is a fork: whatever happened, it must not go on as its parent
            os.write(2, f"It could not be started: {error}\n".encode())
        finally:
            os._exit(127)

    def watch(self) -> str:
        """Until it is over; returns why it was ended, empty where it ended by itself."""
        while self.child not in self.status:
            reads = [0, self.reading] if self.open and not self.waiting else [0]
            ready, writable, _ = select.select(reads, [1] if self.waiting else [], [], LOOK_EACH_S)
            if self.told_to_end or (0 in ready and not self._stop_gently()):
                return "killed"
            if self.reading in ready:
                self._take()
            if writable and not self._give():
                return "killed"
            now = time.monotonic()
            if now >= (self.until if self.stopping is None else min(self.until, self.stopping)):
                break
            if now - self.looked >= LOOK_EACH_S:
                self.looked = now
                beyond = self._too_much()
                if beyond:
                    return beyond
            self.reap()
        if self.stopping is not None:
            return "stopped"
        return "" if self.child in self.status else "time"

    def _stop_gently(self) -> bool:
        """The companion asks for an end; False where it is gone."""
        if not os.read(0, 64):
            return False
        self.stopping = self.stopping or time.monotonic() + GRACE_S
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child, signal.SIGTERM)
        return True

    def _take(self) -> None:
        """The next piece of what the tool wrote."""
        try:
            written = os.read(self.reading, CHUNK)
        except BlockingIOError:
            return
        self.open = bool(written)
        if written:
            self.waiting = b"o" + len(written).to_bytes(4, "big") + written

    def _give(self) -> bool:
        """Hand on what waits, as far as it is taken; False where nobody is there any more."""
        try:
            self.waiting = self.waiting[os.write(1, self.waiting) :]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def finish(self) -> None:
        """Hand on the last of what it wrote, as long as somebody takes it."""
        until = time.monotonic() + LAST_OUTPUT_S
        while time.monotonic() < until:
            if not self.waiting:
                self._take()
                if not self.waiting:
                    return
            if select.select([], [1], [], 0.1)[1] and not self._give():
                return

    def family(self) -> dict[int, int]:
        """Every process that hangs on this one, by number, with its memory in bytes."""
        self.reap()
        parents: dict[int, list[int]] = {}
        memory: dict[int, int] = {}
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/stat", "rb") as file:
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
                with open(f"/proc/{entry}/statm", "rb") as file:
                    memory[int(entry)] = int(file.read().split()[1]) * PAGE
            except (OSError, ValueError):
                continue  # it ended meanwhile
            if state not in (b"Z", b"X"):
                parents.setdefault(int(parent), []).append(int(entry))
        found: dict[int, int] = {}
        waiting = [os.getpid()]
        while waiting:
            for child in parents.get(waiting.pop(), ()):
                found[child] = memory[child]
                waiting.append(child)
        return found

    def reap(self) -> None:
        """Take leave of every child that ended."""
        with contextlib.suppress(ChildProcessError):
            while True:
                child, status = os.waitpid(-1, os.WNOHANG)
                if not child:
                    return
                self.status[child] = os.waitstatus_to_exitcode(status)

    def kill_all(self) -> None:
        """Nothing of the tool runs when this returns. All are halted first, so that none makes another meanwhile."""
        for _ in range(500):
            running = self.family()
            if not running:
                return
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for process in running:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.kill(process, number)
            time.sleep(0.01)

    def free_space(self) -> dict[str, int]:
        """Bytes that are free now, by place."""
        found = {}
        for place in {self.folder, self.order["environment"].get("HOME", self.folder)}:
            with contextlib.suppress(OSError):
                found[place] = shutil.disk_usage(place).free
        return found

    def _too_much(self) -> str:
        """What the tool takes too much of, or nothing."""
        running = self.family()
        if len(running) > self.order["processes"]:
            return "processes"
        if sum(running.values()) > self.order["memory"]:
            return "memory"
        for place, now in self.free_space().items():
            if now < self.free.get(place, 0) - self.order["disk"]:
                return "disk"
        return ""

    def kept(self) -> list[list[str]]:
        """What the tool kept for an undo: plain files of one folder, no more than there is room for."""
        found: list[list[str]] = []
        total = 0
        for entry in sorted(os.scandir(os.path.join(self.folder, "kept")), key=lambda one: one.name):
            if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode) or len(found) >= KEPT_FILES:
                continue
            with os.fdopen(os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                content = file.read(KEPT_BYTES - total + 1)
            total += len(content)
            if total > KEPT_BYTES:
                break
            found.append([entry.name, base64.b64encode(content).decode("ascii")])
        return found


def main() -> None:
    """One run, from the order on standard input to the last piece on standard output."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    os.umask(0o077)
    folder = tempfile.mkdtemp(prefix="aboveboard-tool-")
    try:
        order = json.loads(read_exactly(int.from_bytes(read_exactly(4), "big")))
        unpack(os.path.join(folder, "package"), order["files"], 0o500)
        unpack(os.path.join(folder, "kept"), order["kept"], 0o600)
        os.mkdir(os.path.join(folder, "work"), 0o700)
        os.write(1, b"r" + bytes(4))
        if read_exactly(1) != BEGIN:
            sys.exit(1)
        os.set_blocking(1, False)
        run = Kept(order, folder)
        try:
            why = run.watch()
        finally:
            run.kill_all()
        if why != "killed":
            run.finish()
        end = {"status": run.status.get(run.child, -signal.SIGKILL), "why": why, "kept": run.kept()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    os.set_blocking(1, True)
    said = json.dumps(end).encode()
    with contextlib.suppress(OSError):
        os.write(1, b"e" + len(said).to_bytes(4, "big"))
        while said:
            said = said[os.write(1, said) :]


if __name__ == "__main__":
    main()
