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
from kominn.core.worktime import DutyHours, Stretch, holiday, monday_of
from kominn.portal import forms_duty as forms
from kominn.portrait.actions import hours as portrait
from kominn.portrait.hours import WEEKDAYS, duty_hours, mark_of, stretches_on
from kominn.portrait.models import City
from kominn.portrait.promise import Reading, cover, reading
from kominn.roster.actions import teams_kept_by
from kominn.roster.duty import Gap, Rota, days, gaps, on_duty
from kominn.roster.models import rosters_of
from kominn.roster.panels import panels
from kominn.roster.weeks import Week, week_by_week, without_idle_days
from kominn.roster.wording import gap_in_words
from kominn.vault.intake import somebody_reads

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
        "reading": _told_now(hours, at),
        "now": at,
        "today": today,
        "may_keep": request.user.may(Right.KEEP_ROSTER),
        "may_set_hours": request.user.may(Right.SET_HOURS),
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


def squares(user: User, today: dt.date, rota: Rota | None = None) -> list[Panel]:
    """The roster's own squares of the Monday page, with the city's days."""
    teams = list(rosters_of(user))
    if not teams:
        return []
    return panels(user, teams, today, duty_hours(City.objects.current(), today), rota)


def _last_day(today: dt.date, weeks: int) -> dt.date:
    return monday_of(today) + dt.timedelta(weeks=weeks, days=-1)


def _said(found: list[Gap]) -> list[tuple[str, Gap]]:
    return [(gap_in_words(gap), gap) for gap in found]


def _told_now(hours: DutyHours, at: dt.datetime) -> Reading | None:
    """What whoever reports now is told; None while the form is closed."""
    return reading(hours, cover(hours, timezone.localdate(at)), at) if somebody_reads() else None


# --- Duty hours ----------------------------------------------------------------------------------


@requires(Right.SET_HOURS)
def hours_of_week(request: StaffRequest) -> HttpResponse:
    """In which hours somebody reads, by weekday: what whoever reports is promised."""
    at = timezone.now()
    city = City.objects.current()
    form = forms.Hours(request.POST or None, week=_week(city))
    moved = False
    if form.is_valid():
        before = request.POST.get("instead_of", "")
        try:
            portrait.set_duty_hours(form.week, instead_of=before, by=request.user, at=at)
        except portrait.HoursMoved as reason:
            form.add_error(None, str(reason))
            city, moved = City.objects.current(), True
        except portrait.HoursNotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The hours are changed."))
            return redirect("duty_hours")
    context = {
        "form": form,
        "mark": mark_of(city),
        "moved": forms.as_it_stands(_week(city)) if moved else [],
        "reading": _told_now(duty_hours(city, timezone.localdate(at)), at),
        "now": at,
    }
    return render(request, "portal/duty/hours.html", context)


def _week(city: City) -> dict[str, list[Stretch]]:
    return {day: stretches_on(city, day) for day in WEEKDAYS}


# --- Closed days ---------------------------------------------------------------------------------


@requires(Right.SET_HOURS)
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


@requires(Right.SET_HOURS)
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
