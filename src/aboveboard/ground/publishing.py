"""Publishing a version of the notice, and obeying the one whose date has come.

Versions are added and never changed. A version that matters to people whose data is there already is published early
enough for them to be told: as many days before its date as the notice promises.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connections, transaction

from aboveboard.ground import archive, notices, serial
from aboveboard.ground.archive import Version
from aboveboard.ground.clock import now as clock
from aboveboard.ground.ledger.record import record
from aboveboard.ground.models import PublishedNotice
from aboveboard.notice import Notice, NoticeError, load
from aboveboard.notice.archive import pack
from aboveboard.notice.diff import compare
from aboveboard.notice.differences import material
from aboveboard.notice.examine import examine_notice

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
"""Seconds between two looks of a running process at what is in force."""


class CannotPublish(Exception):
    """Nothing was published. Says why and what to write."""


def tell_days(declared: Notice) -> int:
    """How many days before a change that matters this notice says that people are told."""
    return declared.number("change-notice-days")


def anybody() -> bool:
    """What `publish` takes where nobody says better: somebody's data may be here."""
    return True


def refuse_made_up(fresh: Notice) -> None:
    """Raise CannotPublish where the made-up company of the shipped example would speak to real people."""
    if not settings.ABOVEBOARD_BASE_URL.startswith("https://") or fresh.head.controller != load().head.controller:
        return
    if settings.ABOVEBOARD_NOTICE:
        raise CannotPublish(
            f"This notice still speaks for {fresh.head.controller.name}, the made-up company of the example. "
            "Put your company under [controller] in notice.toml. Nothing was published."
        )
    raise CannotPublish(
        "ABOVEBOARD_NOTICE is not set. This is the example of a made-up company. Copy it, make it yours. "
        "Nothing was published."
    )


def publish(fresh: Notice, now: dt.datetime | None = None, somebody_here: Callable[[], bool] = anybody) -> Version:
    """Add a version. The one that is there already, byte for byte, is given back unchanged.

    Raises CannotPublish where the product could not run under it; where its version or date is taken, where its date is
    past, or too near for a change that matters while `somebody_here`; where the terms changed under the same version.
    """
    now = now or clock()
    _could_run(fresh)
    with transaction.atomic():
        # Two operators at the same moment: the second sees what the first has published.
        serial.hold("notice")
        known = archive.versions()
        same = next((one for one in known if one.hash == fresh.source_hash), None)
        if same is not None:
            return same
        matters = _check(fresh, known, now.date(), somebody_here) if known else False
        PublishedNotice.objects.create(
            hash=fresh.source_hash,
            version=fresh.version,
            effective=fresh.effective,
            published_at=now,
            material=matters,
            package=pack(fresh.files),
        )
        record(
            "notice.published",
            facts={
                "version": fresh.version,
                "hash": fresh.source_hash,
                "effective": fresh.effective.isoformat(),
                "matters": matters,
            },
            at=now,
        )
    return Version(fresh.source_hash, fresh.version, fresh.effective, now, matters)


def see_whether(fresh: Notice, somebody_here: Callable[[], bool] = anybody) -> None:
    """Raise CannotPublish where `publish` would refuse it now; writes nothing."""
    _could_run(fresh)
    known = archive.versions()
    if known and all(one.hash != fresh.source_hash for one in known):
        _check(fresh, known, clock().date(), somebody_here)


def _could_run(fresh: Notice) -> None:
    wrong = next((problem for problem in examine_notice(fresh) if problem.stops), None)
    if wrong is not None:
        raise CannotPublish(f"The product could not run under it. Nothing was published. {wrong}")


def _check(fresh: Notice, known: list[Version], today: dt.date, somebody_here: Callable[[], bool]) -> bool:
    """Whether the version changes something that matters. Raises CannotPublish with all that is to be written."""
    latest = known[-1]
    previous = notices.version(latest.hash)
    assert previous is not None
    matters = material(compare(previous, fresh))
    days = max(tell_days(previous), tell_days(fresh)) if matters and somebody_here() else 0
    told = today + dt.timedelta(days=days)
    earliest = max(told, latest.effective + dt.timedelta(days=1))
    wrong = []
    if any(one.version == fresh.version for one in known):
        wrong.append(
            f"Version {fresh.version} is published already, with another content. "
            "Give this one its own `version` in notice.toml."
        )
    if fresh.terms_version == previous.terms_version and fresh.terms_source() != previous.terms_source():
        wrong.append(
            f"The terms of service changed, but still call themselves version {fresh.terms_version}. "
            "Give them a new `version` under [terms] in notice.toml, so that people are asked."
        )
    if fresh.effective < earliest:
        if days and fresh.effective < told:
            why = (
                f"It changes something that matters to people whose data is here, and they are told {days} days before"
            )
        elif fresh.effective <= latest.effective:
            why = f"Version {latest.version} is in force from {latest.effective}; a later one begins later"
        else:
            why = "A change never reaches back"
        wrong.append(f"{why}. Write `effective = {earliest}` or later in notice.toml.")
    if wrong:
        raise CannotPublish("\n".join([*wrong, "Nothing was published."]))
    return matters


def look(today: dt.date | None = None) -> bool:
    """Obey the published version whose date has come. Returns whether there is one; without one, nothing changes."""
    found = archive.in_force(today or clock().date())
    if found is None:
        return False
    if found.hash != notices.notice_hash():
        notices.put_in_force(notices.version(found.hash))
    return True


def use_published() -> None:
    """Obey the published versions from now on, as long as this process runs; the folder is published where none is.

    Raises NoticeError where the folder has to be published and has faults, CannotPublish where it is refused.
    """
    if not look():
        refuse_made_up(notices.folder())
        publish(notices.folder())
        look()
    threading.Thread(target=_keep_looking, name="notice", daemon=True).start()


def _keep_looking() -> None:
    pause = threading.Event()
    while not pause.wait(LOOK_EVERY):
        before = notices.notice_hash()
        try:
            look()
            if notices.notice_hash() != before:
                log.info("version %s of the notice is in force from now on", notices.notice().version)
        except (DatabaseError, NoticeError) as error:  # the version at hand stays in force until the next look
            log.error("could not look which notice is in force: %s", type(error).__name__)
        finally:
            connections.close_all()


def folder_says() -> str:
    """What to tell the operator where the folder is not the version in force; empty where it is."""
    known = archive.versions()
    if not known:
        return ""
    try:
        fresh = notices.folder()
    except NoticeError as error:
        return f"The notice's folder cannot be read, so what is in force stays in force:\n{error}"
    if fresh.source_hash == known[-1].hash:
        return ""
    if any(one.hash == fresh.source_hash for one in known):
        return f"The folder holds version {fresh.version}, which version {known[-1].version} follows."
    then = "Give it a new version and date, then run `aboveboard notice publish`."
    if any(one.version == fresh.version for one in known):
        since = f"The folder has changed since version {fresh.version} was published."
        return f"{since} Nothing of the change is in force. {then}"
    return (
        f"The folder holds version {fresh.version}, which is not published. Nothing of it is in force. "
        "`aboveboard notice publish` publishes it."
    )
