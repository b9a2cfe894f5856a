"""Pressing the button of the form again and again, against the real product: one form, one case."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from aboveboard.web.customer.guard import YOUNGEST
from tests.product import Product

pytestmark = pytest.mark.db


@pytest.mark.long
def test_presses_at_the_same_moment_land_on_one_case(product: Product) -> None:
    shown = httpx.get(f"{product.url}/help")
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|stamp|terms_version)" value="([^"]+)"', shown.text))
    form = hidden | {"name": "Ida", "email": "", "problem": "It beeps.", "terms": "on"}
    # The form refuses what comes back quicker than a person types.
    time.sleep(YOUNGEST.total_seconds() + 1)

    def press(_: int) -> httpx.Response:
        # Neither press has an answer yet: the browser holds nothing but what came with the form.
        return httpx.post(f"{product.url}/help", data=form, cookies=dict(shown.cookies), timeout=60)

    with ThreadPoolExecutor(4) as presses:
        answers = list(presses.map(press, range(4)))
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer.headers["Location"] for answer in answers}) == 1
    for answer in answers:
        page = httpx.get(f"{product.url}{answer.headers['Location']}", cookies=dict(answer.cookies))
        assert page.status_code == 200
        assert "AB-000001" in page.text
