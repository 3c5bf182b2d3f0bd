"""Rules signed off, concerns long finished, and nights in which something may go."""

from __future__ import annotations

import datetime as dt

from kominn.accounts.models import User
from kominn.erasure.actions import nights
from kominn.erasure.models import Night
from kominn.erasure.states import State
from kominn.law import actions as law
from kominn.law import retention
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, finish

# Half a year and some days after what was finished on `TUESDAY + 2 * DAY` as advice.
DUE = dt.datetime(2026, 9, 8, 3, 0, tzinfo=TUESDAY.tzinfo)


def signer() -> User:
    facts = {"name": "Per", "active": False, "invented": True}
    return User.objects.get_or_create(email="per.signs@lagenvik.example", defaults=facts)[0]


def sign(*slugs, at=TUESDAY):
    for slug in slugs:
        law.sign_off(slug, seen=retention.rule_for(slug).mark, by=signer(), at=at)


def quiet_night(*, before=DUE, by=None):
    """A night that a person let go on the day before: the clock stood right then."""
    day = (before - DAY).date()
    return Night.objects.create(
        on=day, state=State.DONE, why="first", erased={"advice": 1},
        answered_by=by or signer(), answered_on=day,
    )  # fmt: skip


def finished(*, by, reason="helped", at=TUESDAY, **wishes):
    concern = ConcernFactory(held_by=by, at=at, **wishes)
    finish(concern, by=by, at=at + 2 * DAY, reason=reason)
    concern.refresh_from_db()
    return concern


def tonight(*, at=DUE):
    return nights.run(at=at)
