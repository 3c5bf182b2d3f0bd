"""Deeds that touch both people and their keys: join, leave the house, found a team, take in.

The keys stand in the vault, above accounts, which therefore cannot do these alone.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts import actions as accounts
from kominn.accounts.models import Team, User
from kominn.vault.actions import members, teams
from kominn.vault.intake import takers


@transaction.atomic
def join(token: str, *, name: str, password: str, at: dt.datetime) -> User:
    """Accept an invitation: an account, the roles promised, and a key pair of one's own."""
    user = accounts.accept_invitation(token, name=name, password=password, at=at)
    members.make_member_key(user)
    return user


@transaction.atomic
def leave_the_house(user: User, *, by: User, at: dt.datetime) -> None:
    """End everything: the keys of every team first, then roles and ways in."""
    teams.remove_from_all_teams(user, by=by, at=at)
    accounts.deactivate(user, by=by, at=at)


@transaction.atomic
def found_team(
    *,
    slug: str,
    name: str,
    purpose: str,
    intake: bool,
    first_member: User,
    by: User | None,
    at: dt.datetime,
) -> Team:
    """A team and its first key, which only its first member holds."""
    team = accounts.found_team(slug=slug, name=name, purpose=purpose, intake=intake, by=by, at=at)
    teams.found_team_keys(team, first_member, by=by, at=at)
    return team


@transaction.atomic
def move_intake(team: Team, *, by: User, at: dt.datetime) -> None:
    """From now on what is reported comes to this team; never to one that nobody reads for."""
    if not takers(team).exists():
        raise accounts.NotPossible(
            _("Nobody reads for this team. What came to it would stay unread.")
        )
    accounts.move_intake(team, by=by, at=at)
