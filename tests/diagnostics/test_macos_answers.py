"""What macOS' own tools really write, and how it is understood."""

from __future__ import annotations

import ctypes
import json
import os
import plistlib
from pathlib import Path

import pytest

from aboveboard.diagnostics.answers import NotTold
from aboveboard.diagnostics.looks import Unknown
from aboveboard.diagnostics.macos import calls
from aboveboard.diagnostics.macos.crash_files import REPORTS, crash_files
from aboveboard.diagnostics.macos.plists import plist
from aboveboard.diagnostics.macos.support import days_past_end
from aboveboard.diagnostics.macos.sysctl import Sysctl, vm_stat
from tests.diagnostics.macos_cases import AIR, IMAC, battery, line, offered, volume
from tests.diagnostics.recordings import DAY, GB, Machine, recorded, sample
from tests.diagnostics.windows_cases import put

NOON = 1_795_435_200.0


def test_a_mac_is_known_by_its_machine_name_where_the_model_says_nothing() -> None:
    assert recorded(AIR).look().facts.kind == "laptop"
    assert recorded(IMAC).look().facts.kind == "all-in-one"
    machine = recorded(AIR)
    put("profiler.json", {"refused": True})(machine, 0)
    assert machine.look().facts.kind == "laptop"
    line("hw.model: Mac14,2", "hw.model: VirtualMac2,1")(machine, 0)
    assert machine.look().facts.kind == "virtual"


def test_cores_are_told_and_not_the_threads_that_each_runs() -> None:
    assert recorded(IMAC).look().facts.cores == 8


def test_numbers_are_read_with_points_and_with_commas() -> None:
    for name, used, load in ((AIR, 1190.25, 2.05), (IMAC, 0.0, 1.9)):
        told = Sysctl(recorded(name))
        assert told.swap()["used"] == used * 2**20
        assert told.loads()[2] == load


def test_the_kernels_own_judgement_goes_before_counted_pages() -> None:
    assert sample(recorded(AIR).look(), "memory.use").values["available_share"] == 0.61
    machine = recorded(AIR)
    line("kern.memorystatus_level: 61\n", "")(machine, 0)
    pages = vm_stat(machine)
    assert (pages["page"], pages["Swapouts"]) == (16_384, 20_468)
    share = sample(machine.look(), "memory.use").values["available_share"]
    assert share == pytest.approx((12_345 + 298_765 + 1_234 + 4_321) * 16_384 / 2**34)


def test_swap_is_as_large_as_macos_may_still_make_it() -> None:
    values = sample(recorded(AIR).look(), "memory.use").values
    assert values["swap_size"] == 2048 * 2**20 + 112 * GB
    assert values["swap_used_share"] < 0.02


def test_what_macos_would_give_up_counts_as_free() -> None:
    machine = recorded(AIR)
    volume(GB, 49 * GB)(machine, 0)
    assert sample(machine.look(), "disk.space").values["free"] == 50 * GB
    assert [one.subject for one in machine.look().measures["disk.space"]] == ["system"]  # type: ignore[union-attr]  # it was read


def test_a_battery_is_read_in_percent_and_in_milliamperes() -> None:
    assert sample(recorded(AIR).look(), "battery.state").values["full_share"] == pytest.approx(4233 / 4563)
    machine = recorded(AIR)
    intel = {"MaxCapacity": 5100, "CurrentCapacity": 2550, "DesignCapacity": 8790, "ExternalConnected": False}
    machine.put(
        "battery.plist", plistlib.dumps([{**intel, "IsCharging": False, "FullyCharged": False, "Amperage": -900}])
    )
    values = sample(machine.look(), "battery.state").values
    assert values == {"full_share": pytest.approx(5100 / 8790), "charge_share": 0.5, "discharging_on_mains": 0}
    assert recorded(IMAC).look().measures["battery.state"] == ()


@pytest.mark.parametrize(("flow", "empties"), [(2**64 - 812, 1), (-812, 1), (2**64 - 20, 0), (0, 0), (1200, 0)])
def test_what_flows_out_is_read_with_and_without_its_sign(flow: int, empties: int) -> None:
    machine = recorded(AIR)
    if flow < 2**63:
        battery(FullyCharged=False, InstantAmperage=flow)(machine, 0)
    else:
        said = machine.files["battery.plist"].decode()
        old = "<key>InstantAmperage</key>\n\t\t<integer>0</integer>"
        assert old in said
        said = said.replace("<key>FullyCharged</key>\n\t\t<true/>", "<key>FullyCharged</key>\n\t\t<false/>")
        machine.files["battery.plist"] = said.replace(old, old.replace(">0<", f">{flow}<")).encode()
    assert sample(machine.look(), "battery.state").values["discharging_on_mains"] == empties


def test_the_next_macos_is_an_offer_and_no_update_of_this_one() -> None:
    values = sample(recorded(AIR).look(), "os.updates").values
    assert values == {"security_pending": 1, "oldest_pending": 6 * DAY}
    machine = recorded(AIR)
    offered(20 * DAY)(machine, 0)
    machine.plist("software-update.plist", lambda said: said.update(RecommendedUpdates=said["RecommendedUpdates"][1:]))
    assert sample(machine.look(), "os.updates").values["security_pending"] == 0


def test_without_a_search_nobody_knows_that_nothing_waits() -> None:
    machine = recorded(IMAC)
    machine.at += 40 * DAY
    assert isinstance(machine.look().measures["os.updates"], Unknown)


def test_an_installer_that_was_left_behind_asks_for_no_restart() -> None:
    machine = recorded(IMAC)
    put("restart.json", {"prepared": machine.at - 100 * DAY})(machine, 0)
    assert sample(machine.look(), "os.restart").values == {"pending": 0, "pending_for": 0}


def test_reports_of_crashes_are_counted_by_their_first_line(tmp_path: Path) -> None:
    folder = tmp_path / "home" / REPORTS
    folder.mkdir(parents=True)
    head = {"app_name": "Canary", "timestamp": "2026-11-23 08:15:00.00 +0100", "bug_type": "309", "name": "Canary"}
    (folder / "Canary-2026-11-23-081500.ips").write_text(json.dumps(head) + '\n{"userID": 501}\n')
    (folder / "Old_2020-01-01-101010_Annas-Mac.crash").write_text("Process: Old [1]\n")
    (folder / "broken.ips").write_bytes(b"\xff\xfe{")
    (folder / "list.ips").write_text("[1]\n")
    (folder / "notes.txt").write_text("no report")
    (folder / "link.ips").symlink_to(folder / "broken.ips")
    os.utime(folder / "Canary-2026-11-23-081500.ips", (NOON, NOON))
    found = crash_files(tmp_path / "home", tmp_path / "root")
    told = sorted((one["app"], one["type"]) for one in found["user"])
    assert told == [("", ""), ("", ""), ("Canary", "309"), ("Old", "109")]
    assert found["system"] == []
    assert next(one["at"] for one in found["user"] if one["app"] == "Canary") == NOON


def test_a_folder_that_is_closed_to_this_user_is_unknown_and_not_empty() -> None:
    machine = recorded(AIR)
    machine.json("reports.json", lambda said: said.update(system=None))
    assert isinstance(machine.look().measures["os.crashes"], Unknown)
    assert isinstance(machine.look().measures["app.crashes"], tuple)


@pytest.mark.parametrize(
    ("said", "encrypted"),
    [
        (b"FileVault is On.\n", 1),
        (b"FileVault is Off.\nDeferred enablement appears to be active for user 'anna.canary'.\n", 0),
        (b"FileVault is Off, but will be enabled after the next restart.\n", 0),
        (b"Unknown option\n", None),
    ],
)
def test_filevault_is_read_as_it_speaks(said: bytes, encrypted: int | None) -> None:
    machine = recorded(AIR)
    machine.put("fdesetup.txt", said)
    assert sample(machine.look(), "security.encryption").values.get("encrypted") == encrypted


@pytest.mark.parametrize(
    "broken", [b"", b"bplist00", b"bplist00" + bytes(40), b"<plist><dict>", b"<plist/>", b"\xff" * 90]
)
def test_a_broken_property_list_is_not_told(broken: bytes) -> None:
    try:
        found = plist(Machine("macos", NOON, {"a.plist": broken}), "a.plist")
    except NotTold:
        found = None
    assert found is None


def test_versions_are_named_as_apple_counts_them() -> None:
    assert days_past_end("26.1", NOON) == -1
    assert days_past_end("10.15.7", NOON) == pytest.approx(1533.5, abs=1)
    assert days_past_end("14.8.1", NOON) == 70.5
    assert days_past_end("99.0", NOON) is None


def test_the_structures_are_as_long_as_macos_makes_them() -> None:
    assert (ctypes.sizeof(calls.Pages), ctypes.sizeof(calls.Swap)) == (152, 32)
    assert (calls.Pages.pageins.offset, calls.Pages.swapouts.offset) == (32, 120)
