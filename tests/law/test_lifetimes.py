"""Every table has a line in lifetime/lives.py: what its rows stay for and from when on they count, or why they stay."""

import pytest
from django.apps import apps
from django.db import models

from aboveboard.lifetime import rules, schema
from aboveboard.lifetime.lives import APART, BRIEF, LIVES, At, LastCase

KEYSTORE_LABELS = {"ground.PersonKey", "ground.Erasure", "ground.ServiceKey", "ground.MasterMark"}


def known() -> list[str]:
    return [one.table for one in (*LIVES, *BRIEF, *APART)]


def column(model: type[models.Model], path: str) -> "models.Field[object, object]":
    """The column at the end of a way by foreign keys; FieldDoesNotExist where there is none."""
    name, _, rest = path.partition("__")
    if name == "pk":
        return model._meta.pk
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return column(field.related_model, rest) if rest else field  # type: ignore[arg-type]  # a foreign key's target


def test_every_table_has_exactly_one_line() -> None:
    tables = {model._meta.label for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    missing = sorted(tables - set(known()))
    assert not missing, f"say in lifetime/lives.py how long the rows of {missing} live, or why they stay"
    assert not (set(known()) - tables), "lives.py names tables that do not exist"
    assert len(known()) == len(set(known()))


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.table)
def test_every_clock_is_a_moment_and_every_reason_a_category_of_the_table(life: object) -> None:
    assert life in LIVES
    model = apps.get_model(life.table)  # type: ignore[attr-defined]  # a parameter
    one = next(each for each in LIVES if each.table == model._meta.label)
    assert set(one.stays_for) <= set(schema.categories(model))
    for clock in (one.collected, one.session_ended, one.case_closed, one.account_closed, one.withdrawn):
        if isinstance(clock, At):
            assert isinstance(column(model, clock.path), models.DateTimeField)
        elif isinstance(clock, LastCase) and clock.since:
            assert isinstance(column(model, clock.since), models.DateTimeField)
    for name in one.resets:
        assert column(model, name).has_default()


@pytest.mark.parametrize("brief", BRIEF, ids=lambda brief: brief.table)
def test_what_is_brief_counts_from_a_moment(brief: object) -> None:
    one = next(each for each in BRIEF if each is brief)
    assert isinstance(column(apps.get_model(one.table), one.path), models.DateTimeField)


def test_every_category_of_a_table_about_people_ends_something() -> None:
    """A pair of table and category that empties nothing and ends no row would stay for ever."""
    lives = {life.table: life for life in LIVES}
    for model in schema.about_people():
        life = lives.get(model._meta.label)
        if life is None:
            continue
        ended = {*life.stays_for, *rules.bound(model, life), *rules.emptied(model, life)} | rules.NOT_A_REASON
        assert set(schema.categories(model)) <= ended, model._meta.label


def test_the_notice_counts_from_nothing_that_never_happens() -> None:
    assert rules.check_clocks() == []
