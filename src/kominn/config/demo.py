"""The demo city: every domain's dated deeds, merged in time order and done by the product itself.

The same seed and the same day give the same city. Everything here is invented.
"""

from __future__ import annotations

import datetime as dt
import heapq
from random import Random

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from kominn.accounts import actions as accounts
from kominn.accounts.models import Team, User
from kominn.concerns import demo as concerns
from kominn.concerns.surroundings import surroundings
from kominn.config import profiles
from kominn.core.demo import Deed
from kominn.core.jobs import forget_old
from kominn.core.worktime import NORWAY
from kominn.law import demo as law
from kominn.plan import demo as measures
from kominn.roster import demo as roster
from kominn.vault import actions as vault

SEED = 3909
DAYS = 180

# Name, address before @, roles: one of each, so that every page has somebody who may see it.
PEOPLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Ada Administrator", "ada", ("administrator",)),
    ("Kari Koordinator", "kari", ("coordinator",)),
    ("Inga Inntak", "inga", ("intake",)),
    ("Vera Vurderer", "vera", ("assessor",)),
    ("Vidar Vurderer", "vidar", ("assessor",)),
    ("Leif Leder", "leif", ("leader",)),
    ("Stian Skole", "stian", ("employee",)),
    ("Per Personvern", "per", ("protection_officer",)),
)
READERS = ("kari", "inga", "vera", "vidar")


def build(*, today: dt.date) -> None:
    """Lågenvik with its people and half a year of worries."""
    profiles.load("lagenvik")
    first = today - dt.timedelta(days=DAYS)
    staff = people(at=dt.datetime.combine(first, dt.time(8), NORWAY))
    around = surroundings(today)
    recorded = law.deeds(staff=staff, first=first, today=today)
    told = concerns.deeds(Random(SEED), around=around, staff=staff, first=first, today=today)
    duty = roster.deeds(Team.objects.get(intake=True), staff, today=today)
    begun = measures.deeds(staff=staff, today=today)
    do_in_order([*recorded, *told, *duty, *begun])
    forget_old(at=dt.datetime.combine(today, dt.time(8), NORWAY))


def do_in_order(deeds: list[Deed]) -> None:
    queue = [(deed.at, number, deed) for number, deed in enumerate(deeds)]
    heapq.heapify(queue)
    while queue:
        at, _number, deed = heapq.heappop(queue)
        deed.do(at)


def people(*, at: dt.datetime) -> dict[str, User]:
    """The demo people, each by an invitation accepted, with a second factor and a key."""
    staff = {word: _person(name, word, roles, at=at) for name, word, roles in PEOPLE}
    team = accounts.found_team(
        slug="mottak",
        name="Mottak",
        purpose="Leser nye bekymringer først.",
        intake=True,
        by=staff["ada"],
        at=at,
    )
    _fill(team, [staff[word] for word in READERS], at=at)
    return staff


def _person(name: str, word: str, roles: tuple[str, ...], *, at: dt.datetime) -> User:
    token = accounts.invite(f"{word}@lagenvik.example", roles=roles, language="nb", by=None, at=at)
    password = generate_totp_secret() + generate_totp_secret()
    user = accounts.accept_invitation(token, name=name, password=password, at=at)
    user.invented = True
    user.save(update_fields=["invented"])
    TOTP.activate(user, generate_totp_secret())
    vault.make_member_key(user)
    return user


def _fill(team: Team, members: list[User], *, at: dt.datetime) -> None:
    first, *others = members
    vault.found_team_keys(team, first, by=first, at=at)
    for other in others:
        vault.admit(team, other, by=first, at=at)
