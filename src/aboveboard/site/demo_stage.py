"""What the demo stands on: a data folder, a free port, the mail server, and the product as a child process."""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from aboveboard.site.demo_mail import MailListener

HOST: Final = "127.0.0.1"
MAIL: Final = "demo-mail"
_MARK: Final = "demo.lock"
_TRIED_PORTS: Final = 200
_START_S: Final = 60.0
_STOP_S: Final = 20.0
_LAST_WORDS: Final = 4000
_THEIRS: Final = ("ABOVEBOARD_NOTICE", "ABOVEBOARD_RULES")
"""The settings of the caller that the demo keeps: the operator's notice, and the operator's rules of diagnostics."""


class StageError(Exception):
    """The demo cannot run. The message says why and what to do."""


def free_port(first: int) -> int:
    """The first port from ``first`` on that nobody uses; any free port for 0. Raises ``StageError``."""
    for port in range(first, min(first + _TRIED_PORTS, 65536)) if first else (0,):
        with socket.socket() as probe:
            # As the server itself binds, so that a port of a run that just ended counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
                probe.listen(1)
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StageError(f"No free port from {first} on. Nothing was started. Choose another with --port.")


class DataFolder:
    """The demo's data folder, held by one demo at a time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder.expanduser().resolve()
        self._lock: IO[str] | None = None

    def hold(self) -> None:
        """Take the folder, and make it where there is none. Raises ``StageError`` where another demo has it."""
        mark = self.path / _MARK
        if self.path.exists() and any(self.path.iterdir()) and not mark.exists():
            raise StageError(
                f"{self.path} holds something that is not a demo. Nothing was changed. Name another folder."
            )
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Inherited by nobody: the lock goes when this process goes, however it goes.
        self._lock = mark.open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            self._lock.close()
            raise StageError(f"Another demo runs on {self.path}. Stop it first, or name another folder.") from busy

    def empty(self) -> None:
        """Delete what earlier runs left; the folder has to be held."""
        assert self._lock is not None
        for entry in self.path.iterdir():
            if entry.name == _MARK:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def release(self) -> None:
        """Let another demo have it."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


class Stage:
    """The running product and its mail server. Use it as a context: leaving it stops everything that it started."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://localhost:{port}"
        self.log = folder / "server.log"
        self._mail: MailListener | None = None
        self.settings: dict[str, str] = {}
        """The environment of the running product."""
        self._server: subprocess.Popen[bytes] | None = None

    def environment(self, mail_port: int | None = None) -> dict[str, str]:
        """The settings of the product: of the caller's own notice and rules alone, and all data in the folder."""
        ours = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_") or key in _THEIRS}
        ours |= {"ABOVEBOARD_DATA": str(self.folder), "ABOVEBOARD_BASE_URL": self.url, "ABOVEBOARD_DEMO": "1"}
        if mail_port is not None:
            ours["ABOVEBOARD_SMTP_URL"] = f"smtp+plain://{HOST}:{mail_port}"
        return ours

    def __enter__(self) -> Stage:
        self._mail = MailListener(self.folder / MAIL)
        self.settings = environment = self.environment(self._mail.start())
        program = [sys.executable, "-m", "aboveboard.command", "serve", "--host", HOST, "--port", str(self.port)]
        try:
            with self.log.open("ab") as log:
                # A group of its own: Ctrl-C reaches this process alone, which then stops the other in order.
                self._server = subprocess.Popen(
                    [*program, "--with-parent"],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            self._wait_until_healthy()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """False once the product has ended by itself."""
        return self._server is not None and self._server.poll() is None

    def healthy(self) -> bool:
        """True when the product answers that it is well."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + _START_S
        while not self.healthy():
            if not self.running:
                raise StageError(f"The product ended at once. It said:\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise StageError(
                    f"The product did not answer within {_START_S:.0f} seconds. It said:\n{self.last_words()}"
                )
            time.sleep(0.1)

    def last_words(self) -> str:
        """The end of what the product wrote to its log."""
        return self.log.read_text(errors="replace")[-_LAST_WORDS:] if self.log.exists() else ""

    def stop(self) -> None:
        """Stop the product, its children and the mail server. Calling it twice is fine."""
        if self._server is not None:
            if self._server.poll() is None:
                self._server.terminate()
                try:
                    self._server.wait(_STOP_S)
                except subprocess.TimeoutExpired:
                    pass  # the whole group is killed below
            try:
                os.killpg(self._server.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # all of it has gone in order
            self._server.wait()
            self._server = None
        if self._mail is not None:
            self._mail.stop()
