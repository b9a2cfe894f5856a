"""The fourth act: somebody leaves, somebody is deleted, the notice changes; then every promise is checked."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from typing import Any

import httpx

from aboveboard.evidence.table import INVARIANTS
from aboveboard.site.tour.first_act import FORM_AGE_S, sign_in
from aboveboard.site.tour.report import hold
from aboveboard.site.tour.scene import Scene

_DAYS_AHEAD = 60


def suspend(scene: Scene) -> None:
    """An administrator takes a technician's access away; the desk is closed to them at once."""
    sign_in(scene, "ben")
    sign_in(scene, "pia")
    pia, name = scene.browser("pia"), scene.cast["ben"].name
    page = pia.open("/desk/people")
    row = next((part for part in page.html.split("<tr")[1:] if name in part), "")
    found = re.search(r'action="(/desk/people/[0-9a-f-]{36}/suspend)"', row)
    hold(found, f"nobody can suspend {name}")
    pia.press(page, found[1] if found else "")
    entered = scene.browser("ben").open("/desk/")
    hold("/desk/account/" in entered.url, f"a suspended person got to {entered.url}")


def erase(scene: Scene) -> None:
    """The operator deletes a person, and there is a certificate that anybody with its link can read."""
    tom = scene.browser("tom")
    page = tom.open("/help")
    form = page.form(having="problem")
    time.sleep(FORM_AGE_S)
    page = tom.send(page, form, {"name": "Tom Winter", "problem": "The mouse jumps.", "terms": "on"})
    asked = re.search(r"AB-\d+", page.text)
    number = asked[0] if asked else ""
    done = run(scene, "erase", number, "--yes", number, status=(0, 3))
    address = re.search(r"https?://[^/\s]+(/\S+)", done.stdout)
    hold(address, f"no certificate is named: {done.stdout}")
    page = scene.browser("at home").open(address[1] if address else "/")
    hold(re.search(r"E-\d+", page.text), "the certificate has no number")


def change_the_notice(scene: Scene) -> None:
    """A version that keeps chat for longer is published ahead of its day; the one in force stays in force."""
    folder = scene.folder / "next-notice"
    shutil.copytree(_notice_folder(), folder)
    ahead = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=_DAYS_AHEAD)
    head, kept = folder / "notice.toml", folder / "categories.toml"
    named = re.sub(r'^version = "[^"]+"', 'version = "of-the-tour"', head.read_text(), count=1, flags=re.MULTILINE)
    head.write_text(re.sub(r"^effective = \S+", f"effective = {ahead}", named, count=1, flags=re.MULTILINE))
    kept.write_text(kept.read_text().replace('keep_for = "P90D"', 'keep_for = "P2Y"', 1))
    run(scene, "notice", "publish", str(folder), "--yes")
    listed = scene.browser("visitor").open("/privacy/versions")
    hold("of-the-tour" in listed.text, "the new version is not listed")


def _notice_folder() -> Path:
    chosen = os.environ.get("ABOVEBOARD_NOTICE", "").strip()
    return Path(chosen) if chosen else Path(str(resources.files("aboveboard.notice") / "example"))


def run(scene: Scene, *arguments: str, status: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
    """A command of the operator against the running product's data. Raises ``NotHeldError`` for another exit status."""
    program = [sys.executable, "-m", "aboveboard.command", *arguments]
    done = subprocess.run(program, env=scene.environment, capture_output=True, text=True, check=False)
    hold(done.returncode in status, f"aboveboard {arguments[0]} ended with {done.returncode}: {done.stderr[-400:]}")
    return done


def promises(scene: Scene) -> None:
    """Each promise whose feature is built is a step of its own: it was checked, had something to check, and holds."""
    with scene.report.step("every promise is checked on what the tour left"):
        done = run(scene, "evidence", "--json", status=(0, 1))
        found: dict[str, Any] = {one["id"]: one for one in json.loads(done.stdout)["promises"]}
    for promise, one in INVARIANTS.items():
        if one.look is not None:
            with scene.report.step(f"promise {promise} holds"):
                figures = found[promise]
                hold(
                    figures["state"] == "holds",
                    f"{figures['state']}, {figures['violations']} of {figures['population']}",
                )
    with scene.report.step("everybody can read what was found"):
        page = scene.browser("visitor").open("/privacy/promises")
        hold("No promise is broken" in page.text, "the page of promises says something else")
        answer = httpx.get(f"{scene.base}/privacy/conformance.json").json()
        hold(len(answer["promises"]) == len(INVARIANTS), "a promise is missing for programs")
