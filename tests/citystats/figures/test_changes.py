"""Changes of codes from a file, and one series over whatever they did to an area."""

import csv
import io

import pytest

from citystats.figures.changes import ChangeColumns, read_changes
from citystats.figures.codes import CodeChange, Counted, by_new_code, joined
from citystats.figures.faults import FiguresError
from tests.needs import SHARED

LARVIK = SHARED / "reference" / "larvik"
beside = pytest.mark.skipif(
    not LARVIK.is_dir(), reason=f"{LARVIK} is not there: the files stand beside the project"
)
HEAD = "orig,cur,weighting,first_year,last_year"
ROWS = [
    "0709,3909,1.0,1988,2017",
    "0728,3909,1.0,1940,2017",
    "0712,3909,1.0,2018,2019",
    "3805,3909,1.0,2020,2023",
    "3909,3909,1.0,2023,2034",
]


def read(*rows, **columns):
    return read_changes("\n".join([HEAD, *rows]).encode(), ChangeColumns(**columns))


def told(values, year, changes=None):
    changes = changes or by_new_code(read(*ROWS))
    return joined("3909", {code: Counted(v) for code, v in values.items()}, changes, year=year)


def test_a_row_that_keeps_its_code_is_no_change():
    assert read(*ROWS)[0] == CodeChange("0709", "3909", 2018, 1.0, 1988, 2023)
    assert len(read(*ROWS)) == 4


def test_each_year_is_made_from_the_codes_of_that_year():
    assert told({"0709": 44_000, "0728": 2_483}, 2017).value == 46_483
    assert told({"0709": 44_000}, 2017).value is None
    assert told({"0712": 47_107}, 2019).value == 47_107
    assert told({"3805": 48_223}, 2022).value == 48_223
    assert told({"0712": 1}, 2022) is None


def test_a_year_in_which_both_codes_are_used_is_counted_once():
    assert told({"3805": 48_246, "3909": 48_246}, 2023).value == 48_246
    assert told({"3805": 48_246}, 2023).value == 48_246
    both = [row.replace("2018,2019", "2018,2020") for row in ROWS]
    changes = by_new_code(read(*both))
    assert told({"0712": 47_204, "3805": 47_204}, 2020, changes).value == 47_204
    assert told({"0712": 47_204}, 2020, changes).value == 47_204


def test_figures_that_still_come_under_the_code_that_ended_are_found():
    assert told({"3805": 49_000}, 2024).value == 49_000


def test_what_was_joined_to_an_area_that_kept_its_code_is_added_to_it():
    rows = ["1141,1103,1,1940,2019", "1103,1103,1,1940,2034", "9,8,1,2018,2019"]
    changes = by_new_code(read(*rows))
    values = {"1141": Counted(5_000), "1103": Counted(130_000)}
    for year in (2010, 2019):
        assert joined("1103", values, changes, year=year).value == 135_000
    assert joined("1103", {"1103": Counted(145_000)}, changes, year=2010).value == 145_000


def test_a_chain_is_followed_as_far_as_it_goes():
    chain = [
        "0709,0712,1,1988,2017",
        "0728,0712,1,1940,2017",
        "0712,3805,1,2018,2019",
        "3805,3909,1,2020,2023",
    ]
    changes = by_new_code(read(*chain))
    assert told({"0709": 44_000, "0728": 2_483}, 2017, changes).value == 46_483
    assert told({"0712": 47_107}, 2019, changes).value == 47_107


def test_an_area_split_in_three_is_shared_by_weight_and_said_to_be_an_estimate():
    rows = ["1613,5055,0.35,1940,2017", "1613,5056,0.35,1940,2017", "1613,5059,0.3,1940,2017"]
    changes = by_new_code(read(*rows))
    parts = [joined(new, {"1613": Counted(1_000)}, changes, year=2010) for new in changes]
    assert [part.value for part in parts] == pytest.approx([350, 350, 300])
    assert not any(part.whole for part in parts)


def test_a_share_over_years_is_made_from_its_parts():
    values = {"0709": Counted(10.0, 10, 100), "0728": Counted(20.0, 200, 1_000)}
    found = joined("3909", values, by_new_code(read(*ROWS)), scale=100, year=2017)
    assert found.value == pytest.approx(100 * 210 / 1_100)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["0709,3909,1.0,1988,tidlig"], "row 2, column \"last_year\": 'tidlig' is not a number"),
        (["0709,3909,1.0,1988,17"], "'17' is no year"),
        (["0709,3909,1.0,1988,"], 'row 2, column "last_year": is empty'),
        (["0709,3909,1.0,88,2017"], "column \"first_year\": '88' is no year"),
        (["0709,3909,1.0,2018,2017"], "the first year 2018 comes after the last year 2017"),
        (["0709,3909,1.5,1988,2017"], "column \"weighting\": '1.5' is no weight"),
        (["0709,3909,0,1988,2017"], "'0' is no weight"),
        (["3909,3909,1.0,2023,2034"], "no code of the file changes"),
        (["a,b,0.7,1990,2019", "a,c,0.7,1990,2019"], "parts of a come to more than the whole"),
        (["a,b,1,1990,2019", "b,a,1,2020,2023"], "lead back to themselves"),
        (["a,b,1,1990,2017", "b,c,1,2018,2019", "a,c,1,1990,2016"], "a comes into c twice"),
        (["0709,,1.0,1988,2017"], 'row 2, column "cur": is empty'),
        (["0709,3909,1.0,1988,2017"] * 2, "tells the same once more"),
        ([], "no row below"),
    ],
)
def test_changes_that_cannot_be_are_named_by_row_and_column(rows, sentence):
    with pytest.raises(FiguresError) as caught:
        read(*rows)
    assert sentence in str(caught.value)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(FiguresError, match="no column is named 'vekt'; there are orig, cur"):
        read(*ROWS, weight="vekt")


@beside
def test_every_municipality_of_norway_has_its_residents_under_the_codes_of_today():
    """The weights of the file, and what they make of invented counts under older codes."""
    changes = by_new_code(
        read_changes(
            (LARVIK / "municipality_redistricting_b2024.csv").read_bytes(), ChangeColumns()
        )
    )
    with (LARVIK / "municipality_redistricting_b2024.csv").open() as file:
        rows = list(csv.DictReader(file))
    for year in (2010, 2018, 2022):
        then = {r["orig"] for r in rows if int(r["first_year"]) <= year <= int(r["last_year"])}
        values = {code: Counted(1_000.0) for code in then}
        today = {r["cur"] for r in rows}
        found = [joined(code, values, changes, year=year) for code in today]
        assert sum(one.value for one in found if one) == pytest.approx(1_000 * len(then), rel=1e-6)


@beside
def test_larvik_is_one_unbroken_line_from_2005():
    changes = by_new_code(
        read_changes(
            (LARVIK / "municipality_redistricting_b2024.csv").read_bytes(), ChangeColumns()
        )
    )
    text = (LARVIK / "population_by_ageband_2024borders.csv").read_text()
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["kommune"] == "3909"]
    code_of = {
        **dict.fromkeys(range(2018, 2020), "0712"),
        **dict.fromkeys(range(2020, 2024), "3805"),
    }
    for row in rows:
        year = int(row.pop("calyear"))
        row.pop("kommune")
        residents = sum(map(int, row.values()))
        code = code_of.get(year, "3909" if year > 2023 else "")
        values = (
            {code: Counted(residents)}
            if code
            else {"0709": Counted(residents - 2_400), "0728": Counted(2_400)}
        )
        assert joined("3909", values, changes, year=year).value == residents
