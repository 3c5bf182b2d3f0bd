"""The installed command, run as a person runs it, on a real city of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kominn.config.serve import check_port
from kominn.config.trouble import Trouble

# The city of these tests stands on SQLite, whatever the run is on: once is enough.
pytestmark = [pytest.mark.sqlite, pytest.mark.slow]
PATIENCE = 120


def kominn(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kominn.config.command", *map(str, words)],
        env=environment(home),
        cwd=home.parent,
        capture_output=True,
        text=True,
    )


def environment(home: Path) -> dict[str, str]:
    ours = ("KOMINN_", "DJANGO_", "DATABASE_", "PYTEST_", "CREDENTIALS_")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    return kept | {"KOMINN_HOME": str(home), "KOMINN_PLAIN_HTTP": "true"}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("city") / "home"
    told = kominn(home, "keys")
    assert "server.key" in told.stdout, told.stderr
    for words in (["migrate", "--verbosity=0"], ["load_city", "--city=larvik"]):
        told = kominn(home, "manage", *words)
        assert told.returncode == 0, told.stderr
    return home


@pytest.fixture
def home(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "home"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    with (home.parent / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "kominn.config.command", "serve", "--port", str(port)],
            env=environment(home),
            stdout=log,
            stderr=log,
        )
    try:
        wait_until(lambda: server.poll() is not None or answers(port))
        assert server.poll() is None, (home.parent / "log").read_text()
        yield server, port
    finally:
        with suppress(ProcessLookupError):
            server.terminate()
        server.wait(PATIENCE)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/logg-inn/", timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def wait_until(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def children(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found[1:]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


class TestServing:
    def test_told_to_stop_it_ends_well_and_leaves_no_process(self, home):
        with served(home) as (server, port):
            family = children(server.pid)
            server.terminate()

            assert server.wait(PATIENCE) == 0
            assert len(family) == 3
            assert not any(map(is_alive, family))
            assert not answers(port)

    def test_the_jobs_are_started_again_when_they_end(self, home):
        with served(home) as (server, _):
            # The arbiter has a child of its own; the jobs have none.
            jobs = next(pid for pid in direct(server.pid) if not children(pid))
            os.kill(jobs, signal.SIGKILL)

            assert wait_until(
                lambda: len(direct(server.pid)) == 2 and jobs not in direct(server.pid)
            )

    def test_nothing_outlives_a_killed_parent(self, home):
        with served(home) as (server, port):
            family = children(server.pid)
            server.kill()

            assert wait_until(lambda: not any(map(is_alive, family)))
            assert not answers(port)

    def test_what_it_makes_is_its_owners_alone(self, home):
        with served(home):
            for path in (home / "db.sqlite3", home / "keys" / "server.key", home / "static"):
                assert path.stat().st_mode & 0o077 == 0, path

    def test_it_says_nothing_of_those_who_visit(self, home):
        with served(home) as (_, port):
            answers(port)

        assert (home.parent / "log").read_text() == f"KomINN listens on 127.0.0.1:{port}\n"

    def test_a_city_without_tables_is_told_how_to_get_them(self, home):
        (home / "db.sqlite3").unlink()
        told = kominn(home, "serve")

        assert told.returncode == 2
        assert told.stderr == ("kominn: The city has no tables yet. Run: ./kominn manage migrate\n")

    def test_a_city_without_a_key_is_told_how_to_get_one(self, home):
        (home / "keys" / "server.key").unlink()
        told = kominn(home, "serve")

        assert told.returncode == 2
        assert "No server key" in told.stderr
        assert "./kominn setup" in told.stderr
        assert "Traceback" not in told.stderr

    def test_a_port_in_use_is_told_with_another_to_try(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]

            with pytest.raises(Trouble, match=f"./kominn demo --port {port + 1}"):
                check_port("127.0.0.1", port, word="demo")


def direct(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class TestKeys:
    def test_keys_are_made_once_and_their_keeping_is_advised(self, tmp_path):
        first, second = kominn(tmp_path / "home", "keys"), kominn(tmp_path / "home", "keys")
        keys = tmp_path / "home" / "keys"

        assert sorted(path.name for path in keys.iterdir()) == [
            "backup.key",
            "backup.pub",
            "server.key",
        ]
        assert "Keep a copy of both" in first.stdout
        assert second.stdout == ""
        assert all(path.stat().st_mode & 0o777 == 0o600 for path in keys.iterdir())

    def test_neither_key_is_shown(self, tmp_path):
        told = kominn(tmp_path / "home", "keys").stdout
        keys = tmp_path / "home" / "keys"

        assert (keys / "server.key").read_text().split()[1] not in told
        assert (keys / "backup.key").read_text().splitlines()[-1] not in told


class TestBackup:
    def test_a_served_city_is_backed_up_and_stands_whole_in_another_place(self, home, tmp_path):
        there = tmp_path / "there"
        there.mkdir()
        shutil.copytree(home / "keys", there / "keys")

        with served(home):
            made = kominn(home, "backup", tmp_path / "b.age")
        restored = kominn(there, "restore", tmp_path / "b.age")

        assert made.returncode == 0, made.stderr
        assert re.search(r"holds the database and \d+ sealed files", made.stdout)
        assert restored.returncode == 0, restored.stderr
        assert "The trail of deeds is whole" in restored.stdout

    def test_a_served_city_is_not_replaced(self, home, tmp_path):
        kominn(home, "backup", tmp_path / "b.age")

        with served(home):
            told = kominn(home, "restore", tmp_path / "b.age", "--force")

        assert told.returncode == 2
        assert "is being served" in told.stderr

    def test_a_key_kept_elsewhere_is_named(self, home, tmp_path):
        kominn(home, "backup", tmp_path / "b.age")
        (home / "keys" / "backup.key").rename(tmp_path / "safe.key")

        without = kominn(home, "restore", tmp_path / "b.age", "--force")
        named = kominn(
            home, "restore", tmp_path / "b.age", "--force", "--key", tmp_path / "safe.key"
        )

        assert without.returncode == 2
        assert "--key FILE" in without.stderr
        assert named.returncode == 0, named.stderr


class TestWords:
    @pytest.mark.parametrize(
        "words",
        [
            [],
            ["serve", "--port", "none"],
            ["serve", "--port", "70000"],
            ["serve", "--threads", "0"],
            ["demo", "--city", "atlantis"],
            ["backup"],
            ["restore"],
            ["audit"],
            ["audit", "forget"],
            ["audit", "verify", "--nonsense"],
            ["import", "areas"],
        ],
    )
    def test_words_that_are_not_understood_end_with_2_and_a_sentence(self, home, words):
        told = kominn(home, *words)

        assert told.returncode == 2
        assert told.stderr
        assert "Traceback" not in told.stderr

    def test_a_whole_trail_is_told(self, home):
        told = kominn(home, "audit", "verify")

        assert told.returncode == 0, told.stderr
        assert "whole" in told.stdout

    def test_areas_of_a_file_that_is_not_there_are_told_in_a_sentence(self, home):
        told = kominn(home, "import", "areas", "nowhere.geojson")

        assert told.returncode != 0
        assert "Traceback" not in told.stderr

    def test_a_database_without_tables_is_told_how_to_get_them(self, home):
        (home / "db.sqlite3").unlink()
        told = kominn(home, "audit", "verify")

        assert told.returncode == 2
        assert "./kominn manage migrate" in told.stderr

    def test_any_command_of_django_can_be_given(self, home):
        told = kominn(home, "manage", "check")

        assert told.returncode == 0, told.stderr
