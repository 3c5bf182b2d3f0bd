"""Deeds of the roster: be away, choose a deputy, take turns, name whom a crisis reaches.

What is true is never refused: somebody can be ill without a deputy, and a deputy can be away too.
The roster shows the gap instead. The trail says who changed whose days, not which days: it is kept
far longer than the days are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.audit.actions import record
from kominn.core.letters import send_later
from kominn.core.worktime import day_of, monday_of
from kominn.roster import letters
from kominn.roster.models import Absence, CrisisContact, Shift, rosters_of

FARTHEST = dt.timedelta(days=2 * 366)
"""A year wrongly typed is longer away than this; a parent's leave is not."""
KEPT = dt.timedelta(days=90)
MOST_WEEKS = 52
TOO_FAR = _("This is more than two years away. Is the year right?")


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class DaysWrong(NotPossible):
    pass


class AlreadyThere(NotPossible):
    pass


class NotAReader(NotPossible):
    pass


class NotOneself(NotPossible):
    pass


class NotYours(NotPossible):
    pass


# --- Who may -------------------------------------------------------------------------------------


def colleagues_kept_by(user: User) -> QuerySet[User]:
    """Those whose days away a user may write: oneself, and the teams whose roster one keeps."""
    near = Q(pk=user.pk)
    if user.may(Right.KEEP_ROSTER):
        near |= Q(teams__in=rosters_of(user))
    everyone: QuerySet[User] = User.objects.active()
    if user.may(Right.KEEP_ROSTER) and user.may(Right.SEE_EVERY_ROSTER):
        return everyone
    return everyone.filter(near).distinct()


def teams_kept_by(user: User) -> QuerySet[Team]:
    return rosters_of(user) if user.may(Right.KEEP_ROSTER) else Team.objects.none()


def takers_for(team: Team) -> QuerySet[User]:
    """Who can have a turn on duty: those who may take on what comes in."""
    takers: QuerySet[User] = User.objects.holding(Right.HOLD_CONCERNS).in_team(team).by_name()
    return takers


def possible_deputies(user: User) -> QuerySet[User]:
    """Who can stand in: for one who reads, those who may do the same in one of the same teams."""
    others: QuerySet[User] = User.objects.colleagues_of(user).by_name()
    for right in (Right.READ_CONCERNS, Right.HOLD_CONCERNS):
        if user.may(right):
            same = User.objects.holding(right).filter(teams__in=user.teams.all())
            others = others.filter(pk__in=same)
    return others


def _check_may_keep(user: User, *, by: User) -> None:
    if not colleagues_kept_by(by).filter(pk=user.pk).exists():
        raise NotYours(_("You can write this for colleagues in your own teams only."))


# --- Away ----------------------------------------------------------------------------------------


@transaction.atomic
def be_away(
    user: User,
    *,
    first_day: dt.date,
    last_day: dt.date,
    deputy: User | None,
    by: User,
    at: dt.datetime,
) -> Absence:
    """Write down days away, and tell the deputy. Nobody is asked why."""
    _check_may_keep(user, by=by)
    _check_days(first_day, last_day, today=day_of(at))
    _check_deputy(user, deputy)
    # One after the other, so that two deeds at once cannot overlap.
    User.objects.select_for_update().get(pk=user.pk)
    if Absence.objects.filter(user=user).between(first_day, last_day).exists():
        raise AlreadyThere(_("Some of these days are written down already. End those first."))
    absence = Absence.objects.create(
        user=user, deputy=deputy, first_day=first_day, last_day=last_day
    )
    record("absence.written", name_of(user), by=name_of(by), at=at, detail=_with(deputy))
    _tell_deputy(absence)
    return absence


@transaction.atomic
def choose_deputy(absence: Absence, deputy: User | None, *, by: User, at: dt.datetime) -> None:
    """Somebody else stands in, or nobody: both the old and the new deputy are told."""
    absence = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("user", "deputy")
        .get(pk=absence.pk)
    )
    _check_may_keep(absence.user, by=by)
    _check_deputy(absence.user, deputy)
    if deputy == absence.deputy:
        return
    _thank_deputy(absence)
    absence.deputy = deputy
    absence.save(update_fields=["deputy"])
    about = name_of(absence.user)
    record("absence.deputy_chosen", about, by=name_of(by), at=at, detail=_with(deputy))
    _tell_deputy(absence)


@transaction.atomic
def be_back(absence: Absence, *, by: User, at: dt.datetime) -> None:
    """Here again today. What has not begun is taken away; what has, ended yesterday."""
    found = Absence.objects.select_for_update(of=("self",)).filter(pk=absence.pk)
    kept = found.select_related("user", "deputy").first()
    today = day_of(at)
    if kept is None or kept.last_day < today:
        return
    _check_may_keep(kept.user, by=by)
    if kept.first_day < today:
        found.update(last_day=today - dt.timedelta(days=1))
    else:
        found.delete()
    about = name_of(kept.user)
    record("absence.ended", about, by=name_of(by), at=at, detail=_with(kept.deputy))
    _thank_deputy(kept)


def _check_days(first: dt.date, last: dt.date, *, today: dt.date) -> None:
    if last < first:
        raise DaysWrong(_("The last day is before the first."))
    if last < today:
        raise DaysWrong(_("These days are over."))
    if last > today + FARTHEST or first < today - FARTHEST:
        raise DaysWrong(TOO_FAR)


def _check_deputy(user: User, deputy: User | None) -> None:
    if deputy is None:
        return
    if deputy == user:
        raise NotOneself(_("Nobody stands in for themselves."))
    if not possible_deputies(user).filter(pk=deputy.pk).exists():
        raise NotAReader(_("Choose somebody who works here and may do the same for the same team."))


def _tell_deputy(absence: Absence) -> None:
    if absence.deputy:
        send_later(
            letters.deputy_named(
                absence.deputy,
                instead_of=absence.user.name,
                first=absence.first_day,
                last=absence.last_day,
            )
        )


def _thank_deputy(absence: Absence) -> None:
    if absence.deputy:
        send_later(letters.deputy_no_longer(absence.deputy, instead_of=absence.user.name))


# --- On duty -------------------------------------------------------------------------------------


@transaction.atomic
def put_on_duty(
    team: Team,
    user: User,
    *,
    first_day: dt.date,
    last_day: dt.date,
    night: bool,
    by: User,
    at: dt.datetime,
) -> Shift:
    """One turn on duty."""
    today = day_of(at)
    shift = _write_turn(team, user, first_day, last_day, night=night, today=today, by=by)
    _note_turn(team, user, by=by, at=at)
    if user != by:
        send_later(letters.on_duty(user, team=team.name, turns=[(first_day, last_day)]))
    return shift


@transaction.atomic
def take_turns(
    team: Team,
    users: Sequence[User],
    *,
    first_week: dt.date,
    weeks: int,
    night: bool,
    by: User,
    at: dt.datetime,
) -> list[Shift]:
    """These colleagues take a week each, in this order, Monday to Sunday: all the weeks or none."""
    if not users or not 1 <= weeks <= MOST_WEEKS:
        raise DaysWrong(_("Choose who, and from 1 to 52 weeks."))
    today, monday = day_of(at), monday_of(first_week)
    if monday > today + FARTHEST:
        raise DaysWrong(TOO_FAR)
    turns: dict[User, list[Shift]] = {user: [] for user in users}
    for week in range(weeks):
        first = monday + dt.timedelta(weeks=week)
        user = users[week % len(users)]
        last = first + dt.timedelta(days=6)
        turns[user].append(_write_turn(team, user, first, last, night=night, today=today, by=by))
    for user, written in turns.items():
        if written:
            _note_turn(team, user, by=by, at=at)
        if written and user != by:
            stretches = [(shift.first_day, shift.last_day) for shift in written]
            send_later(letters.on_duty(user, team=team.name, turns=stretches))
    return [shift for written in turns.values() for shift in written]


@transaction.atomic
def take_off_duty(shift: Shift, *, by: User, at: dt.datetime) -> None:
    """The turn goes; the days of it that have been stay. Gone already: nothing happens."""
    found = Shift.objects.select_for_update(of=("self",)).filter(pk=shift.pk)
    kept = found.select_related("user", "team").first()
    today = day_of(at)
    if kept is None or kept.last_day < today:
        return
    if not teams_kept_by(by).filter(pk=kept.team_id).exists():
        raise NotYours(_("You can write this for your own teams only."))
    if kept.first_day < today:
        found.update(last_day=today - dt.timedelta(days=1))
    else:
        found.delete()
    about = f"team:{kept.team_id}"
    record("shift.ended", about, by=name_of(by), at=at, detail=_with(kept.user))
    if kept.user != by:
        send_later(letters.off_duty(kept.user, team=kept.team.name))


def _note_turn(team: Team, user: User, *, by: User, at: dt.datetime) -> None:
    record("shift.written", f"team:{team.pk}", by=name_of(by), at=at, detail=_with(user))


def _write_turn(
    team: Team,
    user: User,
    first: dt.date,
    last: dt.date,
    *,
    night: bool,
    today: dt.date,
    by: User,
) -> Shift:
    if not teams_kept_by(by).filter(pk=team.pk).exists():
        raise NotYours(_("You can write this for your own teams only."))
    _check_days(first, last, today=today)
    if not takers_for(team).filter(pk=user.pk).exists():
        raise NotAReader(
            _("Only those who may take on what comes to the team can be on duty for it.")
        )
    User.objects.select_for_update().get(pk=user.pk)
    if Shift.objects.filter(user=user, team=team, night=night).between(first, last).exists():
        raise AlreadyThere(
            _("%(name)s is on duty already on some of these days.") % {"name": user.name}
        )
    return Shift.objects.create(team=team, user=user, first_day=first, last_day=last, night=night)


# --- Crisis contacts -----------------------------------------------------------------------------


@transaction.atomic
def name_crisis_contact(user: User, *, by: User, at: dt.datetime) -> CrisisContact:
    if not User.objects.active().select_for_update().filter(pk=user.pk).exists():
        raise NotAReader(_("Choose somebody who works here."))
    running = CrisisContact.objects.running().filter(user=user).first()
    if running:
        return running
    named = CrisisContact.objects.create(user=user, since=day_of(at))
    record("crisis_contact.named", name_of(user), by=name_of(by), at=at)
    if user != by:
        send_later(letters.crisis_contact(user))
    return named


@transaction.atomic
def end_crisis_contact(contact: CrisisContact, *, by: User, at: dt.datetime) -> None:
    """The last day is yesterday; one named today was never one."""
    running = CrisisContact.objects.running().select_for_update().filter(pk=contact.pk)
    today = day_of(at)
    if not running:
        return
    if contact.since < today:
        running.update(until=today - dt.timedelta(days=1))
    else:
        running.delete()
    record("crisis_contact.ended", name_of(contact.user), by=name_of(by), at=at)


# --- Forgetting ----------------------------------------------------------------------------------


def forget_old(*, at: dt.datetime) -> None:
    """What is over is not kept: it would tell who was away how often."""
    before = day_of(at) - KEPT
    for kind in (Absence, Shift, CrisisContact):
        kind.objects.over_before(before).delete()


def _with(other: User | None) -> dict[str, str]:
    return {"user": str(other.pk)} if other else {}
