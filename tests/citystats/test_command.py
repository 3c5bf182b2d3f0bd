"""`citystats tiles`: a table or JSON out, a sentence and exit code 2 on bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from citystats.command import main

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
