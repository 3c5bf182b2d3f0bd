"""`citystats`: a table or JSON out, a sentence and exit code 2 on bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from citystats.command import main
from tests.citystats.composite import towns

REFERENCE = Path(__file__).parents[3] / "shared/reference"
SWIECIE = REFERENCE / "budget/Poland_Swiecie_2023.pb"
LARVIK = Path(__file__).parents[3] / "shared/reference/larvik/larvik_delomraader_m.geojson"


def squares(*places):
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kode": f"k{i}", "navn": f"Område {i}", "tom": ""},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]],
                },
            }
            for i, (x, y) in enumerate(places)
        ],
    }


@pytest.fixture
def areas(tmp_path):
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(squares((0, 0), (5, 0), (0, 5), (5, 5))), encoding="utf-8")
    return path


def test_the_table_names_every_area_with_column_and_row(areas, capsys):
    assert main(["tiles", str(areas)]) == 0
    table = capsys.readouterr().out
    assert table.splitlines()[1].split() == ["k2", "Område", "2", "0", "0"]
    assert "4 areas on 2 x 2 cells" in table


def test_json_holds_the_whole_result(areas, capsys):
    assert main(["tiles", str(areas), "--json", "--columns", "4"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["n"] == 4
    assert (result["columns"], result["rows"]) == (4, 1)
    assert {cell["name"] for cell in result["cells"]} == {f"Område {i}" for i in range(4)}


def test_properties_can_be_named(areas, capsys):
    assert main(["tiles", str(areas), "--code", "navn", "--name", "kode"]) == 0
    assert "Område 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--rows", "1", "--columns", "2"], "2 x 1 cells are too few for 4 areas"),
        (["--code", "tom"], "feature 1: no property 'tom'"),
    ],
)
def test_bad_options_end_with_two(areas, arguments, sentence, capsys):
    assert main(["tiles", str(areas), *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_bad_file_is_named_with_the_place_of_the_fault(tmp_path, capsys):
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type":\n oh', encoding="utf-8")
    assert main(["tiles", str(broken)]) == 2
    assert f"{broken}: line 2, column 2: not JSON" in capsys.readouterr().err


def test_a_missing_file_and_a_folder_are_named(tmp_path, capsys):
    assert main(["tiles", str(tmp_path / "none.geojson")]) == 2
    assert main(["tiles", str(tmp_path)]) == 2
    errors = capsys.readouterr().err
    assert "No such file" in errors
    assert "Is a directory" in errors


def test_a_huge_file_is_not_even_opened(tmp_path, capsys):
    huge = tmp_path / "huge.geojson"
    with huge.open("wb") as file:
        file.truncate(60_000_000)
    assert main(["tiles", str(huge)]) == 2
    assert "larger than 50 MB" in capsys.readouterr().err


def test_outlines_are_read_without_numpy():
    check = "import sys, citystats.outlines; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.skipif(
    not LARVIK.exists(), reason=f"no reference data beside the project: {LARVIK.name}"
)
def test_the_seventeen_areas_of_larvik_keep_nearly_all_their_directions(capsys):
    assert main(["tiles", str(LARVIK), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["n"], result["columns"], result["rows"]) == (17, 4, 5)
    assert result["order_kept"] > 0.95


# --- disclose -----------------------------------------------------------------------------------


@pytest.fixture
def counts(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("sted;tema;antall\nA;x;2\nA;y;20\nB;x;10\nB;y;13\n", encoding="utf-8")
    return path


def test_small_counts_are_left_out_of_the_table_with_what_shields_them(counts, capsys):
    assert main(["disclose", str(counts)]) == 0
    table = capsys.readouterr().out
    assert ["A", "x", ":"] in [line.split() for line in table.splitlines()]
    assert "(all)  (all)  45" in table
    assert "4 of 9 numbers are left out" in table


def test_disclose_answers_in_json_with_caveats_as_words(counts, capsys):
    assert main(["disclose", str(counts), "--json", "--hide-zeros"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["method"], result["small"], result["shielding"]) == ("suppression", 1, 3)
    assert result["caveats"] == ["one_release", "most_is_hidden"]
    assert {"of": {"sted": "A", "tema": "x"}, "shown": None} in result["cells"]
    assert {"of": {"sted": None, "tema": None}, "shown": 45} in result["cells"]


@pytest.mark.parametrize("options", [["--seed", "4"], ["--only-small"]])
def test_disclose_rounds_instead(counts, options, capsys):
    assert main(["disclose", str(counts), "--round", "5", "--json", *options]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["method"], result["base"]) == ("rounding", 5)
    assert all(not 0 < cell["shown"] < 5 for cell in result["cells"])
    assert main(["disclose", str(counts), "--round", "5", *options]) == 0
    assert "within 4 of the true one" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("a,n\nx,y\n", [], "line 2: 'y' is not a whole number"),
        ("a,n\nx,1\n", ["--threshold", "1"], "the threshold must be 2"),
        ("a,n\nx,1\n", ["--round", "1"], "the base must be 2"),
        ("a,b,c,n\nx,y,z,1\n", ["--round", "5"], "one or two ways"),
    ],
)
def test_disclose_names_the_file_and_what_is_wrong(tmp_path, text, options, sentence, capsys):
    path = tmp_path / "wrong.csv"
    path.write_text(text)
    assert main(["disclose", str(path), *options]) == 2
    error = capsys.readouterr().err
    assert str(path) in error
    assert sentence in error


def test_disclose_names_a_file_that_is_missing(tmp_path, capsys):
    assert main(["disclose", str(tmp_path / "none.csv")]) == 2
    assert "No such file" in capsys.readouterr().err


# --- budget -------------------------------------------------------------------------------------

VOTE = """META
budget;9.50
vote_type;approval
PROJECTS
project_id;cost;name
lys;6;Lys i parken
benk;3;Benk
bane;5;Bane
VOTES
voter_id;vote
v1;lys
v2;lys,bane
v3;benk
"""


@pytest.fixture
def vote(tmp_path):
    path = tmp_path / "vote.pb"
    path.write_text(VOTE)
    return path


def counted(capsys, *arguments):
    assert main(["budget", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_budget_prints_exactly_four_facts(vote, capsys):
    assert main(["budget", str(vote), "--json"]) == 0
    expected = '{"winners": ["lys", "benk"], "cost": 9, "budget": 9.5, "rounds": 0}\n'
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(
    ("options", "winners", "rounds"),
    [
        (["--rule", "greedy"], ["lys", "benk"], 0),
        (["--rule", "phragmen"], ["lys", "benk"], 0),
        (["--completion", "utility"], ["lys", "benk"], 0),
        (["--completion", "add1"], ["lys", "benk"], 5),
        (["--completion", "add1", "--stop", "exhaustive"], ["lys", "benk"], 0),
        (["--completion", "add1-greedy", "--satisfaction", "cardinality"], ["lys", "benk"], 5),
        (["--lot", "bane,benk,lys"], ["lys", "benk"], 0),
    ],
)
def test_budget_counts_by_the_rule_asked_for(vote, options, winners, rounds, capsys):
    facts = counted(capsys, vote, *options)
    assert (facts["winners"], facts["rounds"]) == (winners, rounds)


def test_budget_tells_each_voter_what_was_paid(vote, capsys):
    facts = counted(capsys, vote, "--spending")
    assert facts["spending"] == {"v1": {"lys": "3"}, "v2": {"lys": "3"}, "v3": {"benk": "3"}}
    assert main(["budget", str(vote), "--spending"]) == 0
    assert "v2: lys 3" in capsys.readouterr().out


def test_the_table_of_a_budget_says_what_each_project_lacked(vote, capsys):
    assert main(["budget", str(vote)]) == 0
    table = capsys.readouterr().out
    assert "Bane (needs 1 more vote or 4.9 less)" in table
    assert "equal-shares: 2 of 3 projects, 9 of 9.5, 3 voters" in table


@pytest.mark.parametrize(
    ("old", "new", "options", "sentence"),
    [
        ("lys;6", "lys;six", [], "line 6: the cost of 'lys' must be an amount"),
        ("v2;lys", "v2;lus", [], "line 12: no project is named 'lus'"),
        ("v1;", "v1;", ["--lot", "lys"], "the lot must name each project once"),
        ("v1;", "v1;", ["--rule", "greedy", "--completion", "add1"], "only equal shares are"),
    ],
)
def test_budget_names_the_file_and_what_is_wrong(vote, old, new, options, sentence, capsys):
    vote.write_text(VOTE.replace(old, new))
    assert main(["budget", str(vote), *options]) == 2
    assert f"{vote}: {sentence}" in capsys.readouterr().err


def test_budget_names_a_file_that_is_missing_or_huge(tmp_path, capsys):
    assert main(["budget", str(tmp_path / "none.pb")]) == 2
    assert "No such file" in capsys.readouterr().err
    huge = tmp_path / "huge.pb"
    with huge.open("wb") as file:
        file.truncate(300_000_000)
    assert main(["budget", str(huge)]) == 2
    assert "larger than 200 MB" in capsys.readouterr().err


@pytest.mark.skipif(
    not SWIECIE.exists(), reason=f"no reference data beside the project: {SWIECIE.name}"
)
def test_budget_counts_a_real_town_as_it_was_published(capsys):
    facts = counted(capsys, SWIECIE, "--completion", "add1")
    assert (len(facts["winners"]), facts["cost"], facts["budget"]) == (17, 1_040_337, 1_070_000)


# --- need ---------------------------------------------------------------------------------------


@pytest.fixture
def town(tmp_path):
    path = tmp_path / "town.json"
    seen = towns.counts()
    del seen["a05", "turnout"]
    path.write_text(json.dumps(towns.as_json(seen)), encoding="utf-8")
    return path


def test_need_answers_in_json_with_chances_classes_and_sensitivity_and_no_count(town, capsys):
    assert main(["need", str(town), "--json", "--draws", "500"]) == 0
    said = capsys.readouterr().out
    result = json.loads(said)
    assert [area["class"] for area in result["areas"][:6]] == ["most"] * 3 + ["other"] * 2 + [
        "incomplete"
    ]
    assert (result["complete"], result["fifth"], result["seed"]) == (15, 3, 1)
    assert result["areas"][0]["chance"] > 0.8
    assert result["areas"][0]["place_to"] <= 4
    assert result["areas"][0]["profile"]["income"]["median"] < 20
    assert set(result["sensitivity"]["first_order"]) == {
        "normalisation",
        "aggregation",
        "left_out",
        "weights",
    }
    assert result["caveats"] == ["for_staff", "some_missing"]
    assert "900" not in said
    assert main(["need", str(town), "--json", "--draws", "500"]) == 0
    assert capsys.readouterr().out == said


def test_need_draws_a_table_in_the_order_of_codes_never_of_places(tmp_path, capsys):
    path = tmp_path / "town.csv"
    path.write_text(towns.as_csv(towns.counts(people=60)), encoding="utf-8")
    assert main(["need", str(path), "--draws", "500", "--seed", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:17]] == [f"a{number:02}" for number in range(16)]
    assert any(line.endswith("uncertain") for line in lines[1:17])
    assert "16 complete areas, a fifth is 3; 500 draws, seed 3." in lines
    assert lines[-1].startswith("Note: ")


def test_need_says_where_a_domain_is_missing(town, capsys):
    assert main(["need", str(town), "--draws", "500"]) == 0
    assert "a domain is missing" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("{", [], "line 1, column 2: not JSON"),
        (json.dumps(towns.as_json()), ["--draws", "1"], "at least 500 draws"),
        (json.dumps(towns.as_json()).replace("turnout", "anmeldelser"), [], "is about police"),
    ],
)
def test_need_names_the_file_and_what_is_wrong(tmp_path, content, options, sentence, capsys):
    path = tmp_path / "wrong.json"
    path.write_text(content)
    assert main(["need", str(path), *options]) == 2
    error = capsys.readouterr().err
    assert str(path) in error
    assert sentence in error


def test_need_names_a_file_that_is_missing_or_huge(tmp_path, capsys):
    assert main(["need", str(tmp_path / "none.json")]) == 2
    assert "No such file" in capsys.readouterr().err
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(11_000_000)
    assert main(["need", str(huge)]) == 2
    assert "larger than 10 MB" in capsys.readouterr().err


def test_a_reader_who_has_had_enough_gets_no_word_of_it(tmp_path):
    """`citystats … | head -1`: the pipe is closed before half is written."""
    table = tmp_path / "table.csv"
    table.write_text("area,n\n" + "\n".join(f"a{n},{n % 9}" for n in range(300)))
    asked = ["disclose", str(table), "--json"]
    run = f"import sys; from citystats.command import main; sys.exit(main({asked!r}))"
    # A pipe that holds less than what is said.
    made = subprocess.Popen(
        [sys.executable, "-c", run],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pipesize=4096,
    )
    made.stdout.read(1)
    made.stdout.close()
    assert made.stderr.read() == b""
    assert made.wait() == 0
    made.stderr.close()
