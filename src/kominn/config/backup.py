"""`./kominn backup` and `restore`: the database and the sealed files in one age file.

A backup is made for the recipient in keys/backup.pub; only keys/backup.key opens it. Neither that
key nor the server key is in it. The copy of the database that is packed stands for a moment in
the city's own folder, readable by its owner only, and holds nothing the database does not.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyrage

from kominn.config.serve import alone, not_being_served
from kominn.config.trouble import Trouble
from kominn.core.streams import CHUNK, pass_on

FORMAT = 1
LABEL = "kominn-backup.json"
DATABASE = "database"
SEALED = "sealed"
FOLDER = "backup-"
EMPTY_THE_SCHEMA = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;"


@dataclass(frozen=True, slots=True)
class City:
    """What is backed up, and where it stands."""

    home: Path
    database: Mapping[str, Any]
    server_keys: tuple[str, ...]

    @property
    def is_sqlite(self) -> bool:
        return "sqlite" in self.database["ENGINE"]

    @property
    def kind(self) -> str:
        return "sqlite" if self.is_sqlite else "postgresql"

    @property
    def file(self) -> Path:
        return Path(self.database["NAME"])

    @property
    def sealed(self) -> Path:
        return self.home / SEALED


def back_up(city: City, target: Path, *, recipient: str, at: dt.datetime) -> int:
    """Write the backup; answer how many sealed files are in it."""
    if target.exists():
        raise Trouble(f"{target} exists already. A backup never overwrites anything: name another.")
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent}.")
    sealed_for = _recipient(recipient)
    part = target.with_name(f"{target.name}.part")
    try:
        with _folder_in(city.home) as folder, _create(part) as file:
            copy = folder / DATABASE
            _copy_database(city, copy)
            label = {
                "format": FORMAT,
                "made_at": at.isoformat(timespec="minutes"),
                "database": city.kind,
                "server_key": city.server_keys[0],
            }
            files = _Count()
            pass_on(
                lambda end: _pack(end, label=label, database=copy, sealed=city.sealed, files=files),
                lambda end: pyrage.encrypt_io(end, file, [sealed_for]),
            )
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return files.number


def restore(city: City, source: Path, *, identity: str, force: bool) -> str:
    """Put a backup in place of what is here; answer when it was made.

    Until the last step, which is one replaced file or one transaction, the city that stood here
    is whole; after it, the restored one is.
    """
    opened_by = _identity(identity)
    if not source.is_file():
        raise Trouble(f"There is no file {source}.")
    with not_being_served(city.home), _folder_in(city.home) as folder:
        if not force and not is_empty(city):
            raise Trouble(
                f"There is a city in {city.home} already. "
                "--force puts the backup in its place, and what is there now is gone."
            )
        _unpack(source, opened_by, folder)
        label = _read_label(folder / LABEL, city)
        _check_database(city, folder / DATABASE)
        kept = _bring_sealed(folder / SEALED, city.sealed)
        _replace_database(city, folder / DATABASE)
        _drop_other_sealed(city.sealed, kept)
    return str(label["made_at"])


def is_empty(city: City) -> bool:
    if any(path.is_file() for path in city.sealed.rglob("*")):
        return False
    if not city.is_sqlite:
        count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        return _postgresql(city, "psql", "-XAtqc", count).strip() == b"0"
    if not city.file.exists():
        return True
    with closing(sqlite3.connect(city.file)) as database:
        try:
            return not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError:
            # Damaged is not empty.
            return False


# --- Keys -----------------------------------------------------------------------------------
def read_recipient(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise Trouble(
            f"No recipient of backups can be read at {path}. Run: ./kominn setup"
        ) from error


def read_identity(path: Path) -> str:
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise Trouble(
            f"No key that opens backups can be read at {path}. On a new machine, bring the old "
            "machine's key files too: server.key and backup.key, into the folder keys of the "
            "city. Or name the one that opens backups with --key FILE."
        ) from error
    return next((line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")), "")


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise Trouble("The recipient of backups is not written as it should be.") from error


def _identity(text: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        # No cause: a traceback must not carry a part of the key.
        raise Trouble("The key that opens backups is not written as it should be.") from None


# --- Streams --------------------------------------------------------------------------------
class _Count:
    number = 0


@contextmanager
def _folder_in(home: Path) -> Iterator[Path]:
    """A folder for its owner only, on the city's own disk, gone afterwards."""
    with alone(home, "backup"):
        for left_behind in home.glob(f"{FOLDER}*"):
            shutil.rmtree(left_behind)
        with tempfile.TemporaryDirectory(dir=home, prefix=FOLDER) as folder:
            yield Path(folder)


@contextmanager
def _create(path: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


# --- Packing --------------------------------------------------------------------------------
def _pack(
    end: IO[bytes], *, label: Mapping[str, object], database: Path, sealed: Path, files: _Count
) -> None:
    with tarfile.open(fileobj=end, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        text = json.dumps(label).encode()
        archive.addfile(_entry(LABEL, len(text)), io.BytesIO(text))
        with database.open("rb") as content:
            archive.addfile(_entry(DATABASE, database.stat().st_size), content)
        for path in _sealed_files(sealed):
            try:
                content = path.open("rb")
            except FileNotFoundError:
                # Kept or erased since the list was made.
                continue
            with content:
                name = f"{SEALED}/{path.relative_to(sealed).as_posix()}"
                entry = _entry(name, os.fstat(content.fileno()).st_size)
                # Its own coarsened time, so that a restore tells no more than the original.
                entry.mtime = int(os.fstat(content.fileno()).st_mtime)
                archive.addfile(entry, content)
                files.number += 1


def _sealed_files(sealed: Path) -> Iterator[Path]:
    """What is on its way in comes first: a file that is kept meanwhile is met in its new place."""
    incoming = sealed / "incoming"
    yield from sorted(path for path in incoming.rglob("*") if path.is_file())
    for path in sorted(sealed.rglob("*")):
        if path.is_file() and incoming not in path.parents:
            yield path


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _unpack(source: Path, identity: Any, folder: Path) -> None:
    try:
        with source.open("rb") as file:
            pass_on(
                lambda end: pyrage.decrypt_io(file, end, [identity]),
                lambda end: _unpack_tar(end, folder),
            )
    except pyrage.DecryptError as error:
        raise Trouble(
            f"{source} cannot be opened: it was made for another key, or it is damaged. "
            "Nothing was changed."
        ) from error
    except (tarfile.TarError, OSError) as error:
        raise Trouble(f"{source} cannot be read whole ({error}). Nothing was changed.") from error


def _unpack_tar(end: IO[bytes], folder: Path) -> None:
    with tarfile.open(fileobj=end, mode="r|") as archive:
        for entry in archive:
            content = archive.extractfile(entry)
            if content is None or not _is_ours(entry.name):
                raise tarfile.TarError("it holds something no backup holds")
            with _create(folder / entry.name) as file:
                shutil.copyfileobj(content, file, CHUNK)
            os.utime(folder / entry.name, (entry.mtime, entry.mtime))
    # Read to the end, so that what comes after the archive is checked too.
    while end.read(CHUNK):
        pass


def _is_ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if len(parts) == 1:
        return name in (LABEL, DATABASE)
    return parts[0] == SEALED and ".." not in parts


def _read_label(path: Path, city: City) -> dict[str, object]:
    try:
        label = dict(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise Trouble("This is no backup of a city. Nothing was changed.") from error
    if label.get("format") != FORMAT:
        raise Trouble("This backup was made by another version of KomINN. Nothing was changed.")
    if label["database"] != city.kind:
        raise Trouble(
            f"This is a backup of a city on {label['database']}, but DATABASE_URL names "
            f"{city.kind}. Nothing was changed."
        )
    if label["server_key"] not in city.server_keys:
        raise Trouble(
            "This backup was made under another server key, without which nothing in it can be "
            "read. On a new machine, bring the old key files too: put the old server.key (and "
            f"backup.key and backup.pub) in {city.home / 'keys'} in place of the new ones. "
            "Nothing was changed."
        )
    return label


# --- Sealed files ---------------------------------------------------------------------------
def _bring_sealed(source: Path, target: Path) -> set[Path]:
    """Move the backup's files in beside those that are there; each has a name of its own."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(source / name, target / name)
    return names


def _drop_other_sealed(folder: Path, kept: set[Path]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder) not in kept:
            path.unlink()


# --- Databases ------------------------------------------------------------------------------
def _copy_database(city: City, copy: Path) -> None:
    with _create(copy):
        pass
    if not city.is_sqlite:
        _postgresql(city, "pg_dump", "-Fc", "--no-owner", "--no-privileges", "-f", str(copy))
        return
    if not city.file.exists():
        raise Trouble(f"There is no city in {city.home} yet.")
    with closing(sqlite3.connect(city.file)) as original, closing(sqlite3.connect(copy)) as target:
        # All pages in one step: a consistent copy, and with a write-ahead log nobody waits.
        original.backup(target)


def _check_database(city: City, copy: Path) -> None:
    if not copy.exists():
        raise Trouble("This backup holds no database. Nothing was changed.")
    if not city.is_sqlite:
        _postgresql(city, "pg_restore", "--list", str(copy))
        return
    with closing(sqlite3.connect(copy)) as database:
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Trouble("The database in this backup is damaged. Nothing was changed.")


def _replace_database(city: City, copy: Path) -> None:
    if city.is_sqlite:
        _replace_file(city.file, copy)
    else:
        _replace_schema(city, copy)


def _replace_file(target: Path, copy: Path) -> None:
    if target.exists():
        # A log left behind by the old file would be read into the new one.
        with closing(sqlite3.connect(target, timeout=1)) as old:
            try:
                old.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                raise Trouble(f"{target} is in use. Stop what uses it.") from error
            except sqlite3.DatabaseError:
                # No database any more: what belongs to it goes with it.
                for ending in ("-wal", "-shm"):
                    Path(f"{target}{ending}").unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(copy, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _replace_schema(city: City, copy: Path) -> None:
    script = copy.with_suffix(".sql")
    with _create(script):
        pass
    restoring = ["pg_restore", "--no-owner", "--no-privileges", "-n", "public", "-f"]
    _postgresql(city, *restoring, str(script), str(copy))
    once = ["-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1"]
    _postgresql(city, "psql", *once, "-c", EMPTY_THE_SCHEMA, "-f", str(script))


def _postgresql(city: City, *command: str) -> bytes:
    """One of PostgreSQL's programs; where to go and the password stand in its environment only."""
    if not shutil.which(command[0]):
        raise Trouble(
            f"{command[0]} is not on this machine. It comes with PostgreSQL's client programs: "
            "apt-get install -y postgresql-client"
        )
    ended = subprocess.run(
        command, env=os.environ | _connection(city.database), capture_output=True, check=False
    )
    if ended.returncode:
        raise Trouble(f"{command[0]} says: {_last_line(ended.stderr)}")
    return ended.stdout


def _connection(database: Mapping[str, Any]) -> dict[str, str]:
    names: Sequence[tuple[str, str]] = (
        ("PGDATABASE", "NAME"),
        ("PGUSER", "USER"),
        ("PGPASSWORD", "PASSWORD"),
        ("PGHOST", "HOST"),
        ("PGPORT", "PORT"),
    )
    found = {name: str(database[key]) for name, key in names if database.get(key)}
    sslmode = database.get("OPTIONS", {}).get("sslmode")
    return found | ({"PGSSLMODE": str(sslmode)} if sslmode else {})


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "nothing"
