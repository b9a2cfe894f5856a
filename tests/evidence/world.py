"""A small world in which every promise has something to hold: one whole session, and beside it what else is checked."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.test import Client
from msgspec import structs

from aboveboard.ground.clock import now
from aboveboard.ground.notices import folder
from aboveboard.ground.publishing import publish
from aboveboard.ground.purpose import purpose
from aboveboard.jobs.worker import run_due
from aboveboard.journeys import computers, consenting, ending, helping, moving, staffing, telling, working
from aboveboard.lifetime import erasure, retention
from aboveboard.notice import Notice, load_package
from aboveboard.notice.archive import pack
from aboveboard.remote.grants import GrantCount
from aboveboard.web.cookies_seen import TALLY
from aboveboard.wire import keys
from aboveboard.wire.computer import ComputerFacts, ComputerFinding, ComputerReport
from aboveboard.wire.payloads import to_text
from aboveboard.wire.records import (
    FileAnswered,
    FileAsked,
    FileEnded,
    SecretAnswered,
    SecretAsked,
    SecretShown,
    Tallied,
)
from tests import cast
from tests.lifetime.past import closed_case

SECOND = dt.timedelta(seconds=1)


@dataclass
class World:
    """Ida's case was Ana's; in its session something was seen, and it has ended."""

    ana: Any
    pia: Any
    case: Any
    session: uuid.UUID
    grant: uuid.UUID


def a_session(ana: Any, case: Any) -> tuple[uuid.UUID, uuid.UUID]:
    """A session from the code to its end, with frames under one grant and a signed count. Returns it and the grant."""
    session = cast.joined(case, ana).session_id
    began = now()
    for step in ("technician", "scam", "disconnect", "files"):
        consenting.record_step(session, step, began)
    consenting.record_admission(session, 2, True, began + SECOND)
    grant = uuid.uuid4()
    assert consenting.record_grant(session, grant, "view", 2, began + 2 * SECOND)
    seen = GrantCount(grant, 40, 90_000, began + 3 * SECOND, began + 60 * SECOND)
    consenting.checkpoint({session: ({"counts": {"33": 40}, "bytes": 90_000, "last": 77}, [seen])})
    consenting.record_tally(session, signed_count(session, began + 61 * SECOND))
    consenting.record_grant_end(session, grant, "revoked", began + 61 * SECOND)
    ending.end_session(session, "customer", "That was all.", began + 90 * SECOND)
    return session, grant


def signed_count(session: uuid.UUID, at: dt.datetime, frames: int = 40, arrived: int = 40) -> dict[str, Any]:
    """What a customer's end counted and signed at this time, as the relay hands it over beside what arrived."""
    mine = keys.Keys()
    counts, relayed = {"33": frames}, {"33": arrived}
    signature = keys.sign_tally(mine.signing_key, session, counts, 90_000, 77)
    us = int(at.timestamp() * 1_000_000)
    key = to_text(mine.revealed.signing)
    same = counts == relayed
    return asdict(Tallied(counts, 90_000, 77, to_text(signature), key, True, same, relayed, 90_000, 77, us))


def make() -> World:
    """The world that most promises look at."""
    ana = cast.technician(password=None)
    pia = cast.technician("pia", "Pia Lund", "administrator", password=None)
    case = cast.case_of()
    session, grant = a_session(ana, case)
    working.say_as_technician(case.pk, ana.pk, "Good day.", uuid.uuid4().hex)
    with purpose("support", subject=case.subject, access=cast.staff_access(ana)):
        assert case.customer.name
    return World(ana, pia, case, session, grant)


def publish_the_notice(world: World) -> None:
    """The notice of the folder becomes the first version."""
    publish(folder())


def a_change_that_matters(world: World) -> None:
    """A second version with a longer time is published early enough, and everybody's letter is owed."""
    publish(folder())
    publish(longer(now().date() + dt.timedelta(days=40)))
    telling.turn(now())


def longer(effective: dt.date) -> Notice:
    """The notice of the folder as another version, which keeps chat messages for longer."""
    files = dict(folder().files)
    head, chat = files["notice.toml"], files["categories.toml"]
    version, date = folder().version, folder().effective
    files["notice.toml"] = head.replace(f'version = "{version}"', 'version = "another"', 1).replace(
        f"effective = {date}", f"effective = {effective}", 1
    )
    files["categories.toml"] = chat.replace('keep_for = "P90D"', 'keep_for = "P2Y"', 1)
    return load_package(pack(files))


def suspend_somebody(world: World) -> None:
    """Ben has to leave."""
    ben = cast.technician("ben", "Ben Okafor", password=None)
    staffing.suspend_technician(ben.pk, world.pia.pk)


def erase_somebody(world: World) -> None:
    """Tom wants everything gone, and it goes."""
    tom = cast.case_of("Tom Reyes", "tom@example.org")
    erasure.erase(tom.subject, "person", world.pia, now())


def answers_of_last_year(world: World) -> None:
    """Ten people answered more than a year ago; retention has made figures of it."""
    old = now().replace(month=1, day=20) - dt.timedelta(days=500)
    for number in range(10):
        closed_case(world.ana, f"Guest {number}", now() - old)
    retention.run(now())


def visit(world: World) -> None:
    """Somebody opens a page with a form, which sets a cookie."""
    assert Client().get("/help").cookies
    TALLY.write()


def send_letters() -> None:
    """What is owed is sent, as the job process would."""
    assert run_due(now() + dt.timedelta(minutes=5))


def hand_over_a_password(world: World) -> None:
    """A customer gives one for a repair, and it is shown once."""
    session = cast.joined(cast.case_of("Tom Reyes", "tom@example.org"), world.ana).session_id
    began, secret = now(), "5" * 32
    consenting.record_admission(session, 2, True, began)
    grant = uuid.uuid4()
    assert consenting.record_grant(session, grant, "password", 2, began + SECOND)
    for record, after in (
        (SecretAsked(secret, 2, 0), 2),
        (SecretAnswered(secret, 2, True, 0), 9),
        (SecretShown(secret, 2, 0), 10),
    ):
        assert helping.record(session, record, began + after * SECOND)
    consenting.record_grant_end(session, grant, "revoked", began + 11 * SECOND)
    ending.end_session(session, "customer", "Thank you.", began + 20 * SECOND)


def move_files(world: World) -> None:
    """A customer takes a driver, shows a log, and refuses a third file."""
    session = cast.joined(cast.case_of("Lea Brandt", "lea@example.org"), world.ana).session_id
    began, driver, log, letters = now(), "1" * 32, "2" * 32, "3" * 32
    consenting.record_admission(session, 2, True, began)
    grant = uuid.uuid4()
    assert consenting.record_grant(session, grant, "files", 2, began + SECOND)
    for after, record in enumerate(
        (
            FileAsked(driver, False, "driver.zip", "", 90, "the one that is missing", 2, 0),
            FileAnswered(driver, True, "driver.zip", 90, 0),
            FileEnded(driver, True, "ab" * 32, 0),
            FileAsked(log, True, "", "the log of the printer", 0, "to see why it stops", 2, 0),
            FileAnswered(log, True, "printer.log", 70, 0),
            FileEnded(log, True, "cd" * 32, 0),
            FileAsked(letters, True, "", "your letters", 0, "to look", 2, 0),
            FileAnswered(letters, False, "", 0, 0),
        ),
        start=2,
    ):
        assert moving.record(session, record, began + after * SECOND)
    seen = GrantCount(grant, 14, 400, began + 2 * SECOND, began + 9 * SECOND)
    consenting.checkpoint({session: ({}, [seen])})
    consenting.record_grant_end(session, grant, "revoked", began + 11 * SECOND)
    ending.end_session(session, "customer", "Thank you.", began + 20 * SECOND)


REPORT = ComputerReport(
    1_790_000_000,
    ComputerFacts(os="Debian GNU/Linux", os_version="12", kind="laptop", cpu="Quiet 5", cores=4, memory=8 << 30),
    (ComputerFinding("disk.system-full", "critical", "system", 1_789_990_000, {"used_share": 0.97}),),
    fine=30,
    recognise="ab" * 16,
)


def share_a_computer(world: World) -> None:
    """A customer sends what is wrong with the computer, and shares it again in a session."""
    case = cast.case_of("Lea Brandt", "lea@example.org", computer=REPORT)
    session = cast.joined(case, world.ana).session_id
    began = now()
    consenting.record_admission(session, 2, True, began)
    grant = uuid.uuid4()
    assert consenting.record_grant(session, grant, "diagnostics", 2, began)
    assert computers.shared_in_session(session, REPORT, began + SECOND)
    assert computers.shared_in_session(session, structs.replace(REPORT, findings=()), began + 9 * SECOND)
    consenting.record_grant_end(session, grant, "revoked", began + 11 * SECOND)
    ending.end_session(session, "customer", "Thank you.", began + 20 * SECOND)


MORE = {
    "diagnostics.facts": share_a_computer,
    "use.known-machine": share_a_computer,
    "secret.password": hand_over_a_password,
    "session.files-untouched": move_files,
    "notice.versions": publish_the_notice,
    "notice.changes": a_change_that_matters,
    "guard.discipline": suspend_somebody,
    "rights.remains": erase_somebody,
    "keep.anonymous": answers_of_last_year,
    "track.cookies": visit,
}
"""What a promise needs beside the common world."""
