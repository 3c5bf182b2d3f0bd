from __future__ import annotations

import pytest

from kominn.ambassadors import pacing
from kominn.ambassadors.access import COOKIE
from tests.factories import ambassadors
from tests.factories.accounts import UserFactory, sign_in
from tests.page_checker import CheckedClient


@pytest.fixture(autouse=True)
def _nothing_counted():
    pacing.by_place.buckets.clear()
    pacing.by_passport.buckets.clear()


@pytest.fixture
def marit(db):
    """Marit is a youth worker: she leads the ambassadors."""
    return UserFactory(name="Marit", roles=["facilitator"])


@pytest.fixture
def phone():
    """`phone()` or `phone(code)`: a browser with no past, or one on which a passport is open."""

    def made(code=None):
        client = CheckedClient()
        if code is not None:
            client.cookies[COOKIE] = code.digits
        return client

    return made


@pytest.fixture
def desk(marit):
    """Marit's own browser."""
    client = CheckedClient()
    sign_in(client, marit)
    return client


@pytest.fixture
def gathering(marit):
    return ambassadors.gathering(by=marit)
