"""Throttles count networks, keep no address, and forget."""

import datetime as dt

import pytest

from aboveboard.ground import throttle
from aboveboard.ground.clock import now
from aboveboard.ground.models import Throttle

pytestmark = pytest.mark.db
MINUTE = dt.timedelta(minutes=1)


def test_it_allows_so_many_and_then_no_more_until_the_window_ends() -> None:
    at = now()
    assert [throttle.allow("x", "here", 2, MINUTE, at) for _ in range(3)] == [True, True, False]
    assert throttle.allow("x", "there", 2, MINUTE, at)
    assert throttle.allow("x", "here", 2, MINUTE, at + MINUTE)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("not an address", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_shortened_to_its_network(address: str, network: str) -> None:
    assert throttle.network_of(address) == network


def test_no_address_is_kept() -> None:
    throttle.count("x", "203.0.113.0/24", MINUTE, now())
    [row] = Throttle.objects.all()
    assert len(row.key) == 64
    assert int(row.key, 16)


def test_windows_that_are_over_are_forgotten() -> None:
    throttle.count("x", "here", MINUTE, now() - 2 * MINUTE)
    assert throttle.forget(now()) == 1
    assert not Throttle.objects.exists()
