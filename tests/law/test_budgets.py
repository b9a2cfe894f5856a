"""Small modules, small functions."""

import ast
from statistics import median

import pytest

from tests.law import tree

LARGEST_MODULE = 400
MEDIAN_MODULE = 100
LARGEST_FUNCTION = 70

EXCEPTIONS: dict[str, str] = {}
"""`path` or `path:function` → why it may be longer."""


def lengths(suffix: str) -> dict[str, int]:
    """Lines by file, without what programs write: migrations, generated tables, vendored files."""
    return {
        tree.name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in tree.files(suffix, under=tree.PACKAGE)
        if not {"migrations", "vendor"} & set(path.parts)
    }


@pytest.mark.parametrize("suffix", [".py", ".js", ".css"])
def test_no_module_is_too_long(suffix: str) -> None:
    long = {path: lines for path, lines in lengths(suffix).items() if lines > LARGEST_MODULE and path not in EXCEPTIONS}
    assert not long, f"split by noun, one a module: {long}"


def test_the_median_module_is_short() -> None:
    modules = [lines for lines in lengths(".py").values() if lines > 3]
    assert median(modules) <= MEDIAN_MODULE, f"the median is {median(modules)} lines: split the largest ones"


def test_no_function_is_too_long() -> None:
    long = []
    for path in tree.files(".py", under=tree.PACKAGE):
        for node in ast.walk(tree.tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                where = f"{tree.name(path)}:{node.name}"
                if lines > LARGEST_FUNCTION and where not in EXCEPTIONS:
                    long.append(f"{where} ({lines} lines)")
    assert not long, f"give each step of the function a name: {long}"
