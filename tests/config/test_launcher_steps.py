from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kominn.config.launch import steps
from kominn.config.launch.steps import Step, digest
from kominn.config.trouble import Trouble


def step(tmp_path: Path, made: list[str], *, digest: str = "1") -> Step:
    return Step("A thing", tmp_path / "stamp", digest, [tmp_path], lambda: made.append(digest))


def test_a_step_is_done_once(tmp_path):
    made: list[str] = []

    first = steps.run([step(tmp_path, made)], say=lambda line: None)
    second = steps.run([step(tmp_path, made)], say=lambda line: None)

    assert (first, second, made) == (1, 0, ["1"])


def test_a_step_is_done_again_when_what_it_is_made_from_changes(tmp_path):
    made: list[str] = []

    steps.run([step(tmp_path, made)], say=lambda line: None)
    steps.run([step(tmp_path, made, digest="2")], say=lambda line: None)

    assert made == ["1", "2"]


def test_a_step_is_done_again_when_what_it_made_is_gone(tmp_path):
    made, thing = [], tmp_path / "thing"
    again = Step("A thing", tmp_path / "stamp", "1", [thing], lambda: made.append(thing.touch()))

    steps.run([again], say=lambda line: None)
    thing.unlink()
    steps.run([again], say=lambda line: None)

    assert len(made) == 2


def test_a_step_that_breaks_off_is_not_done(tmp_path):
    def breaks() -> None:
        raise Trouble("No.")

    (tmp_path / "stamp").write_text("0")
    broken = Step("A thing", tmp_path / "stamp", "1", [], breaks)

    with pytest.raises(Trouble):
        steps.run([broken], say=lambda line: None)

    assert not broken.is_done()
    assert not (tmp_path / "stamp").exists()


def test_progress_is_told(tmp_path):
    lines: list[str] = []

    steps.run([step(tmp_path, [])], say=lines.append)

    assert lines[0] == "A thing ..."
    assert lines[1].startswith("A thing: done in ")


def test_digests_tell_texts_from_files_and_boundaries_from_contents(tmp_path):
    file = tmp_path / "file"
    file.write_text("ab")

    assert len({digest(file), digest("ab"), digest("a", "b"), digest(tmp_path / "none")}) == 4


def test_a_command_that_fails_is_told_with_its_last_lines_and_advice(tmp_path):
    command = [sys.executable, "-c", "print('out of ink'); raise SystemExit(3)"]

    with pytest.raises(Trouble) as trouble:
        steps.call(command, what="Printing", log=tmp_path / "log", cwd=tmp_path)

    assert "Printing did not work:\n    out of ink" in str(trouble.value)


def test_a_command_that_is_not_there_is_told_too(tmp_path):
    with pytest.raises(Trouble, match="Printing did not work"):
        steps.call(["/no/such/thing"], what="Printing", log=tmp_path / "log", cwd=tmp_path)


@pytest.mark.parametrize(
    "output",
    [
        "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
        "npm ERR! code ENOTFOUND",
        "npm error network request to somewhere failed, reason: connect ECONNREFUSED",
        "Err:1 Could not resolve 'somewhere'",
    ],
)
def test_without_a_network_the_advice_is_about_the_network(output):
    assert "could not be reached" in steps.explain("Fetching", output)


def test_other_trouble_gets_other_advice():
    assert "could not be reached" not in steps.explain("Fetching", "No space left on device")
