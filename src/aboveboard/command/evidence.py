"""`aboveboard evidence`: run every check of the promises now."""

import argparse
import json
import sys

from aboveboard.command import starting


def run(arguments: list[str]) -> int:
    """Exit status 0 where no promise is broken; 1 where one is, or where the checks could not run."""
    parser = argparse.ArgumentParser(
        "aboveboard evidence", description="Check each promise of the notice on the data as it is now."
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON and nothing else")
    options = parser.parse_args(arguments)
    if not starting.open_data():
        return 1
    from django.db import DatabaseError

    from aboveboard.evidence import reading
    from aboveboard.evidence.running import check_all
    from aboveboard.ground import publishing
    from aboveboard.ground.clock import now
    from aboveboard.notice import NoticeError

    try:
        publishing.look()
        runs = check_all(now())
    except NoticeError as problem:
        print(f"aboveboard: the notice cannot be used.\n{problem}", file=sys.stderr)
        return 1
    except DatabaseError as problem:
        print(
            f"aboveboard: the databases are not ready: {str(problem).strip()}\n"
            f"Nothing was checked. {starting.what_to_do()}",
            file=sys.stderr,
        )
        return 1
    data = reading.as_data(reading.standings())
    broken = [one for one in runs if one.violations]
    if options.json:
        print(json.dumps(data, indent=1))
        return 1 if broken else 0
    _table(data["promises"])
    for one in broken:
        print(f"\n{one.promise}: {one.violations} violations. The first of them:")
        for finding in reading.findings(one)[:10]:
            print(f"  {finding.table} {finding.row}: {finding.why}")
    return 1 if broken else 0


def _table(promises: list[dict[str, object]]) -> None:
    print(f"{'promise':<26} {'state':<22} {'looked at':>10} {'broken':>7}")
    for one in promises:
        print(f"{one['id']!s:<26} {one['state']!s:<22} {one['population']!s:>10} {one['violations']!s:>7}")
    held = sum(one["state"] == "holds" for one in promises)
    broken = sum(one["state"] == "violated" for one in promises)
    print(f"\n{held} of {len(promises)} promises were checked and hold; {broken} are broken.")
