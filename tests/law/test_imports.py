"""Imports go downward only, stand at the top of the file, and a room's models belong to it."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.law import tree


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=tree.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\nmove the code to the higher room, or pass it in"


def test_every_room_with_models_has_a_contract_of_its_own() -> None:
    protected = {module for one in tree.contracts() for module in one.get("protected_modules", [])}  # type: ignore[attr-defined]  # a list, by import-linter's format
    missing = [
        path.parent.name
        for path in tree.files(".py", under=tree.PACKAGE)
        if path.name == "models.py" and f"aboveboard.{path.parent.name}.models" not in protected
    ]
    assert not missing, f"add a 'protected' contract to pyproject.toml for the models of: {missing}"


def test_no_import_hides_inside_a_function() -> None:
    """Only `command` imports late, so that one command does not load what another needs.

    `ready` of an app's configuration is where Django lets models be imported for the first time.
    """
    found = []
    for path in tree.files(".py", under=tree.PACKAGE):
        if tree.room(path) == "command":
            continue
        for node in ast.walk(tree.tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (path.name, node.name) != (
                "apps.py",
                "ready",
            ):
                found += [f"{tree.name(path)}:{line} {module}" for line, module in tree.imports(node)]
    assert not found, f"import at the top of the module; if that makes a circle, move what both need downward: {found}"


def test_no_import_between_rooms_is_for_types_alone() -> None:
    found = []
    for path in tree.files(".py", under=tree.PACKAGE):
        for node in ast.walk(tree.tree(path)):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                own = f"aboveboard.{tree.room(path)}."
                found += [
                    f"{tree.name(path)}:{line} {module}"
                    for line, module in tree.imports(node)
                    if module.startswith("aboveboard.") and not module.startswith(own)
                ]
    assert not found, f"import it plainly, or take a Protocol: {found}"
