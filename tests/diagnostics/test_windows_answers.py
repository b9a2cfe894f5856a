"""What Windows' own tools really write, and how it is understood."""

from __future__ import annotations

import ctypes
from xml.etree import ElementTree

import pytest

from aboveboard.diagnostics.answers import NotTold
from aboveboard.diagnostics.looks import Unknown
from aboveboard.diagnostics.rules import shipped
from aboveboard.diagnostics.texts import headline
from aboveboard.diagnostics.windows import calls, events, logs, script
from aboveboard.diagnostics.windows.cim import moment, rows
from aboveboard.diagnostics.windows.support import days_past, end_of
from aboveboard.wire.computer import ComputerFinding
from tests.diagnostics.recorded_events import app_crash, crash, cut_off, event, update
from tests.diagnostics.recordings import DAY, HOUR, Machine, judged, problems, recorded, sample, states
from tests.diagnostics.windows_cases import DESKTOP, LAPTOP, SERVER, both, field, key, log, put

NOON = 1_795_435_200.0


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", []),
        ("null", []),
        ("[]", []),
        ('{"Name": "a"}', [{"Name": "a"}]),
        ('[{"Name": "a"}, {"Name": "b"}]', [{"Name": "a"}, {"Name": "b"}]),
        ('{"value": [{"Name": "a"}], "Count": 1}', [{"Name": "a"}]),
    ],
)
def test_none_one_and_several_objects_are_told_apart(written: str, told: list[object]) -> None:
    assert rows(Machine("windows", NOON, {"a.json": written.encode()}), "a.json") == told


@pytest.mark.parametrize("written", ['{"refused": true}', '"text"', "[1]", "{"])
def test_what_is_no_object_is_not_told(written: str) -> None:
    with pytest.raises(NotTold):
        rows(Machine("windows", NOON, {"a.json": written.encode()}), "a.json")


@pytest.mark.parametrize(
    "written",
    [
        "/Date(1795435200000)/",
        "/Date(1795435200000+0100)/",
        {"value": "/Date(1795435200000)/", "DisplayHint": 2, "DateTime": "Monday, November 23, 2026 12:00:00 PM"},
        "2026-11-23T12:00:00Z",
        "2026-11-23T13:00:00.0000000+01:00",
        "2026-11-23T12:00:00",
        "20261123130000.000000+060",
        "20261123070000.000000-300",
    ],
)
def test_every_form_of_a_date_is_the_same_moment(written: object) -> None:
    assert moment(written) == NOON


@pytest.mark.parametrize("written", [None, 5, "", "soon", "/Date(x)/", "2026-13-45", "99999999999999.000000+000", {}])
def test_what_is_no_date_is_none(written: object) -> None:
    assert moment(written) is None


def test_windows_11_is_called_so_although_the_registry_calls_it_10() -> None:
    facts = recorded(LAPTOP).look().facts
    assert (facts.os, facts.os_version) == ("Windows 11 Home", "25H2 (26200.7171)")
    machine = recorded(LAPTOP)
    key(r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion", CurrentBuildNumber="19045", DisplayVersion="22H2")(
        machine, 0
    )
    assert machine.look().facts.os == "Windows 10 Home"


def test_the_memory_of_graphics_cards_is_not_told_since_windows_tells_it_in_32_bits() -> None:
    assert recorded(DESKTOP).look().facts.graphics == ("NVIDIA GeForce RTX 3060", "AMD Radeon RX 7900 XT")


@pytest.mark.parametrize(
    ("chassis", "kind"), [([10], "laptop"), (3, "desktop"), ([31], "convertible"), ([13], "all-in-one"), ([2], "")]
)
def test_the_kind_is_the_chassis(chassis: object, kind: str) -> None:
    machine = recorded(LAPTOP)
    field("enclosure.json", ChassisTypes=chassis)(machine, 0)
    assert machine.look().facts.kind == kind


def test_a_virtual_machine_is_known_by_its_model() -> None:
    assert recorded(SERVER).look().facts.kind == "virtual"


def test_a_crash_is_no_power_cut_although_it_writes_the_same_events() -> None:
    def counted(*told: str) -> tuple[int, int]:
        answers = Machine("windows", NOON, {"events-system.xml": "".join(told).encode()})
        return events.stops(events.events(answers, "events-system.xml"), NOON)

    assert counted(crash(NOON - DAY)) == (1, 0)
    assert counted(cut_off(NOON - DAY)) == (0, 1)
    assert counted(crash(NOON - DAY), cut_off(NOON - 2 * DAY), cut_off(NOON - 3 * DAY)) == (1, 2)
    assert counted(crash(NOON - 8 * DAY), cut_off(NOON - 9 * DAY)) == (0, 0)


def test_an_event_counts_with_its_own_provider_alone() -> None:
    """1001 is also every report of Windows Error Reporting, and 1000 starts of many services."""
    other = event("Windows Error Reporting", 1001, NOON - HOUR, [("", "BlueScreen")])
    more = event("Microsoft-Windows-Kernel-General", 41, NOON - HOUR, [])
    answers = Machine("windows", NOON, {"events-system.xml": (other + more).encode()})
    assert events.stops(events.events(answers, "events-system.xml"), NOON) == (0, 0)


def test_an_event_is_read_whole_or_not_at_all() -> None:
    whole = app_crash(NOON - HOUR, "a&amp;b.exe", named=True)
    said = "<Event ><x>" + whole + whole[: len(whole) // 2]
    answers = Machine("windows", NOON, {"e.xml": said.encode("utf-16")})
    (one,) = events.events(answers, "e.xml")
    assert (one.number, one.value("AppName", 0), one.at) == (1000, "a&b.exe", NOON - HOUR)


def test_an_update_that_was_installed_after_all_has_not_failed() -> None:
    failed = [((lambda at: update(20, at, "{a}")), DAY * age) for age in (9, 8, 7)]
    installed = ((lambda at: update(19, at, "{a}")), DAY * 6)
    broken = judged(LAPTOP, log("events-system.xml", *failed))
    assert set(problems(broken)) == {"os.update-failed"}
    assert problems(judged(LAPTOP, log("events-system.xml", *failed, installed))) == {}


def test_files_that_programs_leave_to_be_deleted_ask_for_no_restart() -> None:
    look = recorded(LAPTOP).look()
    assert sample(look, "os.restart").values["pending"] == 0
    machine = recorded(LAPTOP)
    given = ["\\??\\C:\\Windows\\WinSxS\\Temp\\a", "!\\??\\C:\\Windows\\System32\\drivers\\a.sys"]
    key(r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager", PendingFileRenameOperations=given)(machine, 0)
    assert dict(sample(machine.look(), "os.restart").values) == {"pending": 1}


def test_what_only_administrators_are_told_is_left_out_for_others() -> None:
    ordinary, whole = sample(recorded(LAPTOP).look(), "disk.health"), sample(recorded(DESKTOP).look(), "disk.health")
    assert set(ordinary.values) == {"failing", "nvme", "spinning"}
    assert set(whole.values) == {"failing", "nvme", "spinning", "celsius", "bad_sectors"}
    assert whole.subject == "disk-2"
    assert sample(recorded(DESKTOP).look(), "disk.health", 1).values["wear_share"] == 0.07
    machine = recorded(LAPTOP)
    put("disks.json", {"refused": True})(machine, 0)
    assert machine.look().measures["disk.health"] == Unknown("This may not be read without special rights.")


def test_the_clock_is_read_in_any_language() -> None:
    english, german = (sample(recorded(name).look(), "os.clock").values for name in (LAPTOP, DESKTOP))
    assert english == german == {"unsynchronised": 0, "off": 0.0021344}
    machine = recorded(LAPTOP)
    machine.put("time.txt", b"The following error occurred: The service has not been started. (0x80070426)\r\n")
    assert isinstance(machine.look().measures["os.clock"], Unknown)
    machine.add(
        "events-system.xml",
        event("Microsoft-Windows-Time-Service", 34, NOON - HOUR, [("TimeOffset", "-86400"), ("", "x")]),
    )
    assert sample(machine.look(), "os.clock").values == {"unsynchronised": 1, "off": 86_400}


def test_another_antivirus_guards_as_well_and_its_age_is_not_told() -> None:
    other = [
        {"displayName": "Windows Defender", "productState": 393472},
        {"displayName": "Canary Security", "productState": 266240},
    ]
    off = field("defender.json", RealTimeProtectionEnabled=False, AntivirusEnabled=False)
    verdict = judged(LAPTOP, both(put("antivirus.json", other), off, field("security-centre.json", antivirus=1)))
    assert states(verdict, "security.antivirus") == {"unknown"}
    assert problems(verdict) == {}
    other[1]["productState"] = 262144
    verdict = judged(LAPTOP, both(put("antivirus.json", other), off, field("security-centre.json", antivirus=1)))
    assert set(problems(verdict)) == {"security.antivirus"}


def test_a_firewall_that_a_policy_switches_off_is_off() -> None:
    ordered = r"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall\PublicProfile"
    verdict = judged(LAPTOP, both(key(ordered, EnableFirewall=0), put("security-centre.json", {})))
    assert set(problems(verdict)) == {"security.firewall"}


def test_encryption_is_asked_of_bitlocker_and_else_of_the_shell() -> None:
    assert sample(recorded(LAPTOP).look(), "security.encryption").values == {"laptop": 1, "encrypted": 1}
    machine = recorded(LAPTOP)
    put("bitlocker.json", {"MountPoint": "C:", "ProtectionStatus": "Off", "VolumeStatus": "FullyDecrypted"})(machine, 0)
    assert sample(machine.look(), "security.encryption").values["encrypted"] == 0


def test_a_makers_recovery_volume_is_full_by_design() -> None:
    assert [one.subject for one in recorded(DESKTOP).look().measures["disk.space"]] == ["system", "data-6"]  # type: ignore[union-attr]  # it was read


def test_a_computer_without_a_graphics_card_says_why_none_is_told() -> None:
    machine = recorded(SERVER)
    put("video.json", [])(machine, 0)
    look = machine.look()
    assert look.facts.graphics == ()
    assert look.unknown["graphics"] == "No graphics card is shown."


def test_a_volume_is_known_by_the_place_of_its_letter() -> None:
    machine = recorded(DESKTOP)
    machine.json("volumes.json", lambda told: [*told, {**told[-1], "mountpoint": "K:\\"}])
    found = machine.look().measures["disk.space"]
    assert [one.subject for one in found if one.shown == "K:"] == ["data-11"]  # type: ignore[union-attr]  # it was read
    finding = ComputerFinding("disk.data-full", "warn", "data-11")
    assert headline(shipped().by_id["disk.data-full"], finding).endswith(": data disk 11")


def test_support_ends_after_the_last_day() -> None:
    end = end_of(26100, "Core", server=False)
    assert end is not None
    assert end.isoformat() == "2026-10-13"
    assert days_past(end, 1_791_936_000.0) == 0  # 14 October 2026, 0:00
    assert end_of(26100, "Enterprise", server=False) != end
    assert end_of(26100, "EnterpriseS", server=False) != end_of(26100, "IoTEnterpriseS", server=False)
    assert end_of(30000, "Core", server=False) is None


def test_the_structures_are_as_long_as_windows_makes_them() -> None:
    sizes = {
        one: ctypes.sizeof(one) for one in (calls.Card, calls.Wireless, calls.Neighbour, calls.Route, calls.Batteries)
    }
    assert list(sizes.values()) == [1352, 532, 24, 56, 32]
    assert (calls.Card.flags.offset, calls.Card.connected.offset) == (1152, 1164)
    assert ctypes.sizeof(calls.Bin) == 24


def test_the_script_asks_for_nothing_personal_and_reaches_nothing() -> None:
    said = script.script()
    assert "Online = $false" in said
    for word in (
        "Serial",
        "UserName",
        "UUID",
        "SSID",
        "MACAddress",
        "IPAddress",
        "KeyProtector",
        "Title",
        "Select-Object *",
    ):
        assert word not in said
    for word in ("Invoke-WebRequest", "Net.WebClient", "Start-Process", "Set-", "Remove-", "Out-File"):
        assert word not in said
    # Windows takes a command line of 32767 characters.
    assert sum(len(one) + 3 for one in script.command("C:\\Windows")) < 32_767
    assert len(script.QUESTIONS) == said.count("\nTell '")


def test_the_logs_are_asked_for_what_is_read_and_no_more() -> None:
    for query in (logs.SYSTEM, logs.APPLICATION, logs.STARTS):
        selections = [one.text or "" for one in ElementTree.fromstring(query).iter("Select")]
        assert selections
        for one in selections:
            assert "timediff(@SystemTime) <= " in one
            # Windows refuses a selection of more than about twenty expressions.
            assert one.count("=") <= 10
    assert logs.SYSTEM.count("EventID=41") == 1
