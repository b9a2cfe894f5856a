"""The page of reference about the promises, from the table of invariants."""

from django.utils import translation

from aboveboard.evidence.table import INVARIANTS

_HEAD = """\
# Promises

<!-- Written by scripts/generated.py from src/aboveboard/evidence/invariants. Change them there. -->

Each promise of the privacy notice is bound to an invariant that runs on live data: in the job process, each at least
every ten minutes, and all of them by `aboveboard evidence`. What was found is on `/privacy/promises` for everybody, at
`/privacy/conformance.json` for programs, and with the rows' names at `/desk/privacy` for administrators. These are
checks of declared promises; they judge nothing else.

A promise's state is one of:

| state | meaning |
|---|---|
| `holds` | so many rows were looked at, and none broke it |
| `violated` | at least one row broke it: the log says so, the desk shows a banner, the privacy officer gets a letter |
| `nothing to check yet` | there is no row that could keep or break it |
| `not built` | the feature is not there; such a promise never holds |
| `words only` | the notice says that no program can check it, with the reason (`promises.toml`) |

`aboveboard evidence --json` prints
`{"promises": [{"id", "invariant", "population", "violations", "checked_at", "state", …}]}`; the exit status is 1 where
a promise is broken. The letter to the privacy officer is sent once for a promise, and again only after it held in
between; it says which promise and how many rows, and nothing of anybody.

| promise | in words | what must be true in the data | how it is kept | checked |
|---|---|---|---|---|
"""


def page() -> str:
    """docs/reference/promises.md, in English."""
    with translation.override("en"):
        rows = [
            f"| `{promise}` | {one.words} | {one.says} | {one.mechanism} | {'yes' if one.look else 'not built'} |"
            for promise, one in INVARIANTS.items()
        ]
    return _HEAD + "\n".join(rows) + "\n"
