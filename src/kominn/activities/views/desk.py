"""The desk of the calendar: read what organisations send, and let new ones in."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.activities import actions, forms
from kominn.activities.models import Activity, Organiser
from kominn.activities.showing import facts_of, rhythm_of
from kominn.activities.states import State

A_PAGE = 50


@requires(Right.APPROVE_ACTIVITIES)
def desk(request: StaffRequest) -> HttpResponse:
    form = forms.Invite(request.POST or None)
    told = ""
    if form.is_valid():
        token = actions.invite(**form.cleaned_data, by=request.user, at=timezone.now())
        told = _link(request, token)
        form = forms.Invite()
    return _desk(request, form, told)


def _link(request: StaffRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("activities:organiser", args=[token]))


def _desk(request: StaffRequest, form: forms.Invite, told: str) -> HttpResponse:
    organisers = Paginator(Organiser.objects.active().order_by("name", "pk"), A_PAGE)
    context = {
        "waiting": Activity.objects.proposed().select_related("organiser")[:A_PAGE],
        "organisers": organisers.get_page(request.GET.get("side")),
        "form": form,
        "told": told,
    }
    return render(request, "activities/desk.html", context, status=422 if form.errors else 200)


@requires(Right.APPROVE_ACTIVITIES)
def read(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(
        Activity.objects.filter(state__in=[State.PROPOSED, State.SHOWN]).select_related(
            "organiser", "area", "replaces__area"
        ),
        pk=pk,
    )
    form = forms.Read(request.POST or None, initial={"seen": found.changed_at.isoformat()})
    if form.is_valid():
        at = timezone.now()
        seen = form.cleaned_data["seen"] or at
        try:
            if form.cleaned_data["verdict"] == "yes":
                actions.take_in(found, seen=seen, by=request.user, at=at)
                messages.success(request, _("It stands in the calendar now."))
            else:
                reason = form.cleaned_data["reason"]
                actions.refuse(found, reason, seen=seen, by=request.user, at=at)
                messages.success(request, _("The organisation reads why on its own page."))
        except actions.NotPossible as problem:
            messages.error(request, str(problem))
        return redirect("activities:desk")
    context = {
        "activity": found,
        "facts": facts_of(found),
        "rhythm": rhythm_of(found),
        "was": found.replaces,
        "was_facts": facts_of(found.replaces) if found.replaces else [],
        "was_rhythm": rhythm_of(found.replaces) if found.replaces else "",
        "form": form,
    }
    return render(request, "activities/read.html", context)


@require_POST
@requires(Right.APPROVE_ACTIVITIES)
def new_link(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Organiser.objects.active(), pk=pk)
    token = actions.new_link(found, by=request.user, at=timezone.now())
    return _desk(request, forms.Invite(), _link(request, token))


@require_POST
@requires(Right.APPROVE_ACTIVITIES)
def close(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Organiser.objects.active(), pk=pk)
    actions.close(found, by=request.user, at=timezone.now())
    messages.success(request, _("Its link opens nothing now, and nothing of it is shown."))
    return redirect("activities:desk")
