from __future__ import annotations

import pytest

from tests.factories.accounts import UserFactory


@pytest.fixture
def marit(db):
    """Marit is a youth worker: she leads courses and prepares votes, and reads no concern."""
    return UserFactory(name="Marit", roles=["facilitator"])


@pytest.fixture
def olav(db):
    """Olav reads the same paper ballots as Marit."""
    return UserFactory(name="Olav", roles=["facilitator"])
