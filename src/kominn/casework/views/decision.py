"""What the holder proposes, and what the other of the two answers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.casework import forms
from kominn.casework.actions import decide
from kominn.casework.models import Decision
from kominn.casework.views.assessment import (
    REFUSALS,
    hours_now,
    known_bases,
    known_levels,
    refused,
    show,
    token_of,
    unless_gone,
    visible,
)
from kominn.concerns.actions import family
from kominn.concerns.models import Concern
from kominn.concerns.staff_forms import is_fit
from kominn.vault.ciphertext import CannotOpen


@require_POST
@requires(Right.DECIDE)
@unless_gone
def propose(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    told = family.all_told(concern, by=request.user)
    bases = forms.basis_choices(known_bases(at), get_language() or "nb")
    form = forms.Propose(request.POST, told=told, levels=known_levels(), bases=bases)
    token = token_of(request)
    if not is_fit(form, at=at):
        return show(request, concern, propose_form=form)
    try:
        decide.propose(
            concern,
            form.cleaned_data["outcome"],
            form.proposal(),
            token=token,
            hours=hours_now(at),
            by=request.user,
            at=at,
        )
    except REFUSALS as refusal:
        return refused(request, concern, refusal, propose_form=form)
    messages.success(
        request, _("It is proposed. It counts when one of those who assessed has said yes.")
    )
    return redirect("casework:assessment", pk=pk)


@require_POST
@requires(Right.DECIDE)
@unless_gone
def take_back(request: StaffRequest, pk: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    concern = visible(request.user, pk)
    proposed = _decision(request, concern, decision)
    try:
        decide.take_back(proposed, by=request.user, at=timezone.now())
    except REFUSALS as refusal:
        return refused(request, concern, refusal)
    messages.success(request, _("The proposal is taken back."))
    return redirect("casework:assessment", pk=pk)


@require_POST
@requires(Right.ASSESS)
@unless_gone
def answer(request: StaffRequest, pk: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    proposed = _decision(request, concern, decision)
    yes = request.POST.get("go") == "yes"
    form = forms.Answer(request.POST, yes=yes)
    if not is_fit(form, at=at):
        return show(request, concern, answer_form=form)
    words = form.cleaned_data["words"]
    try:
        decide.answer(proposed, yes=yes, words=words, hours=hours_now(at), by=request.user, at=at)
    except CannotOpen:
        messages.error(request, _("This can’t be opened: it is gone, or was changed."))
        return show(request, concern, answer_form=form)
    except REFUSALS as refusal:
        return refused(request, concern, refusal, answer_form=form)
    messages.success(
        request, _("It is decided.") if yes else _("You said no. The one who proposed it is told.")
    )
    return redirect("casework:assessment", pk=pk)


def _decision(request: StaffRequest, concern: Concern, pk: uuid.UUID) -> Decision:
    seen = Decision.objects.visible_to(request.user).filter(concern=concern)
    return get_object_or_404(seen.select_related("concern"), pk=pk)
