"""Machines: a data folder each (and on PostgreSQL, databases), on which commands and scripts run as on the real one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests import postgres

CAST = """
import django; django.setup()
import json, sys, uuid
from pathlib import Path
from django.apps import apps
from aboveboard.ground.clock import now
from tests import cast
from tests.lifetime import past
"""
ROOT = Path(__file__).resolve().parent.parent.parent


class Machine:
    """One machine. `settings` go before what it has of its own."""

    def __init__(self, data: Path, **settings: str) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("ABOVEBOARD_")}
        self.environment |= {"ABOVEBOARD_DATA": str(data), "DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"}
        for name in ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL"):
            if name in os.environ:
                self.environment[name] = postgres.server_of(os.environ[name]).fresh_database("machine")
        self.environment |= settings

    @property
    def on_sqlite(self) -> bool:
        return "ABOVEBOARD_DATABASE_URL" not in self.environment

    def command(self, *words: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run `aboveboard` with these words."""
        return subprocess.run(
            [sys.executable, "-m", "aboveboard.command", *map(str, words)],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def done(self, *words: str | Path, typed: str = "") -> str:
        """The same, where it must go well; returns what it printed."""
        ended = self.command(*words, typed=typed)
        assert ended.returncode == 0, f"{words}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def start(self, script: str) -> "subprocess.Popen[str]":
        """A script beside the commands; it has `cast`, `past`, `apps`, `now`."""
        return subprocess.Popen(
            [sys.executable, "-c", CAST + script],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def inside(self, script: str) -> Any:
        """What a script prints as JSON."""
        program = self.start(script)
        out, err = program.communicate(timeout=120)
        assert program.returncode == 0, err
        return json.loads(out.splitlines()[-1])

    def moved_to(self, data: Path) -> "Machine":
        """A new machine with the same master key and signing key, and nothing else."""
        new = Machine(data)
        for name in ("master.key", "secret.key"):
            shutil.copy(self.data / name, data / name)
        return new

    def files(self) -> dict[str, bytes]:
        """Every file of the data folder."""
        return {str(file.relative_to(self.data)): file.read_bytes() for file in self.data.rglob("*") if file.is_file()}
