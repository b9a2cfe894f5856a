"""What may stand in a log, and how much a request may bring."""

import logging
import re
import stat

import httpx
import pytest
from django.http import HttpRequest
from django.urls import resolve

from aboveboard.site.bodies import BODY_BYTES
from aboveboard.site.logs import RouteOnly, WithoutValues
from tests.product import Product

CANARY = "canary-91b7"


def test_a_traceback_keeps_its_places_and_loses_its_words() -> None:
    try:
        raise ValueError(f"invalid: {CANARY}")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, error.__traceback__)
        )
    written = WithoutValues("%(message)s").format(record)
    assert "ValueError" in written
    assert "test_logs_and_bodies.py" in written
    assert CANARY not in written


def test_an_address_that_is_a_key_is_not_logged() -> None:
    request = HttpRequest()
    request.method, request.path = "GET", f"/receipt/{CANARY}"
    request.resolver_match = resolve(request.path)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "%s: %s", ("Error", request.path), None)
    record.request = request
    assert RouteOnly().filter(record)
    assert CANARY not in record.getMessage()
    assert "receipt/<" in record.getMessage()


def test_a_refused_host_is_not_quoted() -> None:
    record = logging.LogRecord("django.security.DisallowedHost", logging.ERROR, __file__, 1, CANARY, (), None)
    assert RouteOnly().filter(record)
    assert CANARY not in record.getMessage()


@pytest.mark.parametrize("path", ["/api/join", "/language", "/nowhere", "/help"])
def test_a_huge_body_is_refused_before_it_is_read(product: Product, path: str) -> None:
    answer = httpx.post(product.url + path, content=b"x" * (BODY_BYTES + 1))
    assert answer.status_code == 413
    assert "Nothing was kept" in answer.text


def test_a_huge_body_without_a_length_is_cut(product: Product) -> None:
    sent = 0

    def endless() -> "object":
        nonlocal sent
        for _ in range(400):
            sent += 64 * 1024
            yield b"x" * (64 * 1024)

    try:
        status = httpx.post(product.url + "/help", content=endless()).status_code  # type: ignore[arg-type]  # a generator
    except httpx.HTTPError:
        status = 0
    assert status in (0, 413), "cut while sending, or answered"
    assert httpx.get(product.url + "/healthz").status_code == 200


def test_floods_of_refused_requests_leave_no_secret_in_the_log(product: Product) -> None:
    httpx.get(f"{product.url}/receipt/{CANARY}")
    httpx.get(f"{product.url}/answer/{CANARY}")
    httpx.post(f"{product.url}/setup/{CANARY}", data={"handle": CANARY})
    httpx.get(f"{product.url}/", headers={"Host": f"{CANARY}.example"})
    assert not re.search(CANARY, product.log.read_text())


def test_what_the_product_writes_is_for_its_own_user_alone(product: Product) -> None:
    open_to_others = [
        path.name for path in product.data.rglob("*") if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []
