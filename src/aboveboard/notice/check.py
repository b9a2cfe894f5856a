"""What must fit together in a notice: references, promises, the short layer. Run at each load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aboveboard.notice import model
from aboveboard.notice.errors import Problem
from aboveboard.notice.features import owners
from aboveboard.notice.lines import line_of, line_with
from aboveboard.notice.promises import CHECKED, PROMISES

MAX_FACTS = 10


def undeclared(
    file: str, source: str, used: Mapping[str, Iterable[str]], declared: Iterable[str], *at: str
) -> list[Problem]:
    """Findings for categories that are used in a table (below `at`) but not declared: what uses them is off."""
    known, users = set(declared), dict[str, list[str]]()
    for user, keys in used.items():
        for key in dict.fromkeys(keys):
            if key not in known:
                users.setdefault(key, []).append(user)
    found = []
    for key, who in users.items():
        starts = (line_of(source, [*at, one]) for one in who)
        lines = sorted({_line_of_word(source, key, line) for line in starts if line is not None})
        verb = "uses" if len(who) == 1 else "use"
        what = f"{_listed([f'`{one}`' for one in who])} {verb} the undeclared category `{key}`."
        found.append(Problem(file, lines[0] if lines else None, what, _declare(key, file, lines), stops=False))
    return found


def _declare(category: str, file: str, lines: list[int]) -> str:
    """What to write about an undeclared category, and what is off until then."""
    off = ", ".join(f"“{name}”" for name in owners(category))
    until = f"until then this is off: {off}" if off else "until then what needs it is off"
    place = f", line{'s' if len(lines) > 1 else ''} {_listed([str(one) for one in lines])}" if lines else ""
    return f"Declare [{category}] in categories.toml, or take `{category}` out of {file}{place}; {until}."


def _line_of_word(source: str, word: str, start: int) -> int:
    """The first line from `start` on that has the word in quotes: a row may go over several lines."""
    rest = source.splitlines()[start - 1 :]
    return start + next((at for at, line in enumerate(rest) if f'"{word}"' in line or f"'{word}'" in line), 0)


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def misplaced(source: str, head: Mapping[str, object]) -> list[Problem]:
    """`switched_off` below a table of notice.toml, where TOML takes it for a part of that table."""
    what = "`switched_off` stands under [{0}], so it is taken for a part of [{0}]."
    write = "Move the line up, above [controller]."
    return [
        Problem("notice.toml", line_of(source, [table, "switched_off"]), what.format(table), write)
        for table, value in head.items()
        if isinstance(value, dict) and "switched_off" in value
    ]


def matrix(source: str, table: Mapping[str, Iterable[str]], purposes: Iterable[str]) -> list[Problem]:
    """Each row of the matrix is a declared purpose and each purpose has its row."""
    known = set(purposes)
    problems = [
        Problem(
            "matrix.toml", line_of(source, [row]), f"There is no purpose `{row}`.", "Declare it in purposes.toml first."
        )
        for row in table
        if row not in known
    ]
    problems += [
        Problem("matrix.toml", None, f"The purpose `{key}` has no row.", f"Add `{key} = [ … ]` with its categories.")
        for key in sorted(known - set(table))
    ]
    return problems


def unused(source: str, categories: Mapping[str, model.Category], table: Mapping[str, Iterable[str]]) -> list[Problem]:
    """Data without a purpose must not be there."""
    used = {key for row in table.values() for key in row}
    return [
        Problem("categories.toml", line_of(source, [key]), f"`{key}` serves no purpose.", "Give it one in matrix.toml.")
        for key, category in categories.items()
        if key not in used and category.level != "public"
    ]


def grounds(source: str, recipients: Mapping[str, model.Recipient], known: Iterable[str]) -> list[Problem]:
    """Nobody receives anything without a declared ground."""
    declared = set(known)
    return [
        Problem(
            "recipients.toml",
            line_of(source, ["recipients", key, "ground"]),
            f"`{key}` cites the unknown ground `{recipient.ground}`.",
            f"Use one of: {', '.join(sorted(declared))}.",
        )
        for key, recipient in recipients.items()
        if recipient.ground not in declared
    ]


def promises(marked: Mapping[str, Iterable[str]], words_only: Mapping[str, str], source: str) -> list[Problem]:
    """Every promise is carried by a clause of each language, or marked as words only with its reason."""
    problems = []
    for key in (key for key in words_only if "." in key and key not in PROMISES):
        line = line_with(source, key)
        problems.append(Problem("promises.toml", line, f"There is no promise `{key}`.", "Use an id of the list."))
    for language, ids in marked.items():
        carried = set(ids)
        for key in PROMISES:
            if key in carried and key in words_only and key in CHECKED:
                line = line_with(source, key)
                what = f"`{key}` is words only, yet a clause in {language} carries it."
                problems.append(Problem("promises.toml", line, what, "Take one of the two away."))
            if key not in carried and key not in words_only:
                what = f"No clause in `{language}` carries the promise `{key}`."
                write = f"Write the sentence and mark it {{promise:{key}}}, or give the reason in promises.toml."
                problems.append(Problem(f"clauses/{language}", None, what, write))
    return problems


def clauses(source: str, entries: list[model.ClauseEntry], names: Iterable[str]) -> list[Problem]:
    """Each clause has its texts, each text its clause; ids are unique; the short layer is short."""
    have = set(names)
    wanted = {f"clauses/{language}/{entry.id}.md" for entry in entries for language in model.LANGUAGES}
    wanted |= {f"terms/{language}.md" for language in model.LANGUAGES}
    absent, idle = "Write it, or take its entry out of clauses.toml.", "Add an entry or delete the file."
    problems = [Problem(name, None, "This text is missing.", absent) for name in sorted(wanted - have)]
    problems += [
        Problem(name, None, "No entry of clauses.toml uses this text.", idle)
        for name in sorted(have - wanted)
        if name.endswith(".md")
    ]
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        if entry.id in seen:
            line = line_of(source, ["clause", number])
            problems.append(Problem("clauses.toml", line, f"`{entry.id}` is there twice.", "Give each its own id."))
        seen.add(entry.id)
    facts = sum(len(entry.short) for entry in entries)
    if not 1 <= facts <= MAX_FACTS:
        what, write = f"The short layer has {facts} facts.", f"Keep it between 1 and {MAX_FACTS}."
        problems.append(Problem("clauses.toml", None, what, write))
    return problems


def cookie_is_declared(name: str, register: Mapping[str, model.Cookie], storage: str = "cookie") -> Problem | None:
    """A finding if something sets a name in the browser that the register does not have."""
    cookie = register.get(name)
    if cookie is not None and cookie.storage == storage:
        return None
    what = f"The product sets `{name}` ({storage}), which the register does not name."
    write = f'Add [{name}] with storage = "{storage}", how long, and why.'
    return Problem("cookies.toml", None, what, write, stops=False)
