"""Tables of the desk: a new one, its saved query, how its files are read, what is shown of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from citystats.figures.faults import FiguresError
from citystats.figures.reading import Limits, sample_within
from citystats.figures.terms import LARGEST_FILE
from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.core.uploads import takes_open_files
from kominn.indicators import forms
from kominn.indicators.actions import tables
from kominn.indicators.actions.importing import NotPossible
from kominn.indicators.forms_indicators import Shown
from kominn.indicators.forms_tables import (
    ChangedTable,
    ColumnsMapping,
    DimensionsMapping,
    NewTable,
    tried_on,
)
from kominn.indicators.models import Dataset, Indicator
from kominn.indicators.problems import problem_of, sentence

WAITED_FOR = Limits(seconds=20)
"""Somebody waits for the page."""
MOST_BREAKDOWNS = 300


@requires(Right.KEEP_FIGURES)
def add(request: StaffRequest) -> HttpResponse:
    form = NewTable(request.POST or None)
    if form.is_valid():
        try:
            made = tables.add_table(
                form.source_of_table(),
                form.fields_of_table(),
                by=request.user,
                at=timezone.now(),
            )
        except NotPossible as problem:
            form.add_error("title", str(problem))
        else:
            messages.success(request, _("The table is there. Now say how its files are read."))
            return redirect("indicators:reading", made.slug)
    return _page(request, "indicators/add_table.html", {"form": form})


@requires(Right.KEEP_FIGURES)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Dataset, slug=slug)
    form = ChangedTable(request.POST or None, dataset=found)
    if form.is_valid():
        tables.change_table(found, form.fields_of_table(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("indicators:dataset", slug)
    return _page(request, "indicators/change_table.html", {"form": form, "dataset": found})


# --- How its files are read ------------------------------------------------------------------


@requires(Right.KEEP_FIGURES)
def reading(request: StaffRequest, slug: str) -> HttpResponse:
    """Which column or dimension holds what; the next file is read by it."""
    found = get_object_or_404(Dataset.objects.select_related("source"), slug=slug)
    form = _mapping_form(found, request)
    if form is not None and form.is_valid():
        tables.set_mapping(found, form.mapping(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved. The next file of this table is read so."))
        if found.form == Dataset.Form.COLUMNS:
            return redirect(reverse("indicators:reading", args=[slug]) + "#prove-lest")
        return redirect("indicators:dataset", slug)
    return _reading(request, found, form, forms.Sample())


@require_POST
@requires(Right.KEEP_FIGURES)
@takes_open_files(LARGEST_FILE)
def sample(request: StaffRequest, slug: str) -> HttpResponse:
    """Keep what a file looks like: one that is sent, or the newest that is there."""
    found = get_object_or_404(Dataset.objects.select_related("source"), slug=slug)
    form = forms.Sample(request.POST, request.FILES)
    if form.is_valid():
        newest = found.vintages.newest_first().first() if form.cleaned_data["newest"] else None
        file = form.cleaned_data["file"]
        if newest is None and file is None:
            messages.error(request, _("Choose a file."))
            return redirect("indicators:reading", slug)
        data = bytes(newest.raw) if newest else file.read()
        try:
            told = sample_within(
                data,
                columns=found.form == Dataset.Form.COLUMNS,
                sheet=form.cleaned_data["sheet"],
                limits=WAITED_FOR,
            )
        except FiguresError as error:
            form.add_error("file", sentence(problem_of(error)))
        else:
            tables.keep_sample(found, told)
            return redirect("indicators:reading", slug)
    return _reading(request, found, _mapping_form(found, None), form)


def _mapping_form(
    found: Dataset, request: StaffRequest | None
) -> ColumnsMapping | DimensionsMapping | None:
    if not found.sample:
        return None
    sent = request.POST if request is not None and request.method == "POST" else None
    kind = ColumnsMapping if found.form == Dataset.Form.COLUMNS else DimensionsMapping
    return kind(sent, sample=found.sample, mapping=found.mapping)


def _reading(
    request: StaffRequest,
    found: Dataset,
    form: ColumnsMapping | DimensionsMapping | None,
    sample_form: forms.Sample,
) -> HttpResponse:
    context = {
        "dataset": found,
        "form": form,
        "sample_form": sample_form,
        "has_file": found.vintages.exists(),
        "columns": found.form == Dataset.Form.COLUMNS,
        "tried": _tried(found),
        "failed": bool(sample_form.errors),
    }
    return _page(request, "indicators/reading.html", context)


def _tried(found: Dataset) -> list[dict[str, Any]]:
    """What is read from the first rows as it is now."""
    if found.form != Dataset.Form.COLUMNS or not found.sample or not found.mapping.get("values"):
        return []
    try:
        figures = tried_on(found.sample, found.mapping)
    except FiguresError:
        return []
    return [
        {
            "area": one.area,
            "period": one.period,
            "what": ", ".join(f"{name}: {word}" for name, word in one.breakdown),
            "value": one.value,
            "flag": one.flag,
        }
        for one in figures
    ]


# --- What is shown of it ---------------------------------------------------------------------


@requires(Right.KEEP_FIGURES)
def add_indicator(request: StaffRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Dataset, slug=slug)
    known = _known(found)
    form = Shown(
        request.POST or None, initial={"own_code": tables.own_code_in(known["areas"])}, **known
    )
    if form.is_valid():
        try:
            made = tables.add_indicator(
                found, form.fields_of_indicator(), by=request.user, at=timezone.now()
            )
        except NotPossible as problem:
            form.add_error("name_nb", str(problem))
        else:
            messages.success(request, _("It is shown to everybody from now on."))
            return redirect("indicators:figure", made.slug)
    context = {
        "form": form,
        "dataset": found,
        "title": _("Show figures of this table"),
        "new": True,
    }
    return _page(request, "indicators/shown.html", context)


@requires(Right.KEEP_FIGURES)
def change_indicator(request: StaffRequest, slug: str) -> HttpResponse:
    indicator = get_object_or_404(Indicator.objects.select_related("dataset"), slug=slug)
    form = Shown(request.POST or None, indicator=indicator, **_known(indicator.dataset))
    seen = request.POST.get("seen") or tables.mark_of(indicator)
    if form.is_valid():
        fields = form.fields_of_indicator()
        try:
            tables.change_indicator(
                indicator, fields, seen=seen, by=request.user, at=timezone.now()
            )
        except NotPossible as problem:
            form.add_error(None, str(problem))
            seen = tables.mark_of(indicator)
        else:
            messages.success(request, _("Saved."))
            return redirect("indicators:dataset", indicator.dataset.slug)
    context = {
        "form": form,
        "dataset": indicator.dataset,
        "title": str(indicator),
        "seen": seen,
    }
    return _page(request, "indicators/shown.html", context)


def _known(found: Dataset) -> dict[str, Any]:
    breakdowns = tables.breakdowns_of(found, MOST_BREAKDOWNS)
    return {
        "breakdowns": breakdowns,
        "areas": tables.areas_of(found),
        "no_share": partial(tables.no_share, found),
    }


def _page(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    wrong = context.get("failed") or (form is not None and form.errors)
    return render(request, template, context, status=422 if wrong else 200)
