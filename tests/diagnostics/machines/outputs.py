"""Everything that is written, kept or sent of an examination."""

from __future__ import annotations

import msgspec

from aboveboard.diagnostics.account import account
from aboveboard.diagnostics.document import document, write_document
from aboveboard.diagnostics.history import History
from aboveboard.diagnostics.link import help_link, read_link
from aboveboard.diagnostics.live import live_values
from aboveboard.diagnostics.page import page
from aboveboard.diagnostics.report import Examination, lines, share
from aboveboard.diagnostics.rules import Rules
from aboveboard.diagnostics.watch.inbox import Inbox, observe
from aboveboard.diagnostics.watch.screens import notice_of
from aboveboard.wire.computer import write_report
from tests.diagnostics.machines import canaries


def kept_or_sent(examination: Examination, rules: Rules) -> dict[str, str]:
    """Each of these as text, by what it is."""
    report = share(examination, recognise="0123456789abcdef" * 2)
    history = History(rules)
    history.keep(examination.look)
    inbox = observe(Inbox(), examination.verdict.outcomes, rules.by_id.keys(), examination.look.at)
    found = {
        "report": write_report(report).decode(),
        "link": write_report(read_link(help_link("https://desk.example", report))).decode(),
        "history": history.to_json().decode(),
        "standing": examination.verdict.standing.to_json().decode(),
        "inbox": msgspec.json.encode(inbox).decode(),
        "live values": repr(live_values(examination.look)),
    }
    for language in ("en", "de"):
        found[f"preview {language}"] = repr(lines(report, rules, language))
        found[f"json {language}"] = write_document(document(examination, rules, language)).decode()
        found[f"page {language}"] = page(account(examination, rules, language, here=False))
        if inbox.entries:
            found[f"notice {language}"] = repr(notice_of(inbox.entries, {}, rules, language))
    return found


def leaks(examination: Examination, rules: Rules) -> dict[str, list[str]]:
    """The canaries that came out, by where; empty when all is well."""
    found = kept_or_sent(examination, rules)
    return {what: names for what, text in found.items() if (names := canaries.found_in(text))}
