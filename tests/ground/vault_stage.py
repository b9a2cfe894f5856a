"""A data folder of its own for tests that run the product's commands beside each other."""

import os
import subprocess
import sys
from pathlib import Path

from tests import postgres


class Stage:
    """One data folder. `variables` are settings of it; commands run as users run them."""

    def __init__(self, data: Path, **variables: str) -> None:
        self.data = data
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("ABOVEBOARD_")}
        self.environment |= {"ABOVEBOARD_DATA": str(data), **variables}

    def on_the_runs_databases(self) -> "Stage":
        """The same with fresh databases on the PostgreSQL of this run, where there is one."""
        for name in ("ABOVEBOARD_DATABASE_URL", "ABOVEBOARD_KEYSTORE_URL"):
            if name in os.environ:
                self.environment[name] = postgres.server_of(os.environ[name]).fresh_database("vault")
        return self

    def command(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run `aboveboard` with these words to its end."""
        return subprocess.run(
            [sys.executable, "-m", "aboveboard.command", *words],
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start `aboveboard` with these words; the caller ends it."""
        program = [sys.executable, "-m", "aboveboard.command", *words]
        return subprocess.Popen(
            program, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def script(self, text: str, *words: str) -> "subprocess.Popen[str]":
        """Start a Python program inside the product; the caller ends it."""
        program = "import django; django.setup()\n" + text
        return subprocess.Popen(
            [sys.executable, "-c", program, *words],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "aboveboard.site.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, text: str, *words: str) -> str:
        """Run a Python program inside the product; returns what it printed."""
        process = self.script(text, *words)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out
