"""The privacy notice as data, and the tables compiled from it. Pure: no Django, no I/O but the reader."""

from aboveboard.notice.document import Clause, Fact, Notice
from aboveboard.notice.errors import NoticeError, Problem
from aboveboard.notice.loader import load, load_package, of_files
from aboveboard.notice.model import Category, Scope

__all__ = [
    "Category",
    "Clause",
    "Fact",
    "Notice",
    "NoticeError",
    "Problem",
    "Scope",
    "load",
    "load_package",
    "of_files",
]
