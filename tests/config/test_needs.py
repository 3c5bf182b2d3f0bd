"""The plugin that says by name what a run leaves out, tried on small suites of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kominn.config.launch.places import ROOT

# It meets no database: once is enough.
pytestmark = pytest.mark.sqlite

SUITE = """
import pytest

@pytest.mark.browser
def test_clicks(): pass

@pytest.mark.postgresql
def test_asks_postgresql(): pass

@pytest.mark.sqlite
def test_asks_sqlite(): pass

def test_adds(): pass
"""


@pytest.fixture
def suite(tmp_path):
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n  browser: b\n  postgresql: p\n  sqlite: s\n"
    )

    def run(*options: str, text: str = SUITE) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_it.py").write_text(text)
        words = ["-p", "tests.needs", "-p", "no:randomly", "-p", "no:django", "-q", *options]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
        )

    return run


def test_each_database_runs_its_own_tests(suite):
    sqlite, postgresql = suite("--database=sqlite"), suite("--database=postgresql")

    assert "3 passed, 1 deselected" in sqlite.stdout
    assert "2 passed, 2 deselected" in postgresql.stdout


def test_what_is_lacking_is_named_with_the_command_that_would_allow_it(suite):
    told = suite("--database=sqlite", "--lacking=browser=sudo apt-get install -y a-browser")

    assert told.returncode == 0
    assert (
        "test_it.py::test_clicks: left out; this would allow it: sudo apt-get install -y a-browser"
        in told.stdout
    )
    assert "2 passed, 1 skipped, 1 deselected" in told.stdout


def test_tests_of_a_lacking_server_are_named_in_the_only_run_there_is(suite):
    told = suite("--database=sqlite", "--lacking=postgresql=apt-get install -y postgresql")

    assert "test_it.py::test_asks_postgresql: left out" in told.stdout


def test_with_two_processes_it_is_the_same(suite):
    told = suite("--database=sqlite", "--lacking=browser=x", "--nothing-left-out", "-n", "2")

    assert told.returncode == 1
    assert "test_it.py::test_clicks: left out" in told.stdout


def test_where_nothing_may_be_left_out_leaving_out_fails(suite):
    told = suite("--database=sqlite", "--lacking=browser=x", "--nothing-left-out")

    assert told.returncode == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("def test_it(): pass", 0),
        ("import pytest\n\ndef test_it(): pytest.skip('no sound card')", 1),
        ("import pytest\npytest.importorskip('no_such_module')\n\ndef test_it(): pass", 1),
        ("import pytest\n\n@pytest.mark.xfail\ndef test_it(): assert False", 0),
    ],
)
def test_where_nothing_may_be_left_out_a_skip_for_any_other_lack_fails(suite, text, code):
    text += "\n\ndef test_other(): pass"

    assert suite("--nothing-left-out", text=text).returncode == code


@pytest.mark.parametrize(
    "reason", ["../shared is not here", "no reference data beside the project: a.json"]
)
def test_what_stands_beside_the_repository_may_be_absent(suite, reason):
    text = f"import pytest\n\ndef test_it(): pytest.skip('{reason}')"
    there = (ROOT.parent / "shared").exists()

    assert suite("--nothing-left-out", text=text).returncode == (1 if there else 0)
