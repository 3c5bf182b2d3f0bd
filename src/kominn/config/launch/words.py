"""The words after `./kominn`: some are done here, the others by the installed command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from kominn.config.launch import setup, testing
from kominn.config.launch.places import PYTHON, VENV
from kominn.config.trouble import Trouble

HELP = """\
KomINN: the safe-city system of a municipality.

To try it
  ./kominn demo [--city lagenvik|larvik] [--port N] [--fresh]
                                 set everything up and serve an invented city
To run it for real
  ./kominn setup [--test]        make the environment, the browser files and the keys
  ./kominn serve [--port N]      serve the city, its jobs and letters included
  ./kominn backup FILE           an encrypted copy of everything
  ./kominn restore FILE          put such a copy back
  ./kominn audit verify          look for a changed audit entry, or a row that no deed accounts for
  ./kominn import areas FILE     draw the areas as polygons of a GeoJSON file
  ./kominn manage ...            any command of Django
To work on it
  ./kominn test [--strict] ...   install what the tests need and run them on both databases
  ./kominn check                 format, lint, types, layers and architecture
  ./kominn fix                   format, mend what can be mended, redraw what is drawn

./kominn WORD --help tells more."""
# In the demo everything is set up first; the other words need it done.
INSTALLED = ("serve", "backup", "restore", "import", "audit", "keys", "manage")


def main(arguments: Sequence[str]) -> int:
    try:
        return _do(list(arguments))
    except Trouble as trouble:
        print(f"kominn: {trouble}", file=sys.stderr)
        return trouble.code
    except KeyboardInterrupt:
        return 130


def _do(arguments: list[str]) -> int:
    word, *rest = arguments or ["help"]
    if word in ("help", "-h", "--help"):
        print(HELP)
        return 0
    if word in INSTALLED:
        return hand_over([word, *rest])
    if word == "demo":
        if not {"-h", "--help"} & set(rest):
            setup.prepare(tests=False, say=say)
        return hand_over([word, *rest])
    deeds = {"setup": _setup, "test": _test, "check": _check, "fix": _fix}
    if word not in deeds:
        raise Trouble(f"there is no word “{word}”. `./kominn` lists them.")
    return deeds[word](rest)


def say(line: str) -> None:
    print(line, flush=True)


def hand_over(arguments: Sequence[str]) -> int:
    """Become the installed command: no second process stays in memory."""
    if not (VENV / "bin" / "kominn").exists():
        raise Trouble("KomINN is not set up here yet. Run: ./kominn setup")
    if not setup.is_current():
        say("Something changed since the last set-up. Run: ./kominn setup")
    os.execv(PYTHON, [str(PYTHON), "-m", "kominn.config.command", *arguments])


def _parser(word: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=f"./kominn {word}", description=description, allow_abbrev=False
    )


def _setup(arguments: Sequence[str]) -> int:
    parser = _parser("setup", "Make everything a clone needs to run.")
    parser.add_argument("--test", action="store_true", help="what the tests need, too")
    asked = parser.parse_args(arguments)
    if not setup.prepare(tests=asked.test, say=say):
        say("Everything is in place.")
    return hand_over(["keys"])


def _test(arguments: Sequence[str]) -> int:
    parser = _parser(
        "test", "Run the tests on SQLite, then on PostgreSQL; other words go to pytest."
    )
    parser.add_argument(
        "--strict", action="store_true", help="leaving a test out, or skipping one, is a failure"
    )
    asked, for_pytest = parser.parse_known_args(arguments)
    setup.prepare(tests=True, say=say)
    return testing.test(for_pytest, strict=asked.strict, say=say)


def _check(arguments: Sequence[str]) -> int:
    _parser("check", "Format, lint, types, layers, migrations, architecture.").parse_args(arguments)
    setup.prepare(tests=True, say=say)
    return testing.check(say=say)


def _fix(arguments: Sequence[str]) -> int:
    _parser("fix", "Mend what can be mended and redraw what is drawn.").parse_args(arguments)
    setup.prepare(tests=True, say=say)
    return testing.fix(say=say)
