"""A real city in a temporary folder, served as `./kominn serve` serves it, for benchmarks.

Where DATABASE_URL names a PostgreSQL database, the city stands there; it must be empty.
`on_both_databases` runs a benchmark once on SQLite and once on a throw-away PostgreSQL cluster.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kominn.config.launch.machine import postgresql_version

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60


@dataclass
class City:
    home: Path
    port: int
    environment: dict[str, str]
    server: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def family(self) -> list[int]:
        """The server's process and all that came of it."""
        found = [self.server.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        return found

    def start(self) -> None:
        command = [sys.executable, "-m", "kominn.config.command", "serve", f"--port={self.port}"]
        self.server = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and self.server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/meld/", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("The city did not start.")

    def kill(self) -> None:
        """Every process at once, as a power cut would."""
        for pid in self.family():
            os.kill(pid, signal.SIGKILL)
        self.server.wait()

    def stop(self) -> None:
        if self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=60)


@contextmanager
def served_city(**settings: str) -> Iterator[City]:
    with tempfile.TemporaryDirectory(prefix="kominn-benchmark-") as folder:
        environment = os.environ | {
            "KOMINN_HOME": folder,
            "KOMINN_PLAIN_HTTP": "true",
            "DJANGO_SETTINGS_MODULE": "kominn.config.settings",
            **settings,
        }
        for words in (["keys"], ["manage", "migrate"], ["manage", "load_city", "--city=larvik"]):
            command = [sys.executable, "-m", "kominn.config.command", *words]
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        city = City(Path(folder), _free_port(), environment, subprocess.Popen(["true"]))
        city.server.wait()
        city.start()
        try:
            yield city
        finally:
            city.stop()


def database() -> str:
    return "PostgreSQL" if "DATABASE_URL" in os.environ else "SQLite"


def on_both_databases(script: str, arguments: list[str]) -> int:
    """Run a script here, then once more within a PostgreSQL cluster of its own."""
    command = [sys.executable, script, "--here", *arguments]
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode]
    if (version := postgresql_version()) is not None:
        address = 'DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"'
        cluster = ["pg_virtualenv", "-v", str(version), "sh", "-c", f'{address} exec "$@"', "sh"]
        codes.append(subprocess.run([*cluster, *command], cwd=ROOT, check=False).returncode)
    else:
        print("No PostgreSQL server here: measured on SQLite only.")
    return max(codes)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
