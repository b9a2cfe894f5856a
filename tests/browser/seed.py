"""Run with the environment of a running product: put a small world into it, print what opens it as JSON."""

import datetime as dt
import json
import os
import uuid

os.environ["DJANGO_SETTINGS_MODULE"] = "aboveboard.site.settings"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402  # models can be imported only after Django is set up
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402  # models can be imported only after Django is set up

from aboveboard.cases.models import Case  # noqa: E402  # models can be imported only after Django is set up
from aboveboard.evidence.running import check_all  # noqa: E402  # as above
from aboveboard.ground.clock import now  # noqa: E402  # models can be imported only after Django is set up
from aboveboard.journeys import (  # noqa: E402  # as above
    answering,
    computers,
    consenting,
    ending,
    inviting,
    joining,
    receipts,
    working,
)
from aboveboard.people import operations  # noqa: E402  # models can be imported only after Django is set up
from aboveboard.remote.grants import GrantCount  # noqa: E402  # models can be imported only after Django is set up
from aboveboard.remote.models import FindingCount  # noqa: E402  # as above
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport  # noqa: E402  # as above
from tests import cast  # noqa: E402  # models can be imported only after Django is set up

PROBLEM = "Since this morning my printer says it is offline. The light on it is green. I have restarted it twice."

FULL = ComputerFinding("disk.system-full", "critical", "system", 1_789_990_000, {"used_share": 0.97, "free": 4e9})
OLD = ComputerFinding("os.uptime", "info", "", 0, {"up": 40 * 86_400.0}, {"up": 30 * 86_400.0})
REPORT = ComputerReport(
    1_790_000_000,
    ComputerFacts(os="Debian GNU/Linux", os_version="12", kind="laptop", cpu="Quiet 5", cores=4, memory=8 << 30),
    (FULL, OLD),
    fine=30,
    unknown=2,
    recognise="ab" * 16,
)


def customer(case):
    """The key of a browser session that is this case's customer's."""
    session = SessionStore()
    session["person"] = str(case.customer_id)
    session.create()
    return session.session_key


def desk(member):
    """The key of a browser session in which this member of staff is signed in."""
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={})
    session = SessionStore()
    session["_auth_user_id"] = str(member.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = member.get_session_auth_hash()
    session.create()
    return session.session_key


def talk(case, ana):
    """Take the case and say something."""
    working.take_case(case.pk, ana.pk)
    working.say_as_technician(case.pk, ana.pk, "Good morning, I am Ana. Is it joined by a cable or by Wi-Fi?", "a")
    working.say_as_customer(case.pk, case.customer_id, "By Wi-Fi, I think. There is only the cable for power.", "b")
    return case


def session_with_a_story(case, ana):
    """A session in which something was asked, granted, refused, seen and withdrawn."""
    working.take_case(case.pk, ana.pk)
    start = now()
    invited = inviting.invite(case.pk, ana.pk)
    session = joining.redeem_code(invited.code, "", cast.fresh_network()).session_id
    for place, step in enumerate(("technician", "scam", "disconnect", "files")):
        consenting.record_step(session, step, start + dt.timedelta(seconds=5 * place))
    after = [start + dt.timedelta(seconds=second) for second in (25, 30, 41, 42, 100, 108, 400, 420)]
    grant = uuid.uuid4()
    consenting.record_admission(session, 2, True, after[0])
    consenting.record_ask(session, 2, "view", after[1])
    consenting.record_grant(session, grant, "view", 2, after[2])
    consenting.record_grant(session, uuid.uuid4(), "diagnostics", 2, after[2])
    computers.shared_in_session(session, REPORT, after[3])
    mended = ComputerFinding("disk.system-full", "critical", "system", 0, {"used_share": 0.61})
    computers.shared_in_session(session, ComputerReport(1_790_000_400, findings=(OLD,), mended=(mended,)), after[6])
    count = GrantCount(grant, 4100, 48_120_331, after[3], after[6])
    consenting.checkpoint({session: ({"counts": {"33": 4100}}, [count])})
    consenting.record_ask(session, 2, "point", after[4])
    consenting.record_denial(session, 2, "point", after[5])
    for paused, second in ((True, 200), (False, 290)):
        consenting.record_pause(session, paused, start + dt.timedelta(seconds=second))
    consenting.record_tally(session, {"counts": {"33": 4100}, "bytes": 48_120_331, "last": 5000, "signature": ""})
    consenting.record_grant_end(session, grant, "revoked", after[6])
    ending.end_session(session, "customer", "done", after[7])
    return session


def break_a_promise():
    """A case that was closed without an answer, and every promise checked since."""
    case, asked = cast.case_of(problem=PROBLEM), now() - dt.timedelta(hours=1)
    Case.objects.filter(pk=case.pk).update(created_at=asked, status="closed", closed_at=now())
    check_all(now())


def main():
    ana = cast.technician("ana", "Ana Castro", "technician", password=None)
    ben = cast.technician("ben", "Ben Okafor", "technician", password=None)
    pia = cast.technician("pia", "Pia Holm", "administrator", password=None)
    eve = cast.technician("eve", "Eve Hall", password=None, signs=False)
    told = cast.case_of(problem=PROBLEM, computer=REPORT)
    session = session_with_a_story(told, ana)
    waiting, mine = cast.case_of(problem=PROBLEM), talk(cast.case_of(problem=PROBLEM, computer=REPORT), ana)
    for rule, cases in (("", 41), ("disk.system-full", 30), ("os.uptime", 12)):
        FindingCount.objects.create(month="2026-01", rule=rule, cases=cases)
    calling = talk(cast.case_of("Tom Berg", "", "No sound."), ana)
    inviting.invite(calling.pk, ana.pk)
    running = cast.case_of(problem=PROBLEM)
    live = cast.joined(running, ana).session_id
    closed = talk(cast.case_of(problem=PROBLEM), ana)
    working.close_case(closed.pk, ana.pk)
    ana_key, pia_key = desk(ana), desk(pia)
    break_a_promise()
    pages = {
        "home": ["/", ""],
        "home-again": ["/", customer(waiting)],
        "contact": ["/contact", ""],
        "privacy": ["/privacy", ""],
        "cookies": ["/privacy/cookies", ""],
        "terms": ["/terms", ""],
        "help": ["/help", ""],
        "help-again": ["/help", customer(waiting)],
        "join": ["/join", ""],
        "not-found": ["/nothing-here", ""],
        "set-up": [f"/setup/{operations.new_setup_link(ben.pk, now())}", ""],
        "set-up-over": ["/setup/nobody", ""],
        "case-waiting": [f"/case/{waiting.pk}", customer(waiting)],
        "case-taken": [f"/case/{mine.pk}", customer(mine)],
        "case-invited": [f"/case/{calling.pk}", customer(calling)],
        "case-after": [f"/case/{told.pk}", customer(told)],
        "case-closed": [f"/case/{closed.pk}", customer(closed)],
        "receipt": [f"/receipt/{receipts.receipt_link(session)}", ""],
        "answer": [f"/answer/{answering.answer_link(session)}", ""],
        "session": [f"/session/{live}", customer(running)],
        "desk-session": [f"/desk/sessions/{live}", ana_key],
        "sign-in": ["/desk/account/sign-in", ""],
        "security": ["/desk/account/security", ana_key],
        "queue": ["/desk/", ana_key],
        "desk-case": [f"/desk/cases/{mine.pk}", ana_key],
        "desk-computers": ["/desk/computers", ana_key],
        "new-case": ["/desk/cases/new", ana_key],
        "confidentiality": ["/desk/confidentiality", ana_key],
        "confidentiality-new": ["/desk/confidentiality", desk(eve)],
        "people": ["/desk/people", pia_key],
        "promises": ["/privacy/promises", ""],
        "promises-desk": ["/desk/privacy", pia_key],
        "promise-desk": ["/desk/privacy/promises/contact.always", pia_key],
    }
    print(json.dumps(pages))


main()
