"""What nobody saw at night stands on the Monday page of those who keep the figures."""

import datetime as dt

import pytest
from django.urls import reverse

from kominn.indicators.actions import importing
from kominn.indicators.models import Fetch
from kominn.indicators.panels import panels
from tests.factories import indicators
from tests.factories.accounts import UserFactory
from tests.indicators.conftest import AT

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)
MANY = [f"3909;{year};{year - 2000}" for year in range(2015, 2025)]
OTHERS = [f"3909;{year};{year - 1990}" for year in range(2015, 2025)]


@pytest.fixture
def analyst():
    return UserFactory(roles=["coordinator"])


def fetched(dataset, outcome, *, at=AT):
    return Fetch.objects.create(dataset=dataset, asked_at=at, ended_at=at, outcome=outcome)


def test_a_file_that_changed_much_waits_there_until_somebody_has_looked(dataset, bring, analyst):
    bring(*MANY)
    assert panels(analyst) == []
    waiting = bring(*OTHERS, at=LATER)
    (panel,) = panels(analyst)
    assert [one.url for one in panel.lines] == [reverse("indicators:vintage", args=[waiting.pk])]
    assert [str(one.text) for one in panel.todo] == ["Se på 1 fil med tall"]
    importing.keep(waiting, by=analyst, at=LATER)
    assert panels(analyst) == []


def test_a_table_that_could_not_be_fetched_stands_there_until_it_could(dataset, analyst):
    fetched(dataset, Fetch.Outcome.FAILED)
    (panel,) = panels(analyst)
    assert [one.url for one in panel.lines] == [reverse("indicators:dataset", args=[dataset.slug])]
    assert [str(one.text) for one in panel.todo] == ["Se hvorfor 1 tabell ikke kunne hentes"]
    fetched(dataset, Fetch.Outcome.SAME, at=LATER)
    assert panels(analyst) == []


def test_it_asks_twice_however_many_there_are_and_nothing_for_others(
    analyst, kari, django_assert_num_queries
):
    for n in range(8):
        table = indicators.dataset(slug=f"tabell-{n}")
        indicators.taken_in(table, *MANY, at=AT)
        indicators.taken_in(table, *OTHERS, at=LATER)
        fetched(table, Fetch.Outcome.FAILED)
    analyst.rights()
    with django_assert_num_queries(2):
        (panel,) = panels(analyst)
    assert panel.count == 16
    assert len(panel.lines) == 10
    assert panels(UserFactory(roles=["intake"])) == []
