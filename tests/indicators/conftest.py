"""A table of two municipalities, kept up to date by files that a test writes itself."""

import datetime as dt

import pytest

from kominn.indicators import actions
from kominn.indicators.models import Dataset, Indicator, Source

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def source(db):
    return Source.objects.create(
        slug="kontoret", name="Statistikkontoret", licence="CC BY 4.0", invented=True
    )


@pytest.fixture
def dataset(source):
    return Dataset.objects.create(
        slug="lavinntekt",
        source=source,
        title="Barn i husholdninger med lav inntekt",
        form=Dataset.Form.COLUMNS,
        mapping={"values": ["Andel"], "area": "Kommune", "period": "År"},
    )


@pytest.fixture
def indicator(dataset):
    return Indicator.objects.create(
        slug="lavinntekt",
        dataset=dataset,
        breakdown="[]",
        name={"nb": "Barn i husholdninger med lav inntekt"},
        unit=Indicator.Unit.PERCENT,
        decimals=1,
        own_code="3909",
        beside=[{"code": "0", "name": "Landet"}],
        stale_after_months=18,
    )


@pytest.fixture
def bring(dataset):
    """`bring("3909;2024;10,5", "0;2024;11")`: those rows as a file, taken in and read."""

    def bring(*rows, at=AT, into=dataset):
        text = "Kommune;År;Andel\n" + "\n".join(rows)
        return actions.read(actions.take_in(into, text.encode(), by=None, at=at), at=at)

    return bring
