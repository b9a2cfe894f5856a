"""The browser's wire modules against the shared vectors and a relay that lies: in Node and in real Chromium."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from aboveboard.wire import generate_js
from tests.product import Product

HERE = Path(__file__).parent
VECTORS = HERE.parent / "vectors"
CHECKS = (HERE / "wire_checks.js").read_text(encoding="utf-8")
EVALUATE = """
const [text, argument] = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
eval(text)(argument).then((found) => console.log(JSON.stringify(found)));
"""


def _argument(base: str) -> dict[str, Any]:
    read = {name: json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8")) for name in ("frames", "keys")}
    return {"base": base, **read}


def _judge(found: dict[str, Any]) -> None:
    assert found["wrong"] == []
    assert found["checked"] > 70


def test_in_node() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js on this machine; Chromium runs the same checks")
    source = CHECKS.partition("\n")[2].strip()
    done = subprocess.run(
        [node, "--experimental-default-type=module", "--input-type=commonjs", "-e", EVALUATE],
        input=json.dumps([source, _argument(generate_js.TARGET.parent.as_uri())]),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    _judge(json.loads(done.stdout))


@pytest.mark.browser
def test_in_chromium(product: Product, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{product.url}/join")
    _judge(page.evaluate(CHECKS.partition("\n")[2].strip(), _argument(f"{product.url}/static/js/wire")))
    page.close()
