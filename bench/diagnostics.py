"""What looking at this computer costs, beside inxi from Debian in the same run; then the watch over ten minutes.

    make bench ARGS="diagnostics"                 all of it
    make bench ARGS="diagnostics --minutes 1"     a shorter watch, in which its start weighs more

A cold inventory is a whole process from its start to its JSON, by turns with `inxi -F`; its time and peak memory come
from wait4. Three watches run at once: one without a desktop, one with a private bus and a service that shows
notifications, one with a sign in a panel too. Their memory is what /proc/PID/smaps_rollup says at its highest (they
share pages with each other, so both ways of counting are held), their time what the kernel counted, without and with
their start. A fourth runs under strace, which says what it started and connected to.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.figures import Figure, report
from tests.diagnostics.watching import Desktop, session_bus

ROUNDS = 15
PROGRAM = str(Path(sys.executable).with_name("aboveboard"))
INVENTORY = [PROGRAM, "diagnose", "--json"]
PEER = ["inxi", "-F"]
WATCH = [PROGRAM, "watch", "run"]
COLD_MS, OF_PEERS_TIME, OF_PEERS_MEMORY = 300, 0.5, 1.2
MOST_MIB, TRAY_MIB, OF_A_CORE = 35, 60, 0.05
EACH_S = 5.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """What a process cost, by wait4: seconds on the wall, the peak of its memory in MiB, seconds of processors."""

    wall: float
    peak: float
    cpu: float


# The kernel counts what a process was before its program began as its memory, so that a large parent would be measured.
LAUNCHER = """
import os, sys, time
nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
begun = time.perf_counter()
started = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=nothing)
_, status, used = os.wait4(started, 0)
wall = time.perf_counter() - begun
print(wall, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status))
"""


def once(command: list[str], environ: dict[str, str]) -> Cost:
    """Run it to its end, with its output thrown away, from a process that is smaller than any of them."""
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    told = subprocess.run(launcher, env=environ, capture_output=True, text=True, check=True).stdout.split()
    if int(told[3]) not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {told[3]}")
    return Cost(*map(float, told[:3]))


def inventory(environ: dict[str, str]) -> list[Figure]:
    """Both by turns, so that whatever else this computer does meets both."""
    peer = shutil.which(PEER[0]) is not None
    once(INVENTORY, environ)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(once(INVENTORY, environ))
        if peer:
            theirs.append(once(PEER, environ))
    wall, peak = median(one.wall for one in ours) * 1000, max(one.peak for one in ours)
    quick, cpu = min(one.wall for one in ours) * 1000, median(one.cpu for one in ours) * 1000
    print(f"cold inventory: the quickest of {ROUNDS} took {quick:.0f} ms; {cpu:.0f} ms of a processor, median")
    if not theirs:
        print("not measured: inxi is not there (scripts/system-packages bench installs it)")
        return [
            Figure("cold inventory to JSON, median", wall, "ms", target=COLD_MS),
            Figure("its memory at the most", peak, "MiB"),
            Figure("peers that it was measured against", 0, "of 1", target=1, at_most=False),
        ]
    their_wall, their_peak = median(one.wall for one in theirs) * 1000, max(one.peak for one in theirs)
    return [
        Figure("cold inventory to JSON, median", wall, "ms", target=COLD_MS, floor=their_wall),
        Figure("its time against inxi's", wall / their_wall, "times", target=OF_PEERS_TIME),
        Figure("its memory at the most", peak, "MiB", floor=their_peak),
        Figure("its memory against inxi's", peak / their_peak, "times", target=OF_PEERS_MEMORY),
    ]


class Watched:
    """A watch that runs, with what it cost so far."""

    def __init__(self, name: str, folder: Path, environ: dict[str, str], *more: str, most: float = MOST_MIB) -> None:
        self.name = name
        self._target = most
        self._environ = at_home(folder, environ)
        self._process = subprocess.Popen([*WATCH, *more], env=self._environ, stdout=subprocess.DEVNULL)
        self.begun = time.perf_counter()
        self.most = {"Pss": 0.0, "Rss": 0.0}
        self._from: tuple[float, float] | None = None
        self._to = (self.begun, 0.0)

    @property
    def file(self) -> Path:
        """What it writes after its first look."""
        return Path(self._environ["XDG_STATE_HOME"], "aboveboard", "watch", "watch.json")

    def sample(self) -> None:
        """Look at it from outside."""
        if self._process.poll() is not None:
            raise SystemExit(f"the watch ({self.name}) has ended by itself")
        proc = Path("/proc", str(self._process.pid))
        rollup = (proc / "smaps_rollup").read_text()
        for name in self.most:
            found = re.search(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE)
            assert found is not None
            self.most[name] = max(self.most[name], int(found[1]) / 1024)
        fields = (proc / "stat").read_text().rpartition(")")[2].split()
        self._to = (time.perf_counter(), (int(fields[11]) + int(fields[12])) / TICKS)
        if self._from is None and self.file.exists():
            self._from = self._to

    def end(self) -> list[Figure]:
        """End it; what it cost."""
        self._process.send_signal(signal.SIGTERM)
        _, status, used = os.wait4(self._process.pid, 0)
        lived = time.perf_counter() - self.begun
        self._process.returncode = os.waitstatus_to_exitcode(status)
        assert self._from is not None, "it has not looked"
        running = self._to[0] - self._from[0]
        share = 100 * (self._to[1] - self._from[1]) / running
        whole = 100 * (used.ru_utime + used.ru_stime) / lived
        return [
            Figure(f"watch {self.name}: memory, its share (PSS)", self.most["Pss"], "MiB", target=self._target),
            Figure(f"watch {self.name}: with all that it shares (RSS)", self.most["Rss"], "MiB", target=self._target),
            Figure(f"watch {self.name}: of one core over {running:.0f} s", share, "%", target=OF_A_CORE),
            Figure(f"watch {self.name}: the same with its start and its end", whole, "%"),
        ]


def at_home(folder: Path, environ: dict[str, str]) -> dict[str, str]:
    """The environment with folders of its own."""
    (folder / "run").mkdir(parents=True)
    return {
        **environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }


class Traced:
    """A watch under strace."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._trace = folder / "trace"
        home = at_home(folder, environ)
        calls = "trace=execve,execveat,connect,sendto,sendmsg,fork,vfork"
        command = ["strace", "-D", "-f", "-qq", "-e", calls, "-o", str(self._trace), *WATCH]
        self._process = subprocess.Popen(command, env=home, stdout=subprocess.DEVNULL)

    def end(self) -> list[Figure]:
        """End it; how often it did what it must not do."""
        self._process.terminate()
        self._process.wait(20)
        text = self._trace.read_text(errors="replace")
        started = len(re.findall(r"\b(?:execve|execveat|fork|vfork)\(", text)) - 1  # its own start
        sent = len(re.findall(r"\b(?:connect|sendto|sendmsg)\(", text))
        return [
            Figure("watch under strace: programs started", started, "", target=0),
            Figure("watch under strace: connections and messages", sent, "", target=0),
        ]


def watching(minutes: float, environ: dict[str, str]) -> list[Figure]:
    """Several watches side by side for so long."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        watches = [Watched("without a desktop", root / "alone", environ)]
        if shutil.which("dbus-daemon"):
            address = stack.enter_context(session_bus(root / "bus"))
            desktop = Desktop(address)
            stack.callback(desktop.leave)
            seen = {**environ, "DBUS_SESSION_BUS_ADDRESS": address}
            watches.append(Watched("with notifications", root / "desktop", seen))
            watches.append(Watched("with a tray", root / "tray", seen, "--tray", most=TRAY_MIB))
            desktop.open_panel()
        traced = Traced(root / "traced", environ) if shutil.which("strace") else None
        until = time.monotonic() + minutes * 60
        while time.monotonic() < until:
            for watch in watches:
                watch.sample()
            time.sleep(min(EACH_S, max(0.0, until - time.monotonic())))
        figures = [figure for watch in watches for figure in (watch.sample(), watch.end())[1]]
        if traced is None:
            print("not measured: strace is not there")
            return figures
        return figures + traced.end()


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=diagnostics", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long the watch is looked at; 10 if not said")
    options = parser.parse_args()
    if sys.platform != "linux":
        raise SystemExit("not measured: wait4 and smaps_rollup are Linux's")
    kept = ("PATH", "LANG", "LC_ALL", "TERM")
    environ = {name: os.environ[name] for name in kept if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        figures = inventory(at_home(Path(folder, "home"), environ))
    report([*figures, *watching(options.minutes, environ)])


if __name__ == "__main__":
    main()
