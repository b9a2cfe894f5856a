"""Guessing codes in parallel against the real product: the count holds at the same instant too."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from aboveboard.journeys.joining import WRONG_CODES
from tests.product import Product


@pytest.mark.db
def test_guesses_at_the_same_instant_do_not_slip_past_the_count(product: Product) -> None:
    def guess(number: int) -> str:
        answer = httpx.post(f"{product.url}/api/join", json={"code": f"{number:09d}", "terms_version": ""}, timeout=60)
        return str(answer.json()["error"])

    with ThreadPoolExecutor(20) as pool:
        seen = Counter(pool.map(guess, range(60)))
    assert seen == {"unknown": WRONG_CODES, "limited": 60 - WRONG_CODES}
