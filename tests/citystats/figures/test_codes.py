"""One series over old and new codes: counts add up, and shares are made anew."""

import csv
import json
from itertools import pairwise

import pytest

from citystats.figures.codes import (
    CodeChange,
    CodesError,
    Counted,
    by_new_code,
    codes_before,
    joined,
)
from tests.needs import SHARED

LARVIK = SHARED / "reference" / "larvik"
beside = pytest.mark.skipif(
    not LARVIK.is_dir(), reason=f"{LARVIK} is not there: the files stand beside the project"
)
CHANGES = by_new_code(
    [
        CodeChange("0709", "0712", 2018),
        CodeChange("0728", "0712", 2018),
        CodeChange("0712", "3805", 2020),
        CodeChange("3805", "3909", 2024),
    ]
)


def test_all_codes_of_a_municipality():
    assert codes_before("3909", CHANGES) == {"3909", "3805", "0712", "0709", "0728"}


def test_counts_are_added():
    assert joined("3909", {"0709": Counted(43_000), "0728": Counted(2_500)}, CHANGES) == Counted(
        45_500
    )


def test_its_own_figure_comes_first():
    """A publisher that counts back on today's borders is not added to its own older figures."""
    values = {"0709": Counted(1), "0728": Counted(2), "3909": Counted(4)}
    assert joined("3909", values, CHANGES) == Counted(4)


def test_where_a_part_is_lacking_there_is_no_sum():
    assert joined("3909", {"0709": Counted(43_000)}, CHANGES) == Counted(None)
    assert joined("3909", {"9999": Counted(1)}, CHANGES) is None


def test_shares_are_made_anew_and_never_averaged():
    values = {"0709": Counted(10.0, 10, 100), "0728": Counted(20.0, 200, 1000)}
    found = joined("3909", values, CHANGES, scale=100)
    assert found.value == pytest.approx(100 * 210 / 1100)
    assert joined("3909", {"0709": Counted(10.0), "0728": Counted(20.0)}, CHANGES, scale=100) == (
        Counted(None)
    )


def test_a_share_follows_an_area_that_only_changed_its_code():
    assert joined("3909", {"0712": Counted(12.5)}, CHANGES, scale=100) == Counted(12.5)


def test_an_area_split_in_three_is_an_estimate_and_says_so():
    split = by_new_code(
        [
            CodeChange("1", part, 2020, weight)
            for part, weight in zip("abc", (0.5, 0.3, 0.2), strict=True)
        ]
    )
    assert joined("a", {"1": Counted(200)}, split) == Counted(100, whole=False)
    shared = joined("c", {"1": Counted(25.0, 50, 200)}, split, scale=100)
    assert (shared.value, shared.whole) == (25.0, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([CodeChange("a", "b", 2020, 0)], "has the weight 0"),
        ([CodeChange("a", "b", 2020, 1.5)], "has the weight 1.5"),
        ([CodeChange("a", "b", 2020, 0.7), CodeChange("a", "c", 2020, 0.7)], "more than the whole"),
        ([CodeChange("a", "b", 2020), CodeChange("b", "a", 2024)], "lead back to themselves"),
    ],
)
def test_changes_that_cannot_be(changes, sentence):
    with pytest.raises(CodesError, match=sentence):
        by_new_code(changes)


@beside
def test_the_seventeen_areas_under_four_codes():
    """Each area's outline file carries its own year's residents; the sums are known."""
    years = {
        2017: {"residents": 46_483, "torstrand": 2_580},
        2019: {"residents": 47_069, "torstrand": 2_542},
        2023: {"residents": 48_223, "torstrand": 2_512},
        2024: {"residents": 48_686, "torstrand": 2_586},
    }
    found = {year: _residents(year) for year in years}
    changes = by_new_code(
        CodeChange(before[name][0], after[name][0], year)
        for (_, before), (year, after) in pairwise(found.items())
        for name in after
    )
    for year, known in years.items():
        values = {code: Counted(residents) for code, residents in found[year].values()}
        today = {
            name: joined(code, values, changes).value for name, (code, _) in found[2024].items()
        }
        assert sum(today.values()) == known["residents"]
        assert today["torstrand"] == known["torstrand"]


def _residents(year):
    """Code and residents by name, which no change of codes touched."""
    file = json.loads((LARVIK / f"larvik_delomraader_{year}_xs.geojson").read_bytes())
    told = [feature["properties"] for feature in file["features"]]
    found = {
        one["delomraade_name"].casefold(): (one["delomraade_no"], one["population"]) for one in told
    }
    assert len(found) == 17
    return found


@beside
def test_the_weights_of_every_municipality_are_fit():
    with (LARVIK / "municipality_redistricting_b2024.csv").open() as file:
        rows = list(csv.DictReader(file))
    changes = by_new_code(
        CodeChange(row["orig"], row["cur"], int(row["last_year"]) + 1, float(row["weighting"]))
        for row in rows
        if row["orig"] != row["cur"]
    )
    assert {"0709", "0728", "0712", "3805"} <= codes_before("3909", changes)


def test_a_share_of_almost_nobody_is_none():
    split = by_new_code([CodeChange("1", "3", 2020), CodeChange("2", "3", 2020)])
    parts = {"1": Counted(1.0, 1e300, 1e-300), "2": Counted(1.0, 1.0, 1e-300)}
    assert joined("3", parts, split, scale=100.0).value is None


class Asked(dict):
    """Figures that nobody may ask for without end."""

    times = 0

    def __contains__(self, code):
        self.times += 1
        assert self.times < 10_000
        return super().__contains__(code)


def test_areas_parted_and_joined_over_and_over_are_each_made_once():
    """Ten areas mixed anew in each of eight years lead back in a hundred million ways."""
    changes = [
        CodeChange(f"{step}-{old}", f"{step + 1}-{new}", 2000 + step, 0.1)
        for step in range(8)
        for old in range(10)
        for new in range(10)
    ]
    figures = Asked({f"0-{old}": Counted(10.0) for old in range(10)})
    found = joined("8-0", figures, by_new_code(changes), year=1990)
    assert (round(found.value, 6), found.whole) == (10.0, False)
