"""Every stored column is declared to the notice, and foreign keys point downward."""

import pytest
from django.apps import apps
from django.db import models

from aboveboard.ground.declared import category_of
from aboveboard.ground.foreign import FOREIGN_COLUMNS
from tests.law import tree


def stored() -> list[type[models.Model]]:
    """Every model with a table, ours and other people's, the tables between many-to-many sides included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("aboveboard.")


def test_there_are_models_to_look_at() -> None:
    assert [model for model in stored() if ours(model)]


@pytest.mark.parametrize("model", [model for model in stored() if ours(model)], ids=lambda model: model.__name__)
def test_every_column_of_ours_says_its_category(model: type[models.Model]) -> None:
    silent = [field.name for field in model._meta.local_concrete_fields if not category_of(field)]
    assert not silent, (
        f"{model.__name__}: {silent} store data without a category; wrap an ordinary column in declared(…), "
        "make a personal one Sealed(…)"
    )


@pytest.mark.parametrize("model", [model for model in stored() if not ours(model)], ids=lambda model: model.__name__)
def test_every_column_of_others_is_in_the_table(model: type[models.Model]) -> None:
    table = model._meta.db_table
    missing = [
        f"{table}.{field.column}"
        for field in model._meta.local_concrete_fields
        if f"{table}.{field.column}" not in FOREIGN_COLUMNS and f"{table}.*" not in FOREIGN_COLUMNS
    ]
    assert not missing, f"declare {missing} in ground/foreign.py, or drop the app that stores them"


@pytest.mark.parametrize("model", [model for model in stored() if ours(model)], ids=lambda model: model.__name__)
def test_foreign_keys_point_downward(model: type[models.Model]) -> None:
    ranks = tree.ranks()
    home = model.__module__.split(".")[1]
    for field in model._meta.local_fields:
        if not field.is_relation or not isinstance(field.related_model, type) or not ours(field.related_model):
            continue
        target = field.related_model.__module__.split(".")[1]
        assert target == home or ranks[target] < ranks[home], (
            f"{model.__name__}.{field.name} in {home} points up or sideways to {target}; "
            "turn the relation round, or keep the other's id as a plain declared column"
        )
