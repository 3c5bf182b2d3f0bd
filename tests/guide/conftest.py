from __future__ import annotations

import pytest

from kominn.guide import starter
from tests.factories.accounts import UserFactory
from tests.factories.concerns import small_city


@pytest.fixture
def guide(db):
    """A small city with the Guide every city begins with."""
    small_city()
    starter.begin()


@pytest.fixture
def marit(db):
    """Marit is a youth worker: she leads courses and writes the Guide."""
    return UserFactory(name="Marit", roles=["facilitator"])
