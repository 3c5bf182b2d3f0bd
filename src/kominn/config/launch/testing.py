"""`./kominn test`, `check` and `fix`: the same commands for a developer and for CI."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence

from kominn.config.launch import machine
from kominn.config.launch.machine import Need
from kominn.config.launch.places import PYTHON, ROOT, VENV

NOTHING_COLLECTED = 5
# What is not on disk yet cannot be lost: the cluster is thrown away after the run.
FAST_POSTGRESQL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
Say = Callable[[str], None]


def test(arguments: Sequence[str], *, strict: bool, say: Say) -> int:
    """Everything on SQLite, then on PostgreSQL what meets a database: all but the browser’s."""
    lacking = machine.provide(machine.NEEDS, say=say)
    codes = [_pytest("sqlite", arguments, lacking=lacking, strict=strict)]
    version = machine.postgresql_version()
    if version is not None:
        codes.append(_pytest_on_postgresql(version, arguments, lacking=lacking, strict=strict))
    for need in lacking:
        say(f"Left out for lack of {need.what}. This would allow it: {need.command}")
    return verdict(codes, left_out=strict and bool(lacking))


def verdict(codes: Sequence[int], *, left_out: bool) -> int:
    """The first failure counts; finding no test is one only if every run found none."""
    failures = [code for code in codes if code not in (0, NOTHING_COLLECTED)]
    if failures:
        return failures[0]
    if all(code == NOTHING_COLLECTED for code in codes):
        return NOTHING_COLLECTED
    return 1 if left_out else 0


def pytest_command(
    database: str, arguments: Sequence[str], *, lacking: Sequence[Need], strict: bool
) -> list[str]:
    # tests/needs.py says by name what is left out and, if strict, fails.
    words = [str(PYTHON), "-m", "pytest", "-p", "tests.needs", f"--database={database}"]
    words += [f"--lacking={need.marker}={need.command}" for need in lacking]
    words += ["--nothing-left-out"] if strict else []
    # Whoever is done first takes over what the other has left.
    return [*words, "-n", "2", "--dist", "worksteal", *arguments]


def _pytest(
    database: str, arguments: Sequence[str], *, lacking: Sequence[Need], strict: bool
) -> int:
    command = pytest_command(database, arguments, lacking=lacking, strict=strict)
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    return _run(command, environment | _browser())


def _pytest_on_postgresql(
    version: int, arguments: Sequence[str], *, lacking: Sequence[Need], strict: bool
) -> int:
    command = pytest_command("postgresql", arguments, lacking=lacking, strict=strict)
    options = [word for option in FAST_POSTGRESQL for word in ("-o", option)]
    address = 'DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"'
    with tempfile.NamedTemporaryFile("r") as ended:
        # Told of a failure, pg_virtualenv buries pytest's last words under the server's log.
        script = f'{address} "$@"; echo $? > {ended.name}'
        # In a folder of its own: a cluster left by a run that was killed is in nobody's way.
        words = [
            "pg_virtualenv",
            "-t",
            "-v",
            str(version),
            *options,
            "sh",
            "-c",
            script,
            "sh",
            *command,
        ]
        failed = _run(words, os.environ | _browser())
        code = ended.read().strip()
    return int(code) if code and not failed else failed or 1


def _browser() -> dict[str, str]:
    path = machine.browser()
    return {"KOMINN_BROWSER": path} if path else {}


def check(*, say: Say) -> int:
    """All of it, also after a failure; the first failure counts."""
    python, tools = str(PYTHON), VENV / "bin"
    return _all(
        [
            [str(tools / "ruff"), "format", "--check", ".", "kominn"],
            [str(tools / "ruff"), "check", ".", "kominn"],
            [str(tools / "mypy")],
            [str(tools / "lint-imports")],
            [python, "-m", "django", "makemigrations", "--check", "--dry-run"],
            [python, "-m", "pytest", "-q", "-n", "2", "tests/architecture"],
        ],
        say=say,
    )


def fix(*, say: Say) -> int:
    python, tools = str(PYTHON), VENV / "bin"
    return _all(
        [
            [str(tools / "ruff"), "format", ".", "kominn"],
            [str(tools / "ruff"), "check", "--fix", ".", "kominn"],
            [python, "-m", "django", "draw_docs"],
            [python, "-m", "django", "texts"],
        ],
        say=say,
    )


def _all(commands: Sequence[Sequence[str]], *, say: Say) -> int:
    """Every command, also after one that failed; the first failure counts."""
    failed = {}
    for command in commands:
        shown = " ".join(word.removeprefix(f"{VENV}/bin/") for word in command)
        say(f"$ {shown}")
        if code := _run(command, _django_environment()):
            failed[shown] = code
    for shown in failed:
        say(f"Failed: {shown}")
    return next(iter(failed.values()), 0)


def _django_environment() -> Mapping[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode
