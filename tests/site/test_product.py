"""The product as a program: it starts, answers on the loopback, and starts anew on what it kept."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.product import Product

pytestmark = pytest.mark.slow


def test_it_answers_and_says_that_it_is_well(product: Product) -> None:
    answer = httpx.get(f"{product.url}/healthz")
    assert answer.status_code == 200


def test_its_home_page_sends_the_strict_policy(product: Product) -> None:
    policy = httpx.get(f"{product.url}/").headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_it_refuses_a_host_name_that_is_not_its_own(product: Product) -> None:
    assert httpx.get(f"{product.url}/", headers={"Host": "attacker.example"}).status_code == 400


@pytest.mark.long
def test_it_starts_anew_after_a_kill_on_the_data_it_kept(start_product: Callable[..., Product]) -> None:
    first = start_product()
    files = {path.name for path in first.data.iterdir()}
    first.kill()
    second = start_product(data=first.data)
    assert {name for name in files if name.endswith((".sqlite3", ".key"))} <= {
        path.name for path in second.data.iterdir()
    }
    assert httpx.get(f"{second.url}/healthz").status_code == 200


@pytest.mark.parametrize("part", [(), ("--only", "server"), ("--only", "jobs")])
def test_the_demos_door_without_a_key_never_opens_beyond_this_machine(tmp_path: Path, part: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "aboveboard.command", "serve", "--host", "0.0.0.0", "--port", "0", *part]
    environment = os.environ | {"ABOVEBOARD_DATA": str(tmp_path), "ABOVEBOARD_DEMO": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "refused beyond this machine" in done.stderr
