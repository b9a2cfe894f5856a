"""What is not declared does not exist: the start-up check finds it."""

import pytest
from django.db import models

from aboveboard.cases.models import Case
from aboveboard.ground.holdings import check_declarations, columns
from aboveboard.ground.sealed import Sealed


def test_every_column_is_declared() -> None:
    assert check_declarations() == []
    assert len(list(columns())) > 80


def test_an_undeclared_column_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Case._meta.get_field("number"), "category")
    [error] = check_declarations()
    assert error.id == "ground.E001"
    assert "cases_case.number" in error.msg


def test_a_category_that_the_notice_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Case._meta.get_field("number"), "category", "shoe-size")
    [error] = check_declarations()
    assert error.id == "ground.E002"
    assert "shoe-size" in error.msg


def test_a_personal_category_in_the_clear_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    field: models.Field[str, str] = Case._meta.get_field("number")
    assert not isinstance(field, Sealed)
    monkeypatch.setattr(field, "category", "chat")
    [error] = check_declarations()
    assert error.id == "ground.E003"


def test_a_secret_under_a_key_that_outlives_its_session_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    field = Case._meta.get_field("problem")
    assert isinstance(field, Sealed)
    monkeypatch.setattr(field, "category", "secret-password")
    [error] = check_declarations()
    assert error.id == "ground.E005"
    assert "die with its session" in error.msg
