"""`aboveboard erase`: remove everything about the person of a case, and print the certificate's address."""

import argparse
import os
import sys

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Exit status 0 where it is complete, 3 where something is left to the job process or to a hold, else 1."""
    parser = argparse.ArgumentParser("aboveboard erase", description="Erase the person of a case.")
    parser.add_argument("case", help="the number of a case of theirs, such as AB-000012")
    parser.add_argument("--yes", metavar="CASE", default="", help="the number once more, instead of being asked for it")
    parser.add_argument("--basis", choices=("person", "company"), default="person", help="who wants it")
    options = parser.parse_args(arguments)
    if not (starting.open_data() and starting.check()):
        return 1
    from django.db import DatabaseError

    try:
        return _erase(options)
    except DatabaseError as problem:
        print(
            f"aboveboard: the databases are not ready: {str(problem).strip()}\n{starting.what_to_do()}", file=sys.stderr
        )
        return 1


def _erase(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.urls import reverse
    from django.utils.translation import override

    from aboveboard.ground import tokens
    from aboveboard.ground.clock import now
    from aboveboard.lifetime import erasure, holds, schema
    from aboveboard.lifetime.certificates import LINK
    from aboveboard.lifetime.errors import NotPossible
    from aboveboard.web import keeping_words

    case = schema.find("cases.Case").filter(number=options.case.upper()).first()
    if case is None:
        print(f"aboveboard: there is no case {options.case}. Nothing was changed.", file=sys.stderr)
        return 1
    with override("en"):
        for words in keeping_words.before_erasing(holds.shown_to(case.customer_id, now())):
            print(words, file=sys.stderr)
    again = options.yes or _asked(f"This cannot be undone. Type {case.number} to erase the person of this case: ")
    if again.strip().upper() != case.number:
        print("aboveboard: that is another number. Nothing was changed.", file=sys.stderr)
        return 1
    try:
        certificate = erasure.erase(case.customer_id, options.basis, None, now())
    except NotPossible as refused:
        print(f"aboveboard: {refused}", file=sys.stderr)
        return 1
    address = reverse("certificate", args=[tokens.sign(LINK, certificate.pk)])
    if not os.environ.get("ABOVEBOARD_BASE_URL", "").strip():
        print(
            "aboveboard: ABOVEBOARD_BASE_URL is not set, so the link below begins with this machine's own address. Put "
            "the address of your help desk in its place before you pass it on.",
            file=sys.stderr,
        )
    rows = sum(line["rows"] for line in certificate.removed)
    print(f"{certificate.number}: {rows} rows were removed.\n{settings.ABOVEBOARD_BASE_URL}{address}")
    if certificate.held:
        print("A hold keeps a part; it goes when the hold ends.")
    elif certificate.complete_at is None:
        print("The job process completes it as soon as the database is free for a moment.")
    else:
        print("It is complete.")
    with override("en"):
        print(keeping_words.after_erasing())
    return 0 if certificate.complete_at is not None else 3


def _asked(question: str) -> str:
    """What is typed; nothing where nobody is there to type."""
    try:
        return input(question)
    except EOFError:
        return ""
