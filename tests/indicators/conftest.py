"""A table of two areas, kept up to date by files that a test writes itself."""

import datetime as dt

import pytest

from kominn.core import languages
from tests.factories import indicators

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def dataset(db):
    return indicators.dataset()


@pytest.fixture
def indicator(dataset):
    return indicators.indicator(dataset=dataset)


@pytest.fixture
def bring(dataset):
    """`bring("3909;2024;10,5", "0;2024;11")`: those rows as a file, taken in and read."""

    def bring(*rows, at=AT):
        return indicators.taken_in(dataset, *rows, at=at)

    return bring


@pytest.fixture
def all_languages(settings):
    settings.SERVER_KEY_KIND = "demo"
    languages.open_to_reporters.cache_clear()
    yield
    languages.open_to_reporters.cache_clear()
