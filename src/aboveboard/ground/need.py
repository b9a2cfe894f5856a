"""Who needs to open whom: one rule a purpose and a kind of asker, registered by the room that knows the answer.

A rule takes the access and the people asked for, and returns those whom the asker needs to open for this purpose, each
with what gives the need (a case's id), or None where the role alone does. Where there is no rule nobody has a need.
"""

import uuid
from collections.abc import Callable, Mapping

from aboveboard.ground.access import Access

Rule = Callable[[Access, frozenset[uuid.UUID]], Mapping[uuid.UUID, uuid.UUID | None]]

_rules: dict[tuple[str, str], Rule] = {}


def need(purpose: str, kind: str) -> Callable[[Rule], Rule]:
    """Register the rule of one purpose for one kind of asker (`staff` or `job`)."""

    def register(rule: Rule) -> Rule:
        _rules[purpose, kind] = rule
        return rule

    return register


def needed(purpose: str, access: Access, subjects: frozenset[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID | None]:
    """Those of `subjects` whom the asker needs to open for this purpose. Everybody may open what is about themself."""
    if access.kind == "customer":
        return {one: None for one in subjects if one == access.person_id}
    if access.kind == "staff" and not (access.bound and access.technician is not None and access.technician.is_active):
        return {}
    rule = _rules.get((purpose, access.kind))
    return rule(access, subjects) if rule is not None else {}
