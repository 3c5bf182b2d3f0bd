"""The cast and what every test may lean on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from tests.page_checker import CheckedClient

# Tests assert nothing about time: how long an example takes is the machine's affair.
hypothesis_settings.register_profile("kominn", deadline=None)
hypothesis_settings.load_profile("kominn")

HERE = Path(__file__).parent
BEGAN = timezone.localdate()
# Rooms whose tests meet a database only where they ask for it by name. In others some start a city
# of their own on the database server of the run.
ASK_BY_NAME = ("architecture", "citystats", "config", "core", "portrait", "vault")
DATABASES = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What meets no database says the same on both: it runs once, beside SQLite."""
    for item in items:
        room = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        if room in ASK_BY_NAME and not asks_for_a_database(item):
            item.add_marker("sqlite")


def asks_for_a_database(item: pytest.Item) -> bool:
    marked = {marker.name for marker in item.iter_markers()} & {"django_db", "postgresql"}
    return bool(marked or DATABASES & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session", autouse=True)
def _emptying_after_a_test_empties_what_it_filled() -> None:
    """Tests with real commits end by emptying every table, which the trail's triggers refuse.

    Django empties each of some two hundred tables and makes content types and permissions anew;
    most tests fill a dozen.
    """
    from tests.emptying import empty_every_table

    def _fixture_teardown(self: TransactionTestCase) -> None:
        empty_every_table()

    TransactionTestCase._fixture_teardown = _fixture_teardown


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What one test's pages asked of the city, or the language they spoke, is not the next one's."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _a_file_s_now_is_of_today(request: pytest.FixtureRequest, monkeypatch) -> None:
    """A run may cross midnight: what a file took as now when it was read is then taken anew."""
    if timezone.localdate() == BEGAN:
        return
    anew = {"NOW": timezone.now(), "TODAY": timezone.localdate()}
    for name, value in anew.items():
        read = getattr(request.module, name, None)
        if isinstance(read, datetime) and read.tzinfo:
            read = timezone.localdate(read)
        if read == BEGAN:
            monkeypatch.setattr(request.module, name, value)


@pytest.fixture
def browse():
    """Django's test client; every page it is served must hold before the page checker."""
    return CheckedClient()


@pytest.fixture
def all_languages(settings):
    """As in the demo: every language is open to reporters."""
    from kominn.core import languages

    settings.SERVER_KEY_KIND = "demo"
    languages.open_to_reporters.cache_clear()
    yield
    languages.open_to_reporters.cache_clear()


# --- The cast: all invented, each with a sentence --------------------------------------------


def person(**facts):
    # Imported late: factories need the settings, which pytest-django loads after this file.
    from tests.factories.accounts import UserFactory

    return UserFactory(**facts)


@pytest.fixture
def kari(db):
    """Kari coordinates: she reads, answers and closes concerns, and lets others in to her team."""
    return person(name="Kari", roles=["coordinator"])


@pytest.fixture
def stian(db):
    """Stian works at a school: he reports, registers what parents tell him, and reads nothing."""
    return person(name="Stian", roles=["employee"])


@pytest.fixture
def inga(db):
    """Inga is on intake: she reads new concerns first."""
    return person(name="Inga", roles=["intake"])


@pytest.fixture
def leif(db):
    """Leif leads the unit: he sees numbers, and vouches for colleagues who lost their phones."""
    return person(name="Leif", roles=["leader"])


@pytest.fixture
def ada(db):
    """Ada administers: she invites people and gives roles, and can read no concern."""
    return person(name="Ada", roles=["administrator"])


@pytest.fixture
def per(db):
    """Per protects data: he sees the trail of deeds, not what they were about."""
    return person(name="Per", roles=["protection_officer"])


@pytest.fixture
def intake_team(inga, kari):
    """The team new concerns are sealed to: Inga was first, and Kari is in."""
    from kominn.vault.actions import teams
    from tests.factories.accounts import TeamFactory

    at = timezone.now()
    team = TeamFactory(name="Mottak", slug="mottak", intake=True)
    teams.found_team_keys(team, inga, by=None, at=at)
    teams.admit(team, kari, by=inga, at=at)
    return team


@pytest.fixture
def sign_in():
    """`sign_in(client, kari)`: logged in, second factor shown."""
    from tests.factories.accounts import sign_in

    return sign_in


@pytest.fixture
def together(transactional_db, tmp_path):
    """Real commits from many threads. SQLite's test database lives in memory, which threads can't
    share as they share a file: for these tests it is put in one."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    file = str(tmp_path / "together.sqlite3")
    with closing(sqlite3.connect(file)) as copy:
        in_memory.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, file
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory, name
