"""The catalogue of measures: what the city can do, and what is known of it; the city edits it."""

from __future__ import annotations

from itertools import groupby

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.plan import actions, forms
from kominn.plan.actions import NotPossible
from kominn.plan.models import MeasureKind
from kominn.plan.states import Level


@require_safe
@requires(Right.SEE_MEASURES)
def catalogue(request: StaffRequest) -> HttpResponse:
    kinds = sorted(MeasureKind.objects.in_order(), key=_level)
    context = {
        "levels": [(Level.values[n], Level.labels[n], list(k)) for n, k in groupby(kinds, _level)],
        "unevaluated": any(kind.no_evaluation for kind in kinds),
        "may_edit": request.user.may(Right.EDIT_CATALOGUE),
        "may_start": request.user.may(Right.RUN_MEASURES),
    }
    return render(request, "plan/measures/catalogue.html", context)


def _level(kind: MeasureKind) -> int:
    return Level.values.index(kind.level)


@requires(Right.EDIT_CATALOGUE)
def add_kind(request: StaffRequest) -> HttpResponse:
    form = forms.NewKind(request.POST or None)
    if form.is_valid():
        try:
            actions.add_kind(form.slug(), form.fields_of_kind(), by=request.user, at=timezone.now())
        except NotPossible as reason:
            _add_to(form, reason)
        else:
            messages.success(request, _("The catalogue has one kind more."))
            return redirect("measures:catalogue")
    return render(request, "plan/measures/add_kind.html", {"form": form})


@requires(Right.EDIT_CATALOGUE)
def change_kind(request: StaffRequest, slug: str) -> HttpResponse:
    kind = get_object_or_404(MeasureKind, slug=slug)
    form = forms.Kind(request.POST or None, kind=kind)
    if form.is_valid():
        actions.change_kind(kind, form.fields_of_kind(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("measures:catalogue")
    return render(request, "plan/measures/change_kind.html", {"form": form, "kind": kind})


def _add_to(form: django_forms.Form, reason: NotPossible) -> None:
    form.add_error(reason.field if reason.field in form.fields else None, str(reason))
