"""The records of remote sessions. None of these rows holds a picture, a key press or anything that was seen."""

import uuid

from django.db import models

from aboveboard.cases.models import Case
from aboveboard.ground.clock import now
from aboveboard.ground.declared import OPERATIONAL, declared
from aboveboard.ground.sealed import Sealed, subject_column
from aboveboard.people.models import Technician


class Session(models.Model):
    """One remote session of a case, from the invitation to its end.

    `tally` is what the customer's end counted and signed, as it came; `relayed` is what the server counted; `record` is
    the text that the receipt shows and that the ledger is bound to, once the session has ended.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    case = declared("link", models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sessions"))
    subject = subject_column()
    created_at = declared("session-record", models.DateTimeField(default=now))
    opened_at = declared("session-record", models.DateTimeField(null=True))
    ended_at = declared("session-record", models.DateTimeField(null=True))
    ended_by = declared("session-record", models.CharField(max_length=12, blank=True))
    end_reason = Sealed("session-record")
    relayed = declared("session-record", models.JSONField(default=dict))
    tally = declared("session-record", models.JSONField(null=True))
    terms_version = declared("terms-record", models.CharField(max_length=40, blank=True))
    record = Sealed("session-record")

    class Meta:
        indexes = [
            models.Index(fields=["case", "created_at"], name="session_of_case"),
            models.Index(fields=["ended_at"], name="session_ended"),
        ]


class Invitation(models.Model):
    """A single-use code. Only its keyed hash is kept; the code itself is shown once, to the technician."""

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    session = declared("link", models.OneToOneField(Session, on_delete=models.PROTECT, related_name="invitation"))
    code_hash = declared(OPERATIONAL, models.CharField(max_length=64, db_index=True))
    invited_by = declared("session-record", models.ForeignKey(Technician, on_delete=models.PROTECT))
    created_at = declared("session-record", models.DateTimeField(default=now))
    expires_at = declared("session-record", models.DateTimeField(db_index=True))
    used_at = declared("session-record", models.DateTimeField(null=True))
    cancelled_at = declared("session-record", models.DateTimeField(null=True))


class Seat(models.Model):
    """A place in a session. `number` is the participant on the wire; a customer's seat has no technician.

    `by_program`: the companion took it, and not a browser.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    session = declared("link", models.ForeignKey(Session, on_delete=models.PROTECT, related_name="seats"))
    number = declared("session-record", models.PositiveSmallIntegerField())
    technician = declared("staff", models.ForeignKey(Technician, null=True, on_delete=models.PROTECT))
    by_program = declared("session-record", models.BooleanField(default=False))
    resume_hash = declared(OPERATIONAL, models.CharField(max_length=64, blank=True, db_index=True))
    joined_at = declared("session-record", models.DateTimeField(null=True))
    admitted_at = declared("consent-record", models.DateTimeField(null=True))
    refused_at = declared("consent-record", models.DateTimeField(null=True))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="seat_number_once")]


class Ticket(models.Model):
    """What opens one socket, once, within a minute."""

    hash = declared(OPERATIONAL, models.CharField(max_length=64, primary_key=True))
    seat = declared("link", models.ForeignKey(Seat, on_delete=models.CASCADE))
    expires_at = declared(OPERATIONAL, models.DateTimeField(db_index=True))
    used_at = declared(OPERATIONAL, models.DateTimeField(null=True))


class Grant(models.Model):
    """One yes of the customer: one scope, one technician. Written when the customer's end said it, never before."""

    id = declared("consent-record", models.UUIDField(primary_key=True, editable=False))
    session = declared("link", models.ForeignKey(Session, on_delete=models.PROTECT, related_name="grants"))
    seat = declared("consent-record", models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="grants"))
    scope = declared("consent-record", models.CharField(max_length=20))
    granted_at = declared("consent-record", models.DateTimeField())
    ended_at = declared("consent-record", models.DateTimeField(null=True))
    end_reason = declared("consent-record", models.CharField(max_length=12, blank=True))
    first_frame_at = declared("session-record", models.DateTimeField(null=True))
    last_frame_at = declared("session-record", models.DateTimeField(null=True))
    frames = declared("session-record", models.PositiveBigIntegerField(default=0))
    bytes = declared("session-record", models.PositiveBigIntegerField(default=0))


class Event(models.Model):
    """One line of the session's timeline: what was shown, asked, granted, seen, withdrawn, and by whom.

    `item` is the random number of what a line is about where a session may have several: a password that was asked for,
    given and shown. Nothing about the password itself is ever here.
    """

    id = declared("link", models.BigAutoField(primary_key=True))
    session = declared("link", models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events"))
    seat = declared("session-record", models.ForeignKey(Seat, null=True, on_delete=models.PROTECT))
    kind = declared("session-record", models.CharField(max_length=20))
    at = declared("session-record", models.DateTimeField(default=now))
    scope = declared("session-record", models.CharField(max_length=20, blank=True))
    step = declared("session-record", models.CharField(max_length=20, blank=True))
    to = declared(
        "session-record", models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="events_about")
    )
    item = declared("session-record", models.CharField(max_length=32, blank=True))

    class Meta:
        ordering = ["at", "id"]


class ToolRun(models.Model):
    """One tool that was offered: which, by whom, whether it ran, how it ended. Nothing of what it wrote is kept.

    `package` is the SHA-256 of the signed package, so that it can be told later what exactly ran.
    """

    id = declared("link", models.UUIDField(primary_key=True, editable=False))
    session = declared("link", models.ForeignKey(Session, on_delete=models.PROTECT, related_name="tool_runs"))
    seat = declared("tool-runs", models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="tool_runs"))
    tool = declared("tool-runs", models.CharField(max_length=40))
    version = declared("tool-runs", models.CharField(max_length=20))
    package = declared("tool-runs", models.CharField(max_length=64))
    offered_at = declared("tool-runs", models.DateTimeField())
    answered_at = declared("tool-runs", models.DateTimeField(null=True))
    allowed = declared("tool-runs", models.BooleanField(null=True))
    ended_at = declared("tool-runs", models.DateTimeField(null=True))
    succeeded = declared("tool-runs", models.BooleanField(null=True))
    status = declared("tool-runs", models.SmallIntegerField(null=True))
    undone_at = declared("tool-runs", models.DateTimeField(null=True))

    class Meta:
        ordering = ["offered_at", "id"]


class FileEvent(models.Model):
    """One file that a technician offered or asked for. `up`: from the customer's computer. Its contents are nowhere.

    `transfer` is the wire's number of it, which an interrupted transfer has again when it is asked about anew.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    session = declared("link", models.ForeignKey(Session, on_delete=models.PROTECT, related_name="file_events"))
    subject = subject_column()
    seat = declared("session-record", models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="file_events"))
    transfer = declared("session-record", models.CharField(max_length=32))
    up = declared("session-record", models.BooleanField())
    name = Sealed("file-events")
    what = Sealed("file-events")
    reason = Sealed("file-events")
    sha256 = Sealed("file-events")
    size = declared("session-record", models.PositiveBigIntegerField(default=0))
    asked_at = declared("session-record", models.DateTimeField())
    answered_at = declared("session-record", models.DateTimeField(null=True))
    allowed = declared("session-record", models.BooleanField(null=True))
    ended_at = declared("session-record", models.DateTimeField(null=True))
    whole = declared("session-record", models.BooleanField(null=True))

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["session", "transfer"], name="file_of_session")]


class MachineReport(models.Model):
    """What a customer shared about a computer: by the form (`asked`), in a session first (`before`) and last (`after`).

    The report is exactly a `wire.computer.ComputerReport` as JSON, without the number by which the computer is known.
    `keys` names which of its fields are filled, so that it can be checked what is kept without opening it. `commitment`
    is what the record of its session is bound to in the place of what the look showed; `salt` shows that it is this.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    case = declared("link", models.ForeignKey(Case, on_delete=models.PROTECT, related_name="machine_reports"))
    session = declared(
        "link", models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="machine_reports")
    )
    subject = subject_column()
    occasion = declared("session-record", models.CharField(max_length=8))
    kept_at = declared("session-record", models.DateTimeField(default=now))
    keys = declared("session-record", models.JSONField(default=list))
    commitment = declared("session-record", models.CharField(max_length=64, blank=True))
    report = Sealed("device-facts")
    salt = Sealed("device-facts")

    class Meta:
        ordering = ["kept_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "session", "occasion"], name="machine_report_once"),
            models.UniqueConstraint(
                fields=["case", "occasion"], condition=models.Q(session=None), name="machine_report_once_by_form"
            ),
        ]


class KnownComputer(models.Model):
    """What one case leaves behind for the next one of the same computer; `number` is a keyed hash of the one it keeps.

    Sealed for the person of its case. `proven`: the number itself came, and not what passes through a session, where a
    technician reads it: from such a case alone earlier ones are seen. Once `forgotten_at` is set nothing sealed is
    left, and nothing comes any more for this number.
    """

    id = declared("link", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    case = declared("link", models.OneToOneField(Case, on_delete=models.PROTECT, related_name="known_computer"))
    subject = subject_column()
    number = declared("link", models.CharField(max_length=64, db_index=True))
    proven = declared("link", models.BooleanField(default=False))
    kept_at = declared("session-record", models.DateTimeField(default=now))
    forgotten_at = declared("session-record", models.DateTimeField(null=True))
    before = Sealed("machine-history")
    after = Sealed("machine-history")
    done = Sealed("machine-history")


class FindingCount(models.Model):
    """In how many cases of a month a rule found something. `rule` empty: how many cases came with a report at all."""

    id = declared(OPERATIONAL, models.BigAutoField(primary_key=True))
    month = declared(OPERATIONAL, models.CharField(max_length=7))
    rule = declared(OPERATIONAL, models.CharField(max_length=60, blank=True))
    cases = declared(OPERATIONAL, models.PositiveIntegerField(default=0))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "rule"], name="findings_of_month_once")]
