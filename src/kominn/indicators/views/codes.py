"""Codes that change: a file in, what it would change, and a yes or no."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from citystats.figures.faults import FiguresError
from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.core.uploads import takes_open_files
from kominn.indicators import forms_codes
from kominn.indicators.actions import importing, recoding
from kominn.indicators.models import CodeChange, CodesFile
from kominn.indicators.problems import problem_of, sentence
from kominn.indicators.states import State

MOST_SHOWN = 200
FILES_SHOWN = 50


@requires(Right.KEEP_FIGURES)
@takes_open_files(forms_codes.LARGEST)
def codes(request: StaffRequest) -> HttpResponse:
    form = forms_codes.CodesUpload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = recoding.take_in(
                form.cleaned_data["file"].read(),
                columns=form.columns(),
                may_lack=form.untouched(),
                source=form.cleaned_data["source"],
                by=request.user,
                at=timezone.now(),
            )
        except FiguresError as problem:
            form.add_error("file", sentence(problem_of(problem)))
        except importing.NotPossible as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("indicators:codes_file", file.pk)
    context = {
        "form": form,
        "known": CodeChange.objects.count(),
        "files": CodesFile.objects.defer("raw").newest_first()[:FILES_SHOWN],
    }
    return render(request, "indicators/codes.html", context, status=422 if form.errors else 200)


@requires(Right.KEEP_FIGURES)
def codes_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CodesFile, pk=pk)
    waiting = found.state == State.WAITING
    change = recoding.difference(found) if waiting else None
    rows = [(_("New"), row) for row in change.added] if change else []
    rows += [(_("No longer there"), row) for row in change.gone] if change else []
    context = {
        "file": found,
        "waiting": waiting,
        "difference": change,
        "rows": rows[:MOST_SHOWN],
        "most_shown": MOST_SHOWN,
    }
    return render(request, "indicators/codes_file.html", context)


@require_POST
@requires(Right.KEEP_FIGURES)
def keep_codes(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, yes=True)


@require_POST
@requires(Right.KEEP_FIGURES)
def refuse_codes(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, yes=False)


def _decide(request: StaffRequest, pk: int, *, yes: bool) -> HttpResponse:
    found = get_object_or_404(CodesFile.objects.defer("raw"), pk=pk)
    deed = recoding.keep if yes else recoding.refuse
    try:
        deed(found, by=request.user, at=timezone.now())
    except importing.NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            _("The codes are now as the file says.")
            if yes
            else _("The file is kept, and no code has changed."),
        )
    return redirect("indicators:codes_file", pk)


@requires(Right.KEEP_FIGURES)
def raw_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came."""
    found = get_object_or_404(CodesFile, pk=pk)
    response = HttpResponse(bytes(found.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="koder-{found.pk}"'
    return response
