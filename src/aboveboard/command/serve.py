"""`aboveboard serve`: the whole product on one machine, one server process and one job process beside it."""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time

from aboveboard.command import starting


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("aboveboard serve", description="Run the server and the job process.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--with-parent", action="store_true", help="stop when the program that started it is gone")
    parser.add_argument("--only", choices=("server", "jobs"), help="run one of the two processes alone")
    return parser


def serve_pages(host: str, port: int) -> None:
    """Run the ASGI server in this process until it is told to stop."""
    import uvicorn

    from aboveboard.site.server import SETTINGS

    _allow_many_files()
    uvicorn.run("aboveboard.site.asgi:application", host=host, port=port, **SETTINGS)


def _allow_many_files() -> None:
    """Each socket is an open file; the usual soft limit of 1,024 is below what a busy desk needs."""
    try:
        import resource
    except ImportError:  # there is no such limit on Windows
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _die_with_parent() -> None:
    """Stop this process soon after its supervisor is gone, even where that was killed outright."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def work_off() -> None:
    """Run the job process in this process until it is told to stop."""
    from aboveboard.jobs.worker import work

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(stop)


def _supervise(host: str, port: int) -> int:
    """Start both processes, start a dead one again, and stop both together."""
    command = [sys.executable, "-m", "aboveboard.command", "serve", "--host", host, "--port", str(port)]
    children: dict[str, subprocess.Popen[bytes]] = {}
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    started = 0.0
    while not stopping.wait(0.2):
        for name in ("server", "jobs"):
            child = children.get(name)
            if child is None or child.poll() is not None:
                if child is not None:
                    print(
                        f"aboveboard: the {name} process ended ({child.returncode}); starting it again.",
                        file=sys.stderr,
                    )
                    if name == "server" and time.monotonic() - started < 3:
                        stopping.set()
                        break
                started = time.monotonic() if name == "server" else started
                children[name] = subprocess.Popen([*command, "--with-parent", "--only", name])
    failed = any(child.poll() not in (None, 0) for child in children.values())
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
    return 1 if failed else 0


def run(arguments: list[str]) -> int:
    """Exit status 0 after an orderly stop, 1 where something is wrong at the start."""
    options = _parser().parse_args(arguments)
    # Without a public address, links lead to where the product listens.
    os.environ.setdefault("ABOVEBOARD_BASE_URL", f"http://localhost:{options.port}")
    if not starting.set_up():
        return 1
    from django.conf import settings

    if settings.ABOVEBOARD_DEMO and options.host not in ("127.0.0.1", "::1", "localhost"):
        print(
            "aboveboard: ABOVEBOARD_DEMO has a door without a key; it is refused beyond this machine. "
            "Nothing was started. Listen on 127.0.0.1, or unset it.",
            file=sys.stderr,
        )
        return 1
    if options.with_parent:
        _die_with_parent()
    if options.only:
        if not starting.use_notice():
            return 1
        if options.only == "jobs":
            work_off()
        else:
            serve_pages(options.host, options.port)
        return 0
    if not starting.check():
        return 1
    from aboveboard.command.migrate import migrate
    from aboveboard.journeys.staffing import first_run_link

    if not (migrate() and starting.use_notice()):
        return 1
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    secret = first_run_link()
    if secret is not None:
        print(f"Nobody administers this product yet. Open once: {settings.ABOVEBOARD_BASE_URL}/setup/{secret}")
    print(f"Listening on {options.host}:{options.port}; people reach it at {settings.ABOVEBOARD_BASE_URL}", flush=True)
    return _supervise(options.host, options.port)
