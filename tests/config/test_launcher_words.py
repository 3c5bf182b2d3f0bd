from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kominn.config.launch import setup, testing, words
from kominn.config.launch.machine import NEEDS
from kominn.config.launch.places import PYTHON, ROOT
from kominn.config.trouble import Trouble


def door(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "kominn", *arguments], cwd=cwd, capture_output=True, text=True
    )


def test_the_door_alone_tells_what_it_can_do():
    told = door()

    assert told.returncode == 0
    for word in ("demo", "setup", "serve", "test", "check", "fix", *words.INSTALLED[:-2], "manage"):
        assert f"./kominn {word}" in told.stdout


def test_an_unknown_word_is_answered_with_a_sentence():
    told = door("frobnicate")

    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "kominn: there is no word “frobnicate”. `./kominn` lists them.\n"


@pytest.mark.parametrize(
    "arguments", [["setup", "--nonsense"], ["check", "everything"], ["fix", "--all"]]
)
def test_words_that_are_not_understood_end_with_2_and_no_traceback(arguments):
    told = door(*arguments)

    assert told.returncode == 2
    assert "unrecognized arguments" in told.stderr
    assert "Traceback" not in told.stderr


def test_what_needs_the_environment_says_how_to_make_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(words, "VENV", tmp_path / "none")

    assert words.main(["serve"]) == 2
    assert capsys.readouterr().err == "kominn: KomINN is not set up here yet. Run: ./kominn setup\n"


def test_the_rest_is_handed_over_to_the_installed_command(monkeypatch, tmp_path):
    calls = []
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "kominn").touch()
    monkeypatch.setattr(words, "VENV", tmp_path)
    monkeypatch.setattr(setup, "is_current", lambda: True)
    monkeypatch.setattr(os, "execv", lambda *call: calls.append(call))

    words.hand_over(["audit", "verify"])

    assert calls == [(PYTHON, [str(PYTHON), "-m", "kominn.config.command", "audit", "verify"])]


def test_trouble_carries_its_exit_code(monkeypatch, capsys):
    def refuse(arguments: list[str]) -> int:
        raise Trouble("Not today.", code=7)

    monkeypatch.setattr(words, "_do", refuse)

    assert words.main([]) == 7
    assert capsys.readouterr().err == "kominn: Not today.\n"


def test_before_anything_is_installed_only_the_standard_library_is_imported():
    launch = ROOT / "src" / "kominn" / "config" / "launch"
    ours = {"kominn"}
    files = [
        ROOT / "kominn",
        ROOT / "src" / "kominn" / "config" / "trouble.py",
        *launch.glob("*.py"),
    ]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                if names[0].startswith("kominn"):
                    assert names[0].startswith(("kominn.config.launch", "kominn.config.trouble"))
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names | ours, (path, name)


class TestTheRunOfTheTests:
    def test_pytest_is_told_what_is_lacking_and_what_would_bring_it(self):
        command = testing.pytest_command("sqlite", ["-k", "x"], lacking=[NEEDS[0]], strict=True)

        assert f"--lacking=browser={NEEDS[0].command}" in command
        assert "--nothing-left-out" in command
        assert command[-2:] == ["-k", "x"]

    def test_without_the_switch_leaving_out_is_no_failure(self):
        assert "--nothing-left-out" not in testing.pytest_command(
            "sqlite", [], lacking=[], strict=False
        )

    @pytest.mark.parametrize(
        ("codes", "left_out", "verdict"),
        [
            ([0, 0], False, 0),
            ([0, 0], True, 1),
            ([1, 0], False, 1),
            ([0, 2], False, 2),
            ([0, 5], False, 0),
            ([5, 5], False, 5),
            ([0], True, 1),
        ],
    )
    def test_the_first_failure_counts_and_finding_nothing_is_one(self, codes, left_out, verdict):
        assert testing.verdict(codes, left_out=left_out) == verdict


def test_after_a_command_that_fails_the_others_run_too_and_the_first_failure_counts(tmp_path):
    def leave(mark: str, code: int) -> list[str]:
        program = f"open(r'{tmp_path / mark}', 'w').close(); raise SystemExit({code})"
        return [sys.executable, "-c", program]

    said: list[str] = []
    code = testing._all([leave("a", 3), leave("b", 0), leave("c", 4)], say=said.append)

    assert code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]
    assert sum(line.startswith("Failed: ") for line in said) == 2
