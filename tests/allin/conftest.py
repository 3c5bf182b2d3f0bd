from __future__ import annotations

import pytest

from kominn.allin.views import young
from tests.factories.accounts import UserFactory
from tests.factories.allin import start


@pytest.fixture(autouse=True)
def _nothing_counted():
    young.wrong_codes.buckets.clear()


@pytest.fixture
def marit(db):
    """Marit is a youth worker: she leads courses, and reads no concern."""
    return UserFactory(name="Marit", roles=["facilitator"])


@pytest.fixture
def course(marit):
    return start(by=marit)
