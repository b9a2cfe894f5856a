"""The product as its users get it: `aboveboard serve`, which prepares the databases itself, on 127.0.0.1."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests import postgres

START_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class Product:
    """One running product. `url` has no slash at its end; `data` is its ABOVEBOARD_DATA."""

    url: str
    data: Path
    environment: dict[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)
    log: Path = field(repr=False)

    def command(self, *words: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run `aboveboard` with these words on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "aboveboard.command", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL to every process it started."""
        _signal_group(self.process, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self.process.poll() is None:
            _signal_group(self.process, signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        # The job process beside the server must not outlive it.
        _signal_group(self.process, signal.SIGKILL)


@contextmanager
def products(folder: Path) -> Iterator[Callable[..., Product]]:
    """A function that starts products below `folder`; at the end of the block all of them are stopped."""
    started: list[Product] = []

    def start(data: Path | None = None, settings: Mapping[str, str] | None = None, port: int | None = None) -> Product:
        data = data or folder / f"data-{len(started)}"
        earlier = next((one for one in started if one.data == data), None)
        environment = dict(earlier.environment) if earlier else _environment(data)
        environment.update(settings or {})
        one = _start(data, environment, port or free_port())
        started.append(one)
        _wait_until_healthy(one)
        return one

    try:
        yield start
    finally:
        for one in started:
            one.stop()


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(data: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ABOVEBOARD_")}
    environment["ABOVEBOARD_DATA"] = str(data)
    # On PostgreSQL every product has databases of its own, on the server of this run.
    for name in ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL"):
        if name in os.environ:
            environment[name] = postgres.server_of(os.environ[name]).fresh_database("product")
    return environment


def _start(data: Path, environment: dict[str, str], port: int) -> Product:
    data.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{port}"
    environment["ABOVEBOARD_BASE_URL"] = url
    program = [sys.executable, "-m", "aboveboard.command"]
    log = data.parent / f"{data.name}.log"
    with log.open("ab") as log_file:
        process = subprocess.Popen(
            [*program, "serve", "--port", str(port), "--with-parent"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Product(url=url, data=data, environment=environment, process=process, log=log)


def _wait_until_healthy(product: Product) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert product.process.poll() is None, f"the server stopped at once:\n{_tail(product.log)}"
        try:
            if httpx.get(f"{product.url}/healthz", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        assert time.monotonic() < deadline, f"the server did not become healthy:\n{_tail(product.log)}"
        time.sleep(0.1)


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass  # all of it has gone already


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]
