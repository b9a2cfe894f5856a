"""A bus and a desktop for the tests of what the watch shows."""

from collections.abc import Iterator

import pytest

from tests.diagnostics.watching import Desktop
from tests.diagnostics.watching import session_bus as private_bus


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real session bus, of this module alone."""
    with private_bus(tmp_path_factory.mktemp("bus")) as address:
        yield address


@pytest.fixture
def desktop(bus: str) -> Iterator[Desktop]:
    """What takes notifications on that bus and writes them down."""
    one = Desktop(bus)
    yield one
    one.leave()
