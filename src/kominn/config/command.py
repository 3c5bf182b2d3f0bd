"""The installed command `kominn`: what needs the environment that `./kominn setup` makes."""

from __future__ import annotations

import argparse
import os
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import OperationalError, ProgrammingError
from django.utils import timezone
from dotenv import load_dotenv

from kominn.config import backup, demo_start, ready
from kominn.config.serve import Wishes, serve
from kominn.config.trouble import Trouble
from kominn.core import serverkey

ROOT = Path(__file__).resolve().parents[3]
HIGHEST_PORT = 65535
PASSED_ON: dict[tuple[str, ...], str] = {
    ("audit", "verify"): "audit_verify",
    ("import", "areas"): "import_areas",
}


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    # Whatever is made here is its owner's alone, and no picture is made of memory with keys in it.
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _do(words)
    except Trouble as trouble:
        return _say(str(trouble), trouble.code)
    except CommandError as error:
        # Django begins so what is wrong with the words themselves.
        return _say(str(error), 2 if str(error).startswith("Error:") else error.returncode)
    except ImproperlyConfigured as error:
        return _say(str(error), 2)
    except (OperationalError, ProgrammingError) as error:
        return _say(_about_database(error), 2)
    except KeyboardInterrupt:
        return 130


def _say(sentence: str, code: int) -> int:
    print(f"kominn: {sentence}", file=sys.stderr)
    return code


def _about_database(error: Exception) -> str:
    said = str(error).strip().splitlines()[0]
    if "no such table" in said or "does not exist" in said:
        return f"The database is not ready ({said}). Run: ./kominn manage migrate"
    return f"The database does not answer: {said}"


def _do(words: list[str]) -> int:
    if words[:1] == ["manage"]:
        return _manage(words[1:])
    if command := PASSED_ON.get(tuple(words[:2])):
        _real_city()
        call_command(command, *words[2:])
        return 0
    asked = _parser().parse_args(words)
    deed: Callable[[argparse.Namespace], int] = asked.deed
    return deed(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kominn", allow_abbrev=False)
    words = parser.add_subparsers(metavar="WORD", required=True)

    word = words.add_parser("demo", help="serve an invented city")
    word.add_argument("--city", choices=demo_start.CITIES, default="lagenvik")
    word.add_argument("--port", type=port, default=8000)
    word.add_argument("--fresh", action="store_true", help="start over")
    word.set_defaults(deed=_demo)

    word = words.add_parser("serve", help="serve the city, its jobs and letters included")
    word.add_argument("--port", type=port, default=8000)
    word.add_argument("--bind", default="127.0.0.1", help="the address to listen on")
    word.add_argument("--workers", type=positive, help="processes (SQLite 1, PostgreSQL 2)")
    word.add_argument("--threads", type=positive, help="threads in each (SQLite 8, PostgreSQL 4)")
    word.set_defaults(deed=_serve)

    word = words.add_parser("backup", help="an encrypted copy of everything")
    word.add_argument("file", type=Path)
    word.set_defaults(deed=_backup)

    word = words.add_parser("restore", help="put a backup in place")
    word.add_argument("file", type=Path)
    word.add_argument("--force", action="store_true", help="replace the city that is there")
    word.add_argument("--key", type=Path, help="the key that opens it, if not keys/backup.key")
    word.set_defaults(deed=_restore)

    word = words.add_parser("keys", help="make the keys that are missing")
    word.set_defaults(deed=_keys)

    for first, second in PASSED_ON:
        words.add_parser(first, help=f"{first} {second} ...").add_argument("what", choices=[second])
    words.add_parser("manage", help="any command of Django")
    return parser


def port(text: str) -> int:
    number = positive(text)
    if number > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"there is no port {number}")
    return number


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number above zero")
    return int(text)


def _real_city() -> Path:
    """Read .env, if there is one, and set Django up; what the environment says wins."""
    load_dotenv(ROOT / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kominn.config.settings")
    django.setup()
    return Path(settings.HOME)


def _demo(asked: argparse.Namespace) -> int:
    return demo_start.start(ROOT, city=asked.city, port=asked.port, fresh=asked.fresh)


def _serve(asked: argparse.Namespace) -> int:
    home = _real_city()
    if ready.is_empty():
        raise Trouble("The city has no tables yet. Run: ./kominn manage migrate")
    if waiting := ready.waiting_migrations():
        raise Trouble(
            f"{waiting} changes to the database wait. Make a backup, then run: "
            "./kominn manage migrate"
        )
    if ready.has_no_city():
        raise Trouble("No city is loaded. Run: ./kominn manage load_city --city larvik")
    ready.gather_static()
    wishes = Wishes(port=asked.port, bind=asked.bind, workers=asked.workers, threads=asked.threads)
    return serve(wishes, home=home, greeting=f"KomINN listens on {asked.bind}:{asked.port}")


def _city(home: Path) -> backup.City:
    keys = serverkey.server_keys().subkeys("backup label")
    names = tuple(name.hex() for name in keys)
    return backup.City(home, settings.DATABASES["default"], names)


def _backup(asked: argparse.Namespace) -> int:
    home = _real_city()
    recipient = backup.read_recipient(home / "keys" / ready.BACKUP_RECIPIENT)
    number = backup.back_up(_city(home), asked.file, recipient=recipient, at=timezone.now())
    print(f"{asked.file} holds the database and {number} sealed files.")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    home = _real_city()
    identity = backup.read_identity(asked.key or home / "keys" / ready.BACKUP_KEY)
    made_at = backup.restore(_city(home), asked.file, identity=identity, force=asked.force)
    print(f"The city of {made_at} is back. Looking through its audit trail ...")
    waiting = ready.waiting_migrations()
    call_command("audit_verify", trail_only=bool(waiting))
    if waiting:
        print(f"It is older than this KomINN by {waiting} changes. Run: ./kominn manage migrate")
    return 0


def _keys(asked: argparse.Namespace) -> int:
    load_dotenv(ROOT / ".env")
    home = Path(os.environ.get("KOMINN_HOME") or ROOT / "var" / "home")
    folder = home / "keys"
    if ready.make_keys(folder, "real"):
        print(ready.ADVICE.format(folder=folder))
    return 0


def _manage(words: Sequence[str]) -> int:
    load_dotenv(ROOT / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kominn.config.settings")
    execute_from_command_line(["kominn manage", *words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
