"""The roster with the city's closed days: who is on duty, what nobody covers, a sheet to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.core.panels import Panel
from kominn.core.worktime import holiday, monday_of
from kominn.portal import forms_duty as forms
from kominn.portrait import actions as portrait
from kominn.portrait.hours import duty_hours
from kominn.portrait.models import City
from kominn.roster.actions import teams_kept_by
from kominn.roster.duty import Gap, Rota, days, gaps, on_duty
from kominn.roster.models import rosters_of
from kominn.roster.panels import panels
from kominn.roster.weeks import Week, week_by_week, without_idle_days
from kominn.roster.wording import gap_in_words

WEEKS = 6
ON_A_SHEET = 8
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class TeamRoster:
    team: Team
    now: list[User]
    weeks: list[Week]
    kept: bool


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """`mark` is empty for a public holiday, which nobody opens."""

    on: dt.date
    name: str
    mark: str
    every_year: bool


@require_safe
@requires(Right.SEE_MONDAY_PAGE)
def duty(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    hours = duty_hours(City.objects.current(), today)
    teams = list(rosters_of(request.user))
    rota = Rota(monday_of(today), _last_day(today, WEEKS))
    kept = set(teams_kept_by(request.user))
    context = {
        "rosters": [
            TeamRoster(
                team, on_duty(team, at, hours), week_by_week(rota, team, hours), team in kept
            )
            for team in teams
        ],
        "gaps": _said(gaps(rota.from_day(today), teams, hours)) if teams else [],
        "crisis": rota.crisis_contacts(today),
        "today": today,
        "may_keep": request.user.may(Right.KEEP_ROSTER),
        "may_close": request.user.may(Right.SET_CLOSED_DAYS),
    }
    return render(request, "portal/duty/roster.html", context)


@require_safe
@requires(Right.SEE_MONDAY_PAGE)
def duty_sheet(request: StaffRequest, slug: str) -> HttpResponse:
    """The coming weeks of one team, for the wall."""
    team = get_object_or_404(rosters_of(request.user), slug=slug)
    today = timezone.localdate()
    hours = duty_hours(City.objects.current(), today)
    rota = Rota(monday_of(today), _last_day(today, ON_A_SHEET))
    context = {
        "team": team,
        "weeks": without_idle_days(week_by_week(rota, team, hours)),
        "today": today,
    }
    return render(request, "portal/duty/sheet.html", context)


def squares(user: User, today: dt.date) -> list[Panel]:
    """The roster's own squares of the Monday page, with the city's days."""
    teams = list(rosters_of(user))
    if not teams:
        return []
    return panels(user, teams, today, duty_hours(City.objects.current(), today))


def _last_day(today: dt.date, weeks: int) -> dt.date:
    return monday_of(today) + dt.timedelta(weeks=weeks, days=-1)


def _said(found: list[Gap]) -> list[tuple[str, Gap]]:
    return [(gap_in_words(gap), gap) for gap in found]


# --- Closed days ---------------------------------------------------------------------------------


@requires(Right.SET_CLOSED_DAYS)
def closed_days(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    form = forms.ClosedDay(request.POST or None, today=today)
    if form.is_valid():
        try:
            portrait.close_on(form.mark, by=request.user, at=at)
        except portrait.ClosedTooLong as reason:
            form.add_error("day", str(reason))
        else:
            messages.success(request, _("The municipality is closed that day."))
            return redirect("closed_days")
    marks = City.objects.current().closed_days
    context = {"form": form, "days": list(_closed(today, today + YEAR, marks))}
    return render(request, "portal/duty/closed_days.html", context)


@requires(Right.SET_CLOSED_DAYS)
@require_POST
def open_on(request: StaffRequest, mark: str) -> HttpResponse:
    if mark not in City.objects.current().closed_days:
        raise Http404
    portrait.open_on(mark, by=request.user, at=timezone.now())
    messages.success(request, _("The municipality is open that day."))
    return redirect("closed_days")


def _closed(first: dt.date, last: dt.date, marks: list[str]) -> Iterator[ClosedDay]:
    """Public holidays and the municipality's own days; a day can be both."""
    for day in days(first, last):
        name = holiday(day)
        if name:
            yield ClosedDay(day, name, "", every_year=True)
        for mark in (day.isoformat(), day.strftime("%m-%d")):
            if mark in marks:
                yield ClosedDay(day, "", mark, every_year=len(mark) == len("12-24"))
