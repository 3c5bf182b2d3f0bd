"""Backup and restore on real files: a small city whose every word is a marker to look for."""

from __future__ import annotations

import datetime as dt
import io
import os
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.conf import settings

from kominn.config import backup
from kominn.config.backup import City
from kominn.config.serve import being_served
from kominn.config.trouble import Trouble

AT = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
MONDAY = 1_763_942_400
MARKER = "MARKER-rødgrøt-42"
SEALED_MARKER = b"SEALED-MARKER-" * 9_000
SERVER_KEYS = ("aa11", "bb22")


@pytest.fixture
def identity():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def make_city(tmp_path):
    def make(name: str, server_keys: tuple[str, ...] = SERVER_KEYS) -> City:
        home = tmp_path / name
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "db.sqlite3")}
        return City(home, database, server_keys)

    return make


@pytest.fixture
def city(make_city):
    here = make_city("here")
    fill(here)
    return here


def fill(city: City) -> None:
    (city.sealed / "ab").mkdir(parents=True)
    (city.sealed / "incoming").mkdir()
    (city.sealed / "ab" / "kept").write_bytes(SEALED_MARKER)
    os.utime(city.sealed / "ab" / "kept", (MONDAY, MONDAY))
    (city.sealed / "incoming" / "on-its-way").write_bytes(b"")
    (city.home / "keys").mkdir()
    (city.home / "keys" / "server.key").write_text("kominn-key SECRET")
    execute(city, "CREATE TABLE told (words TEXT)")
    execute(city, f"INSERT INTO told VALUES ('{MARKER}')")


def execute(city: City, statement: str) -> list[tuple[object, ...]]:
    if city.is_sqlite:
        with closing(sqlite3.connect(city.file)) as database, database:
            database.execute("PRAGMA journal_mode=WAL")
            return database.execute(statement).fetchall()
    names = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    where = {name: str(city.database[key]) for name, key in names.items() if city.database[key]}
    with psycopg.connect(**where, autocommit=True) as database:
        cursor = database.execute(statement)
        return cursor.fetchall() if cursor.description else []


def told(city: City) -> list[tuple[object, ...]]:
    return execute(city, "SELECT words FROM told")


def back_up(city: City, identity: object, target: Path) -> Path:
    backup.back_up(city, target, recipient=str(identity.to_public()), at=AT)
    return target


def restore(city: City, source: Path, identity: object, *, force: bool = False) -> str:
    return backup.restore(city, source, identity=str(identity), force=force)


def traces(city: City) -> list[str]:
    return [path.name for path in city.home.glob("backup-*")]


class TestRoundTrip:
    def test_what_was_backed_up_stands_in_another_place(self, city, make_city, identity, tmp_path):
        there = make_city("there")

        made_at = restore(there, back_up(city, identity, tmp_path / "b.age"), identity)

        assert made_at == "2026-11-23T12:00+00:00"
        assert told(there) == [(MARKER,)]
        assert (there.sealed / "ab" / "kept").read_bytes() == SEALED_MARKER
        assert (there.sealed / "incoming" / "on-its-way").read_bytes() == b""

    def test_sealed_files_keep_their_coarse_time(self, city, make_city, identity, tmp_path):
        there = make_city("there")

        restore(there, back_up(city, identity, tmp_path / "b.age"), identity)

        assert (there.sealed / "ab" / "kept").stat().st_mtime == MONDAY

    def test_nothing_that_was_told_can_be_read_in_the_file(self, city, identity, tmp_path):
        content = back_up(city, identity, tmp_path / "b.age").read_bytes()

        for marker in (MARKER.encode(), SEALED_MARKER[:14], b"SQLite format 3", b"told", b"ustar"):
            assert marker not in content

    def test_no_key_is_in_it(self, city, identity, tmp_path):
        opened = pyrage.decrypt(
            back_up(city, identity, tmp_path / "b.age").read_bytes(), [identity]
        )

        assert b"SECRET" not in opened
        with tarfile.open(fileobj=io.BytesIO(opened)) as archive:
            assert sorted(archive.getnames()) == [
                "database",
                "kominn-backup.json",
                "sealed/ab/kept",
                "sealed/incoming/on-its-way",
            ]

    def test_only_its_owner_can_read_it_and_nothing_is_left_lying(self, city, identity, tmp_path):
        target = back_up(city, identity, tmp_path / "b.age")

        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert sorted(path.name for path in tmp_path.iterdir()) == ["b.age", "here"]
        assert traces(city) == []

    def test_what_a_killed_backup_left_behind_is_cleared(self, city, identity, tmp_path):
        (city.home / "backup-killed").mkdir()
        (city.home / "backup-killed" / "database").write_text(MARKER)

        back_up(city, identity, tmp_path / "b.age")

        assert traces(city) == []

    def test_writers_go_on_while_a_backup_is_made(self, city, identity, tmp_path, make_city):
        with closing(sqlite3.connect(city.file, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO told VALUES ('not yet')")
            target = back_up(city, identity, tmp_path / "b.age")
            writer.execute("COMMIT")
        there = make_city("there")

        restore(there, target, identity)

        assert told(there) == [(MARKER,)]
        assert len(told(city)) == 2


class TestRefusals:
    def test_a_backup_overwrites_nothing(self, city, identity, tmp_path):
        (tmp_path / "b.age").write_text("older")

        with pytest.raises(Trouble, match="exists already"):
            back_up(city, identity, tmp_path / "b.age")

        assert (tmp_path / "b.age").read_text() == "older"

    def test_a_city_that_is_not_there_is_not_backed_up(self, make_city, identity, tmp_path):
        with pytest.raises(Trouble, match="no city"):
            back_up(make_city("nowhere"), identity, tmp_path / "b.age")

        assert not (tmp_path / "b.age").exists()
        assert not (tmp_path / "b.age.part").exists()

    def test_a_city_that_is_there_is_not_overwritten(self, city, make_city, identity, tmp_path):
        source = back_up(city, identity, tmp_path / "b.age")
        there = make_city("there")
        fill(there)
        execute(there, "INSERT INTO told VALUES ('newer')")

        with pytest.raises(Trouble, match="--force"):
            restore(there, source, identity)

        assert len(told(there)) == 2

    def test_with_force_it_is_and_nothing_of_it_stays(self, city, make_city, identity, tmp_path):
        source = back_up(city, identity, tmp_path / "b.age")
        there = make_city("there")
        fill(there)
        execute(there, "INSERT INTO told VALUES ('newer')")
        (there.sealed / "ab" / "newer").write_bytes(b"newer")

        restore(there, source, identity, force=True)

        assert told(there) == [(MARKER,)]
        assert not (there.sealed / "ab" / "newer").exists()
        assert (there.sealed / "ab" / "kept").read_bytes() == SEALED_MARKER

    def test_with_force_a_damaged_database_is_replaced_too(
        self, city, make_city, identity, tmp_path
    ):
        source = back_up(city, identity, tmp_path / "b.age")
        there = make_city("there")
        there.home.mkdir()
        there.file.write_bytes(b"no database" * 1_000)

        with pytest.raises(Trouble, match="--force"):
            restore(there, source, identity)
        restore(there, source, identity, force=True)

        assert told(there) == [(MARKER,)]

    def test_a_city_that_is_being_served_is_left_alone(self, city, identity, tmp_path):
        source = back_up(city, identity, tmp_path / "b.age")

        with being_served(city.home), pytest.raises(Trouble, match="is being served"):
            restore(city, source, identity, force=True)

    def test_a_city_in_use_is_left_alone(self, city, identity, tmp_path):
        source = back_up(city, identity, tmp_path / "b.age")

        with closing(sqlite3.connect(city.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("INSERT INTO told VALUES ('newer')")
            with pytest.raises(Trouble, match="is in use"):
                restore(city, source, identity, force=True)
            other.execute("COMMIT")

        assert len(told(city)) == 2

    def test_another_key_does_not_open_it(self, city, make_city, identity, tmp_path):
        source, there = back_up(city, identity, tmp_path / "b.age"), make_city("there")

        with pytest.raises(Trouble, match="cannot be opened"):
            restore(there, source, pyrage.x25519.Identity.generate())

        assert not there.file.exists()
        assert traces(there) == []

    @pytest.mark.parametrize("place", [0.2, 0.5, 0.9, 0.999])
    def test_a_flipped_bit_anywhere_is_noticed(self, city, make_city, identity, tmp_path, place):
        source, there = back_up(city, identity, tmp_path / "b.age"), make_city("there")
        content = bytearray(source.read_bytes())
        content[int(len(content) * place)] ^= 1
        source.write_bytes(content)

        with pytest.raises(Trouble, match="Nothing was changed"):
            restore(there, source, identity)

        assert not there.file.exists()
        assert not there.sealed.exists()
        assert traces(there) == []

    @pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
    def test_a_file_cut_short_is_noticed(self, city, make_city, identity, tmp_path, share):
        source, there = back_up(city, identity, tmp_path / "b.age"), make_city("there")
        content = source.read_bytes()
        source.write_bytes(content[: int(len(content) * share)])

        with pytest.raises(Trouble, match="Nothing was changed"):
            restore(there, source, identity)

        assert not there.file.exists()

    def test_under_another_server_key_it_is_not_restored(self, city, make_city, identity, tmp_path):
        source = back_up(city, identity, tmp_path / "b.age")
        there = make_city("there", server_keys=("cc33",))

        with pytest.raises(Trouble, match="another server key"):
            restore(there, source, identity)

        assert not there.file.exists()

    def test_under_a_newer_server_key_that_keeps_the_older_it_is(
        self, city, make_city, identity, tmp_path
    ):
        source = back_up(city, identity, tmp_path / "b.age")
        there = make_city("there", server_keys=("cc33", SERVER_KEYS[0]))

        restore(there, source, identity)

        assert told(there) == [(MARKER,)]

    @pytest.mark.parametrize("name", ["../outside", "sealed/../../outside", "keys/server.key"])
    def test_a_backup_that_reaches_outside_is_refused(self, make_city, identity, tmp_path, name):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
        source, there = tmp_path / "b.age", make_city("there")
        source.write_bytes(pyrage.encrypt(archive.getvalue(), [identity.to_public()]))

        with pytest.raises(Trouble, match="no backup holds"):
            restore(there, source, identity)

        assert sorted(path.name for path in tmp_path.iterdir()) == ["b.age", "there"]

    def test_something_else_is_no_backup(self, make_city, identity, tmp_path):
        (tmp_path / "b.age").write_bytes(pyrage.encrypt(b"a letter", [identity.to_public()]))

        with pytest.raises(Trouble, match="Nothing was changed"):
            restore(make_city("there"), tmp_path / "b.age", identity)

    def test_a_backup_of_the_other_database_is_refused(self, city, identity, tmp_path):
        source = back_up(city, identity, tmp_path / "b.age")
        there = City(tmp_path / "there", {"ENGINE": "django.db.backends.postgresql"}, SERVER_KEYS)

        with pytest.raises(Trouble, match="a city on sqlite"):
            restore(there, source, identity, force=True)

    def test_a_missing_program_of_postgresql_is_named(self, tmp_path, identity, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        city = City(tmp_path / "pg", {"ENGINE": "django.db.backends.postgresql"}, SERVER_KEYS)

        with pytest.raises(Trouble, match=r"pg_dump is not on this machine.*postgresql-client"):
            back_up(city, identity, tmp_path / "b.age")

    @pytest.mark.parametrize("text", ["", "age1nonsense", "AGE-SECRET-KEY-1NONSENSE"])
    def test_keys_that_are_none_are_told_without_repeating_them(self, city, tmp_path, text):
        with pytest.raises(Trouble) as recipient:
            backup.back_up(city, tmp_path / "b.age", recipient=text, at=AT)
        with pytest.raises(Trouble) as identity:
            backup.restore(city, tmp_path / "b.age", identity=text, force=True)

        for trouble in (recipient, identity):
            assert "not written as it should be" in str(trouble.value)
            assert not text or text not in str(trouble.value)


@pytest.mark.postgresql
class TestOnPostgreSQL:
    @pytest.fixture
    def databases(self):
        """Two databases of their own on the server of this run."""
        server = dict(settings.DATABASES["default"])
        if "postgresql" not in server["ENGINE"]:
            pytest.skip("this run is on SQLite")
        names = [f"backup_{part}_{os.getpid()}" for part in ("here", "there")]
        cities = [server | {"NAME": name} for name in names]
        admin = City(Path(), server | {"NAME": "postgres"}, ())
        for name in names:
            execute(admin, f"CREATE DATABASE {name}")
        yield cities
        for name in names:
            execute(admin, f"DROP DATABASE {name} WITH (FORCE)")

    @pytest.fixture
    def here(self, databases, tmp_path):
        city = City(tmp_path / "here", databases[0], SERVER_KEYS)
        fill(city)
        execute(
            city,
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append only'; END $$",
        )
        execute(
            city,
            "CREATE TRIGGER stays BEFORE DELETE ON told FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        return city

    @pytest.fixture
    def there(self, databases, tmp_path):
        return City(tmp_path / "there", databases[1], SERVER_KEYS)

    def test_a_round_trip_and_back_again(self, here, there, identity, tmp_path):
        restore(there, back_up(here, identity, tmp_path / "1.age"), identity)
        execute(there, "INSERT INTO told VALUES ('later')")
        restore(here, back_up(there, identity, tmp_path / "2.age"), identity, force=True)

        assert told(here) == [(MARKER,), ("later",)]
        with pytest.raises(psycopg.errors.RaiseException, match="append only"):
            execute(here, "DELETE FROM told")

    def test_a_city_that_is_there_is_replaced_only_by_force(self, here, there, identity, tmp_path):
        source = back_up(here, identity, tmp_path / "b.age")
        execute(there, "CREATE TABLE newer (words TEXT)")

        with pytest.raises(Trouble, match="--force"):
            restore(there, source, identity)
        restore(there, source, identity, force=True)

        assert told(there) == [(MARKER,)]
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        assert execute(there, tables) == [("told",)]

    def test_nothing_that_was_told_can_be_read_in_the_file(self, here, identity, tmp_path):
        content = back_up(here, identity, tmp_path / "b.age").read_bytes()

        for marker in (MARKER.encode(), SEALED_MARKER[:14], b"PGDMP", b"told", b"ustar"):
            assert marker not in content

    def test_a_server_that_does_not_answer_is_told(self, here, identity, tmp_path):
        gone = City(here.home, dict(here.database) | {"PORT": "1"}, SERVER_KEYS)

        with pytest.raises(Trouble, match="pg_dump says"):
            back_up(gone, identity, tmp_path / "b.age")
