"""What a machine lacks is said by name, never passed over: `./kominn test` loads this into pytest.

A test marked `browser` or `postgresql` is left out where the machine lacks that, with the one
command that would allow it. Where nothing may be left out, any skipped test fails the run.
"""

from __future__ import annotations

from pathlib import Path

import pytest

# Tests of what stands beside the repository say so when they skip for want of it.
BESIDE = ("../shared", "beside the project")
SHARED = Path(__file__).resolve().parents[2] / "shared"
# The browser meets SQLite only; a test for one database has no place in the other's run.
ELSEWHERE = {"sqlite": {"postgresql"}, "postgresql": {"browser", "sqlite"}}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("needs")
    group.addoption("--database", choices=sorted(ELSEWHERE), help="the database of this run")
    group.addoption("--lacking", action="append", default=[], metavar="MARKER=COMMAND")
    group.addoption("--nothing-left-out", action="store_true")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    lacking = dict(text.split("=", 1) for text in config.getoption("lacking"))
    database = config.getoption("database")
    elsewhere = ELSEWHERE.get(database, set())
    if database == "sqlite":
        # No other run follows for what is lacking: it is named here.
        elsewhere = elsewhere - lacking.keys()
    kept, others = [], []
    for item in items:
        markers = {marker.name for marker in item.iter_markers()}
        (others if markers & elsewhere else kept).append(item)
        for marker in sorted(markers & lacking.keys()):
            item.add_marker(
                pytest.mark.skip(reason=f"left out; this would allow it: {lacking[marker]}")
            )
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = _skipped(terminalreporter)
    if reports:
        terminalreporter.section("left out or skipped")
    for report in reports:
        terminalreporter.write_line(f"{report.nodeid}: {_reason(report)}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("nothing_left_out"):
        return
    succeeded = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if succeeded and any(map(_counts, _skipped(reporter))):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skipped(reporter: pytest.TerminalReporter) -> list[pytest.TestReport]:
    return list(reporter.stats.get("skipped", []))


def _reason(report: pytest.TestReport) -> str:
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ")


def _counts(report: pytest.TestReport) -> bool:
    """What stands beside the repository may be absent, and its tests then, but only then."""
    return SHARED.exists() or not any(words in _reason(report) for words in BESIDE)
