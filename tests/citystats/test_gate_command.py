"""`citystats gate`: a question in JSON, findings that name cells and never counts."""

import json
import subprocess
import sys

import pytest

from citystats.command import main

QUESTION = {
    "ways": [{"name": "area", "values": ["a", "b"]}, {"name": "theme", "values": ["x", "y"]}],
    "counts": [[1, 7], [5, 2]],
    "base": 3,
    "releases": [{"method": "small count rounding", "shown": [[0, 7], [5, 3]]}],
}
TRUE_ROW = {"where": "picture text", "of": {"area": "a"}, "number": 8}


@pytest.fixture
def ask(tmp_path, capsys):
    path = tmp_path / "question.json"

    def asked(*options, **change):
        path.write_text(json.dumps(QUESTION | change))
        code = main(["gate", str(path), *options])
        return code, capsys.readouterr()

    return asked


def test_an_honest_release_may_be_published(ask):
    code, said = ask()
    assert (code, said.out) == (
        0, "May be published: 9 numbers were attacked, and each small one held.\n",
    )  # fmt: skip


def test_a_refusal_names_the_cell_the_page_and_what_to_do(ask):
    code, said = ask(said=[TRUE_ROW])
    assert code == 1
    assert "a, (all) (picture text): this number does not come of the release" in said.out
    assert "a, x: a small number can be worked out; take back what" in said.out


@pytest.mark.parametrize(
    ("change", "leaks"),
    [
        ({"said": [TRUE_ROW]}, {"different", "narrowed"}),
        ({"said": [TRUE_ROW | {"of": {"theme": ["x"], "area": ["a"]}, "number": 0}]}, set()),
        ({"releases": [{"method": "rounding", "shown": [[1, 7], [5, 2]]}]}, {"small"}),
        ({"releases": [QUESTION["releases"][0],
                       {"method": "small count rounding", "shown": [[3, 7], [5, 0]]}]},
         {"different", "narrowed"}),
        ({"releases": [QUESTION["releases"][0],
                       {"method": "correction", "shown": [[0, 7], [5, 3]]}]}, set()),
        ({"said": [{"where": "shares", "of": {"area": "a", "theme": "x"}, "number": 0.125,
                    "among": {"area": "a"}, "unit": 0.001}]}, {"different", "narrowed"}),
    ],
)  # fmt: skip
def test_json_says_the_kinds_of_leaks(ask, change, leaks):
    code, said = ask("--json", **change)
    answer = json.loads(said.out)
    assert {one["leak"] for one in answer["findings"]} >= leaks
    assert bool(answer["findings"]) == bool(leaks)
    assert (answer["passes"], code) == (not leaks, 1 if leaks else 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"counts": [[1, 7]]}, "“counts” must hold whole numbers from 0, in the shape"),
        ({"counts": [[1, 7], [5]]}, "“counts” must hold"),
        ({"counts": [[1.5, 7], [5, 2]]}, "“counts” must hold"),
        ({"counts": [[-1, 7], [5, 2]]}, "“counts” must hold"),
        ({"releases": []}, "names no release"),
        ({"releases": [{"method": "magic", "shown": [[0, 7], [5, 3]]}]}, "'magic' is no method"),
        ({"base": None}, "lacks or misspells"),
        ({"ways": [{"name": "area"}]}, "lacks or misspells 'values'"),
        ({"said": [{"where": "x"}]}, "a number that is said lacks or misspells 'number'"),
        ({"said": [TRUE_ROW | {"of": {"year": "a"}}]}, "no way is named 'year'"),
        ({"said": [TRUE_ROW | {"of": {"area": "z"}}]}, "'area' has no 'z'"),
        ({"ways": [{"name": "area", "values": ["a"] * 9999}, QUESTION["ways"][1]]}, "at most 20000"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_the_file_and_ends_with_two(ask, change, sentence):
    code, said = ask(**change)
    assert code == 2
    assert "question.json: " in said.err
    assert sentence in said.err


def test_no_json_and_no_file_are_said(tmp_path, capsys):
    path = tmp_path / "question.json"
    assert main(["gate", str(path)]) == 2
    path.write_text("[1")
    assert main(["gate", str(path)]) == 2
    path.write_text("[1]")
    assert main(["gate", str(path)]) == 2
    said = capsys.readouterr().err
    assert all(words in said for words in ("No such file", "is not JSON (", "not a JSON object"))


def test_it_is_asked_on_standard_input_by_another_program():
    asked = [sys.executable, "-m", "citystats", "gate", "-", "--json"]
    made = subprocess.run(
        asked, input=json.dumps(QUESTION).encode(), capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["passes"]
