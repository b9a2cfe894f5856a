"""Each test begins with nobody having tried anything: allauth counts in the cache, which no transaction rolls back."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_tried_yet() -> None:
    cache.clear()
