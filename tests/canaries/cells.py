"""Run in a product's environment: everything that is sealed, the keys that are there, or the numbers of the cases.

`python -m tests.canaries.cells` prints JSON: `cells`, each with what it is bound to, its bytes and its person; `keys`
by person, with the wrapped form; `cases`, one number a person.
"""

import json
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402  # models can be imported only after Django is set up

from aboveboard.cases.models import Case  # noqa: E402  # as above
from aboveboard.ground.models import PersonKey  # noqa: E402  # as above
from aboveboard.ground.sealed import Sealed  # noqa: E402  # as above
from aboveboard.ground.vault import keystore  # noqa: E402  # as above


def _cells() -> list[dict[str, str]]:
    found = []
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, Sealed)]
        rows: Any = model._default_manager.all() if names else ()
        for row in rows:
            for name in names:
                value = row.__dict__[name]
                if value is not None:
                    place = f"{model._meta.db_table}.{name}:{row.pk}"
                    found.append({"place": place, "bytes": bytes(value).hex(), "person": str(row.subject)})
    return found


def main() -> dict[str, Any]:
    wrapped = {row.person: bytes(row.wrapped).hex() for row in PersonKey.objects.all()}
    keys = keystore.keys_of(wrapped)
    return {
        "cells": _cells(),
        "keys": {str(person): {"key": keys[person].key.hex(), "wrapped": wrapped[person]} for person in wrapped},
        "cases": {str(person): number for person, number in Case.objects.values_list("customer_id", "number")},
    }


if __name__ == "__main__":
    print(json.dumps(main()))
