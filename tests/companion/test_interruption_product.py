"""The whole product interrupted for real: a server that hangs, a computer that sleeps. Nothing goes on by itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aboveboard.site.tour.customer import Companion
from aboveboard.site.tour.technician import Viewer
from aboveboard.wire.types import Scope
from tests.companion.meeting import invite, let_in, show
from tests.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.long]
SLEEP_S = 7.0
"""More than a lease."""


@contextmanager
def halted(group: int) -> Iterator[None]:
    """All of its processes do nothing meanwhile, and know nothing of it."""
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


@contextmanager
def sharing(product: Product, folder: Path) -> Iterator[tuple[Companion, Viewer]]:
    code, session, ticket = invite(product)
    companion = Companion(product.url, code, "", folder / "pictures")
    viewer = Viewer(product.url, "/wire", session, ticket)
    try:
        let_in(companion, viewer)
        show(companion, viewer)
        yield companion, viewer
    finally:
        viewer.close()
        companion.finish()


def test_a_server_that_hangs_ends_the_capture_by_this_computers_own_clock(
    start_product: Callable[..., Product], tmp_path: Path
) -> None:
    product = start_product()
    with sharing(product, tmp_path) as (companion, viewer):
        seen = len(companion.events)
        with halted(product.process.pid):
            companion.expect("told", after=seen, kind="grants", text="")
            shown = companion.count("shown")
            time.sleep(1)
            assert companion.count("shown") == shown
        # The server wakes, and cannot bring the permission back.
        time.sleep(2)
        assert companion.count("shown") == shown
        assert not viewer.has(Scope.VIEW)


def test_a_computer_that_slept_shows_nothing_until_somebody_says_yes_again(product: Product, tmp_path: Path) -> None:
    with sharing(product, tmp_path) as (companion, viewer):
        with halted(companion._process.pid):
            time.sleep(SLEEP_S)
            viewer.wait(lambda: not viewer.has(Scope.VIEW), "the lease to run out")
            before = viewer.pictures
        time.sleep(2)
        assert viewer.pictures == before
        assert not viewer.has(Scope.VIEW)
