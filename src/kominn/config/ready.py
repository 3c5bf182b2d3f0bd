"""Make a city ready to be served: its keys, its tables, its static files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyrage
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from kominn.core.serverkey import Kind, generate

BACKUP_KEY = "backup.key"
BACKUP_RECIPIENT = "backup.pub"
ADVICE = """\
Keys were made in {folder}:
  server.key   opens what the city was told. Without it nothing in the database can be read.
  backup.key   opens backups. Backups are made with backup.pub alone.
Keep a copy of both where this machine's backups are not: neither is ever in a backup.
Best of all, take backup.key off this machine until the day it is needed."""


def make_keys(folder: Path, kind: Kind) -> bool:
    """Make what is missing, and say if anything was; a key that exists is never touched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = _write_new(folder / "server.key", generate(kind))
    if not (folder / BACKUP_RECIPIENT).exists():
        identity = pyrage.x25519.Identity.generate()
        recipient = identity.to_public()
        text = f"# Opens the backups made for {recipient}\n{identity}\n"
        if _write_new(folder / BACKUP_KEY, text):
            _write_new(folder / BACKUP_RECIPIENT, f"{recipient}\n")
            made = True
    return made


def _write_new(path: Path, text: str) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return True


def is_empty() -> bool:
    """Has no migration ever run here?"""
    return not MigrationRecorder(connection).applied_migrations()


def has_no_city() -> bool:
    return not apps.get_model("portrait", "City")._default_manager.exists()


def waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> bool:
    """Bring the tables up to date; quick where they are."""
    if not waiting_migrations():
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def gather_static() -> bool:
    """Collect and compress the static files if any of them changed since the last time."""
    root = Path(settings.STATIC_ROOT)
    stamp, digest = root.parent / "static.stamp", _static_digest()
    if root.exists() and stamp.exists() and stamp.read_text() == digest:
        return False
    call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=0)
    stamp.write_text(digest)
    return True


def _static_digest() -> str:
    total = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            total.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return total.hexdigest()
