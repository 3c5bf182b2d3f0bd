"""Areas over the years: as they were on a day, and a file that says how they are from another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from citystats.outlines import LARGEST_FILE
from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.core.uploads import takes_open_files
from kominn.portrait import forms
from kominn.portrait.actions import areas as actions
from kominn.portrait.actions.outlines import AreasError, DrawnArea
from kominn.portrait.actions.redrawing import Ended, Kept, New, Redrawing
from kominn.portrait.drawing import area_map
from kominn.portrait.history import areas_on
from kominn.portrait.models import Area, AreaFile, City
from kominn.portrait.sentences import said
from kominn.portrait.states import FileState

FILES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the difference, with the area's number on each of the two maps."""

    before: int | None
    after: int | None
    name: str
    kept: Kept | None = None
    new: New | None = None
    ended: Ended | None = None


@requires(Right.KEEP_FIGURES)
@takes_open_files(LARGEST_FILE)
def areas(request: StaffRequest) -> HttpResponse:
    """The areas of a day, the files so far, and a way in for the next."""
    form = forms.AreasUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (file := _taken_in(request, form)):
        return redirect("areas:file", file.pk)
    asked = forms.OnDay(request.GET or None)
    today = timezone.localdate()
    day = forms.asked_day(asked, today)
    found = areas_on(day)
    context = {
        "form": form,
        "asked": asked,
        "day": None if day == today else day,
        "areas": found,
        "map": area_map(found),
        "city": City.objects.current(),
        "files": AreaFile.objects.defer("raw").newest_first()[:FILES_SHOWN],
    }
    wrong = form.errors or asked.errors
    return render(request, "portrait/desk/areas.html", context, status=422 if wrong else 200)


def _taken_in(request: StaffRequest, form: forms.AreasUpload) -> AreaFile | None:
    told = form.cleaned_data
    at = timezone.now()
    try:
        return actions.take_in(
            told["file"].read(),
            columns=form.columns(),
            valid_from=told["valid_from"],
            population_on=told["population_on"] or told["valid_from"],
            source=told["source"],
            by=request.user,
            at=at,
            today=timezone.localdate(at),
        )
    except AreasError as problem:
        form.add_error("file", said(problem))
    except actions.NotPossible as problem:
        form.add_error("valid_from", str(problem))
    return None


@requires(Right.KEEP_FIGURES)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, on two maps and in a table; then a yes or a no."""
    found = get_object_or_404(AreaFile, pk=pk)
    context: dict[str, Any] = {"file": found, "waiting": found.state == FileState.WAITING}
    if context["waiting"]:
        try:
            context |= _difference(actions.difference(found))
        except AreasError as problem:
            context["problem"] = said(problem)
    return render(
        request, "portrait/desk/area_file.html", context | {"city": City.objects.current()}
    )


def _difference(found: Redrawing) -> dict[str, Any]:
    before = sorted(
        [kept.area for kept in found.kept] + [ended.area for ended in found.ended],
        key=lambda area: area.name,
    )
    after = sorted(
        [_drawn(kept.entry, kept.area.name) for kept in found.kept]
        + [_drawn(new.entry, "") for new in found.new],
        key=lambda area: area.name,
    )
    was = {area.code: number for number, area in enumerate(before, start=1)}
    now = {area.code: number for number, area in enumerate(after, start=1)}
    rows = [Row(was[e.area.code], None, e.area.name, ended=e) for e in found.ended]
    rows += [Row(None, now[n.entry.code], n.entry.name, new=n) for n in found.new]
    rows += sorted(
        (
            Row(was[k.area.code], now[k.entry.code], k.entry.name or k.area.name, kept=k)
            for k in found.changed
        ),
        key=lambda row: row.name,
    )
    return {
        "difference": found,
        "rows": rows,
        "before": area_map(before),
        "after": area_map(after),
        "before_names": before,
        "after_names": after,
    }


def _drawn(entry: DrawnArea, name: str) -> Area:
    """An area as the file draws it, for the map alone."""
    longitude, latitude = entry.outline.centre
    return Area(
        slug=f"omrade-{entry.outline.feature}",
        code=entry.code,
        name=entry.name or name,
        outline=entry.outline.geometry,
        bounds=list(entry.outline.bounds),
        centre_longitude=longitude,
        centre_latitude=latitude,
    )


@require_POST
@requires(Right.KEEP_FIGURES)
def keep(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(AreaFile.objects.defer("raw"), pk=pk)
    try:
        actions.keep(found, seen=request.POST.get("seen", ""), by=request.user, at=timezone.now())
    except actions.NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The areas are now as the file says. What they were is kept."))
    return redirect("areas:file", pk)


@require_POST
@requires(Right.KEEP_FIGURES)
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(AreaFile.objects.defer("raw"), pk=pk)
    try:
        actions.refuse(found, by=request.user, at=timezone.now())
    except actions.NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The file is kept, and no area has changed."))
    return redirect("areas:file", pk)


@requires(Right.KEEP_FIGURES)
def raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came."""
    found = get_object_or_404(AreaFile, pk=pk)
    response = HttpResponse(bytes(found.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="omrader-{found.pk}.geojson"'
    return response
