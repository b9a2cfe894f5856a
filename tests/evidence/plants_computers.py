"""Violations of what is promised about computers, planted behind the product's back like those of `plants`."""

import datetime as dt

from aboveboard.ground.clock import now
from aboveboard.journeys import working
from aboveboard.remote.models import FindingCount, Grant, KnownComputer, MachineReport
from tests.evidence.plants import HOUR, breaks
from tests.evidence.world import World
from tests.lifetime.past import set_back


@breaks("diagnostics.facts")
def a_serial_number_among_the_facts(world: World) -> object:
    row = MachineReport.objects.filter(occasion="asked").get()
    MachineReport.objects.filter(pk=row.pk).update(keys=[*row.keys, "facts.serial"])
    return row.pk


@breaks("diagnostics.facts")
def the_number_of_the_computer_in_a_report(world: World) -> object:
    row = MachineReport.objects.filter(occasion="after").get()
    MachineReport.objects.filter(pk=row.pk).update(keys=[*row.keys, "recognise"])
    return row.pk


@breaks("diagnostics.facts")
def more_than_a_report_can_be(world: World) -> object:
    row = MachineReport.objects.filter(occasion="before").get()
    row.report = "x" * 40_000
    row.save()
    return row.pk


@breaks("diagnostics.facts")
def facts_that_nobody_sent(world: World) -> object:
    row = MachineReport.objects.filter(occasion="asked").get()
    MachineReport.objects.filter(pk=row.pk).update(kept_at=now() + HOUR)
    return row.pk


@breaks("diagnostics.facts")
def facts_without_a_yes(world: World) -> object:
    Grant.objects.filter(scope="diagnostics").update(scope="point")
    return MachineReport.objects.filter(occasion="before").get().pk


@breaks("diagnostics.facts")
def facts_of_somebody_elses_session(world: World) -> object:
    row = MachineReport.objects.filter(occasion="after").get()
    MachineReport.objects.filter(pk=row.pk).update(case=world.case.pk)
    return row.pk


@breaks("use.known-machine")
def remembered_although_it_was_switched_off(world: World) -> object:
    row = KnownComputer.objects.get()
    KnownComputer.objects.filter(pk=row.pk).update(forgotten_at=now())
    return row.pk


@breaks("use.known-machine")
def remembered_again_after_it_was_switched_off(world: World) -> object:
    first = KnownComputer.objects.get()
    off = {"before": None, "after": None, "done": None, "forgotten_at": now()}
    KnownComputer.objects.filter(pk=first.pk).update(**off)
    again = KnownComputer.objects.create(case=world.case, subject=world.case.subject, number=first.number, before="{}")
    return again.pk


@breaks("use.known-machine")
def remembered_for_longer_than_said(world: World) -> object:
    row = KnownComputer.objects.get()
    working.close_case(row.case_id, world.ana.pk)
    set_back(row.subject, dt.timedelta(days=2 * 365 + 30))
    return row.pk


@breaks("use.known-machine")
def remembered_under_somebody_elses_key(world: World) -> object:
    row = KnownComputer.objects.get()
    KnownComputer.objects.filter(pk=row.pk).update(subject=world.case.subject)
    return row.pk


@breaks("keep.anonymous")
def a_count_of_three_cases_that_stayed(world: World) -> object:
    return FindingCount.objects.create(month="2019-03", rule="cpu.hot", cases=3).pk


@breaks("keep.anonymous")
def a_count_with_a_name_in_it(world: World) -> object:
    return FindingCount.objects.create(month="2019-03", rule="Ida Morgan", cases=30).pk
