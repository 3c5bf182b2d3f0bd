"""The page “Handing over”: the baton is offered, answered or taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import staff_forms
from kominn.concerns.actions import handover as deeds
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.actions.handover import CannotHandOver
from kominn.concerns.gate import NumberNotTaken
from kominn.concerns.models import Concern, Handover, readers_of
from kominn.concerns.states import HANDLED, HandoverState, ImpossibleStep
from kominn.concerns.surroundings import surroundings
from kominn.concerns.views.desk import unless_gone
from kominn.concerns.views.near import must_have_answered

P = ParamSpec("P")
TONES = {
    HandoverState.OFFERED: "info",
    HandoverState.ACCEPTED: "success",
    HandoverState.LAPSED: "warning",
}


def tells_why(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """What can't be done is answered with the sentence why, and all that was typed."""

    @wraps(view)
    def told(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        pk: Any = kwargs["pk"]
        try:
            return view(request, *args, **kwargs)
        except (CannotHandOver, ImpossibleStep, NotTheHolder, NumberNotTaken) as refusal:
            messages.error(request, str(refusal))
        return _page(request, _visible(request.user, pk), typed=True)

    return unless_gone(told)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_CONCERNS)
@tells_why
def handover(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What was handed over; a post offers the baton to a colleague."""
    concern = _visible(request.user, pk)
    if request.method != "POST":
        return _page(request, concern)
    if not request.user.may(Right.HOLD_CONCERNS):
        raise PermissionDenied
    form = _offer_form(request, concern, typed=True)
    at = timezone.now()
    if not staff_forms.is_fit(form, at=at):
        return _page(request, concern, wrong=form, offer_form=form)
    offered = deeds.offer(
        concern,
        to=form.cleaned_data["to"],
        words=form.cleaned_data["words"],
        answer_by=form.cleaned_data["answer_by"],
        hours=surroundings(timezone.localdate(at)).hours,
        by=request.user,
        at=at,
    )
    said = _("%(name)s is asked, and gets a letter. You hold the baton until the answer is yes.")
    messages.success(request, said % {"name": offered.taker.name})
    return redirect("concerns:handover", pk=pk)


@require_POST
@requires(Right.HOLD_CONCERNS)
@tells_why
def answer(request: StaffRequest, pk: uuid.UUID, offer: uuid.UUID) -> HttpResponse:
    """The taker says yes or no; the giver takes it back."""
    concern = _visible(request.user, pk)
    offered = get_object_or_404(Handover.objects.filter(concern=concern), pk=offer)
    go, at = request.POST.get("go"), timezone.now()
    if go == "accept":
        deeds.accept(offered, by=request.user, at=at)
        messages.success(request, _("The baton is yours. What is the next step, and when?"))
        return redirect("concerns:concern", pk=pk)
    if go == "decline":
        form = staff_forms.Decline(request.POST)
        if not staff_forms.is_fit(form, at=at):
            return _page(request, concern, wrong=form, decline_form=form)
        words = form.cleaned_data["words"]
        deeds.decline(offered, words=words, by=request.user, at=at)
        messages.success(request, _("You have said no. The baton stays where it was."))
    elif go == "take-back":
        deeds.take_back(offered, by=request.user, at=at)
        messages.success(request, _("It is taken back. You hold the baton."))
    return redirect("concerns:handover", pk=pk)


def _visible(user: User, pk: uuid.UUID) -> Concern:
    seen = Concern.objects.visible_to(user).select_related("holder", "team")
    concern = get_object_or_404(seen, pk=pk)
    must_have_answered(user, concern)
    return concern


def _page(
    request: StaffRequest,
    concern: Concern,
    *,
    typed: bool = False,
    wrong: Form | None = None,
    **forms: Form,
) -> HttpResponse:
    at = timezone.now()
    opened = deeds.read(concern, by=request.user, at=at)
    standing = Handover.objects.offered().filter(concern=concern).first()
    now = next((one for one in opened if one.handover == standing), None)
    offered = now.handover if now else None
    holds = concern.holder_id == request.user.pk and concern.state in HANDLED
    may_hold = request.user.may(Right.HOLD_CONCERNS)
    context = {
        "concern": concern,
        "now": now,
        "for_me": offered is not None and may_hold and offered.taker == request.user,
        "by_me": offered is not None and offered.giver == request.user,
        "before": [
            (one, TONES.get(HandoverState(one.handover.state), "neutral"))
            for one in opened
            if one is not now
        ],
        "may_offer": holds and may_hold and standing is None,
        "unsent": request.POST.get("words", "") if typed else "",
        "wrong": wrong,
        "today": timezone.localdate(at),
        "readers": [reader.name for reader in readers_of(concern)],
        "offer_form": _offer_form(request, concern, typed=typed and "to" in request.POST),
        "decline_form": staff_forms.Decline(),
        **forms,
    }
    return render(request, "concerns/staff/handover.html", context)


def _offer_form(request: StaffRequest, concern: Concern, *, typed: bool) -> staff_forms.HandOver:
    at = timezone.now()
    today = timezone.localdate(at)
    return staff_forms.HandOver(
        request.POST if typed else None,
        takers=deeds.takers(concern, giver=request.user, on=today),
        initial={"answer_by": deeds.usual_day(surroundings(today).hours, at=at)},
    )
