"""Pages where days away, turns on duty and crisis contacts are written down.

The roster itself, which also shows the city's closed days, is a page of the portal.
"""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.roster import actions, forms
from kominn.roster.duty import Rota
from kominn.roster.models import Absence, CrisisContact, Shift

# --- Away ----------------------------------------------------------------------------------------


@requires(Right.SEE_MONDAY_PAGE)
def absences(request: StaffRequest) -> HttpResponse:
    """One's own days away, and whom one stands in for."""
    return _absences(request, request.user, "absences")


@requires(Right.KEEP_ROSTER)
def absences_of(request: StaffRequest, pk: int) -> HttpResponse:
    """For a colleague who is ill and cannot write it down."""
    colleague = get_object_or_404(actions.colleagues_kept_by(request.user), pk=pk)
    return _absences(request, colleague, "absences_of", pk)


def _absences(request: StaffRequest, person: User, page: str, *args: int) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    deputies = actions.possible_deputies(person)
    start = {"first_day": today, "last_day": today}
    form = forms.Away(request.POST or None, deputies=deputies, initial=start)
    if form.is_valid():
        try:
            absence = actions.be_away(person, **form.cleaned_data, by=request.user, at=at)
        except actions.NotPossible as reason:
            form.add_error("last_day", str(reason))
        else:
            _say_what_is_covered(request, absence, today)
            return redirect(page, *args)
    stands_in = Absence.objects.not_over(today).filter(deputy=person).select_related("user")
    context = {
        "form": form,
        "person": person,
        "oneself": person == request.user,
        "absences": _with_gaps(person, today),
        "stands_in": stands_in.by_day(),
        "today": today,
    }
    return render(request, "roster/absences.html", context)


def _with_gaps(person: User, today: dt.date) -> list[tuple[Absence, list[dt.date]]]:
    """Coming days away, each with the days on which nobody stands in."""
    coming = list(Absence.objects.not_over(today).filter(user=person).by_day())
    if not coming:
        return []
    rota = Rota(today, max(absence.last_day for absence in coming))
    mine = [absence for absence in rota.absences if absence.user_id == person.pk]
    return [(absence, rota.uncovered(absence)) for absence in mine]


def _say_what_is_covered(request: StaffRequest, absence: Absence, today: dt.date) -> None:
    rota = Rota(max(today, absence.first_day), absence.last_day)
    if rota.uncovered(absence):
        messages.warning(request, _("It is written down. On some days nobody stands in."))
    else:
        messages.success(request, _("It is written down, and the deputy gets a letter."))


@requires(Right.SEE_MONDAY_PAGE)
@require_POST
def be_back(request: StaffRequest, pk: int) -> HttpResponse:
    absence = _absence_kept(request.user, pk)
    actions.be_back(absence, by=request.user, at=timezone.now())
    messages.success(request, _("The days away are ended."))
    return _back_to(request, absence.user_id)


@requires(Right.SEE_MONDAY_PAGE)
def choose_deputy(request: StaffRequest, pk: int) -> HttpResponse:
    absence = _absence_kept(request.user, pk)
    deputies = actions.possible_deputies(absence.user)
    form = forms.Deputy(
        request.POST or None, deputies=deputies, initial={"deputy": absence.deputy_id}
    )
    if form.is_valid():
        try:
            deputy = form.cleaned_data["deputy"]
            actions.choose_deputy(absence, deputy, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            form.add_error("deputy", str(reason))
        else:
            messages.success(request, _("It is written down. Those it is about get a letter."))
            return _back_to(request, absence.user_id)
    return render(request, "roster/deputy.html", {"form": form, "absence": absence})


def _absence_kept(user: User, pk: int) -> Absence:
    """One this user may change; any other does not exist."""
    kept = Absence.objects.filter(user__in=actions.colleagues_kept_by(user))
    return get_object_or_404(kept.select_related("user"), pk=pk)


def _back_to(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect("absences") if pk == request.user.pk else redirect("absences_of", pk)


# --- On duty -------------------------------------------------------------------------------------


@requires(Right.KEEP_ROSTER)
def shifts(request: StaffRequest, slug: str) -> HttpResponse:
    """The turns of a team, and one more."""
    team = get_object_or_404(actions.teams_kept_by(request.user), slug=slug)
    at = timezone.now()
    today = timezone.localdate(at)
    form = forms.Turn(
        request.POST or None,
        takers=actions.takers_for(team),
        initial={"first_day": today, "last_day": today},
    )
    if form.is_valid():
        try:
            actions.put_on_duty(team, **form.turn, by=request.user, at=at)
        except actions.NotPossible as reason:
            form.add_error("last_day", str(reason))
        else:
            messages.success(request, _("It is written down, and those on duty get a letter."))
            return redirect("shifts", slug)
    coming = Shift.objects.that_count().filter(team=team).not_over(today).by_day()
    context = {"team": team, "form": form, "shifts": coming.select_related("user")}
    return render(request, "roster/shifts.html", context)


@requires(Right.KEEP_ROSTER)
def take_turns(request: StaffRequest, slug: str) -> HttpResponse:
    """Many weeks at once."""
    team = get_object_or_404(actions.teams_kept_by(request.user), slug=slug)
    at = timezone.now()
    form = forms.Turns(
        request.POST or None,
        takers=actions.takers_for(team),
        initial={"first_week": timezone.localdate(at)},
    )
    if form.is_valid():
        try:
            actions.take_turns(team, **form.turns, by=request.user, at=at)
        except actions.NotPossible as reason:
            form.add_error("users", str(reason))
        else:
            messages.success(request, _("It is written down, and those on duty get a letter."))
            return redirect("shifts", slug)
    return render(request, "roster/turns.html", {"team": team, "form": form})


@requires(Right.KEEP_ROSTER)
@require_POST
def take_off_duty(request: StaffRequest, pk: int) -> HttpResponse:
    kept = Shift.objects.filter(team__in=actions.teams_kept_by(request.user))
    shift = get_object_or_404(kept.select_related("team"), pk=pk)
    actions.take_off_duty(shift, by=request.user, at=timezone.now())
    messages.success(request, _("The turn is taken away."))
    return redirect("shifts", shift.team.slug)


# --- Crisis contacts -----------------------------------------------------------------------------


@requires(Right.KEEP_ROSTER)
def crisis_contacts(request: StaffRequest) -> HttpResponse:
    running = CrisisContact.objects.running()
    colleagues = User.objects.active().exclude(pk__in=running.values("user")).by_name()
    form = forms.Reached(request.POST or None, colleagues=colleagues)
    if form.is_valid():
        actions.name_crisis_contact(form.cleaned_data["user"], by=request.user, at=timezone.now())
        messages.success(request, _("It is written down, and your colleague gets a letter."))
        return redirect("crisis_contacts")
    contacts = running.select_related("user").by_day()
    return render(request, "roster/crisis.html", {"form": form, "contacts": contacts})


@requires(Right.KEEP_ROSTER)
@require_POST
def end_crisis_contact(request: StaffRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(CrisisContact.objects.running().select_related("user"), pk=pk)
    actions.end_crisis_contact(contact, by=request.user, at=timezone.now())
    messages.success(request, _("A crisis no longer reaches this colleague."))
    return redirect("crisis_contacts")
