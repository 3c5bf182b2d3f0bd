"""How a figure stands in a text, and what was typed that a newer figure has overtaken."""

import datetime as dt

import pytest

from citystats.figures.terms import read_period
from kominn.indicators.models import Indicator
from kominn.indicators.notation import Named, drawing, names, not_understood, pieces
from kominn.indicators.series import Line, Point, Series
from kominn.indicators.typed import proposals


def series(slug="folketall", unit="count", **by_year):
    points = tuple(Point(read_period(year[1:]), value) for year, value in sorted(by_year.items()))
    indicator = Indicator(slug=slug, unit=unit, counted_on="01-01")
    return Series(indicator, (Line("3909", "Larvik", points),), None)


RESIDENTS = series(y2019=47_107, y2025=48_870, y2026=49_022)


def test_words_and_names_are_told_apart():
    assert pieces("Vi er {folketall}, de {folketall@3907}.") == [
        "Vi er ",
        Named("folketall"),
        ", de ",
        Named("folketall", "3907"),
        ".",
    ]
    assert list(names("a {x:endring}\n{y:kurve}")) == [
        Named("x", "", "endring"),
        Named("y", "", "kurve"),
    ]


def test_a_drawing_stands_alone_on_its_line():
    assert drawing(" {x:stolper} ") == Named("x", "", "stolper")
    assert drawing("Se {x:kurve}") is None
    assert not_understood("Se {x:kurve}") == ["{x:kurve}"]


@pytest.mark.parametrize("wrong", ["{Folketall!}", "{x:kake}", "{x", "x}", "{}", "{{x}}", "{x@}"])
def test_braces_that_name_nothing_are_told_of_and_stay_as_written(wrong):
    assert not_understood(f"Vi er {wrong} her")
    assert "".join(str(piece) for piece in pieces(wrong) if isinstance(piece, str)) or "x" in wrong


@pytest.mark.parametrize(
    "typed",
    ["I 2019 var vi 47 000.", "47.000 i 2019", "47,000 of us (2019)", "47K i 2019", "I 2019: 47 tusen",
     "I 2019 var vi 47\u00a0107."],
)  # fmt: skip
def test_a_number_typed_with_its_year_is_known_again_when_a_newer_has_come(typed):
    [found] = proposals({"nb": typed}, [RESIDENTS])
    assert (found.then.value, found.now.value, found.written) == (47_107, 49_022, "{folketall}")
    assert found.year == "2019"


@pytest.mark.parametrize(
    "typed",
    ["Vi er 47 000.", "I 2026 var vi 49 022.", "I 2019 var vi {folketall}.", "I 2019 var vi 50 000.",
     "Byrett i 1671. I 2019 kom 175.", "47 % i 2019"],
)  # fmt: skip
def test_what_has_no_year_or_is_the_newest_or_another_number_is_left_alone(typed):
    assert proposals({"nb": typed}, [RESIDENTS]) == []


def test_a_number_without_end_is_left_alone():
    endless = "1" + "0" * 400
    assert proposals({"nb": f"I 2019 bodde det {endless} her."}, [RESIDENTS]) == []
    assert proposals({"nb": f"I 2019 bodde det {endless} tusen her."}, [RESIDENTS]) == []


def test_a_share_is_known_only_beside_its_sign():
    share = series("lavinntekt", "percent", y2019=11.1, y2026=12.9)
    assert proposals({"nb": "11,1 % i 2019"}, [share])
    assert proposals({"nb": "11,1 i 2019"}, [share]) == []


def test_a_figure_of_a_day_grows_old_from_that_day():
    indicator = RESIDENTS.indicator
    indicator.stale_after_months = 18
    assert indicator.last_day(read_period("2024")) == dt.date(2024, 1, 1)
    assert not indicator.is_old(read_period("2024"), dt.date(2025, 7, 1))
    assert indicator.is_old(read_period("2024"), dt.date(2025, 8, 1))
