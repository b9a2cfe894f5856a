"""Claims about what leaves, what is put into browsers, and numbers: the notice against `capabilities`, continued."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aboveboard.notice.capabilities import COOKIES, GROUNDS, LETTER_CATEGORIES, NUMBERS, RECIPIENTS
from aboveboard.notice.document import Notice
from aboveboard.notice.errors import Problem
from aboveboard.notice.lines import line_of

_WHO = {"everyone": "everyone who opens a page", "customers": "people with a case", "staff": "staff alone"}
_NUMBER = re.compile(r"\{number:([a-z0-9-]{1,40})\}")


def recipients(notice: Notice) -> Iterator[Problem]:
    """Who receives something, and why, against whom the software can send something."""
    source = notice.files["recipients.toml"]
    for key in notice.grounds:
        if key not in GROUNDS:
            what = (
                f"`{key}` is no reason for which this software lets data leave; selling, renting and trading never are."
            )
            write = f"Use only: {', '.join(sorted(GROUNDS))}."
            yield Problem("recipients.toml", line_of(source, ["grounds", key]), what, write)
    for key, one in notice.recipients.items():
        kind, built = RECIPIENTS.get(key, ("processor", True))
        if one.kind != kind:
            what = f"`{key}` is called `{one.kind}`; the software knows it as `{kind}`."
            line = line_of(source, ["recipients", key, "kind"])
            yield Problem(
                "recipients.toml", line, what, f'Write `kind = "{kind}"`, or choose another key.', stops=False
            )
        if one.offered and not built:
            what = f"`{key}` is stronger than the code: the software can send nothing to {one.name} today."
            line = line_of(source, ["recipients", key, "offered"])
            yield Problem("recipients.toml", line, what, "Write `offered = false`.", stops=False)
        beyond = [name for name in LETTER_CATEGORIES if name not in one.categories] if key == "mail" else []
        if beyond:
            what = f"Letters pass through {one.name} with `{', '.join(beyond)}`, which the notice does not give it."
            line = line_of(source, ["recipients", key, "categories"])
            write = "Add it to `categories`; until then no letter leaves."
            yield Problem("recipients.toml", line, what, write, stops=False)


def cookies(notice: Notice) -> Iterator[Problem]:
    """What is put into browsers, for how long and whose, against what the code sets."""
    source = notice.files["cookies.toml"]
    for name, real in COOKIES.items():
        entry = notice.cookies.get(name)
        if entry is None:
            what = f"The product sets `{name}` ({real.storage}, {real.keep_for}), which the register does not name."
            write = f'Write [{name}] with storage = "{real.storage}", keep_for = "{real.keep_for}", who and why.'
            yield Problem("cookies.toml", None, what, write, stops=False)
            continue
        said = {"storage": entry.storage, "keep_for": entry.keep_for, "who": entry.who}
        for field, value in {"storage": real.storage, "keep_for": real.keep_for, "who": real.who}.items():
            if said[field] != value:
                shown = _WHO.get(value, value)
                what = (
                    f'The register says `{field} = "{said[field]}"` of `{name}`; the product does otherwise: {shown}.'
                )
                line = line_of(source, [name, field]) or line_of(source, [name])
                yield Problem("cookies.toml", line, what, f'Write `{field} = "{value}"`.', stops=False)
    for name in notice.cookies:
        if name not in COOKIES:
            what = f"The register names `{name}`, and the product sets nothing of that name."
            yield Problem("cookies.toml", line_of(source, [name]), what, f"Take [{name}] out.", stops=False)


def numbers(notice: Notice) -> Iterator[Problem]:
    """The numbers of notice.toml against what the software, or the law, makes of them."""
    source = notice.files["notice.toml"]
    texts = "\n".join(text for name, text in notice.files.items() if name.endswith(".md") or name == "clauses.toml")
    for key, value in notice.head.numbers.items():
        line = line_of(source, ["numbers", key])
        known = NUMBERS.get(key)
        if known is None:
            write = f"Take it out; the numbers that mean something are: {', '.join(sorted(NUMBERS))}."
            yield Problem("notice.toml", line, f"Nothing keeps to the number `{key}`.", write, stops=False)
        elif not known.least <= value <= known.most:
            what = f"`{key} = {value}` is out of bounds: {known.why}."
            yield Problem("notice.toml", line, what, f"Write {known.least} to {known.most}.", stops=False)
    for key, known in NUMBERS.items():
        if key in notice.head.numbers:
            continue
        if known.obeyed:
            what = f"The software keeps to {known.default} for `{key}`, and the notice does not say so."
            write = f"Write `{key} = {known.default}` under [numbers], and say it in a clause: {{number:{key}}}."
            yield Problem("notice.toml", line_of(source, ["numbers"]), what, write, stops=False)
    said = set(_NUMBER.findall(texts))
    for key in notice.head.numbers:
        if key in NUMBERS and not NUMBERS[key].obeyed and key not in said:
            what = f"No text says the number `{key}`."
            write = f"Say it in a clause with {{number:{key}}}, or take it out."
            yield Problem("notice.toml", line_of(source, ["numbers", key]), what, write, stops=False)
