"""A room led by a youth worker, in the small city with its intake team."""

from __future__ import annotations

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.concerns import small_city


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def marit(db):
    return UserFactory(name="Marit", email="marit@example.org", roles=["facilitator"])


@pytest.fixture
def course(city, marit):
    from tests.factories.allin import start

    return start(by=marit)
