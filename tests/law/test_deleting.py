"""Nothing but `lifetime` deletes rows about people: what goes, goes by the notice or on somebody's behalf."""

import ast

from django.apps import apps

from aboveboard.lifetime import schema
from tests.law import tree

REASONS = {
    "ground/throttle.py": "a window of the throttle ends by itself; it holds a keyed hash",
    "ground/vault/keystore.py": "destroying a key is what an erasure calls",
    "ground/vault/blind.py": "a new value takes the old one's place in the index; lifetime calls the rest",
    "ground/vault/blobs.py": "files go with their rows; lifetime calls it",
    "ground/openings.py": "an opening that is written while its person is erased; lifetime calls it too",
    "ground/ledger/queries.py": "what commitments stand for; called on somebody's behalf",
    "web/desk/factors.py": "a lost second factor of somebody who works here",
    "remote/operations.py": "tickets that are over open nothing any more",
    "people/operations.py": "one-time links of staff that a newer one replaces",
    "evidence/running.py": "the rows that a check named, replaced by those of the newest look",
}
"""Module → why it may delete. A new line here is a new place in which data about people can vanish: do not add one
where a rule in lifetime/lives.py would do."""
DELETING = {"delete", "_raw_delete", "adelete"}
STATEMENTS = ("delete from", "truncate ")
"""Said in SQL, it is the same."""
ALLOWED_MODELS = {
    "Ticket", "Throttle", "SetupLink", "Authenticator", "BlindEntry", "Blob", "PersonKey", "Commitment", "Opening",
    "findings",
}  # fmt: skip
STORES = {"ground/vault/stores.py", "site/demo_stage.py", "command/demo.py", "web/desk/invitation_code.py"}
"""`delete` of a file or of a key in a browser's session, not of a row."""


def deletions() -> list[tuple[str, int, str]]:
    """Every call of `….delete()` outside lifetime: its module, its line, and the names before it."""
    found: list[tuple[str, int, str]] = []
    for path in tree.files(".py", under=tree.PACKAGE):
        inside = path.relative_to(tree.PACKAGE).as_posix()
        if inside.startswith("lifetime/") or "/migrations/" in inside or inside in STORES:
            continue
        found += [
            (inside, node.lineno, ast.unparse(node.func.value))
            for node in ast.walk(tree.tree(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DELETING
        ]
    return found


def test_only_lifetime_deletes_rows() -> None:
    strangers = [f"{module}:{line} {what}" for module, line, what in deletions() if module not in REASONS]
    assert not strangers, f"let lifetime do it: a rule in lifetime/lives.py, or erasure: {strangers}"


def test_every_reason_is_still_needed() -> None:
    assert set(REASONS) == {module for module, _, _ in deletions()}


def test_who_may_delete_deletes_nothing_but_what_the_reason_names() -> None:
    about_people = {model.__name__ for model in schema.about_people()} | {
        model.__name__ for model in apps.get_models() if model._meta.app_label in ("people", "cases")
    }
    wrong = [
        f"{module}:{line} {what}"
        for module, line, what in deletions()
        for name in about_people - ALLOWED_MODELS
        if f"{name}.objects" in what
    ]
    assert not wrong, wrong


def test_no_statement_deletes_behind_the_models() -> None:
    found = []
    for path in tree.files(".py", under=tree.PACKAGE):
        inside = path.relative_to(tree.PACKAGE).as_posix()
        if inside.startswith("lifetime/") or "/migrations/" in inside:
            continue
        for node in ast.walk(tree.tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = " ".join(node.value.lower().split())
                if text.startswith(STATEMENTS):
                    found.append(f"{inside}:{node.lineno}")
    assert not found, f"a table is emptied by lifetime alone: {found}"
