"""Nothing that is kept names the machine it was written on, or a place packages came from."""

from __future__ import annotations

import re
import subprocess

import pytest

from kominn.config.launch.places import ROOT

# Written in pieces, so that this file does not find itself.
PATTERNS = {
    "a path of one machine": "/" + r"(?:home|Users)/(?!<)\w+/|" + "/" + r"(?:work|root)/\w",
    "a file address": "file" + "://",
    "an index of packages": r"(?:--|^)(?:extra-)?index" + r"-url|find" + "-links",
    "a registry": r"registry\.(?:npmjs|yarnpkg)|pypi\." + r"org/simple|files\.python" + "hosted",
    "a key of a server": r"kominn" + r"(?:-demo)?-key [A-Za-z0-9+/]{43}=",
    "a conflict": "^" + "<" * 7 + r" |^" + ">" * 7 + " ",
}
EXCUSED = {
    ("tests/settings.py", "a key of a server"): "the tests' own, made of 0, 1, 2 … 31",
}
NOT_TEXT = (".woff2", ".png", ".jpg", ".webp", ".ico", ".mo", ".heic", ".pdf")


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts():
    for name in tracked():
        if not name.endswith(NOT_TEXT):
            yield name, (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("what", PATTERNS)
def test_no_line_names(what):
    pattern = re.compile(PATTERNS[what], re.MULTILINE)
    found = [
        f"{name}:{text[: match.start()].count(chr(10)) + 1}: {match.group()}"
        for name, text in texts()
        if (name, what) not in EXCUSED
        for match in pattern.finditer(text)
    ]
    assert not found, "\n".join(found)


def test_nothing_that_is_made_is_kept():
    made = (".mo", ".pyc", ".sqlite3", ".log", ".coverage")
    assert not [name for name in tracked() if name.endswith(made)]
    assert not [name for name in tracked() if name.startswith((".venv/", "var/", "node_modules/"))]


def test_no_module_is_called_by_a_word_that_says_nothing():
    words = {"utils", "helpers", "common", "services", "managers", "constants", "misc", "signals"}
    named = {name.rsplit("/", 1)[-1].removesuffix(".py"): name for name in tracked()}
    assert not words & named.keys()
