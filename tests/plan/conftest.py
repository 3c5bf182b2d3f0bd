from __future__ import annotations

import pytest

from tests.factories.concerns import small_city


@pytest.fixture
def city(db):
    """Torget, Nesbyen and Holmen; closed on Christmas Eve."""
    return small_city()


@pytest.fixture
def lars(db, city):
    """Lars worked here: `leave(lars)` closes his account."""
    from tests.factories.accounts import UserFactory

    return UserFactory(name="Lars", roles=["employee"])


@pytest.fixture
def leave(ada):
    from kominn.portal import joining
    from tests.factories.plan import TUESDAY

    def leave(person):
        joining.leave_the_house(person, by=ada, at=TUESDAY)
        person.refresh_from_db()
        person.forget_rights()

    return leave
