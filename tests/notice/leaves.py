"""Every leaf of the example notice: each value of its tables and each of its texts, and other values for it."""

import copy
import datetime as dt
import tomllib
from collections.abc import Iterator
from typing import Any, get_args

from aboveboard.notice import model
from aboveboard.notice.reader import read_folder

FILES = read_folder(None)
TABLES = {name: tomllib.loads(text) for name, text in FILES.items() if name.endswith(".toml")}
TEXTS = sorted(name for name in FILES if name.endswith(".md"))
OTHER_WORDS = "Something else entirely."
CHOICES: dict[str, tuple[str, ...]] = {
    "level": get_args(model.Level),
    "source": get_args(model.Source),
    "counted_from": get_args(model.CountedFrom),
    "basis": get_args(model.Basis),
    "then": ("delete", "anonymise"),
    "storage": ("cookie", "local", "session"),
    "who": ("everyone", "customers", "staff"),
    "kind": ("processor", "payment", "remote-tool"),
}
Path = tuple[str | int, ...]


def leaves(raw: object, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each value that is neither a table nor a list, with the steps that lead to it."""
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else None
    if inner is None:
        yield at, raw
        return
    for key, value in inner:
        yield from leaves(value, (*at, key))


def others(name: str, at: Path, value: object) -> list[Any]:
    """Other values that could as well stand there: never one that is refused for its shape alone, where one fits."""
    key = at[-1]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, 0, 100_000]
    if isinstance(value, dt.date):
        return [value - dt.timedelta(days=400), value + dt.timedelta(days=400)]
    if key in CHOICES and value in CHOICES[str(key)]:
        return [choice for choice in CHOICES[str(key)] if choice != value]
    if key == "keep_for":
        return ["P5M", "P0D"]
    if name == "matrix.toml" or "categories" in at or key == "category":
        return [next(one for one in TABLES["categories.toml"] if one not in _beside(name, at))]
    if key == "ground":
        return [one for one in TABLES["recipients.toml"]["grounds"] if one != value]
    if key == "email":
        return ["somebody@else.example"]
    if key == "policy":
        return ["https://else.example/privacy"]
    if key == "version":
        return ["2"]
    if key == "id":
        return ["else"]
    return [OTHER_WORDS]


def _beside(name: str, at: Path) -> list[Any]:
    """What stands in the same list, so that the other value is new there."""
    found: Any = TABLES[name]
    for step in at[:-1]:
        found = found[step]
    return found if isinstance(found, list) else [found[at[-1]]]


def changed(name: str, at: Path, value: object) -> dict[str, str]:
    """The files of the example with one leaf changed."""
    raw = copy.deepcopy(TABLES[name])
    inner: Any = raw
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return written() | {name: toml(raw)}


def written() -> dict[str, str]:
    """The files of the example, its tables written as `toml` writes them."""
    return FILES | {name: toml(raw) for name, raw in TABLES.items()}


def toml(raw: dict[str, Any]) -> str:
    """A table as TOML: top-level values, then a header for each table, everything deeper in one line."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in raw.items() if not _has_header(value)]
    for key, value in raw.items():
        if isinstance(value, list) and _has_header(value):
            for entry in value:
                lines += [f"[[{_key(key)}]]", *(f"{_key(inner)} = {_value(one)}" for inner, one in entry.items())]
        elif isinstance(value, dict):
            deep = bool(value) and all(isinstance(one, dict) and "en" not in one for one in value.values())
            for inner, one in value.items() if deep else [("", value)]:
                lines.append(f"[{_key(key)}.{_key(inner)}]" if deep else f"[{_key(key)}]")
                lines += [f"{_key(leaf)} = {_value(said)}" for leaf, said in one.items()]
    return "\n".join(lines) + "\n"


def _has_header(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() else f'"{key}"'


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
