"""The small city with its intake team, and two more who may assess."""

from __future__ import annotations

import pytest

from tests.concerns.conftest import (  # noqa: F401
    _nothing_paced,
    areas,
    city,
    intake,
    visit,
)
from tests.factories.accounts import UserFactory
from tests.factories.concerns import TUESDAY


@pytest.fixture
def vera(intake, inga):  # noqa: F811
    """Vera knows the young in town: she assesses, and answers nobody."""
    return _assessor("Vera", intake, inga)


@pytest.fixture
def arne(intake, inga):  # noqa: F811
    """Arne knows the schools."""
    return _assessor("Arne", intake, inga)


def _assessor(name, team, by):
    from kominn.vault.actions import teams

    user = UserFactory(name=name, roles=["assessor"])
    teams.admit(team, user, by=by, at=TUESDAY)
    return user
