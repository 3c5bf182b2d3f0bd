"""`citystats round`: a table nobody has seen, and JSON that holds nothing but what may be shown."""

import csv
import io
import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citystats.command import main

TABLE = "area,theme,n\na,x,2\na,y,20\nb,x,1\nb,y,0\nc,x,1\nc,y,2\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "table.csv").write_text(TABLE)
    (tmp_path / "key").write_bytes(b"a secret of some length")
    return tmp_path


def rounded(capsys, *arguments):
    assert main(["round", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def shown(answer):
    return {tuple(cell["of"].values()): cell["shown"] for cell in answer["cells"]}


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda ways: st.dictionaries(
            st.tuples(*[st.sampled_from("pqr")] * ways), st.integers(0, 12), min_size=1
        )
    ),
    st.sampled_from([2, 3, 5]),
    st.randoms(use_true_random=False),
)
def test_of_a_table_nobody_has_seen_the_four_properties_hold(tmp_path_factory, cells, base, chance):
    ways = [f"way {n}" for n in range(len(next(iter(cells))))]
    path = tmp_path_factory.mktemp("round") / "table.csv"

    def command(lines):
        path.write_text("\n".join(",".join(map(str, line)) for line in lines))
        captured = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout", captured)
            assert main(["round", str(path), "--base", str(base), "--json"]) == 0
        return shown(json.loads(captured.getvalue()))

    lines = [(*words, number) for words, number in cells.items()]
    told = command([(*ways, "n"), *lines])
    inner = {words: number for words, number in told.items() if None not in words}
    assert not [number for number in told.values() if 0 < number < base]  # P1
    for words, number in told.items():  # P2
        parts = [
            inner[part]
            for part in inner
            if all(word in (None, own) for word, own in zip(words, part, strict=True))
        ]
        assert number == sum(parts)
    assert all(abs(inner[words] - cells.get(words, 0)) < base for words in inner)  # P3
    chance.shuffle(lines)
    assert command([(*ways, "n"), *lines]) == told  # P4
    again = command([(*ways, "n"), *((*words, n) for words, n in inner.items())])
    assert again == told


def test_json_holds_what_it_says(folder, capsys):
    answer = rounded(capsys, folder / "table.csv")
    assert (answer["base"], answer["n"], answer["ways"]) == (3, 6, ["area", "theme"])
    assert answer["caveats"] == ["zero_is_not_none", "large_are_exact", "no_key"]
    assert len(answer["cells"]) == 12
    assert {"of": {"area": "a", "theme": "y"}, "shown": 20, "sum": False} in answer["cells"]
    assert sum(cell["sum"] for cell in answer["cells"]) == 6
    assert "quality" not in answer
    told = rounded(capsys, folder / "table.csv", "--quality")["quality"]
    assert (told["largest_change"], told["total_change"]) == (1, 0)


def test_a_table_with_sums_is_answered_like_the_one_without(folder, capsys):
    plain = rounded(capsys, folder / "table.csv")
    assert main(["round", str(folder / "table.csv"), "--csv"]) == 0
    written = capsys.readouterr().out
    assert [*csv.reader(io.StringIO(written))][-1] == ["Total", "Total", "26"]
    (folder / "shown.csv").write_text(written)
    again = rounded(capsys, folder / "shown.csv")
    assert (shown(again), again["sums_in_file"]) == (shown(plain), 6)


def test_for_people_it_is_a_table(folder, capsys):
    assert main(["round", str(folder / "table.csv"), "--quality"]) == 0
    table = capsys.readouterr().out
    assert "(all)  (all)  26" in table
    assert "became 0 or 3" in table
    assert "Not to be shown: utility 0." in table


def test_for_people_it_says_that_it_took_the_file_for_a_cross_table(folder, capsys):
    (folder / "table.csv").write_text("area,people,reports\na,200,1\nb,300,7\n")
    assert main(["round", str(folder / "table.csv")]) == 0
    assert "Read as a cross table; --layout long" in capsys.readouterr().out


def test_a_key_draws_other_numbers_and_says_so(folder, capsys):
    key = folder / "key"
    first = rounded(capsys, folder / "table.csv", "--key", key)
    assert first["keyed"]
    assert "no_key" not in first["caveats"]
    assert rounded(capsys, folder / "table.csv", "--key", key) == first
    others = []
    for n in range(20):
        key.write_bytes(b"another secret  %d" % n)
        others.append(shown(rounded(capsys, folder / "table.csv", "--key", key)))
    assert any(one != shown(first) for one in others)


def test_a_corrected_table_keeps_what_was_shown(folder, capsys):
    key, kept = folder / "key", folder / "kept.json"
    first = rounded(capsys, folder / "table.csv", "--key", key, "--freeze", kept)
    assert "20" in kept.read_text()
    (folder / "table.csv").write_text(TABLE.replace("a,y,20", "a,y,21"))
    again = rounded(capsys, folder / "table.csv", "--key", key, "--keep", kept)
    assert shown(again) == shown(first)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--base", "1"], "the base must be 2"),
        (["--keep", "kept.json"], "a release is kept with --key"),
        (["--key", "key", "--keep", "table.csv"], "is not a release kept with --freeze"),
        (["--key", "key", "--keep", "none.json"], "No such file"),
        (["--key", "none"], "No such file"),
        (["--key", "short"], "a key has at least 16 bytes"),
        (["--key", "key", "--keep", "five.json"], "was rounded to base 5, not 3"),
        (["--key", "key", "--keep", "other.json"], "is of area, year, not of area, theme"),
        (["--key", "key", "--keep", "small.json"], "holds a number from 1 to 2"),
        (["--count", "zz"], "no column is named 'zz'"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_ends_with_two(
    folder, options, sentence, capsys, monkeypatch
):
    monkeypatch.chdir(folder)
    (folder / "short").write_bytes(b"short")
    for name, base, way, number in (
        ("five", 5, "theme", 5), ("other", 3, "year", 3), ("small", 3, "theme", 2),
    ):  # fmt: skip
        facts = {"base": base, "ways": ["area", way], "cells": [["a", "x", number, "00"]]}
        (folder / f"{name}.json").write_text(json.dumps(facts))
    assert main(["round", "table.csv", *options]) == 2
    assert sentence in capsys.readouterr().err


def test_a_huge_file_is_not_even_opened(tmp_path, capsys):
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(200_000_000)
    assert main(["round", str(tmp_path / "huge.csv")]) == 2
    assert "larger than 10 MB" in capsys.readouterr().err


def test_help_says_the_shape_of_the_json(capsys):
    with pytest.raises(SystemExit):
        main(["round", "--help"])
    told = capsys.readouterr().out
    assert all(word in told for word in ('"cells"', '"shown"', "--key", "--keep"))


def test_a_city_of_four_ways_is_rounded_whole(tmp_path, capsys):
    rng = np.random.default_rng(1)
    size = (6, 5, 4, 3)
    lines = ["a,b,c,d,antall"]
    for place in itertools.product(*map(range, size)):
        lines.append(f"{','.join(map(str, place))},{rng.poisson(1)}")
    (tmp_path / "city.csv").write_text("\n".join(lines))
    answer = rounded(capsys, tmp_path / "city.csv", "--quality")
    assert (answer["n"], len(answer["cells"])) == (360, 7 * 6 * 5 * 4)
    assert answer["quality"]["largest_change"] == 2
