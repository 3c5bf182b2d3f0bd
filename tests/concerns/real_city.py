"""A real city in a home of its own: the server as it runs for a municipality, met over HTTP."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import psycopg
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.db import connection

from kominn.config.launch import machine
from tests.concerns.pages import Visit

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
PASSWORD = "fjord-larvikitt-bok-37"
SECRETS = {"inga": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "kari": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"}
PEOPLE = f"""
import django; django.setup()
from datetime import timedelta
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from kominn.accounts import actions
from kominn.config import profiles
from kominn.core.worktime import day_of
from kominn.law import actions as law
from kominn.law import starter
from kominn.law.models import Approval
from kominn.vault.actions import teams

at = timezone.now()
profiles.load("larvik")
people = {{}}
for name, role in (("inga", "intake"), ("kari", "coordinator")):
    token = actions.invite(f"{{name}}@larvik.example", roles=[role], language="nb", by=None, at=at)
    people[name] = actions.accept_invitation(token, name=name.title(), password={PASSWORD!r}, at=at)
    TOTP.activate(people[name], {SECRETS!r}[name])
team = actions.found_team(slug="mottak", name="Mottak", purpose="", intake=True, by=people["kari"], at=at)
teams.found_team_keys(team, people["inga"], by=people["kari"], at=at)
teams.admit(team, people["kari"], by=people["inga"], at=at)
starter.begin(at=at)
for kind in Approval.Kind:
    law.record_approval(kind=kind, decided_by="Kommunedirektøren", decided_on=day_of(at),
        valid_until=day_of(at) + timedelta(days=30), reference="Sak 1", by=people["kari"], at=at)
"""


@dataclass
class City:
    folder: Path
    environment: dict[str, str]
    database: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    families: list[int] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def kominn(self, *words: str) -> str:
        return self.run("-m", "kominn.config.command", *words)

    def python(self, program: str) -> str:
        return self.run("-c", program)

    def visit(self) -> Visit:
        return Visit(Browser(self.port))

    def pids(self) -> list[int]:
        """The server's process and all it has started."""
        assert self.process
        found = [self.process.pid]
        for pid in found:
            with suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    found += map(int, (task / "children").read_text().split())
        return found


@contextmanager
def made(folder: Path, *, own_server: bool = False, **environment: str) -> Iterator[City]:
    """Keys, tables, the starter profile, and two colleagues who read.

    On the database server of the run; or on its own, where nobody else writes in the same second.
    """
    ours = ("KOMINN_", "DJANGO_", "DATABASE_", "PYTEST_", "CREDENTIALS_", "PG")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    with (_lone_server if own_server else _database)(folder) as database:
        city = City(
            folder,
            kept
            | {
                "KOMINN_HOME": str(folder / "home"),
                "KOMINN_PLAIN_HTTP": "true",
                "DATABASE_URL": database,
                "DJANGO_SETTINGS_MODULE": "kominn.config.settings",
                "TMPDIR": str(folder / "tmp"),
                "PYTHONPATH": str(ROOT / "src"),
            }
            | environment,
            database,
        )
        city.kominn("keys")
        city.kominn("manage", "migrate", "--verbosity=0")
        city.python(PEOPLE)
        yield city


@contextmanager
def served(city: City) -> Iterator[City]:
    city.port = free_port()
    with city.log.open("ab") as log:
        city.process = subprocess.Popen(
            [sys.executable, "-m", "kominn.config.command", "serve", "--port", str(city.port)],
            env=city.environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        assert wait_until(lambda: answers(city.port)), city.log.read_text()
        yield city
    finally:
        with suppress(ProcessLookupError):
            city.process.send_signal(signal.SIGTERM)
        city.process.wait(PATIENCE)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'home' / 'db.sqlite3'}"
        return
    server = settings.DATABASES["default"]
    user, password = quote(server["USER"]), quote(server["PASSWORD"] or "")
    base = f"postgres://{user}:{password}@{server['HOST']}:{server['PORT']}"
    name = f"kominn_real_{secrets.token_hex(4)}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as maker:
        maker.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{base}/{name}"
    finally:
        with psycopg.connect(f"{base}/postgres", autocommit=True) as maker:
            maker.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _lone_server(folder: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        with _database(folder) as database:
            yield database
        return
    # PostgreSQL refuses to run as root, and pytest's folders are closed to all others.
    user = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="kominn-postgresql-") as place:
        if user:
            shutil.chown(place, user)
        data, port = f"{place}/data", free_port()
        tools = f"/usr/lib/postgresql/{machine.postgresql_version()}/bin"
        options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1"

        def run(*words: str) -> None:
            subprocess.run(
                words, user=user, group=user, cwd=place, check=True, stdout=subprocess.DEVNULL
            )

        run(f"{tools}/initdb", "-D", data, "-U", "kominn", "-A", "trust", "-E", "UTF8")
        run(f"{tools}/pg_ctl", "-D", data, "-o", options, "-l", f"{place}/log", "-w", "start")
        try:
            yield f"postgres://kominn@127.0.0.1:{port}/postgres"
        finally:
            run(f"{tools}/pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        return Browser(port).generic("GET", "/kvittering/").status_code == 200
    except OSError:
        return False


def wait_until(holds, patience: float = PATIENCE) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return bool(holds())


# --- A browser over a real socket -------------------------------------------------------------


@dataclass
class Answer:
    status_code: int
    headers: Message
    content: bytes


@dataclass
class Browser:
    """As much of a browser as the pages need: cookies, and nothing that runs."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def generic(
        self, method: str, path: str, body: bytes = b"", content_type: str = "", **_: str
    ) -> Answer:
        site = f"http://127.0.0.1:{self.port}"
        headers = {"Origin": site, "Referer": site + path} if method == "POST" else {}
        if content_type:
            headers["Content-Type"] = content_type
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body or None, headers)
            response = line.getresponse()
            content = response.read()
        finally:
            line.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(response.status, response.headers, content)


def log_in(city: City, name: str) -> Visit:
    """As the colleague does: the password, then the code of the app."""
    visit = city.visit()
    page = visit.get("/logg-inn/")
    page = page.submit(
        page.form_with("password"), {"login": f"{name}@larvik.example", "password": PASSWORD}
    )
    page = page.submit(page.form_with("code"), {"code": app_code(SECRETS[name])})
    assert visit.get("/innboks/").heading == "Innboks", page.main
    return visit


def app_code(secret: str) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))
