"""What waits for a person: statements to read, and appeals for the youth council."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.allin import appealing, forms
from kominn.allin.models import Appeal, Course
from kominn.participation import statements
from kominn.participation.actions import NotPossible
from kominn.participation.models import Statement
from kominn.participation.reasons import CouncilSays, Why

MOST_SHOWN = 50


def _with_courses(found: QuerySet[Statement]) -> list[tuple[Statement, str]]:
    shown = list(found[:MOST_SHOWN])
    names = _names(one.room_id for one in shown)
    return [(one, names.get(one.room_id, "")) for one in shown]


def _names(rooms: Iterable[object]) -> dict[object, str]:
    return dict(Course.objects.filter(room__in=set(rooms)).values_list("room", "name"))


@requires(Right.RUN_COURSES)
def queue(request: StaffRequest) -> HttpResponse:
    context = {
        "found": _with_courses(Statement.objects.unread()),
        "late_before": timezone.localdate() - statements.TIME_TO_READ,
        "reasons": Why.choices,
    }
    return render(request, "allin/queue.html", context)


@require_POST
@requires(Right.RUN_COURSES)
def read_statement(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Statement.objects.unread(), pk=pk)
    form = forms.Hide(request.POST)
    at = timezone.now()
    try:
        if request.POST.get("go") == "show":
            statements.show(found, by=request.user, at=at)
        elif form.is_valid():
            statements.hide(found, Why(form.cleaned_data["why"]), by=request.user, at=at)
        else:
            messages.error(request, _("Choose a reason: its writer reads it."))
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("allin:queue")


@requires(Right.JUDGE_APPEALS)
def appeals(request: StaffRequest) -> HttpResponse:
    ideas = Appeal.objects.to_judge().select_related("concept__course", "reply")
    context = {
        "found": _with_courses(Statement.objects.appealed()),
        "ideas": ideas.order_by("asked_on", "pk")[:MOST_SHOWN],
        "says": CouncilSays.choices,
    }
    return render(request, "allin/appeals.html", context)


@require_POST
@requires(Right.JUDGE_APPEALS)
def judge(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Statement.objects.appealed(), pk=pk)
    at: dt.datetime = timezone.now()
    try:
        statements.judge(found, shown=request.POST.get("go") == "show", by=request.user, at=at)
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("allin:appeals")


@require_POST
@requires(Right.JUDGE_APPEALS)
def judge_idea(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Appeal.objects.to_judge().select_related("concept"), pk=pk)
    form = forms.Judge(request.POST)
    if form.is_valid():
        says = CouncilSays(form.cleaned_data["says"])
        try:
            appealing.judge(found, says, by=request.user, at=timezone.now())
        except NotPossible as reason:
            messages.error(request, str(reason))
    else:
        messages.error(request, _("Choose what you say: the team reads it."))
    return redirect("allin:appeals")
