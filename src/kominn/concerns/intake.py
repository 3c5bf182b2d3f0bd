"""Which team takes what comes in, and whether anybody reads for it today."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.concerns.models import Concern
from kominn.concerns.states import OPEN
from kominn.vault.models import TeamKeyWrap


def readers(team: Team) -> QuerySet[User]:
    """Those who may read, belong to the team and hold its key of today; by name."""
    holds_key = _readings().filter(team_key__team=team).values("user")
    found: QuerySet[User] = User.objects.filter(pk__in=holds_key).order_by("name", "pk")
    return found


def takes_in() -> Team | None:
    """The team that what comes in is sealed to; none where nobody would read it."""
    return Team.objects.filter(intake=True, pk__in=_readings().values("team_key__team")).first()


def unread() -> list[Team]:
    """Teams where something waits, or would come in, and that nobody reads for."""
    waits = Exists(Concern.objects.filter(team=OuterRef("pk"), state__in=OPEN))
    teams = Team.objects.filter(Q(intake=True) | waits)
    return list(teams.exclude(pk__in=_readings().values("team_key__team")).order_by("name"))


def _readings() -> QuerySet[TeamKeyWrap]:
    """The current keys of teams, as they are held by those who may use them."""
    return TeamKeyWrap.objects.filter(
        team_key__retired_on=None,
        user__in=User.objects.holding(Right.READ_CONCERNS),
        user__membership__team=F("team_key__team"),
    )
