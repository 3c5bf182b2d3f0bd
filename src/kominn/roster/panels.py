"""What the roster puts on the Monday page: who is on duty this week, and what nobody covers."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.core.panels import Line, Panel, Todo
from kominn.core.templatetags.words import span
from kominn.core.worktime import DutyHours, midnight, monday_of
from kominn.roster.duty import Gap, GapKind, Rota, gaps
from kominn.roster.weeks import Run, week_by_week
from kominn.roster.wording import gap_in_words, on_duty_in_words, todo_in_words

AHEAD = dt.timedelta(weeks=4)
SOON = dt.timedelta(days=2)
SHOWN = 5


def weeks_ahead(today: dt.date) -> Rota:
    """What the Monday page looks at: asked once for all its squares."""
    return Rota(monday_of(today), today + AHEAD)


def panels(
    user: User, teams: list[Team], today: dt.date, hours: DutyHours, rota: Rota | None = None
) -> list[Panel]:
    """For the teams whose roster a user sees: a fixed number of queries."""
    rota = rota or weeks_ahead(today)
    return [
        _this_week(user, rota, teams, today, hours),
        _gaps_ahead(user, rota, teams, today, hours),
    ]


def _this_week(
    user: User, rota: Rota, teams: list[Team], today: dt.date, hours: DutyHours
) -> Panel:
    lines = _stood_in_for(user, rota, today)
    for team in teams:
        [week] = week_by_week(rota, team, hours, weeks=1)
        lines += [line for run in week.in_hours for line in _lines(run, team.name, today)]
        outside = _("%(team)s, outside opening hours") % {"team": team.name}
        lines += [line for run in week.outside for line in _lines(run, outside, today)]
    return Panel(
        slug="duty",
        title=_("On duty this week"),
        icon="people",
        nothing=_("Nobody is written down for this week."),
        lines=lines,
        url=reverse("duty"),
        link=_("To the roster"),
    )


def _stood_in_for(user: User, rota: Rota, today: dt.date) -> list[Line]:
    """For whom the reader stands in today."""
    return [
        Line(
            text=_("You stand in for %(name)s") % {"name": absence.user.name},
            url=reverse("absences"),
            note=span(absence.first_day, absence.last_day),
        )
        for absence in rota.absences
        if absence.covers(today) and rota.stands_in_for(absence.user, today) == user
    ]


def _lines(run: Run, place: str, today: dt.date) -> list[Line]:
    names = on_duty_in_words(run.people)
    if not names or run.last < today:
        return []
    days = span(run.first, run.last)
    return [Line(text=f"{place}: {names}", url=reverse("duty"), note=days)]


def _gaps_ahead(
    user: User, rota: Rota, teams: list[Team], today: dt.date, hours: DutyHours
) -> Panel:
    """From today on: what was not covered on Monday is past helping on Thursday."""
    found = gaps(rota.from_day(today), teams, hours)
    pressing = [gap for gap in found if _presses(gap, rota, today, hours)]
    keeps = user.may(Right.KEEP_ROSTER)
    return Panel(
        slug="gaps",
        title=_("Gaps ahead"),
        icon="calendar",
        nothing=_("Somebody is on duty all the coming weeks."),
        lines=[
            Line(
                text=gap_in_words(gap),
                url=_where_to_mend(gap, keeps),
                note=span(gap.first_day, gap.last_day) if gap.team else "",
                late=gap in pressing,
            )
            for gap in found[:SHOWN]
        ],
        todo=[
            Todo(todo_in_words(gap), late=gap.first_day <= today, by=gap.first_day)
            for gap in pressing[:SHOWN]
            if keeps
        ],
        count=len(found),
        url=reverse("duty"),
        link=_("To the roster"),
        late=keeps and bool(pressing),
    )


def _where_to_mend(gap: Gap, keeps: bool) -> str:
    if keeps and gap.team and gap.kind in (GapKind.NOBODY_ON_DUTY, GapKind.NOBODY_AT_NIGHT):
        return reverse("shifts", args=[gap.team.slug])
    return reverse("duty")


def _presses(gap: Gap, rota: Rota, today: dt.date, hours: DutyHours) -> bool:
    """Within three days, where a roster is kept at all: one never begun is not late every day.

    But where new concerns come, whoever reports is promised less as soon as that day is the next.
    """
    if gap.promises_less:
        return gap.first_day <= hours.working_day_after(midnight(today))
    if gap.kind is GapKind.NO_CRISIS_CONTACT or gap.first_day > today + SOON:
        return False
    begun = {shift.team_id for shift in rota.shifts}
    return gap.user is not None or (gap.team is not None and gap.team.pk in begun)
