"""The demo: one command, links that work, a second run that goes on, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from aboveboard.site.demo_stage import DataFolder, StageError, free_port
from aboveboard.site.tour.pages import Browser
from tests.demo.running import RunningDemo, demos
from tests.product import Product

Start = Callable[..., RunningDemo]


@pytest.fixture
def start() -> Iterator[Start]:
    with demos() as starting:
        yield starting


def nobody_listens(port: int) -> bool:
    """True once nothing answers at the port; waits for processes that are on their way out."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_the_links_it_prints_work_and_a_busy_port_gives_the_next_one(start: Start, tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        demo = start(tmp_path / "data", "--port", str(taken))
    assert demo.port != taken
    assert str(taken) in demo.said
    assert httpx.get(demo.link("The customer")).status_code == 200
    assert httpx.get(demo.link("Privacy notice")).status_code == 200
    assert httpx.get(demo.link("Letters sent")).status_code == 200
    technician = httpx.Client(follow_redirects=True)
    link = demo.link("The technician")
    arrived = technician.get(link)
    assert arrived.status_code == 200
    assert arrived.url.path == "/desk/"
    assert "Ana Castro" in arrived.text
    # The link signs in once: whoever finds it in a history finds nothing.
    assert httpx.get(link).status_code == 404
    technician.close()
    port = demo.port
    assert demo.stop() == 0
    assert nobody_listens(port)


@pytest.mark.slow
@pytest.mark.long
def test_a_second_run_goes_on_and_reset_starts_anew(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = start(data)
    ida = Browser(f"http://127.0.0.1:{first.port}")
    page = ida.open("/help")
    form = page.form(having="problem")
    time.sleep(2.1)  # a form that is sent sooner is taken for a program's
    page = ida.send(page, form, {"name": "Ida Morgan", "problem": "No sound.", "terms": "on"})
    case = httpx.URL(page.url).path
    cast = json.loads((data / "demo-cast.json").read_text())
    port = first.port
    assert first.stop() == 0
    second = start(data, "--port", str(port))
    assert second.port == port
    assert "No sound." in ida.open(case).text
    assert json.loads((data / "demo-cast.json").read_text()) == cast
    assert second.stop() == 0
    third = start(data, "--port", str(port), "--reset")
    ida.open(case, status=404)
    assert json.loads((data / "demo-cast.json").read_text()) != cast
    assert third.stop() == 0
    ida.close()


@pytest.mark.slow
@pytest.mark.long
def test_a_killed_demo_leaves_no_server_behind(start: Start, tmp_path: Path) -> None:
    demo = start(tmp_path / "data")
    port = demo.port
    demo.kill()
    assert nobody_listens(port)


def test_two_demos_never_share_a_folder(tmp_path: Path) -> None:
    holder = DataFolder(tmp_path / "data")
    holder.hold()
    with pytest.raises(StageError, match="Another demo"):
        DataFolder(tmp_path / "data").hold()
    holder.release()
    again = DataFolder(tmp_path / "data")
    again.hold()
    again.release()


def test_a_folder_with_something_else_in_it_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    answered = subprocess.run(
        [sys.executable, "-m", "aboveboard.command", "demo", "--reset"],
        env={**os.environ, "ABOVEBOARD_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answered.returncode == 1
    assert "not a demo" in answered.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_reset_follows_no_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("x")
    folder = DataFolder(tmp_path / "data")
    folder.hold()
    (tmp_path / "data" / "link").symlink_to(tmp_path / "precious")
    folder.empty()
    folder.release()
    assert (tmp_path / "precious" / "file").exists()
    assert [entry.name for entry in (tmp_path / "data").iterdir()] == ["demo.lock"]


def test_a_free_port_is_free() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert free_port(taken) != taken
    assert free_port(0) > 0
    with pytest.raises(StageError):
        free_port(65536)


@pytest.mark.slow
def test_the_demos_pages_do_not_exist_in_a_product_that_is_no_demo(product: Product) -> None:
    for path in ("/demo/mail", "/demo/mail/x", "/demo/sign-in/x"):
        assert httpx.get(f"{product.url}{path}").status_code == 404


@pytest.mark.slow
def test_the_demos_door_is_refused_beyond_this_machine(product: Product) -> None:
    environment = {**product.environment, "ABOVEBOARD_DEMO": "1"}
    answered = subprocess.run(
        [sys.executable, "-m", "aboveboard.command", "serve", "--host", "0.0.0.0", "--port", "0"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answered.returncode == 1
    assert "refused beyond this machine" in answered.stderr


@pytest.mark.slow
def test_once_plays_the_whole_case_and_prints_json_and_nothing_else() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
    environment.pop("DISPLAY", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "aboveboard.command", "demo", "--once", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    out, err = process.communicate(timeout=240)
    report = json.loads(out)
    assert set(report) == {"steps"}
    assert [step["name"] for step in report["steps"] if not step["ok"]] == [], err
    assert all(set(step) == {"name", "ok", "ms"} and step["ms"] >= 0 for step in report["steps"])
    assert len(report["steps"]) >= 25
    assert process.returncode == 0
    # The product, the companion and Xvfb have groups of their own; the demo's own group must be empty as well.
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)


def test_once_fails_where_the_product_cannot_start(tmp_path: Path) -> None:
    environment = {**os.environ, "ABOVEBOARD_NOTICE": str(tmp_path / "nowhere")}
    answered = subprocess.run(
        [sys.executable, "-m", "aboveboard.command", "demo", "--once", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answered.returncode == 1
    assert answered.stdout == ""
    assert "notice" in answered.stderr


def test_json_goes_with_once() -> None:
    answered = subprocess.run(
        [sys.executable, "-m", "aboveboard.command", "demo", "--json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answered.returncode == 2


@pytest.mark.long
@pytest.mark.slow
def test_passwords_are_for_their_owner_alone(start: Start, tmp_path: Path) -> None:
    demo = start(tmp_path / "data")
    for name in ("demo-cast.json", "master.key", "secret.key"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600
    demo.stop()


@pytest.mark.long
def test_data_of_another_version_is_said_to_be_that(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = {key: value for key, value in os.environ.items() if not key.startswith("ABOVEBOARD_")}
    settings["ABOVEBOARD_DATA"] = str(data)

    def aboveboard(*words: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "aboveboard.command", *words]
        return subprocess.run(program, env=settings, capture_output=True, text=True, timeout=60, check=False)

    assert aboveboard("migrate").returncode == 0
    (data / "demo.lock").touch()
    with sqlite3.connect(data / "data.sqlite3") as base:
        base.execute("ALTER TABLE cases_case RENAME COLUMN number TO old_number")
    base.close()
    answered = aboveboard("demo", "--port", "0")
    assert answered.returncode == 1
    assert "is of another version of Aboveboard" in answered.stderr
    assert "--reset` deletes it and starts anew" in answered.stderr
    assert "no such column" not in answered.stderr
