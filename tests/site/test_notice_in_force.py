"""The running product and its notice: the first start publishes it, a later version comes without a restart."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.notice.folder import change, copy_to
from tests.notice.made import EXAMPLE
from tests.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.db]

WITHIN_SECONDS = 60
"""So soon a running product notices that another version is in force."""


def in_force(product: Product) -> str:
    return str(httpx.get(f"{product.url}/.well-known/privacy-notice.json").json()["version"])


@pytest.mark.long
def test_the_notice_from_the_first_start_on(start_product: Callable[..., Product], tmp_path: Path) -> None:
    folder = copy_to(tmp_path)
    product = start_product(settings={"ABOVEBOARD_NOTICE": str(folder)})
    listed = httpx.get(f"{product.url}/privacy/versions").text
    assert EXAMPLE.source_hash in listed
    package = httpx.get(f"{product.url}/privacy/versions/{EXAMPLE.source_hash}/package.json").content
    assert hashlib.sha256(package).hexdigest() == EXAMPLE.source_hash

    change(folder, "categories.toml", 'keep_for = "P90D"', 'keep_for = "P60D"')
    said = product.command("check")
    assert said.returncode == 0
    assert "Nothing of the change is in force" in said.stderr

    today = max(dt.datetime.now(dt.UTC).date(), EXAMPLE.effective + dt.timedelta(days=1))
    change(
        folder, "notice.toml", f'version = "1"\neffective = {EXAMPLE.effective}', f'version = "2"\neffective = {today}'
    )
    assert in_force(product) == "1"
    done = product.command("notice", "publish", "--yes")
    assert done.returncode == 0, done.stderr
    until = time.monotonic() + WITHIN_SECONDS
    while in_force(product) != "2" and time.monotonic() < until:
        time.sleep(1)
    assert in_force(product) == "2"
    assert "for 60 days" in httpx.get(f"{product.url}/privacy").text

    # A folder that nobody can read as a notice stops nothing that was published.
    (folder / "matrix.toml").write_text("this is [no TOML")
    product.stop()
    again = start_product(data=product.data)
    assert in_force(again) == "2"
    assert "cannot be read, so what is in force stays in force" in again.log.read_text()
