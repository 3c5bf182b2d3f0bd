"""An assessment from figures about the city: what is counted where, who borders on whom, which year."""

import json
from types import SimpleNamespace

import pytest

from citystats.composite.assess import assess
from citystats.composite.files import read_town
from kominn.indicators.models import Observation, Vintage
from kominn.indicators.states import State
from kominn.support import actions
from kominn.support.borders import borders
from kominn.support.gathering import gather
from tests.factories import support
from tests.factories.concerns import AreaFactory


def square(column, row):
    """One of a chessboard's, as GeoJSON."""
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[10 + (column + x) / 100, 59 + (row + y) / 100] for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def test_areas_border_where_they_share_a_side_and_not_at_a_corner():
    areas = [
        SimpleNamespace(code=code, outline=outline)
        for code, outline in {
            "a": square(0, 0), "b": square(1, 0), "c": square(1, 1), "d": square(5, 5), "e": None,
        }.items()
    ]  # fmt: skip
    assert borders(areas) == [("a", "b"), ("b", "c")]


@pytest.fixture
def counted(kari, at):
    """One figure, counted in six areas in 2023 and 2024."""
    one = support.counted(by=kari, at=at)
    dataset = one.indicator.dataset
    vintage = Vintage.objects.create(
        dataset=dataset, number=1, raw=b".", sha256="0", size=1, fetched_at=at, reader="1",
        state=State.KEPT, decided_at=at,
    )  # fmt: skip
    for n in range(6):
        AreaFactory(slug=f"g{n}", code=f"G{n}", name=f"Grend {n}", outline=square(n, 0))
        for year in (2023, 2024):
            Observation.objects.create(
                dataset=dataset, vintage=vintage, area_code=f"G{n}", period=str(year),
                breakdown="[]", value=n, numerator=10 * n + year - 2020, denominator=400,
                change=Observation.Change.FRESH,
            )  # fmt: skip
    return one


@pytest.mark.django_db
def test_the_newest_counts_within_the_year_are_gathered_with_their_source(counted, at):
    gathered = gather(year=2023, at=at)
    town = json.loads(gathered.town)
    assert len(town["areas"]) == 6
    assert ["G0", "G1"] in town["neighbours"]
    assert town["values"][0] == {
        "area": "G0", "indicator": "trangt", "numerator": 3, "denominator": 400,
    }  # fmt: skip
    assert gathered.sources == {"trangt": {"source": "Statistikkontoret", "date": "2023"}}
    assert read_town(gathered.town).indicators[0].reference.year == 2020


@pytest.mark.django_db
def test_what_is_counted_in_too_few_areas_is_said_before_anything_begins(kari, at, counted):
    with pytest.raises(actions.NotPossible, match="minst fem"):
        gather(year=2022, at=at)
    actions.count_out(counted, by=kari, at=at)
    with pytest.raises(actions.NotPossible, match="Si først"):
        gather(year=2024, at=at)


@pytest.mark.django_db
def test_a_figure_counts_once_and_only_as_an_allowed_kind(kari, at, counted):
    with pytest.raises(actions.NotPossible, match="telles allerede"):
        actions.count_in(
            counted.indicator, domain=counted.domain, kind=counted.kind, more_is_need=True,
            year=2020, mean=0.1, spread=0.1, by=kari, at=at,
        )  # fmt: skip


def test_against_a_fixed_year_progress_of_every_area_shows():
    before, after = support.town(), support.town()
    for cell in after["values"]:
        cell["numerator"] = round(0.6 * cell["numerator"])
    then, now = (
        assess(read_town(support.as_file(town)), seed=1, draws=500) for town in (before, after)
    )
    assert (now.profiles.median >= then.profiles.median).all()
    assert (now.profiles.median.mean(axis=1) > then.profiles.median.mean(axis=1)).all()
