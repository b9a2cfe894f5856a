"""A column that could hold a password breaks the promise, whatever is in it."""

import pytest

from aboveboard.evidence.invariants.secret import password
from aboveboard.ground.clock import now
from aboveboard.remote.models import Session

pytestmark = pytest.mark.django_db


def test_a_column_that_can_hold_a_password_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert password(now()).violations == 0
    monkeypatch.setattr(Session._meta.get_field("end_reason"), "category", "secret-password")
    seen = password(now())
    assert [row.pk for row in seen.rows] == ["remote_session.end_reason"]
