"""Running a tool on this computer: in a private folder, without a shell, bounded, and gone with everything it started.

What was verified goes straight from memory to the keeper (``keeper``), a process of its own that outlives nothing: it
holds the tool, and lets go of it with its standard input, which closes when this program ends in whatever way.
Linux alone has a keeper so far; elsewhere ``programs_here`` is ``None`` and no tool is offered.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from aboveboard.wire.remedy import Interpreter, System

_KEEPER: Final = Path(__file__).with_name("keeper.py")
"""Read as text and never imported here: what it needs is not on every system."""
_PYTHONS: Final = ("/usr/bin/python3", "/usr/local/bin/python3")
_FIRST: Final = (
    "import os\nb=b''\nwhile len(b)<{size}:\n b+=os.read(0,{size}-len(b)) or os._exit(1)\nexec(b.decode())\n"
)
_PATH: Final = "/usr/local/bin:/usr/bin:/bin"
_ADMINISTRATORS_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_GIVEN: Final = ("HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
"""What a tool learns of the person's environment. No display: whoever can draw windows could imitate ours."""
_INTERPRETERS: Final[dict[Interpreter, tuple[tuple[str, ...], ...]]] = {
    Interpreter.EXECUTABLE: ((),),
    Interpreter.SH: (("/bin/sh",),),
    Interpreter.PYTHON: tuple((python, "-I") for python in _PYTHONS),
    Interpreter.POWERSHELL: (("/usr/bin/pwsh", "-NoProfile", "-File"), ("/usr/local/bin/pwsh", "-NoProfile", "-File")),
}
_MIB: Final = 1024 * 1024
_BEGIN: Final = b"g"
"""What the keeper waits for once it has everything."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one tool may take: bytes of a file, of memory and of the disk, processes."""

    file: int = 1024 * _MIB
    memory: int = 2048 * _MIB
    disk: int = 1024 * _MIB
    processes: int = 128


@dataclass(frozen=True, slots=True)
class Job:
    """One run. ``files`` is the whole package, ``program`` one of them; ``kept`` is what an earlier run kept."""

    program: str
    interpreter: Interpreter
    files: Mapping[str, bytes]
    seconds: int
    administrator: bool = False
    kept: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended. ``why``: empty (by itself), stopped, time, disk, memory, processes, killed, rights or failed.

    ``rights``: the system did not give the rights of an administrator, so nothing ran.
    """

    status: int
    why: str
    kept: Mapping[str, bytes]


class Running:
    """One tool, from ``begin`` to the end. ``begin`` and ``read`` wait, so they belong into a thread."""

    def __init__(self, command: list[str], order: bytes, files: list[bytes], elevated: bool) -> None:
        self._command = command
        self._order = order
        self._files = files
        self._elevated = elevated
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False
        self._begun = False
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self.ended: Ended | None = None

    def begin(self) -> None:
        """Start it. Never raises for the tool's own doing: ``read`` and ``ended`` tell what came of it."""
        with self._lock:
            if self._killed:
                return
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    start_new_session=True,
                    cwd="/",
                )
            except OSError:
                return
        try:
            for part in (_KEEPER.read_bytes(), len(self._order).to_bytes(4, "big"), self._order, *self._files):
                _write_all(self._process.stdin, part)
        except (OSError, ValueError):
            return  # it ended, or was killed, before it had its order
        finally:
            self._files = []

    def read(self) -> bytes | None:
        """What it wrote next, or ``None`` when it is over."""
        with self._reading:
            return self._read()

    def _read(self) -> bytes | None:
        process = self._process
        if process is None or process.stdout is None or self.ended is not None:
            self.ended = self.ended or Ended(-1, "killed" if self._killed else "failed", {})
            return None
        head, body = _read_piece(process.stdout)
        if head == b"r":
            self._give_the_word()
            head, body = _read_piece(process.stdout)
        if head == b"o":
            return body
        self.ended = self._how(body) if head == b"e" else self._broken_off()
        process.stdout.close()
        self._let_go()
        process.wait()
        return None

    def _give_the_word(self) -> None:
        """Only now anything of it runs: whoever asked for an end before has ended it for good."""
        with self._lock:
            if self._process is None or self._process.stdin is None or self._process.stdin.closed:
                return
            try:
                self._process.stdin.write(_BEGIN)
            except OSError:
                return  # it is over already
            self._begun = True

    def stop(self) -> None:
        """Ask it to end; whatever is left of it after a moment is killed."""
        if not self._begun:
            self.kill()
            return
        with self._lock:
            if self._process is not None and self._process.stdin is not None and not self._process.stdin.closed:
                try:
                    self._process.stdin.write(b"s")
                except OSError:
                    pass  # it is over already

    def kill(self) -> None:
        """End it at once, with everything it started. Returns at once; what it still says is read and thrown away."""
        with self._lock:
            again, self._killed = self._killed, True
            waiting = self._process if self._elevated and not self._begun else None
        self._let_go()
        if waiting is not None:
            # The system still asks the person for rights: that question goes away too, where it may be ended.
            with contextlib.suppress(OSError):
                waiting.kill()
        if not again and self.ended is None:
            threading.Thread(target=self._take_leave, name="tool that was killed", daemon=True).start()

    def _take_leave(self) -> None:
        while self.read() is not None:
            pass

    def _let_go(self) -> None:
        with self._lock:
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()

    def _how(self, body: bytes) -> Ended:
        said: dict[str, Any] = json.loads(body)
        kept = {str(name): base64.b64decode(content) for name, content in said["kept"]}
        return Ended(int(said["status"]), "killed" if self._killed else str(said["why"]), kept)

    def _broken_off(self) -> Ended:
        return Ended(-1, "killed" if self._killed else "rights" if self._elevated else "failed", {})


def _read_piece(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """The letter of the next piece and what it carries; empty where there is none any more."""
    head = _read_exactly(stream, 5)
    if len(head) < 5:
        return b"", b""
    return head[:1], _read_exactly(stream, int.from_bytes(head[1:], "big"))


def _read_exactly(stream: IO[bytes], count: int) -> bytes:
    parts = b""
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            break
        parts += part
    return parts


def _write_all(stream: IO[bytes] | None, data: bytes) -> None:
    rest = memoryview(data)
    while stream is not None and rest:
        rest = rest[stream.write(rest) :]


class Programs:
    """What runs tools here. ``environment`` is this program's own, of which a tool gets a few names."""

    system: Final = System.LINUX

    def __init__(self, bounds: Bounds | None = None, environment: Mapping[str, str] = os.environ) -> None:
        self._bounds = bounds or Bounds()
        self._environment = environment

    def is_administrator(self) -> bool:
        """Whether everything that this program starts has those rights already."""
        return os.geteuid() == 0

    def unable(self, interpreter: Interpreter, administrator: bool) -> str:
        """Why a tool cannot run here, or nothing. For people, in English."""
        if self._interpreter(interpreter) is None:
            return f"This computer does not have {interpreter}, which the tool is written for."
        if self._python() is None:
            return "This computer has no Python of its own, which looks after tools while they run."
        if administrator and not self.is_administrator() and self._elevation() is None:
            return "The tool needs the rights of an administrator, and this system has no way to ask for them (pkexec)."
        return ""

    def prepare(self, job: Job) -> Running:
        """A run that has not begun. Raises ValueError where ``unable`` says why."""
        why = self.unable(job.interpreter, job.administrator)
        if why:
            raise ValueError(why)
        elevated = job.administrator and not self.is_administrator()
        starter = self._elevation() if elevated else self._python()
        command = [*(starter or ()), "-I", "-c", _FIRST.format(size=_KEEPER.stat().st_size)]
        return Running(command, self._order(job), [*job.files.values(), *job.kept.values()], elevated)

    def _order(self, job: Job) -> bytes:
        limits = {"RLIMIT_CORE": 0, "RLIMIT_FSIZE": self._bounds.file, "RLIMIT_CPU": job.seconds + 5}
        order = {
            "program": job.program,
            "interpreter": self._interpreter(job.interpreter),
            "environment": self._for(job.administrator),
            "files": [[name, len(content)] for name, content in job.files.items()],
            "kept": [[name, len(content)] for name, content in job.kept.items()],
            "seconds": job.seconds,
            "limits": limits,
            "memory": self._bounds.memory,
            "disk": self._bounds.disk,
            "processes": self._bounds.processes,
        }
        return json.dumps(order).encode()

    def _for(self, administrator: bool) -> dict[str, str]:
        if administrator and not self.is_administrator():
            given = {name: self._environment[name] for name in ("LANG", "LANGUAGE") if name in self._environment}
            return {**given, "PATH": _ADMINISTRATORS_PATH, "HOME": "/root", "USER": "root", "LOGNAME": "root"}
        given = {name: self._environment[name] for name in _GIVEN if name in self._environment}
        given |= {name: value for name, value in self._environment.items() if name.startswith("LC_")}
        return {**given, "PATH": _ADMINISTRATORS_PATH if administrator else _PATH}

    @staticmethod
    def _interpreter(interpreter: Interpreter) -> tuple[str, ...] | None:
        for command in _INTERPRETERS[interpreter]:
            if not command or os.access(command[0], os.X_OK):
                return command
        return None

    @staticmethod
    def _python() -> tuple[str, ...] | None:
        """What runs the keeper: this very Python, or that of the system where this program was packed into one."""
        if not getattr(sys, "frozen", False):
            return (sys.executable,)
        found = next((one for one in _PYTHONS if os.access(one, os.X_OK)), None)
        return (found,) if found else None

    @staticmethod
    def _elevation() -> tuple[str, ...] | None:
        """The system's own question to the person, before a Python that only an administrator can change."""
        pkexec = shutil.which("pkexec")
        python = next((one for one in _PYTHONS if os.access(one, os.X_OK)), None)
        return (pkexec, python) if pkexec and python else None


def programs_here() -> Programs | None:
    """What runs tools on this computer; ``None`` where that is not built."""
    return Programs() if sys.platform == "linux" and _KEEPER.is_file() else None
