"""Somebody switches off that their computer is known while a case that comes with it is being written down."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from aboveboard.ground.clock import now
from aboveboard.journeys import computers
from aboveboard.remote.models import KnownComputer
from aboveboard.wire.computer import ComputerFinding, ComputerReport
from tests import cast

FULL = ComputerFinding("disk.system-full", "critical", "system", 0, {"used_share": 0.97})
REPORT = ComputerReport(1_790_000_000, findings=(FULL,), recognise="ab" * 16)


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.db
def test_what_is_remembered_at_the_very_moment_of_forgetting_is_forgotten_too() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    first, second = cast.case_of(computer=REPORT), cast.case_of("Ida M.")
    forgotten = threading.Event()

    def forget() -> None:
        computers.forget_computer(first.pk, first.customer_id)
        forgotten.set()
        connections.close_all()

    other = threading.Thread(target=forget)
    with transaction.atomic():
        computers.keep(second, None, REPORT, now())
        assert KnownComputer.objects.filter(forgotten_at__isnull=True).count() == 2
        other.start()
        # It waits for the row of the first case, which is held here; give it time to come there.
        time.sleep(0.3)
        assert not forgotten.is_set()
    other.join()
    assert list(KnownComputer.objects.filter(forgotten_at__isnull=True)) == []
    assert KnownComputer.objects.count() == 2
