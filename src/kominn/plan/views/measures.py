"""Measures for places and groups: the list, one of them, and the deeds its owner does."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.wording import MOTHER_TONGUE
from kominn.plan import actions, forms
from kominn.plan.actions import AlreadyReviewed, NotPossible, NotYours
from kominn.plan.models import Measure, MeasureKind
from kominn.plan.states import ImpossibleStep, State, Verdict
from kominn.portrait.models import Area, City

PAGE = 50
USUALLY_REVIEWED_AFTER = dt.timedelta(weeks=8)
P = ParamSpec("P")


def tells_why(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """A deed that is not this reader's, or no longer possible, leads back with the sentence why."""

    @wraps(view)
    def told(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (NotYours, ImpossibleStep) as refusal:
            messages.error(request, str(refusal))
        return redirect("measures:measure", pk=kwargs["pk"])

    return told


@require_safe
@requires(Right.SEE_MEASURES)
def measures(request: StaffRequest) -> HttpResponse:
    which = request.GET.get("vis", "lopende")
    seen = Measure.objects.visible_to(request.user).select_related("kind", "area", "owner")
    if which == "avsluttet":
        found = seen.ended().latest_ended_first()
    else:
        found = seen.running().with_ownership().next_review_first()
    if which == "mine":
        found = found.owned_by(request.user)
    context = {
        "pages": Paginator(found, PAGE).get_page(request.GET.get("side")),
        "which": which,
        "today": timezone.localdate(),
        "may_start": request.user.may(Right.RUN_MEASURES),
    }
    return render(request, "plan/measures/list.html", context)


@require_safe
@requires(Right.SEE_MEASURES)
def measure(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    found = _visible(request.user, pk)
    context = {
        "measure": found,
        "reviews": found.reviews.select_related("by").order_by("-number"),
        "ownerless": Measure.objects.ownerless().filter(pk=pk).exists(),
        "may_act": found.runs and found.may_be_run_by(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "plan/measures/measure.html", context)


def _visible(user: User, pk: uuid.UUID) -> Measure:
    seen = Measure.objects.visible_to(user).select_related("kind", "area", "owner")
    return get_object_or_404(seen, pk=pk)


def _to_act_on(user: User, pk: uuid.UUID) -> Measure:
    """One this reader may change, before a form is shown; the deed asks again."""
    found = _visible(user, pk)
    if not found.may_be_run_by(user):
        raise NotYours(_("Only its owner, a coordinator or a leader can do this."))
    if not found.runs:
        raise NotYours(_("This measure has ended. Start a new one if it is wanted again."))
    return found


@requires(Right.RUN_MEASURES)
def start(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    areas = _areas(timezone.localdate(at))
    kinds = {kind.slug: kind for kind in MeasureKind.objects.active().in_the_open().in_order()}
    form = forms.Start(
        request.POST or None,
        initial=_first_answers(request, at),
        areas=_names(areas),
        kinds=[(slug, _name(kind)) for slug, kind in kinds.items()],
    )
    if form.is_valid():
        told = form.cleaned_data
        told |= {"kind": kinds[told["kind"]], "area": areas.get(told["area"])}
        try:
            begun = actions.add_measure(**told, by=request.user, at=at)
        except NotPossible as reason:
            _add_to(form, reason)
        else:
            messages.success(request, _("The measure has begun."))
            return redirect("measures:measure", pk=begun.pk)
    return render(request, "plan/measures/start.html", {"form": form})


def _first_answers(request: StaffRequest, at: dt.datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    review_on = actions.next_working_day(City.objects.current(), today + USUALLY_REVIEWED_AFTER)
    return {
        "kind": request.GET.get("slag", ""),
        "owner": request.user.pk,
        "starts_on": today,
        "review_on": review_on,
    }


@requires(Right.OWN_MEASURES)
@tells_why
def change(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    found = _to_act_on(request.user, pk)
    at = timezone.now()
    areas = _areas(timezone.localdate(at), besides=found.area)
    written = {
        "title": found.title,
        "aim": found.aim,
        "area": found.area.slug if found.area else "",
        "public_words": found.public_words,
        "told_public": found.told_public,
    }
    form = forms.Change(request.POST or None, initial=written, areas=_names(areas))
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.change_measure(
                found, **{**told, "area": areas.get(told["area"])}, by=request.user, at=at
            )
        except NotYours:
            raise
        except NotPossible as reason:
            _add_to(form, reason)
        else:
            messages.success(request, _("Saved."))
            return redirect("measures:measure", pk=pk)
    return render(request, "plan/measures/change.html", {"form": form, "measure": found})


@requires(Right.OWN_MEASURES)
@tells_why
def review(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide what comes next. Where a colleague was first, what was typed stays, beside theirs."""
    found = _to_act_on(request.user, pk)
    at = timezone.now()
    first = None
    next_on = actions.next_working_day(
        City.objects.current(), timezone.localdate(at) + USUALLY_REVIEWED_AFTER
    )
    seen = found.reviews.count()
    form = forms.Review(request.POST or None, initial={"review_on": next_on, "seen": seen})
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.review_measure(
                found,
                seen=told["seen"],
                verdict=Verdict(told["verdict"]),
                words=told["words"],
                next_on=told["review_on"],
                ends_as=State(told["ends_as"] or State.FINISHED),
                by=request.user,
                at=at,
            )
        except NotYours:
            raise
        except AlreadyReviewed as earlier:
            first = earlier.review
            form = forms.Review({**request.POST.dict(), "seen": first.number})
            form.full_clean()
            _add_to(form, earlier)
        except NotPossible as reason:
            _add_to(form, reason)
        else:
            messages.success(request, _("The review is kept."))
            return redirect("measures:measure", pk=pk)
    context = {"form": form, "measure": found, "first": first, "today": timezone.localdate(at)}
    return render(request, "plan/measures/review.html", context)


@requires(Right.OWN_MEASURES)
@tells_why
def hand_over(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    found = _to_act_on(request.user, pk)
    form = forms.HandOver(request.POST or None)
    if form.is_valid():
        to = form.cleaned_data["owner"]
        try:
            actions.hand_measure_over(found, to=to, by=request.user, at=timezone.now())
        except NotYours:
            raise
        except NotPossible as reason:
            _add_to(form, reason)
        else:
            messages.success(request, _("%(name)s owns the measure now.") % {"name": to.name})
            return redirect("measures:measure", pk=pk)
    return render(request, "plan/measures/hand_over.html", {"form": form, "measure": found})


def _add_to(form: django_forms.Form, reason: NotPossible) -> None:
    form.add_error(reason.field if reason.field in form.fields else None, str(reason))


def _areas(today: dt.date, *, besides: Area | None = None) -> dict[str, Area]:
    """Those that exist now, and the one the measure was begun in."""
    areas = {area.slug: area for area in Area.objects.current(today).by_name()}
    return areas | ({besides.slug: besides} if besides else {})


def _names(areas: dict[str, Area]) -> list[tuple[str, str]]:
    return [(slug, area.name) for slug, area in areas.items()]


def _name(kind: MeasureKind) -> str:
    return kind.name_in(get_language() or MOTHER_TONGUE)
