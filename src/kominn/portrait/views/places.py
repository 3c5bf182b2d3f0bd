"""The places people go to, as colleagues keep them: on any day, and with those that have ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.core.uploads import takes_open_files
from kominn.portrait import forms
from kominn.portrait.actions import places as actions
from kominn.portrait.models import Area, Place

LARGEST = 1_000_000


@requires(Right.KEEP_FIGURES)
@takes_open_files(LARGEST)
def places(request: StaffRequest) -> HttpResponse:
    """The places of a day, those that have ended too; and a file in."""
    form = forms.PlacesUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            told = actions.take_in(
                form.cleaned_data["file"].read(),
                areas=list(Area.objects.current(timezone.localdate(at))),
                by=request.user,
                at=at,
            )
        except actions.PlacesError as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(
                request,
                _("%(added)s places are new, and %(changed)s were there already.")
                % {"added": told.added, "changed": told.changed},
            )
            return redirect("places:places")
    asked = forms.OnDay(request.GET or None)
    today = timezone.localdate()
    day = forms.asked_day(asked, today)
    context = {
        "form": form,
        "asked": asked,
        "day": None if day == today else day,
        "places": Place.objects.current(day).by_area_and_kind(),
        "ended": Place.objects.filter(valid_to__lte=day).by_area_and_kind(),
    }
    wrong = form.errors or asked.errors
    return render(request, "portrait/desk/places.html", context, status=422 if wrong else 200)


@requires(Right.KEEP_FIGURES)
def add(request: StaffRequest) -> HttpResponse:
    return _written(request, None)


@requires(Right.KEEP_FIGURES)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    return _written(request, get_object_or_404(Place.objects.select_related("area"), slug=slug))


def _written(request: StaffRequest, found: Place | None) -> HttpResponse:
    at = timezone.now()
    areas = list(Area.objects.current(timezone.localdate(at)).by_name())
    initial: dict[str, object] = {}
    if found:
        initial = {name: getattr(found, name) for name in actions.FIELDS}
        initial["area"] = found.area.slug if found.area else ""
        if found.area and found.area not in areas:
            areas.append(found.area)
    form = forms.PlaceForm(request.POST or None, initial=initial, areas=areas)
    if request.method == "POST" and form.is_valid():
        if found:
            actions.change(found, by=request.user, at=at, **form.facts())
        else:
            actions.add(by=request.user, at=at, **form.facts())
        messages.success(request, _("The place is saved."))
        return redirect("places:places")
    context = {"form": form, "place": found}
    return render(request, "portrait/desk/place.html", context, status=422 if form.errors else 200)
