"""Violations, planted behind the product's back: each writes what no function of the product would write.

A plant returns a part of the key of the row that has to be named.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings as django_settings
from django.db import connection

from aboveboard.cases.models import Assignment, Case, Message
from aboveboard.evidence.models import CookieCount
from aboveboard.ground import agreed, notices
from aboveboard.ground.clock import now
from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import EgressCount, Erasure, LedgerEntry, Opening, PublishedNotice, Throttle
from aboveboard.ground.notices import folder
from aboveboard.ground.publishing import publish
from aboveboard.journeys import staffing
from aboveboard.letters.models import ChangeLetter, Letter
from aboveboard.lifetime.models import Figure
from aboveboard.notice.archive import address, pack
from aboveboard.people.models import ConfidentialityStatement, Technician, TermsAcceptance
from aboveboard.remote.grants import fingerprint
from aboveboard.remote.models import Event, FileEvent, Grant, Session, Ticket, ToolRun
from aboveboard.surveys.models import Questionnaire
from tests import cast
from tests.evidence.world import World, longer, signed_count
from tests.lifetime.past import set_back

Plant = Callable[[World], object]
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)
PLANTS: list[tuple[str, Plant]] = []


def breaks(promise: str) -> Callable[[Plant], Plant]:
    """This plant breaks this promise."""

    def note(plant: Plant) -> Plant:
        PLANTS.append((promise, plant))
        return plant

    return note


def sql(statement: str, *values: Any) -> None:
    # What waits for the end of the transaction would keep PostgreSQL from changing a table.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- the notice -------------------------------------------------------------------------------------------------------


def _other_notice(**changes: Any) -> None:
    current = notices.notice()
    notices.put_in_force(
        type(current)(**({name: getattr(current, name) for name in current.__struct_fields__} | changes))
    )


@breaks("notice.layers")
def a_short_sentence_without_a_clause(world: World) -> object:
    facts = notices.notice().facts
    first, *others = facts["en"]
    _other_notice(facts=facts | {"en": (type(first)("We never sleep.", "no-such-clause"), *others)})
    return "no-such-clause"


@breaks("notice.layers")
def pages_made_of_another_source(world: World) -> object:
    _other_notice(source_hash="0" * 64)
    return "0" * 64


@breaks("notice.versions")
def a_version_that_is_not_what_was_published(world: World) -> object:
    row = PublishedNotice.objects.get()
    other = PublishedNotice(
        hash="f" * 64,
        version="changed",
        effective=row.effective + dt.timedelta(days=40),
        published_at=now(),
        material=False,
        package=row.package,
    )
    other.save(force_insert=True)
    return "f" * 64


@breaks("notice.versions")
def a_version_that_is_gone(world: World) -> object:
    record("notice.published", facts={"version": "gone", "hash": "a" * 64, "effective": "2020-01-01", "matters": False})
    return "a" * 64


@breaks("notice.changes")
def somebody_was_told_too_late(world: World) -> object:
    late = now() + dt.timedelta(days=41)
    ChangeLetter.objects.filter(subject=world.case.subject).update(state="sent", sent_at=late)
    return world.case.subject


@breaks("notice.changes")
def somebody_was_forgotten(world: World) -> object:
    ChangeLetter.objects.filter(subject=world.case.subject).delete()
    sql("UPDATE people_customer SET created_at = %s", now() - dt.timedelta(days=9))
    _a_third_version().save(force_insert=True)
    return world.case.subject


@breaks("notice.changes")
def a_change_that_matters_passed_off_as_a_small_one(world: World) -> object:
    fourth = _a_third_version(material=False)
    fourth.save(force_insert=True)
    return fourth.hash


def _a_third_version(material: bool = True) -> PublishedNotice:
    """A version that was published two days ago by nobody's hand."""
    soon = now().date() + dt.timedelta(days=60)
    files = dict(longer(soon).files)
    files["notice.toml"] = files["notice.toml"].replace('version = "another"', 'version = "third"', 1)
    files["categories.toml"] = files["categories.toml"].replace('keep_for = "P2Y"', 'keep_for = "P9Y"', 1)
    package = pack(files)
    return PublishedNotice(
        hash=address(package),
        version="third",
        effective=soon,
        published_at=now() - dt.timedelta(days=2),
        material=material,
        package=package,
    )


# --- use and intake ---------------------------------------------------------------------------------------------------


@breaks("use.purposes")
def somebody_opened_more_than_the_matrix_allows(world: World) -> object:
    return _opening(world, purpose="triage", categories="chat identity").pk


@breaks("use.purposes")
def somebody_opened_more_than_the_person_had_agreed_to(world: World) -> object:
    publish(folder())
    older = dict(folder().files)
    support = '"preferences", "problem", "chat", "notes", "session-record", "consent-record",'
    assert support in older["matrix.toml"]
    older["matrix.toml"] = older["matrix.toml"].replace(support, support.replace('"chat", ', ""), 1)
    package = pack(older)
    row = {"version": "older", "effective": now().date() - dt.timedelta(days=400), "material": False}
    PublishedNotice.objects.create(
        hash=address(package), published_at=now() - dt.timedelta(days=400), package=package, **row
    )
    agreed.hold_under(world.case.subject, address(package))
    return _opening(world, categories="identity chat").pk


@breaks("use.purposes")
def a_column_that_nobody_declared(world: World) -> object:
    sql("ALTER TABLE cases_case ADD COLUMN shoe_size integer")
    return "shoe_size"


@breaks("use.no-sale")
def a_ground_for_selling(world: World) -> object:
    grounds = notices.notice().grounds
    text = type(grounds["legal"].name)
    market = type(grounds["legal"])(name=text(en="Sale of data", de="Verkauf"), text=text(en="Money.", de="Geld."))
    _other_notice(grounds=grounds | {"market": market})
    return "grounds.market"


@breaks("intake.declared")
def a_value_in_a_column_that_nobody_declared(world: World) -> object:
    sql("ALTER TABLE people_customer ADD COLUMN birthday text")
    sql("UPDATE people_customer SET birthday = '1980-01-01'")
    return "birthday"


@breaks("intake.declared")
def a_value_of_a_kind_that_the_notice_says_is_not_kept(world: World) -> object:
    categories = notices.notice().categories
    kept = categories["problem"]
    values = {name: getattr(kept, name) for name in kept.__struct_fields__} | {"offered": False}
    _other_notice(categories=categories | {"problem": type(kept)(**values)})
    return "problem"


@breaks("intake.automatic")
def an_address_in_the_clear(world: World) -> object:
    Throttle.objects.create(key="192.0.2.17", window_ends=now() + HOUR / 2)
    return "(row"


@breaks("intake.automatic")
def a_count_that_nobody_deleted(world: World) -> object:
    key = uuid.uuid4().hex * 2
    Throttle.objects.create(key=key, window_ends=now() - HOUR)
    return key


@breaks("intake.automatic")
def a_list_of_visits(world: World) -> object:
    sql("CREATE TABLE visits (id integer, remote_addr text)")
    sql("INSERT INTO visits VALUES (1, '192.0.2.17')")
    return "remote_addr"


# --- the session ------------------------------------------------------------------------------------------------------


@breaks("session.consent")
def a_frame_before_the_yes(world: World) -> object:
    grant = Grant.objects.get(pk=world.grant)
    Grant.objects.filter(pk=grant.pk).update(first_frame_at=grant.granted_at - dt.timedelta(seconds=1))
    return world.grant


@breaks("session.consent")
def a_frame_after_the_no(world: World) -> object:
    grant = Grant.objects.get(pk=world.grant)
    assert grant.ended_at is not None
    Grant.objects.filter(pk=grant.pk).update(last_frame_at=grant.ended_at + dt.timedelta(milliseconds=1))
    return world.grant


@breaks("session.consent")
def a_grant_that_nobody_gave(world: World) -> object:
    grant = Grant.objects.get(pk=world.grant)
    grant.pk, grant.scope = uuid.uuid4(), "point"
    grant.save(force_insert=True)
    return grant.pk


@breaks("session.consent")
def a_grant_with_a_forged_timeline(world: World) -> object:
    grant = Grant.objects.get(pk=world.grant)
    grant.pk, grant.scope = uuid.uuid4(), "point"
    grant.save(force_insert=True)
    Event.objects.create(session_id=world.session, to=grant.seat, kind="granted", scope="point", at=grant.granted_at)
    return world.session


@breaks("session.consent")
def a_count_that_was_changed(world: World) -> object:
    session = Session.objects.get(pk=world.session)
    assert session.tally is not None
    session.tally["counts"]["33"] = session.tally["relay_counts"]["33"] = 12
    Session.objects.filter(pk=session.pk).update(tally=session.tally)
    return world.session


@breaks("session.consent")
def the_server_counted_more(world: World) -> object:
    session = Session.objects.get(pk=world.session)
    assert session.tally is not None
    session.tally["relay_counts"]["33"] = 41
    Session.objects.filter(pk=session.pk).update(tally=session.tally)
    return world.session


@breaks("session.consent")
def the_server_noted_more_than_was_signed(world: World) -> object:
    Session.objects.filter(pk=world.session).update(relayed={"counts": {"33": 999_999}, "bytes": 9**9, "last": 999})
    return world.session


@breaks("session.consent")
def more_passed_under_a_grant_than_was_signed(world: World) -> object:
    Grant.objects.filter(pk=world.grant).update(frames=999_999)
    return world.session


@breaks("session.consent")
def more_bytes_passed_under_a_grant_than_were_signed(world: World) -> object:
    Grant.objects.filter(pk=world.grant).update(bytes=9**9)
    return world.session


@breaks("session.consent")
def more_was_noted_and_the_count_dated_back(world: World) -> object:
    session = Session.objects.get(pk=world.session)
    assert session.tally is not None
    relayed = {"counts": {"33": 41}, "bytes": 90_000, "last": 78}
    Session.objects.filter(pk=session.pk).update(tally=session.tally | {"at_us": 0}, relayed=relayed)
    return world.session


@breaks("session.consent")
def a_count_that_somebody_else_signed(world: World) -> object:
    forged = signed_count(world.session, now(), 999_999, 999_999)
    Session.objects.filter(pk=world.session).update(tally=forged, relayed={})
    return world.session


@breaks("session.consent")
def a_count_that_somebody_else_signed_with_an_entry_made_later(world: World) -> object:
    forged = signed_count(world.session, now(), 999_999, 999_999)
    Session.objects.filter(pk=world.session).update(tally=forged)
    late = now() + HOUR
    record("session.keyed", facts={"key": fingerprint(forged["signing"])}, about=world.session, at=late)
    return world.session


@breaks("session.consent")
def a_count_that_was_made_to_look_unsigned(world: World) -> object:
    session = Session.objects.get(pk=world.session)
    assert session.tally is not None
    Session.objects.filter(pk=session.pk).update(tally=session.tally | {"signing": "", "verified": False})
    return world.session


@breaks("session.consent")
def a_count_that_was_taken_away(world: World) -> object:
    Session.objects.filter(pk=world.session).update(tally=None)
    return world.session


def _a_tool(world: World, **how: Any) -> object:
    at = Grant.objects.get(pk=world.grant).granted_at
    seat = Session.objects.get(pk=world.session).seats.get(number=2)
    row = {"session_id": world.session, "seat": seat, "tool": "say-hello", "version": "1", "package": "a" * 64}
    return ToolRun.objects.create(id=uuid.uuid4(), **row, **{"offered_at": at} | how).pk


@breaks("session.consent")
def a_tool_without_a_yes_to_tools(world: World) -> object:
    return _a_tool(world)


@breaks("session.consent")
def a_tool_that_ran_against_a_no(world: World) -> object:
    Grant.objects.filter(pk=world.grant).update(scope="tool")
    Event.objects.filter(session=world.session, kind="granted").update(scope="tool")
    at = Grant.objects.get(pk=world.grant).granted_at
    return _a_tool(world, answered_at=at, allowed=False, ended_at=at + SECOND, succeeded=True)


@breaks("session.disconnect-told")
def how_to_stop_was_never_shown(world: World) -> object:
    Event.objects.filter(session=world.session, step="disconnect").delete()
    return world.session


@breaks("session.disconnect-told")
def how_to_stop_was_shown_too_late(world: World) -> object:
    grant = Grant.objects.get(pk=world.grant)
    Event.objects.filter(session=world.session, step="disconnect").update(at=grant.first_frame_at)
    return world.session


@breaks("session.terminate")
def a_frame_after_the_end(world: World) -> object:
    session = Session.objects.get(pk=world.session)
    assert session.ended_at is not None
    Grant.objects.filter(pk=world.grant).update(last_frame_at=session.ended_at + dt.timedelta(milliseconds=1))
    return world.grant


@breaks("session.terminate")
def a_ticket_that_outlived_the_end(world: World) -> object:
    seat = Session.objects.get(pk=world.session).seats.get(number=2)
    return Ticket.objects.create(hash="b" * 64, seat=seat, expires_at=now() + HOUR).pk


@breaks("session.secure-files")
def the_advice_about_files_was_never_shown(world: World) -> object:
    Event.objects.filter(session=world.session, step="files").delete()
    return world.session


def _the_file(**about: object) -> FileEvent:
    return FileEvent.objects.filter(**about).order_by("asked_at").first() or FileEvent()


@breaks("session.files-untouched")
def a_file_without_a_reason(world: World) -> object:
    FileEvent.objects.filter(pk=_the_file().pk).update(reason=None)
    return _the_file().pk


@breaks("session.files-untouched")
def a_file_that_nobody_can_name(world: World) -> object:
    FileEvent.objects.filter(pk=_the_file().pk).update(name=None)
    return _the_file().pk


@breaks("session.files-untouched")
def a_file_before_the_yes(world: World) -> object:
    first = _the_file()
    FileEvent.objects.filter(pk=first.pk).update(asked_at=first.asked_at - HOUR)
    return first.pk


@breaks("session.files-untouched")
def a_file_after_the_yes_was_taken_back(world: World) -> object:
    first = _the_file()
    Grant.objects.filter(session=first.session, scope="files").update(ended_at=first.asked_at - HOUR)
    return first.pk


@breaks("session.files-untouched")
def a_file_under_somebody_elses_yes(world: World) -> object:
    first = _the_file()
    Grant.objects.filter(session=first.session, scope="files").update(seat=first.session.seats.get(number=1))
    return first.pk


@breaks("session.files-untouched")
def a_file_in_a_case_that_was_closed(world: World) -> object:
    first = _the_file()
    Case.objects.filter(sessions=first.session).update(closed_at=first.asked_at - HOUR)
    return first.pk


@breaks("session.files-untouched")
def a_file_after_the_session(world: World) -> object:
    first = _the_file()
    ended = first.session.ended_at
    assert ended is not None
    FileEvent.objects.filter(pk=first.pk).update(ended_at=ended + HOUR)
    return first.pk


@breaks("session.files-untouched")
def a_file_that_moved_against_a_no(world: World) -> object:
    refused = _the_file(allowed=False)
    refused.whole, refused.sha256 = True, "ef" * 32
    refused.save(update_fields=["whole", "sha256"])
    return refused.pk


@breaks("session.files-untouched")
def a_file_without_a_checksum(world: World) -> object:
    FileEvent.objects.filter(pk=_the_file().pk).update(sha256=None)
    return _the_file().pk


@breaks("session.files-untouched")
def files_that_passed_unwritten(world: World) -> object:
    session = _the_file().session_id
    FileEvent.objects.filter(session=session).delete()
    return session


def _the_line(kind: str) -> Event:
    return Event.objects.get(kind=kind)


@breaks("secret.password")
def a_password_without_a_yes(world: World) -> object:
    given = _the_line("secret-given")
    Grant.objects.filter(session=given.session, scope="password").update(granted_at=given.at + SECOND)
    return given.pk


@breaks("secret.password")
def a_password_after_the_yes_had_ended(world: World) -> object:
    given = _the_line("secret-given")
    Grant.objects.filter(session=given.session, scope="password").update(ended_at=given.at - HOUR)
    return given.pk


@breaks("secret.password")
def a_password_that_nobody_had_asked_for(world: World) -> object:
    _the_line("secret-asked").delete()
    return _the_line("secret-given").pk


@breaks("secret.password")
def a_password_that_was_shown_twice(world: World) -> object:
    shown = _the_line("secret-shown")
    shown.pk, shown.at = None, shown.at + SECOND
    shown.save()
    return shown.pk


@breaks("secret.password")
def a_password_that_was_shown_to_somebody_else(world: World) -> object:
    shown = _the_line("secret-shown")
    Event.objects.filter(pk=shown.pk).update(seat=shown.session.seats.get(number=1))
    return shown.pk


@breaks("secret.password")
def a_password_that_outlived_its_session(world: World) -> object:
    shown = _the_line("secret-shown")
    Event.objects.filter(pk=shown.pk).update(at=shown.session.ended_at + HOUR)
    return shown.pk


# --- mail, sharing, the browser ---------------------------------------------------------------------------------------


@breaks("mail.after-session")
def a_summary_that_is_missing(world: World) -> object:
    Letter.objects.filter(session=world.session, kind="summary").delete()
    return world.session


@breaks("mail.after-session")
def a_questionnaire_that_is_missing(world: World) -> object:
    Questionnaire.objects.filter(session=world.session).delete()
    return world.session


@breaks("share.grounds")
def a_parcel_to_somebody_whom_the_notice_does_not_name(world: World) -> object:
    facts: dict[str, Any] = {"parcel": "1", "recipient": "broker", "ground": "processor", "categories": ["contact"]}
    return record("egress.begun", facts=facts).pk


@breaks("share.grounds")
def a_parcel_that_the_ledger_does_not_know(world: World) -> object:
    EgressCount.objects.create(recipient="mail", ground="processor", year=now().year - 1, parcels=3)
    return f"mail/processor/{now().year - 1}"


@breaks("share.third-party-links")
def a_mail_server_that_the_notice_does_not_name(world: World) -> object:
    django_settings.ABOVEBOARD_SMTP_URL = "smtps://mail.example"
    _other_notice(recipients={})
    return "ABOVEBOARD_SMTP_URL"


@breaks("share.third-party-links")
def somebody_received_whom_the_notice_never_named(world: World) -> object:
    EgressCount.objects.create(recipient="broker", ground="processor", year=now().year, parcels=1)
    return "broker"


@breaks("track.cookies")
def a_cookie_that_follows_people(world: World) -> object:
    CookieCount.objects.create(name="_ga", times=7, last_at=now())
    return "_ga"


@breaks("track.cookies")
def a_setting_that_names_another_cookie(world: World) -> object:
    django_settings.SESSION_COOKIE_NAME = "shadow"
    return "SESSION_COOKIE_NAME"


# --- keeping, guarding, rights ----------------------------------------------------------------------------------------


@breaks("keep.retention")
def something_that_should_have_gone(world: World) -> object:
    Case.objects.filter(pk=world.case.pk).update(status="closed", closed_at=now())
    set_back(world.case.subject, dt.timedelta(days=1500))
    return Message.objects.get(case=world.case).pk


@breaks("keep.retention")
def a_case_that_nobody_closed(world: World) -> object:
    set_back(world.case.subject, dt.timedelta(days=95))
    return world.case.pk


@breaks("keep.anonymous")
def a_figure_about_three_people(world: World) -> object:
    day = dt.date(2019, 3, 1)
    counts = {"score 1": 3}
    return _figure("2019-03", day, dt.date(2019, 4, 1), 3, counts).pk


@breaks("keep.anonymous")
def a_figure_with_a_name_in_it(world: World) -> object:
    return _figure("2019-03", dt.date(2019, 3, 1), dt.date(2019, 4, 1), 20, {"Ida Morgan": 20}).pk


@breaks("keep.anonymous")
def two_figures_whose_difference_is_a_small_group(world: World) -> object:
    _figure("2019-03", dt.date(2019, 3, 1), dt.date(2019, 4, 1), 20, {"solved": 20})
    return _figure("2019-Q1", dt.date(2019, 1, 1), dt.date(2019, 4, 1), 21, {"solved": 21}).pk


@breaks("guard.need-to-know")
def somebody_opened_a_person_who_was_not_theirs(world: World) -> object:
    return _opening(world, actor=str(world.pia.pk), need=None).pk


@breaks("guard.need-to-know")
def somebody_opened_a_person_before_the_case_was_theirs(world: World) -> object:
    since = Assignment.objects.get(case=world.case).since
    return _opening(world, opened_at=since - dt.timedelta(minutes=1), hour=since - HOUR).pk


@breaks("guard.need-to-know")
def nobody_we_know_opened_a_person(world: World) -> object:
    return _opening(world, actor=str(uuid.uuid4())).pk


@breaks("guard.need-to-know")
def an_opening_that_somebody_took_away(world: World) -> object:
    opening = Opening.objects.get(actor=str(world.ana.pk), purpose="support")
    hidden = opening.pk
    opening.delete()
    return hidden


@breaks("guard.need-to-know")
def an_opening_that_the_ledger_does_not_know(world: World) -> object:
    return _opening(world, written=False).pk


@breaks("guard.need-to-know")
def an_opening_that_was_taken_away_with_what_its_entry_stands_for(world: World) -> object:
    opening = Opening.objects.get(actor=str(world.ana.pk), purpose="support")
    entry = LedgerEntry.objects.get(kind="opened", commitments__value=str(opening.pk))
    entry.commitments.all().delete()
    opening.delete()
    return "missing"


@breaks("guard.need-to-know")
def a_technician_supervised(world: World) -> object:
    return _opening(world, purpose="supervise").pk


@breaks("guard.need-to-know")
def a_technician_became_a_supervisor_for_it_in_the_accounts_alone(world: World) -> object:
    Technician.objects.filter(pk=world.ana.pk).update(role="supervisor")
    return _opening(world, purpose="supervise").pk


@breaks("guard.need-to-know")
def somebody_supervised_before_it_was_their_task(world: World) -> object:
    sam = cast.technician("sam", "Sam Ito", password=None)
    staffing.change_role(sam.pk, "supervisor", world.pia.pk)
    LedgerEntry.objects.filter(kind="staff.role").update(at=now() + HOUR)
    return _opening(world, actor=str(sam.pk), purpose="supervise").pk


@breaks("guard.need-to-know")
def a_technician_read_why_something_is_held(world: World) -> object:
    return _opening(world, purpose="rights", categories="rights-request").pk


@breaks("guard.need-to-know")
def somebody_sorted_a_case_that_was_taken(world: World) -> object:
    return _opening(world, purpose="triage", opened_at=now() + HOUR).pk


@breaks("guard.need-to-know")
def staff_opened_for_what_is_the_work_of_programs(world: World) -> object:
    return _opening(world, purpose="communicate").pk


@breaks("guard.need-to-know")
def a_program_opened_that_has_no_such_task(world: World) -> object:
    return _opening(world, actor_kind="job", actor="evil.job").pk


@breaks("guard.need-to-know")
def the_program_that_sends_letters_looked_for_support(world: World) -> object:
    return _opening(world, actor_kind="job", actor="letters.send").pk


@breaks("guard.need-to-know")
def somebody_with_a_code_opened_a_person_without_a_session(world: World) -> object:
    return _opening(
        world, actor_kind="code", purpose="rights", categories="session-record", need=cast.case_of("Tom Reyes").pk
    ).pk


@breaks("guard.need-to-know")
def nobody_in_particular_opened_a_person(world: World) -> object:
    return _opening(world, actor_kind="anyone").pk


@breaks("guard.confidentiality")
def somebody_worked_who_had_not_signed(world: World) -> object:
    ConfidentialityStatement.objects.filter(technician=world.ana).delete()
    return Opening.objects.get(actor=str(world.ana.pk), purpose="support").pk


@breaks("guard.confidentiality")
def somebody_took_a_case_before_signing(world: World) -> object:
    ConfidentialityStatement.objects.filter(technician=world.ana).update(signed_at=now() + HOUR)
    return Assignment.objects.get(case=world.case).pk


@breaks("guard.discipline")
def a_suspended_person_opened_somebody(world: World) -> object:
    ben = Technician.objects.get(handle="ben")
    return _opening(world, actor=str(ben.pk), opened_at=now() + HOUR).pk


@breaks("guard.discipline")
def a_suspended_person_signed_in(world: World) -> object:
    Technician.objects.filter(handle="ben").update(last_login=now() + HOUR)
    return Technician.objects.get(handle="ben").pk


@breaks("guard.discipline")
def a_suspended_person_still_has_a_case(world: World) -> object:
    Case.objects.filter(pk=world.case.pk).update(assigned_to=Technician.objects.get(handle="ben"))
    return world.case.pk


@breaks("guard.levels")
def plain_text_in_a_sealed_column(world: World) -> object:
    sql("UPDATE cases_case SET problem = %s WHERE id = %s", b"It beeps.", _key(world.case.pk))
    return world.case.pk


@breaks("guard.levels")
def plain_text_behind_the_mark_of_a_sealed_value(world: World) -> object:
    text = b"\x01" + b"It beeps, and beeps, and beeps at Ida Morgan all day."
    sql("UPDATE cases_case SET problem = %s WHERE id = %s", text, _key(world.case.pk))
    return world.case.pk


@breaks("guard.levels")
def plain_text_behind_some_bytes_of_nothing(world: World) -> object:
    text = b"\x01\xff\xfeIda Morgan in the clear, readable"
    sql("UPDATE cases_case SET problem = %s WHERE id = %s", text, _key(world.case.pk))
    return world.case.pk


@breaks("rights.remains")
def a_row_of_somebody_who_was_erased(world: World) -> object:
    gone = Erasure.objects.get()
    return _opening(world, subject=gone.person).pk


@breaks("rights.remains")
def a_key_of_somebody_who_was_erased(world: World) -> object:
    Erasure.objects.create(person=world.case.subject)
    return world.case.subject


@breaks("terms.accepted")
def a_session_without_accepted_terms(world: World) -> object:
    TermsAcceptance.objects.filter(customer=world.case.customer).delete()
    return world.session


@breaks("terms.accepted")
def a_session_under_terms_that_were_not_in_force(world: World) -> object:
    TermsAcceptance.objects.filter(customer=world.case.customer).update(version="0")
    Session.objects.filter(pk=world.session).update(terms_version="0")
    return world.session


@breaks("contact.always")
def a_case_that_was_closed_without_an_answer(world: World) -> object:
    case = cast.case_of("Tom Reyes")
    asked = now() - 2 * HOUR
    Case.objects.filter(pk=case.pk).update(created_at=asked, status="closed", closed_at=now())
    return case.pk


def _opening(world: World, *, written: bool = True, **changes: Any) -> Opening:
    there = Opening.objects.filter(actor=str(world.ana.pk), purpose="support").first()
    values = {
        "actor_kind": "staff",
        "actor": str(world.ana.pk),
        "subject": world.case.subject,
        "purpose": "support",
        "hour": now() - 5 * HOUR,
        "need": world.case.pk,
        "categories": "identity",
        "opened_at": now() if there is None else there.opened_at,
    }
    made = Opening.objects.create(**(values | changes))
    if written:
        record("opened", about=made.pk)
    return made


def _figure(period: str, begins: dt.date, ends: dt.date, size: int, counts: dict[str, int]) -> Figure:
    return Figure.objects.create(what="answers", period=period, begins=begins, ends=ends, size=size, counts=counts)


def _key(identifier: uuid.UUID) -> str | uuid.UUID:
    return identifier if connection.vendor == "postgresql" else identifier.hex
