"""A real city in a temporary folder, served as `./kominn serve` serves it, for benchmarks.

Where DATABASE_URL names a PostgreSQL database, the city gets one of its own beside that.
`on_databases` runs a benchmark once on SQLite and once on a throw-away PostgreSQL cluster.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from kominn.config.launch.machine import postgresql_version

ROOT = Path(__file__).resolve().parent.parent
KOMINN = [sys.executable, "-m", "kominn.config.command"]
SECONDS_TO_START = 60
NOTE = "city.json"


@dataclass
class City:
    home: Path
    port: int
    environment: dict[str, str]
    server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def family(self) -> list[int]:
        """The server's process and all that came of it."""
        found = [self.server.pid] if self.server else []
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        return found

    def cpu_seconds(self) -> float:
        """What the whole family has spent so far, those that ended included."""
        ticks = 0
        for pid in self.family():
            facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(fact) for fact in facts[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> dict[int, float]:
        """PSS of each process: a page that processes share is counted once, divided among them."""
        return {pid: _pss(pid) for pid in self.family()}

    def start(self) -> None:
        command = [*KOMINN, "serve", f"--port={self.port}"]
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
        assert self.server is not None
        family = self.family()
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        while any(Path(f"/proc/{pid}").exists() for pid in family):
            time.sleep(0.01)

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=60)


@contextmanager
def new_city(**settings: str) -> Iterator[City]:
    """A city with its tables, its profile, and an intake team that can read; nobody serves it."""
    with tempfile.TemporaryDirectory(prefix="kominn-benchmark-") as folder, _own_database() as own:
        city = _city(Path(folder), own, settings)
        _found(city)
        yield city


@contextmanager
def kept_city(folder: Path | None) -> Iterator[tuple[City, bool]]:
    """As `new_city`, but it stays in the folder for the next time; whether it stood there already.

    Without a folder it is a new one that goes. One that `keep` was not called for is made anew.
    """
    if folder is None:
        with new_city() as city:
            yield city, False
        return
    note = folder / NOTE
    stood = note.exists()
    if not stood:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    own = json.loads(note.read_text()) if stood else _made_database()
    city = _city(folder, own, {})
    if stood:
        _kominn(city, "manage", "migrate")
    else:
        _found(city)
    yield city, stood


def keep(city: City) -> None:
    """It is whole: the next time it need not be made."""
    own = {name: city.environment[name] for name in city.environment if name == "DATABASE_URL"}
    (city.home / NOTE).write_text(json.dumps(own))


def _city(folder: Path, own: dict[str, str], settings: dict[str, str]) -> City:
    environment = os.environ | {
        **own,
        "KOMINN_HOME": str(folder),
        "KOMINN_PLAIN_HTTP": "true",
        "DJANGO_SETTINGS_MODULE": "kominn.config.settings",
        **settings,
    }
    return City(folder, _free_port(), environment)


def _found(city: City) -> None:
    for words in (["keys"], ["manage", "migrate"], ["manage", "load_city", "--city=larvik"]):
        _kominn(city, *words)
    inside(city, "found")


def _kominn(city: City, *words: str) -> None:
    subprocess.run([*KOMINN, *words], env=city.environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _own_database() -> Iterator[dict[str, str]]:
    """A new database beside the one that DATABASE_URL names; nothing where it names none."""
    own = _made_database()
    yield own
    if own:
        name = own["DATABASE_URL"].rpartition("/")[2]
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _made_database() -> dict[str, str]:
    address = os.environ.get("DATABASE_URL")
    if address is None:
        return {}
    name = f"city_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return {"DATABASE_URL": f"{address.rpartition('/')[0]}/{name}"}


@contextmanager
def served_city(**settings: str) -> Iterator[City]:
    with new_city(**settings) as city:
        city.start()
        try:
            yield city
        finally:
            city.stop()


def inside(city: City, *deed: str, given: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Have `inside.py` do something in the city, and hear what came of it."""
    answer = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "inside.py"), *deed],
        env=city.environment,
        input="".join(json.dumps(line) + "\n" for line in given or []),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    heard: dict[str, Any] = json.loads(answer.stdout)
    return heard


def reporters(city: City, clients: int, seconds: float) -> list[str]:
    """The command that has so many people tell their worries for so long."""
    script = str(Path(__file__).parent / "reporters.py")
    return [sys.executable, script, "127.0.0.1", str(city.port), str(clients), str(seconds)]


def database() -> str:
    return "PostgreSQL" if "DATABASE_URL" in os.environ else "SQLite"


def machine(city: City) -> str:
    """What the figures were taken on; the load tells how many others wanted the processors."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, CPython {platform.python_version()}, load {load:.1f}, "
        f"{_sync_milliseconds(city.home):.1f} ms until 4 kB are on the disk"
    )


def _sync_milliseconds(folder: Path) -> float:
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(50):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


def parser(about: str | None) -> argparse.ArgumentParser:
    """`--database` for whoever asks; `--here` for `on_databases` itself."""
    made = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--database", choices=["sqlite", "postgresql"], help="else both")
    made.add_argument("--here", action="store_true", help="on what DATABASE_URL names")
    return made


def on_databases(script: str, only: str | None, arguments: list[str]) -> int:
    """Run a script here, then within a throw-away PostgreSQL cluster that commits to the disk."""
    command = [sys.executable, script, "--here", *arguments]
    codes = [0]
    if only != "postgresql":
        here = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        codes.append(subprocess.run(command, cwd=ROOT, env=here, check=False).returncode)
    if only == "sqlite":
        return max(codes)
    if (version := postgresql_version()) is None:
        print("No PostgreSQL server here: measured on SQLite only.")
        return max(codes)
    address = 'DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"'
    cluster = ["pg_virtualenv", "-t", "-v", str(version), "-o", "fsync=on"]
    wrapped = [*cluster, "sh", "-c", f'{address} exec "$@"', "sh", *command]
    codes.append(subprocess.run(wrapped, cwd=ROOT, check=False).returncode)
    return max(codes)


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
