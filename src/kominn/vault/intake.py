"""Which team takes what comes in, and whether anybody reads for it today."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.vault.models import TeamKeyWrap, Wrap

SECONDS = 60
KNOWN = "somebody-reads"


def somebody_reads() -> bool:
    """Whether what is told now would be read. Asked once a minute; while nobody reads, each time,
    so that the form opens at once when somebody does."""
    if not cache.get(KNOWN):
        if takes_in() is None:
            return False
        cache.set(KNOWN, True, SECONDS)
    return True


def readers(team: Team) -> QuerySet[User]:
    """Those who may read, belong to the team and hold its key of today; by name."""
    return _holders(team, Right.READ_CONCERNS)


def takers(team: Team) -> QuerySet[User]:
    """Of the readers, those who may take on what comes in; by name."""
    return _holders(team, Right.HOLD_CONCERNS)


def takes_in() -> Team | None:
    """The team that what comes in is sealed to; none where nobody could take it on."""
    return Team.objects.filter(intake=True, pk__in=_taken_on_for()).first()


def unread() -> list[Team]:
    """Teams where something waits, or would come in, and for which nobody could take it on."""
    waits = Exists(Wrap.objects.unsettled().filter(team_key__team=OuterRef("pk")))
    teams = Team.objects.filter(Q(intake=True) | waits)
    return list(teams.exclude(pk__in=_taken_on_for()).order_by("name"))


def _taken_on_for() -> QuerySet[TeamKeyWrap, int]:
    """A team of assessors alone is as good as none: what is new they could read, not take on."""
    return _keys_of(Right.HOLD_CONCERNS).values_list("team_key__team", flat=True)


def _holders(team: Team, right: Right) -> QuerySet[User]:
    holds_key = _keys_of(right).filter(team_key__team=team).values("user")
    found: QuerySet[User] = User.objects.filter(pk__in=holds_key).order_by("name", "pk")
    return found


def _keys_of(right: Right) -> QuerySet[TeamKeyWrap]:
    """The current keys of teams, as they are held by those who have the right."""
    return TeamKeyWrap.objects.filter(
        team_key__retired_on=None,
        user__in=User.objects.holding(right),
        user__membership__team=F("team_key__team"),
    )
