from __future__ import annotations

import pytest

from kominn.activities.views import organisers
from tests.factories.accounts import UserFactory
from tests.factories.activities import invited
from tests.factories.concerns import small_city


@pytest.fixture(autouse=True)
def _nothing_counted():
    organisers.wrong_links.buckets.clear()


@pytest.fixture
def marit(db):
    """Marit is a youth worker, and reads what organisations send."""
    return UserFactory(name="Marit", roles=["facilitator"])


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def club(city, marit):
    """The organisation, and the secret of its link."""
    return invited(by=marit)
