"""Assessments: the list, a new one, and one as it was worked out."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.uploads import takes_open_files
from kominn.portrait.models import Area
from kominn.support import actions, calculation, forms, jobs
from kominn.support.gathering import gather
from kominn.support.models import Assessment
from kominn.support.problems import in_words
from kominn.support.readings import drawn, read
from kominn.support.states import About, Kind, Origin, State

MOST_SHOWN = 60


def visible(user: User, pk: int) -> Assessment:
    seen = Assessment.objects.visible_to(user).without_bytes().select_related("started_by")
    return get_object_or_404(seen, pk=pk)


def add_to(form: django_forms.Form, reason: actions.NotPossible) -> None:
    form.add_error(reason.field if reason.field in form.fields else None, str(reason))


@require_safe
@requires(Right.WEIGH_NEED)
def desk(request: StaffRequest) -> HttpResponse:
    seen = Assessment.objects.visible_to(request.user).without_bytes()
    return render(
        request,
        "support/desk.html",
        {"found": seen.defer("raw", "result").newest_first()[:MOST_SHOWN]},
    )


@requires(Right.WEIGH_NEED)
@takes_open_files(forms.LARGEST_FILE)
def start(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    first = {"year": timezone.localdate(at).year - 1}
    form = forms.Start(request.POST or None, request.FILES or None, initial=first)
    if form.is_valid():
        try:
            begun = actions.start(**_told(form), by=request.user, at=at)
        except actions.NotPossible as reason:
            add_to(form, reason)
        except calculation.NotWorkedOut as reason:
            form.add_error("file", in_words(reason.problem).words)
        else:
            jobs.work_out.enqueue(begun.pk)
            return redirect("support:assessment", begun.pk)
    context = {"form": form, "kinds": ", ".join(Kind.values)}
    return render(request, "support/start.html", context, status=422 if form.errors else 200)


def _told(form: forms.Start) -> dict[str, Any]:
    told = form.cleaned_data
    facts: dict[str, Any] = {
        "year": told["year"],
        "about": About(told["about"]),
        "origin": Origin(told["origin"]),
    }
    if told["origin"] == Origin.SERIES:
        gathered = gather(year=told["year"], at=timezone.now())
        return facts | {"town": gathered.town, "sources": gathered.sources}
    town = told["file"].read()
    # What can be said of the file at once is no assessment that failed.
    codes = Area.objects.current(timezone.localdate()).values_list("code", flat=True)
    calculation.check(town, groups=told["about"] == About.GROUPS, codes=codes)
    source = {"source": told["source"], "date": told["dated"]}
    return facts | {"town": town, "sources": {"": source}}


@require_safe
@requires(Right.WEIGH_NEED)
def assessment(request: StaffRequest, pk: int) -> HttpResponse:
    found = visible(request.user, pk)
    context: dict[str, Any] = {"assessment": found, "working": found.state == State.WORKING}
    if found.result is not None:
        context["reading"] = reading = read(found)
        context["chart"] = drawn(reading.places)
        context["profiles"] = found.profiles.exists()
        context["left_out"] = _left_out(found)
    if found.problem:
        context["problem"] = in_words(found.problem)
    return render(request, "support/assessment.html", context)


def _left_out(found: Assessment) -> list[str]:
    """Areas of the city that it says nothing of: they get no profile."""
    if found.is_of_groups or not found.worked_out:
        return []
    codes = [area["code"] for area in found.facts["areas"]]
    areas = Area.objects.current(timezone.localdate()).exclude(code__in=codes)
    return list(areas.by_name().values_list("name", flat=True))


@require_safe
@requires(Right.WEIGH_NEED)
def raw(request: StaffRequest, pk: int) -> HttpResponse:
    """What it was made of, as it came."""
    found = get_object_or_404(Assessment.objects.visible_to(request.user), pk=pk)
    response = HttpResponse(bytes(found.raw), content_type="application/octet-stream")
    begins = bytes(found.raw).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    ending = "json" if begins == b"{" else "csv"
    name = f"stottebehov-{found.year}-{found.about}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Right.WEIGH_NEED)
def set_aside(request: StaffRequest, pk: int) -> HttpResponse:
    found = visible(request.user, pk)
    form = forms.Because(request.POST or None)
    if form.is_valid():
        try:
            actions.set_aside(
                found, because=form.cleaned_data["because"], by=request.user, at=timezone.now()
            )
        except actions.NotPossible as reason:
            add_to(form, reason)
        else:
            return redirect("support:assessment", pk)
    context = {"assessment": found, "form": form}
    return render(request, "support/set_aside.html", context, status=422 if form.errors else 200)
