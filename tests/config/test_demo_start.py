"""`./kominn demo` from its first start to its third, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kominn.config import demo_start
from tests.config.test_command import answers, environment, free_port, wait_until

pytestmark = pytest.mark.sqlite
PROGRAM = """
import sys
from pathlib import Path
from kominn.config.demo_start import start

root, port, fresh = sys.argv[1:]
sys.exit(start(Path(root), city="larvik", port=int(port), fresh=fresh == "fresh"))
"""


def served_once(root: Path, how: str = "") -> str:
    """Start the demo, wait until it answers, stop it; what it said."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root), str(port), how],
        env=environment(root) | {"DATABASE_URL": "postgres://nowhere/real_city"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        try:
            assert wait_until(lambda: demo.poll() is not None or answers(port))
        finally:
            demo.terminate()
        return demo.communicate(timeout=30)[0]


@pytest.mark.slow
def test_the_city_is_built_once_and_a_second_start_builds_nothing(tmp_path):
    first = served_once(tmp_path)
    second = served_once(tmp_path)
    fresh = served_once(tmp_path, "fresh")

    assert "Building the city larvik ..." in first
    assert "no invented person" in first
    assert "larvik is served on http://localhost:" in first
    assert "Building" not in second
    assert "no invented person" in second
    assert "Building the city larvik ..." in fresh


@pytest.mark.slow
def test_a_city_whose_building_broke_off_is_built_anew(tmp_path):
    served_once(tmp_path)
    (tmp_path / "var" / "demo-larvik" / demo_start.MARKER).unlink()

    again = served_once(tmp_path)

    assert "Building the city larvik ..." in again
    assert "larvik is served on" in again


@pytest.mark.slow
def test_a_city_whose_database_was_taken_away_is_built_anew(tmp_path):
    served_once(tmp_path)
    for path in (tmp_path / "var" / "demo-larvik").glob("db.sqlite3*"):
        path.unlink()

    assert "Building the city larvik ..." in served_once(tmp_path)


def test_a_demo_knows_nothing_of_the_real_city(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in ("DATABASE_URL", "CREDENTIALS_DIRECTORY", "KOMINN_SERVER_KEY_FILE"):
        os.environ[name] = "/the/real/city"

    home = demo_start.settle_environment(tmp_path, city="lagenvik", port=8123)

    assert home == tmp_path / "var" / "demo-lagenvik"
    assert "/the/real/city" not in os.environ.values()
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "kominn.config.demo_settings"
    assert os.environ["KOMINN_BASE_URL"] == "http://localhost:8123"


def test_starting_over_clears_everything_but_the_lock(tmp_path):
    (tmp_path / "sealed" / "ab").mkdir(parents=True)
    for name in ("db.sqlite3", "city.txt", "serving.lock", "sealed/ab/file"):
        (tmp_path / name).touch()

    demo_start.clear(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["serving.lock"]
