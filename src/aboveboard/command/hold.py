"""`aboveboard hold`: keep something of a person beyond its time, for a reason that ends."""

import argparse
import datetime as dt
import sys
from typing import Any

from aboveboard.command import starting

SHORTEST = 4
"""Characters of an id; an empty variable of a script lets go of nothing."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("aboveboard hold", description="What must stay for now, and until when.")
    orders = parser.add_subparsers(dest="order", required=True)
    place = orders.add_parser("place", help="keep data of the person of a case")
    place.add_argument("case", help="the number of a case of theirs, such as AB-000012")
    place.add_argument("--basis", required=True, choices=("claim", "law", "authority", "person"), help="what allows it")
    place.add_argument("--review", required=True, type=_date, metavar="DATE", help="when to look at it again")
    place.add_argument("--until", type=_date, metavar="DATE", help="the last day; without it, the day of review")
    place.add_argument("--this-case", action="store_true", help="keep this case alone instead of the whole person")
    place.add_argument("--category", default="", help="keep one category of the notice alone")
    release = orders.add_parser("release", help="let go of it")
    release.add_argument("hold", help="its id as `aboveboard hold list` shows it, or how it begins")
    orders.add_parser("list", help="the holds in force, those to be looked at first")
    return parser


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write it like 2027-03-31") from None


def run(arguments: list[str]) -> int:
    """Exit status 0 where it was done, else 1. The reason of a hold is read from standard input, not from the line."""
    options = _parser().parse_args(arguments)
    if not (starting.open_data() and starting.check()):
        return 1
    from django.db import DatabaseError

    try:
        return {"place": _place, "release": _release, "list": _list}[options.order](options)
    except DatabaseError as problem:
        print(
            f"aboveboard: the databases are not ready: {str(problem).strip()}\n{starting.what_to_do()}", file=sys.stderr
        )
        return 1


def _place(options: Any) -> int:
    from aboveboard.ground.clock import now
    from aboveboard.lifetime import holds, schema
    from aboveboard.lifetime.errors import NotPossible

    case = schema.find("cases.Case").filter(number=options.case.upper()).first()
    if case is None:
        print(f"aboveboard: there is no case {options.case}. Nothing was changed.", file=sys.stderr)
        return 1
    if sys.stdin.isatty():
        print("Why? One line; it is kept sealed under the person's key.", file=sys.stderr)
    scope = "case" if options.this_case else "category" if options.category else "person"
    try:
        hold = holds.place(
            holds.Request(
                subject=case.customer_id,
                scope=scope,
                basis=options.basis,
                reason=sys.stdin.readline(),
                review_on=options.review,
                expires_on=options.until or options.review,
                case=case.pk if options.this_case else None,
                category=options.category,
            ),
            None,
            now(),
        )
    except NotPossible as refused:
        print(f"aboveboard: {refused} Nothing was changed.", file=sys.stderr)
        return 1
    print(f"{hold.pk} holds until {hold.expires_on}, to be looked at on {hold.review_on}.")
    return 0


def _release(options: Any) -> int:
    from aboveboard.ground.clock import now
    from aboveboard.lifetime import holds

    found = [hold for hold in holds.listed(now()) if str(hold.pk).startswith(options.hold.lower())]
    if len(found) > 1 or len(options.hold) < SHORTEST:
        print("aboveboard: that is too little of an id to say which hold. Nothing was changed.", file=sys.stderr)
        return 1
    if found and holds.release(found[0].pk, None, now()):
        print("Released. What is over goes with the next retention.")
        return 0
    print("aboveboard: no such hold is in force. Nothing was changed.", file=sys.stderr)
    return 1


def _list(_options: Any) -> int:
    from aboveboard.cases import queries
    from aboveboard.ground.clock import now
    from aboveboard.lifetime import holds

    listed = holds.listed(now())
    for hold in listed:
        case = queries.case(hold.case) if hold.case else None
        numbers = [case.number] if case else queries.numbers_of(hold.subject)
        what = " ".join([*filter(None, [hold.category]), ", ".join(numbers)])
        owner = hold.owner.handle if hold.owner else "command line"
        print(
            f"{hold.pk}  {hold.scope} {what}  {hold.basis}  review {hold.review_on}  until {hold.expires_on}  {owner}"
        )
    if not listed:
        print("Nothing is held.")
    return 0
