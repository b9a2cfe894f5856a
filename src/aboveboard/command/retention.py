"""`aboveboard retention`: what goes at the end of its time, shown or done."""

import argparse
import datetime as dt
import json
import sys
from typing import Any

from aboveboard.command import starting


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("aboveboard retention", description="What goes at the end of its time, and why.")
    orders = parser.add_subparsers(dest="order", required=True)
    due = orders.add_parser("due", help="show what would go, and what a hold keeps; changes nothing")
    due.add_argument("--json", action="store_true", help="as JSON")
    due.add_argument("--on", type=_day, metavar="DATE", help="as it will be at the end of this day (2027-03-31)")
    orders.add_parser("run", help="let it go now; the job process does the same by itself")
    return parser


def _day(text: str) -> dt.datetime:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, dt.UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write it like 2027-03-31") from None


def run(arguments: list[str]) -> int:
    """Exit status 0, or 1 where settings, notice or schema are not well."""
    options = _parser().parse_args(arguments)
    if not (starting.open_data() and starting.check()):
        return 1
    from django.db import DatabaseError

    from aboveboard.ground.clock import now
    from aboveboard.lifetime import queries, retention

    try:
        if options.order == "run":
            print(f"{retention.run(now())} rows were let go of.")
            return 0
        lines = list(queries.due(options.on or now()))
    except DatabaseError as problem:
        print(
            f"aboveboard: the databases are not ready: {str(problem).strip()}\n{starting.what_to_do()}", file=sys.stderr
        )
        return 1
    shown = [_shown(line) for line in lines]
    print(json.dumps({"due": shown}, indent=2) if options.json else _table(shown))
    return 0


def _shown(line: Any) -> dict[str, Any]:
    from aboveboard.ground.notices import notice, version

    told = (version(line.under) if line.under else None) or notice()
    category = told.categories.get(line.category)
    return {
        "category": line.category,
        "rule": f"{category.keep_for} after {category.counted_from}" if category else "",
        "notice": told.version,
        "then": line.then,
        "table": line.table,
        "rows": line.rows,
        "oldest": line.oldest.isoformat(timespec="seconds") if line.oldest else None,
        "held": line.held,
        "holds": list(line.holds),
    }


def _table(shown: list[dict[str, Any]]) -> str:
    """Lines for people; where nothing is due, that."""
    if not shown:
        return "Nothing is over."
    head = ("category", "kept", "then", "table", "rows", "oldest", "held")
    rows = [
        (
            line["category"],
            line["rule"],
            line["then"],
            line["table"],
            str(line["rows"]),
            (line["oldest"] or "")[:10],
            f"{line['held']} by {', '.join(line['holds'])}" if line["held"] else "",
        )
        for line in shown
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]
    )
