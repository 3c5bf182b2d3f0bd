"""The demo city: every domain's dated deeds, merged in time order and done by the product itself.

The same seed and the same day give the same city. Everything here is invented.
"""

from __future__ import annotations

import datetime as dt
import heapq

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from kominn.accounts import actions as accounts
from kominn.accounts.models import Team, User
from kominn.activities import demo as activities
from kominn.allin import demo as allin
from kominn.ambassadors import demo as ambassadors
from kominn.ballot import demo as ballot
from kominn.casework import demo as casework
from kominn.concerns import demo as concerns
from kominn.concerns.surroundings import surroundings
from kominn.config import profiles
from kominn.config.challenges_file import load_challenges
from kominn.config.figures_file import load_earlier_figures, load_figures
from kominn.config.story_file import load_story
from kominn.core.demo import Deed
from kominn.core.jobs import forget_old
from kominn.core.worktime import NORWAY
from kominn.guide import starter as guide
from kominn.law import demo as law
from kominn.law import starter
from kominn.plan import demo as measures
from kominn.portal.joining import leave_the_house
from kominn.roster import demo as roster
from kominn.support import demo as need
from kominn.vault.actions import members, teams

SEED = 3909
LAW_SINCE = dt.timedelta(days=180)
EARLIER_FIGURES = dt.timedelta(days=400)
"""So long ago that the last day of the year before knew the earlier file, and no other."""

# Name, address before @, roles: one of each, so that every page has somebody who may see it.
PEOPLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Ada Administrator", "ada", ("administrator",)),
    ("Kari Koordinator", "kari", ("coordinator",)),
    ("Inga Inntak", "inga", ("intake",)),
    ("Vera Vurderer", "vera", ("assessor",)),
    ("Vidar Vurderer", "vidar", ("assessor",)),
    ("Leif Leder", "leif", ("leader",)),
    ("Stian Skole", "stian", ("employee",)),
    ("Marit Medvirkning", "marit", ("facilitator",)),
    ("Per Personvern", "per", ("protection_officer",)),
)
LEAVER = ("Tora Tidligere", "tora", ("intake",))
"""Read for half of the years, then left the team and the house."""

READERS = ("kari", "inga", "tora", "vera", "vidar")


@transaction.atomic
def build(*, today: dt.date, years: float) -> None:
    """Lågenvik with its people and its years of worries, whole or not at all."""
    profiles.load("lagenvik")
    guide.begin()
    first = today - dt.timedelta(days=round(365.25 * years))
    staff = people(at=dt.datetime.combine(first, dt.time(8), NORWAY))
    around = surroundings(today)
    leaves = around.hours.next_opening(midway(first, today)).start.date()
    lives = concerns.lives(
        SEED, around=around, staff=staff, first=first, today=today, left={"tora": leaves}
    )
    morning = dt.datetime.combine(first, dt.time(8, 15), NORWAY)
    casework.judge(lives, staff=staff, today=today)
    do_in_order(
        [
            Deed(morning, begin_with_bases),
            Deed(max(morning, morning_of(today - EARLIER_FIGURES)), take_in_earlier_figures),
            *law.deeds(staff=staff, first=max(first, today - LAW_SINCE), today=today),
            *concerns.deeds(lives, first=first, today=today),
            *roster.deeds(Team.objects.get(intake=True), staff, today=today),
            *measures.deeds(staff=staff, today=today),
            *allin.deeds(staff=staff, since=first, today=today),
            *activities.deeds(staff=staff, today=today),
            *ambassadors.deeds(staff=staff, since=first, today=today),
            *need.deeds(staff=staff, today=today),
            *ballot.deeds(staff=staff, since=first, today=today),
            leaving(staff["tora"], leaves, by=staff["ada"]),
            Deed(morning_of(today), take_in_figures),
        ]
    )
    forget_old(at=dt.datetime.combine(today, dt.time(8), NORWAY))
    # Of six invented years nobody gets letters.
    DBTaskResult.objects.all().delete()


def begin_with_bases(at: dt.datetime) -> None:
    starter.begin(at=at)


def morning_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(6), NORWAY)


def take_in_earlier_figures(at: dt.datetime) -> None:
    load_earlier_figures("lagenvik", at=at)


def take_in_figures(at: dt.datetime) -> None:
    load_figures("lagenvik", at=at)
    load_challenges("lagenvik", at=at)
    load_story("lagenvik", at=at)


def midway(first: dt.date, today: dt.date) -> dt.datetime:
    return dt.datetime.combine(first + (today - first) / 2, dt.time(8), NORWAY)


def leaving(user: User, day: dt.date, *, by: User) -> Deed:
    """At the end of the day the keys are gone, the roles end and the account is closed."""

    def leave(at: dt.datetime) -> None:
        leave_the_house(user, by=by, at=at)

    return Deed(dt.datetime.combine(day, dt.time(15, 45), NORWAY), leave)


def do_in_order(deeds: list[Deed]) -> None:
    queue = [(deed.at, number, deed) for number, deed in enumerate(deeds)]
    heapq.heapify(queue)
    while queue:
        at, _number, deed = heapq.heappop(queue)
        deed.do(at)


def people(*, at: dt.datetime) -> dict[str, User]:
    """The demo people, each by an invitation accepted, with a second factor and a key."""
    staff = {word: _person(name, word, roles, at=at) for name, word, roles in (*PEOPLE, LEAVER)}
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
    members.make_member_key(user)
    return user


def _fill(team: Team, colleagues: list[User], *, at: dt.datetime) -> None:
    first, *others = colleagues
    teams.found_team_keys(team, first, by=first, at=at)
    for other in others:
        teams.admit(team, other, by=first, at=at)
