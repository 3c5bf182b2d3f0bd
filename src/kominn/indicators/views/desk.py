"""The desk of figures: files in, what they changed, and a yes or no where much changed."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from citystats.figures.terms import LARGEST_FILE
from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.core.uploads import takes_open_files
from kominn.indicators import forms, jobs
from kominn.indicators.actions import importing
from kominn.indicators.models import Dataset, Fetch, Observation, Vintage
from kominn.indicators.problems import Unfit, sentence
from kominn.indicators.queries import look_at, remarks
from kominn.indicators.states import State

MOST_SHOWN = 200
FILES_SHOWN = 50
FETCHES_SHOWN = 5


@requires(Right.KEEP_FIGURES)
def desk(request: StaffRequest) -> HttpResponse:
    newest = Vintage.objects.filter(dataset=OuterRef("pk")).newest_first()
    asked = Fetch.objects.filter(dataset=OuterRef("pk")).order_by("-pk")
    datasets = (
        Dataset.objects.select_related("source")
        .annotate(
            newest=Subquery(newest.values("fetched_at")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            newest_problem=Subquery(newest.values("problem")[:1]),
            shown=Subquery(newest.filter(state=State.KEPT).values("number")[:1]),
            fetched=Subquery(asked.values("outcome")[:1]),
        )
        .order_by("source__name", "title")
    )
    words = dict(State.choices)
    rows = [
        {
            "dataset": one,
            "state": _("The newest file could not be taken in")
            if one.newest_state == State.REFUSED and one.newest_problem
            else words.get(one.newest_state),
            "shown_is_older": one.shown is not None and one.newest_state != State.KEPT,
            "failed": one.fetched == Fetch.Outcome.FAILED,
        }
        for one in datasets
    ]
    return render(request, "indicators/desk.html", {"rows": rows})


@requires(Right.KEEP_FIGURES)
@takes_open_files(LARGEST_FILE)
def dataset(request: StaffRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Dataset.objects.select_related("source"), slug=slug)
    form = forms.Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            vintage = importing.take_in(
                found, form.cleaned_data["file"].read(), by=request.user, at=timezone.now()
            )
        except importing.NotPossible as problem:
            form.add_error("file", str(problem))
        else:
            jobs.read.enqueue(vintage.pk)
            return redirect("indicators:vintage", vintage.pk)
    context: dict[str, Any] = {
        "dataset": found,
        "form": form,
        "files": found.vintages.defer("raw").newest_first()[:FILES_SHOWN],
        "fetches": _fetches(found),
        "in_the_way": found.vintages.open().defer("raw").first(),
        "shown": found.indicators.order_by("order"),
        "unasked": _unasked(found),
        "remarks": [sentence(one) for one in remarks(found.address, found.query)],
        "query": json.dumps(found.query, ensure_ascii=False, indent=2) if found.query else "",
    }
    context["under_way"] = any(one.ended_at is None for one, _said in context["fetches"])
    return render(request, "indicators/dataset.html", context, status=422 if form.errors else 200)


def _unasked(found: Dataset) -> str:
    """Why its saved query cannot be asked; empty where it can."""
    try:
        look_at(found.address, found.query, found.form)
    except Unfit as unfit:
        return sentence(unfit.problem)
    return ""


def _fetches(found: Dataset) -> list[tuple[Fetch, str]]:
    newest = found.fetches.select_related("vintage").defer("vintage__raw").order_by("-pk")
    return [(one, sentence(one.problem)) for one in newest[:FETCHES_SHOWN]]


@require_POST
@requires(Right.KEEP_FIGURES)
def fetch(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask the table's office for it now; the worker does, and the page tells what came of it."""
    found = get_object_or_404(Dataset, slug=slug)
    try:
        jobs.begin_fetch(found, by=request.user, at=timezone.now())
    except importing.NotPossible as problem:
        messages.error(request, str(problem))
    return redirect("indicators:dataset", slug)


@requires(Right.KEEP_FIGURES)
def vintage(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Vintage.objects.select_related("dataset__source").defer("raw"), pk=pk)
    context = {
        "vintage": found,
        "dataset": found.dataset,
        "reading": found.state == State.READING,
        "waiting": found.state == State.WAITING,
        "problem": sentence(found.problem),
        "reasons": [sentence(one) for one in found.reasons],
        "changes": _changes(found) if found.state != State.READING else [],
        "most_shown": MOST_SHOWN,
    }
    return render(request, "indicators/vintage.html", context)


def _changes(found: Vintage) -> list[tuple[Observation, Observation | None]]:
    """What was revised and what vanished, with what was known before; then what is new."""
    order = Case(
        When(change=Observation.Change.REVISED, then=Value(0)),
        When(change=Observation.Change.VANISHED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = list(found.observations.order_by(order, "area_code", "period", "pk")[:MOST_SHOWN])
    before = (
        Observation.objects.filter(
            dataset=found.dataset_id,
            vintage__number__lt=found.number,
            area_code__in={row.area_code for row in rows},
            period__in={row.period for row in rows},
        )
        .filter(vintage__state=State.KEPT)
        .order_by("vintage__number")
    )
    known = {(one.breakdown, one.area_code, one.period): one for one in before}
    return [(row, known.get((row.breakdown, row.area_code, row.period))) for row in rows]


@require_POST
@requires(Right.KEEP_FIGURES)
def keep(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, yes=True)


@require_POST
@requires(Right.KEEP_FIGURES)
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, yes=False)


def _decide(request: StaffRequest, pk: int, *, yes: bool) -> HttpResponse:
    found = get_object_or_404(Vintage.objects.defer("raw"), pk=pk)
    deed = importing.keep if yes else importing.refuse
    try:
        deed(found, by=request.user, at=timezone.now())
    except importing.NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            _("The figures of this file are shown now.")
            if yes
            else _("The file is kept, and nothing that is shown has changed."),
        )
    return redirect("indicators:vintage", pk)


@requires(Right.KEEP_FIGURES)
def raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came."""
    found = get_object_or_404(Vintage.objects.select_related("dataset"), pk=pk)
    response = HttpResponse(bytes(found.raw), content_type="application/octet-stream")
    name = f"{found.dataset.slug}-{found.number}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
