"""The page of an organisation, behind its own link: no account, no cookie, no person."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import public
from kominn.activities import actions
from kominn.activities.forms_organisers import Propose
from kominn.activities.models import FACTS, Organiser
from kominn.activities.states import State
from kominn.core.languages import speaks_all_languages
from kominn.core.pace import Pace, Places, address

WRONG_LINKS_AN_HOUR = 30
MOST_SHOWN = 60
places = Places()
wrong_links = Pace(WRONG_LINKS_AN_HOUR)


def _organiser(request: HttpRequest, token: str) -> Organiser:
    """Whose link it is. A guess is as nothing; too many from one place are not heard."""
    now = timezone.now().timestamp()
    place = places.place(address(request), now=now)
    found = None if wrong_links.wait(place, now=now) > 0 else actions.organiser_of(token)
    if found is None:
        wrong_links.take(place, now=now)
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@public
@speaks_all_languages
def organiser(request: HttpRequest, token: str) -> HttpResponse:
    found = _organiser(request, token)
    at = timezone.now()
    go = request.POST.get("go", "")
    form = Propose(request.POST if go == "propose" else None, today=timezone.localdate(at))
    if go in ("true", "end"):
        _say(found, go, request.POST.get("activity", ""))
        return redirect("activities:organiser", token)
    if form.is_valid():
        try:
            actions.propose(found, form.cleaned_data, at=at)
        except actions.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Thank you. A colleague reads it before it is shown."))
            return redirect("activities:organiser", token)
    own = found.activities.filter(last_day__gte=timezone.localdate(at)).order_by("-changed_at")
    context = {"organiser": found, "own": own[:MOST_SHOWN], "form": form, "token": token}
    status = 422 if form.errors else 200
    return render(request, "activities/organiser.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def change(request: HttpRequest, token: str, pk: str) -> HttpResponse:
    """Write anew what waits, or ask for a change of what stands in the calendar."""
    found = _organiser(request, token)
    at = timezone.now()
    today = timezone.localdate(at)
    activity = get_object_or_404(
        found.activities.filter(state__in=[State.PROPOSED, State.SHOWN], last_day__gte=today), pk=pk
    )
    waits = activity.changes.filter(state=State.PROPOSED).first() or activity
    initial = {field: getattr(waits, field) for field in FACTS}
    initial["area"] = waits.area_id
    form = Propose(request.POST or None, today=today, begun=activity.first_day, initial=initial)
    if form.is_valid():
        try:
            actions.change(activity, form.cleaned_data, at=at)
        except actions.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Thank you. A colleague reads it before it is shown."))
            return redirect("activities:organiser", token)
    context = {"organiser": found, "activity": activity, "form": form, "token": token}
    status = 422 if form.errors else 200
    return render(request, "activities/change.html", context, status=status)


def _say(found: Organiser, go: str, pk: str) -> None:
    try:
        activity = get_object_or_404(found.activities, pk=uuid.UUID(pk))
    except ValueError:
        raise Http404 from None
    at = timezone.now()
    if go == "true":
        actions.say_true(activity, today=timezone.localdate(at))
        return
    try:
        actions.take_out(activity, at=at)
    except actions.NotPossible:
        return  # It is out already.
