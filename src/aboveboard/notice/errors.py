"""What can be wrong with a notice, said the way a compiler says it."""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong in the notice's folder.

    file: path inside the folder; line: 1-based, None where no line can be named;
    what: what is wrong; write: what to write instead;
    stops: False for a finding that leaves the notice usable (the feature concerned is off).
    """

    file: str
    line: int | None
    what: str
    write: str
    stops: bool = True

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.what} {self.write}"


class NoticeError(Exception):
    """The notice cannot be used; `problems` holds everything found, the first one's place is repeated."""

    def __init__(self, problems: list[Problem]) -> None:
        if not problems:
            raise ValueError("a NoticeError needs at least one problem")
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
        self.file = problems[0].file
        self.line = problems[0].line
        self.what = problems[0].what
        self.write = problems[0].write
