"""What every test stands on: Django on a database of its own, and the real product as a program.

The databases are SQLite, or what ABOVEBOARD_DATABASE_URL and ABOVEBOARD_KEYSTORE_URL name (see scripts/test). Nothing
else of the developer's own ABOVEBOARD_ settings reaches the tests.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest

DATABASES = ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL")

for _name in [name for name in os.environ if name.startswith("ABOVEBOARD_") and name not in DATABASES]:
    del os.environ[_name]
# One folder for each process of the run, made before the settings are read.
_DATA = Path(tempfile.mkdtemp(prefix="aboveboard-tests-"))
os.environ["ABOVEBOARD_DATA"] = str(_DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "aboveboard.site.settings"
# Tests import models at their top; pytest-django only joins in where the settings are in use already.
django.setup()

from tests import product as product_module  # noqa: E402 - after the environment is set, as its children inherit it
from tests.product import Product  # noqa: E402


def pytest_unconfigure() -> None:
    shutil.rmtree(_DATA, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that uses a database has both, data and key store; `db` says that without more words."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    for item in items:
        asked = item.get_closest_marker("django_db")
        if asked is not None or item.get_closest_marker("db") is not None:
            options = {"databases": "__all__", **(asked.kwargs if asked is not None else {})}
            item.add_marker(pytest.mark.django_db(**options), append=False)
        if item.get_closest_marker("browser") is not None:
            # The tests of one file share a product and a Chromium; those in German are a share of their own.
            share = "de" if "-de" in item.name else ""
            item.add_marker(pytest.mark.xdist_group(f"{item.nodeid.partition('::')[0]} {share}"))
            if browser is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture
def start_product(tmp_path: Path) -> Iterator[Callable[..., Product]]:
    """A function that starts the product; call it again with the same `data` to start it anew on what it kept."""
    with product_module.products(tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product on a free port with a data folder of its own, shared by the tests of one module."""
    with product_module.products(tmp_path_factory.mktemp("product")) as start:
        yield start()
