"""The tab “Measures”: what follows a decision, for the place, the group or the person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.casework import following_forms as forms
from kominn.casework.actions import beginning, follow
from kominn.casework.actions.beginning import NotTold
from kominn.casework.actions.follow import CannotFollow, ReviewedAlready
from kominn.casework.due import latest_decided
from kominn.casework.following import owners_for
from kominn.casework.forms import basis_choices
from kominn.casework.models import PersonMeasure
from kominn.casework.states import CONSENT, IN_THE_OPEN, MeasureState, Outcome
from kominn.casework.views.assessment import (
    REFUSALS,
    hours_now,
    known_bases,
    token_of,
    unless_gone,
    visible,
)
from kominn.concerns import ports
from kominn.concerns.actions import handle
from kominn.concerns.models import Concern, readers_of
from kominn.concerns.staff_forms import is_fit
from kominn.concerns.states import State
from kominn.concerns.surroundings import surroundings
from kominn.core.worktime import DutyHours, day_of
from kominn.plan import forms as plan_forms
from kominn.plan.actions import NotPossible
from kominn.plan.models import MeasureKind
from kominn.plan.states import Level, Verdict
from kominn.vault.ciphertext import CannotOpen

USUALLY_REVIEWED_AFTER = dt.timedelta(weeks=6)


@require_GET
@requires(Right.READ_CONCERNS)
@unless_gone
def measures(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    try:
        found = follow.read(concern, by=request.user, at=at)
    except CannotOpen:
        handle.note_lost_key(concern, by=request.user, at=at)
        return render(request, "concerns/staff/lost.html", {"concern": concern})
    user = request.user
    holds = concern.holder_id == user.pk
    runs = any(one.measure.runs for one in found.for_the_person)
    runs = runs or any(one.runs for one in found.open_ones)
    context = {
        **_frame(concern, at),
        "found": found,
        "holds": holds,
        "may_begin_open": holds and user.may(Right.RUN_MEASURES) and _awaits(concern, IN_THE_OPEN),
        "may_begin_help": holds
        and user.may(Right.HOLD_CONCERNS)
        and _awaits(concern, frozenset({Outcome.PERSON_FOLLOWED})),
        "sees_open_ones": user.may(Right.SEE_MEASURES),
        "all_ended": concern.state == State.HELD
        and not runs
        and bool(found.for_the_person or found.open_ones),
    }
    return render(request, "casework/measures.html", context)


def _awaits(concern: Concern, outcomes: frozenset[Outcome]) -> bool:
    decision = latest_decided(concern)
    return bool(concern.state == State.FOLLOWED and decision and decision.outcome in outcomes)


def _frame(concern: Concern, at: dt.datetime) -> dict[str, Any]:
    ports.mark_what_runs([concern])
    return {
        "concern": concern,
        "readers": [reader.name for reader in readers_of(concern)],
        "today": timezone.localdate(at),
        "token": uuid.uuid4(),
    }


@require_http_methods(["GET", "POST"])
@requires(Right.RUN_MEASURES)
@unless_gone
def begin_in_the_open(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The round table's own form; nothing that is sealed is brought along to it."""
    concern, at = visible(request.user, pk), timezone.now()
    areas = {one.slug: one for one in surroundings(timezone.localdate(at)).areas}
    kinds = {one.slug: one for one in MeasureKind.objects.active().in_the_open().in_order()}
    form = plan_forms.Start(
        request.POST or None,
        initial={
            "area": concern.area.slug if concern.area else "",
            "owner": request.user.pk,
            "starts_on": timezone.localdate(at),
            "review_on": _review_day(concern, at),
        },
        areas=[(slug, area.name) for slug, area in areas.items()],
        kinds=[(slug, _name(kind)) for slug, kind in kinds.items()],
    )
    if form.is_valid():
        told = form.cleaned_data
        told |= {"kind": kinds[told["kind"]], "area": areas.get(told["area"])}
        try:
            beginning.begin_in_the_open(
                concern,
                told,
                token=token_of(request),
                hours=hours_now(at),
                by=request.user,
                at=at,
            )
        except NotPossible as reason:
            _add_to(form, str(reason), reason.field)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The measure has begun. It stands at the round table."))
            return redirect("casework:measures", pk=pk)
    context = {**_frame(concern, at), "form": form, "token": _same_token(request)}
    return render(request, "casework/begin_open.html", context)


def _review_day(
    concern: Concern, at: dt.datetime, *, within: dt.timedelta = dt.timedelta.max
) -> dt.date:
    """The day the concern waits for, as two decided it, where it is still ahead."""
    hours, today = hours_now(at), day_of(at)
    ahead = dt.timedelta() < concern.due_on - today <= within
    if ahead and hours.opening_on(concern.due_on):
        return concern.due_on
    return _working_day(hours, today + USUALLY_REVIEWED_AFTER)


def _working_day(hours: DutyHours, on: dt.date) -> dt.date:
    days = (on + dt.timedelta(days=n) for n in range(14))
    return next((day for day in days if hours.opening_on(day)), on)


def _same_token(request: StaffRequest) -> str:
    """A form that comes back keeps its number: pressed again it is the same deed."""
    return request.POST.get("token") or str(uuid.uuid4())


def _name(kind: MeasureKind) -> str:
    return kind.name_in(get_language() or "nb")


def _add_to(form: Form, reason: str, field: str) -> None:
    form.add_error(field if field in form.fields else None, ValidationError(reason))


@require_http_methods(["GET", "POST"])
@requires(Right.HOLD_CONCERNS)
@unless_gone
def begin_for_person(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    kinds = {
        one.slug: one for one in MeasureKind.objects.active().in_order().filter(level=Level.PERSON)
    }
    owners = list(owners_for(concern))
    hours, today = hours_now(at), day_of(at)
    try:
        must_be_told = beginning.yes_in(concern, by=request.user).is_out_of_reach
    except CannotOpen:
        handle.note_lost_key(concern, by=request.user, at=at)
        return render(request, "concerns/staff/lost.html", {"concern": concern})
    bases = [one for one in known_bases(at) if one.code != CONSENT]
    form = forms.BeginForPerson(
        request.POST or None,
        initial={
            "owner": str(request.user.pk),
            "starts_on": today,
            "review_on": _review_day(concern, at, within=follow.WITHIN),
        },
        kinds=[(slug, _kind_choice(kind)) for slug, kind in kinds.items()],
        bases=basis_choices(bases, get_language() or "nb"),
        owners=owners,
    )
    if is_fit(form, at=at):
        told = form.cleaned_data
        try:
            beginning.begin_for_person(
                concern,
                kind=kinds[told["kind"]],
                owner=_one_of(owners, told["owner"]),
                starts_on=told["starts_on"],
                review_on=told["review_on"],
                written=form.help(),
                token=token_of(request),
                hours=hours,
                by=request.user,
                at=at,
            )
        except CannotFollow as reason:
            must_be_told = must_be_told or isinstance(reason, NotTold)
            _add_to(form, str(reason), reason.field)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The measure has begun."))
            return redirect("casework:measures", pk=pk)
    context = {
        **_frame(concern, at),
        "form": form,
        "token": _same_token(request),
        "must_be_told": must_be_told,
    }
    return render(request, "casework/begin_help.html", context)


def _kind_choice(kind: MeasureKind) -> str:
    if kind.consent_needed:
        return _("%(kind)s (needs a consent)") % {"kind": _name(kind)}
    return _name(kind)


def _one_of(users: list[User], pk: str) -> User | None:
    return next((one for one in users if str(one.pk) == pk), None)


@require_http_methods(["GET", "POST"])
@requires(Right.READ_CONCERNS)
@unless_gone
def review(request: StaffRequest, pk: uuid.UUID, measure: uuid.UUID) -> HttpResponse:
    """Decide what comes next. Where a colleague was first, what was typed stays, beside theirs."""
    concern, at = visible(request.user, pk), timezone.now()
    found = _measure(request.user, concern, measure)
    hours, first = hours_now(at), None
    initial = {
        "review_on": _working_day(hours, day_of(at) + USUALLY_REVIEWED_AFTER),
        "seen": found.reviews.count(),
    }
    form = forms.ReviewForPerson(request.POST or None, initial=initial)
    if is_fit(form, at=at):
        told = form.cleaned_data
        try:
            follow.review(
                found,
                seen=told["seen"],
                verdict=Verdict(told["verdict"]),
                words=told["words"],
                next_on=told["review_on"],
                ends_as=MeasureState(told["ends_as"] or MeasureState.FINISHED),
                hours=hours,
                by=request.user,
                at=at,
            )
        except ReviewedAlready as earlier:
            first = earlier
            form = forms.ReviewForPerson({**request.POST.dict(), "seen": earlier.review.number})
            form.full_clean()
            _add_to(form, str(earlier), "")
        except CannotFollow as reason:
            _add_to(form, str(reason), reason.field)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The review is kept."))
            return redirect("casework:measures", pk=pk)
    context = {**_frame(concern, at), "form": form, "measure": found, "first": first}
    return render(request, "casework/review_help.html", context)


def _measure(user: User, concern: Concern, pk: uuid.UUID) -> PersonMeasure:
    seen = PersonMeasure.objects.visible_to(user).filter(concern=concern)
    return get_object_or_404(seen.select_related("kind", "owner", "concern"), pk=pk)


@require_http_methods(["GET", "POST"])
@requires(Right.READ_CONCERNS)
@unless_gone
def hand_over(request: StaffRequest, pk: uuid.UUID, measure: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    found = _measure(request.user, concern, measure)
    owners = [one for one in owners_for(concern) if one.pk != found.owner_id]
    form = forms.HandOverForPerson(request.POST or None, owners=owners)
    if form.is_valid():
        to = _one_of(owners, form.cleaned_data["owner"])
        try:
            follow.hand_over(found, to=to, by=request.user, at=at)
        except CannotFollow as reason:
            _add_to(form, str(reason), reason.field)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The measure has a new owner."))
            return redirect("casework:measures", pk=pk)
    context = {**_frame(concern, at), "form": form, "measure": found}
    return render(request, "casework/hand_help_over.html", context)


@require_POST
@requires(Right.READ_CONCERNS)
@unless_gone
def consent_taken_back(request: StaffRequest, pk: uuid.UUID, measure: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    found = _measure(request.user, concern, measure)
    try:
        follow.consent_taken_back(found, hours=hours_now(at), by=request.user, at=at)
    except CannotFollow as reason:
        messages.error(request, str(reason))
    except CannotOpen:
        messages.error(request, _("This can’t be opened: it is gone, or was changed."))
    else:
        messages.success(request, _("The measure is stopped today."))
    return redirect("casework:measures", pk=pk)
