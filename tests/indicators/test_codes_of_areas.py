"""A line over the years where the city's own areas changed their codes."""

import datetime as dt

import pytest

from kominn.indicators.models import CodeChange, Indicator
from kominn.indicators.series import series_of
from kominn.portrait.models import Area, Recoding
from tests.indicators.conftest import AT

DAY = dt.date(2024, 1, 1)


@pytest.fixture
def torstrand(db):
    return Area.objects.create(
        slug="torstrand",
        code="39090300",
        name="Torstrand",
        population=1,
        population_on=DAY,
        source="x",
    )


def test_figures_under_an_older_code_of_the_area_belong_to_its_line(dataset, bring, torstrand):
    Recoding.objects.create(
        old=torstrand, new=torstrand, old_code="38050300", new_code="39090300", year=2024, share=1
    )
    residents = Indicator.objects.create(
        slug="folketall", dataset=dataset, breakdown="[]", unit="count", own_code="39090300"
    )
    bring("38050300;2023;2512", "39090300;2024;2586", at=AT)
    [series] = series_of([residents], own_name="Torstrand")
    assert [point.value for point in series.own.points] == [2512, 2586]
    # What a file of codes says of the same code is heard first.
    CodeChange.objects.create(old="38050300", new="1", year=2024, source="Klass")
    [series] = series_of([residents], own_name="Torstrand")
    assert [point.value for point in series.own.points] == [2586]
