"""What we read of the machine at hand agrees with what its own tools say."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys

import pytest

from aboveboard.diagnostics.linux.graphics import read_graphics
from aboveboard.diagnostics.linux.machine import Live
from aboveboard.diagnostics.linux.mounts import disk_mounts, mounts
from aboveboard.diagnostics.linux.processor import online, read_processor
from aboveboard.diagnostics.linux.reader import LinuxReader
from aboveboard.diagnostics.linux.reading import kilobytes
from aboveboard.diagnostics.looks import Look
from aboveboard.diagnostics.probes import take_look

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it compares with tools of Linux")
GIB = 1 << 30


def said(*command: str) -> str:
    """What a tool of the system says, in English."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} on this machine")
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=20, env={**os.environ, "LC_ALL": "C"}
    )
    if done.returncode:
        pytest.skip(f"{command[0]} cannot tell here: {done.stderr.strip()[:200]}")
    return done.stdout


@pytest.fixture(scope="module")
def look() -> Look:
    return take_look(LinuxReader(Live()))


def test_the_processor_is_that_of_lscpu() -> None:
    told = {one["field"].rstrip(":"): one["data"] for one in json.loads(said("lscpu", "-J"))["lscpu"]}
    flat = json.dumps(json.loads(said("lscpu", "-J")))
    read = read_processor(Live())
    assert online(Live()) == int(told["CPU(s)"])
    name = str(read["fact:cpu"])
    assert name in flat.replace("(R)", "").replace("(TM)", "")
    if '"Core(s) per socket:"' in flat:
        parts = said("lscpu", "-p=CORE,SOCKET").splitlines()
        assert read["fact:cores"] == len({line for line in parts if not line.startswith("#")})


def test_the_memory_is_that_of_meminfo(look: Look) -> None:
    with open("/proc/meminfo", encoding="ascii") as file:
        total = kilobytes(file.read())["MemTotal"]
    assert total <= look.facts.memory < total * 1.2 + GIB
    reading = look.measures["memory.use"]
    assert isinstance(reading, tuple)
    assert 0 < reading[0].values["available"] <= total


def test_the_space_is_that_of_df(look: Look) -> None:
    reading = look.measures["disk.space"]
    assert isinstance(reading, tuple)
    system = next(sample for sample in reading if sample.subject == "system")
    rows = said("df", "-B1", "--output=size,avail,pcent,ipcent", system.shown).splitlines()[1].split()
    assert system.values["size"] == int(rows[0])
    assert abs(system.values["free"] - int(rows[1])) < 0.02 * int(rows[0])
    # df rounds up; others write to the disk meanwhile.
    assert abs(system.values["used_share"] * 100 - int(rows[2].rstrip("%"))) <= 2
    if "inodes_used_share" in system.values:
        assert abs(system.values["inodes_used_share"] * 100 - int(rows[3].rstrip("%"))) <= 2


def test_the_file_systems_on_disks_are_those_of_df() -> None:
    listed = {line.split()[0] for line in said("df", "--output=target", "-l").splitlines()[1:]}
    assert {mount.point for mount in disk_mounts(mounts(Live()))} <= listed


def test_the_graphics_cards_are_those_of_lspci() -> None:
    cards = [line for line in said("lspci", "-n").splitlines() if line.split()[1].startswith("03")]
    found = read_graphics(Live())["fact:graphics"]
    assert len(found) == min(4, len(set(cards))) if isinstance(found, tuple) else not cards


def test_the_kind_and_the_system_are_those_of_hostnamectl(look: Look) -> None:
    told = dict(line.strip().split(": ", 1) for line in said("hostnamectl").splitlines() if ": " in line)
    assert look.facts.os.split()[0] in told["Operating System"]
    words = {"vm": "virtual", "handset": "handheld"}
    chassis = told.get("Chassis", "").split()[:1]
    if chassis and look.facts.kind not in ("", "other"):
        assert look.facts.kind == words.get(chassis[0], chassis[0])


def test_the_time_since_the_start_is_that_of_uptime(look: Look) -> None:
    if look.measures["os.uptime"] == ():
        pytest.skip("in a container the time since the start is the host's")
    reading = look.measures["os.uptime"]
    assert isinstance(reading, tuple)
    began = datetime.datetime.fromisoformat(said("uptime", "-s").strip()).astimezone()
    assert abs(look.at - reading[0].values["up"] - began.timestamp()) < 120
