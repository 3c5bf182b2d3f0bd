"""The tab “The person concerned”: told or not yet, what is kept, the answers, and who opened it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.casework import forms_person as forms
from kominn.casework.actions import person as deeds
from kominn.casework.person import chapters_for, under
from kominn.casework.views.assessment import token_of, unless_gone, visible
from kominn.concerns.actions import handle
from kominn.concerns.gate import NumberNotTaken
from kominn.concerns.models import Concern, readers_of
from kominn.concerns.staff_forms import is_fit
from kominn.core.unsent import unsent
from kominn.vault.actions import records
from kominn.vault.ciphertext import CannotOpen


def unless_lost(
    view: Callable[[StaffRequest, uuid.UUID], HttpResponse],
) -> Callable[[StaffRequest, uuid.UUID], HttpResponse]:
    """Where the key itself is damaged, a page says so, and whom to tell."""

    @wraps(view)
    def looked(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            return view(request, pk)
        except CannotOpen:
            concern = visible(request.user, pk)
            handle.note_lost_key(concern, by=request.user, at=timezone.now())
            context = {"concern": concern, "unsent": unsent(request.POST)}
            return render(request, "concerns/staff/lost.html", context)

    return looked


@require_GET
@requires(Right.READ_CONCERNS)
@unless_gone
@unless_lost
def person(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    return _show(request, visible(request.user, pk))


def _show(request: StaffRequest, concern: Concern, **filled: Form) -> HttpResponse:
    """`filled` are forms as they were sent, with what is wrong."""
    at = timezone.now()
    found = deeds.read(concern, by=request.user, at=at)
    today = timezone.localdate(at)
    context = {
        "concern": concern,
        "readers": [reader.name for reader in readers_of(concern)],
        "today": today,
        "found": found,
        "may_write": request.user.may(Right.HOLD_CONCERNS),
        "token": uuid.uuid4(),
        "tell_form": forms.Tell(initial={"on": today}),
        "not_yet_form": forms.NotYet(),
        "answer_form": forms.AnswerOf(chapters=found.chapters),
        **filled,
        "wrong": next((form for form in filled.values() if form.errors), None),
    }
    return render(request, "casework/person.html", context)


@require_POST
@requires(Right.HOLD_CONCERNS)
@unless_gone
@unless_lost
def tell(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, token, at = visible(request.user, pk), token_of(request), timezone.now()
    form = forms.Tell(request.POST)
    if is_fit(form, at=at):
        on = form.cleaned_data["on"]
        try:
            deeds.tell(concern, form.notice(), on=on, token=token, by=request.user, at=at)
        except (deeds.NotPossible, NumberNotTaken) as reason:
            form.add_error("on", str(reason))
        else:
            messages.success(request, _("Recorded that they were told."))
            return redirect("casework:person", pk=pk)
    return _show(request, concern, tell_form=form)


@require_POST
@requires(Right.HOLD_CONCERNS)
@unless_gone
@unless_lost
def not_yet(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, token, at = visible(request.user, pk), token_of(request), timezone.now()
    form = forms.NotYet(request.POST)
    if is_fit(form, at=at):
        try:
            deeds.make_exception(concern, **form.cleaned_data, token=token, by=request.user, at=at)
        except (deeds.NotPossible, NumberNotTaken) as reason:
            form.add_error("until", str(reason))
        else:
            messages.success(request, _("The exception is recorded. You are told when it ends."))
            return redirect("casework:person", pk=pk)
    return _show(request, concern, not_yet_form=form)


@require_POST
@requires(Right.HOLD_CONCERNS)
@unless_gone
@unless_lost
def answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, token, at = visible(request.user, pk), token_of(request), timezone.now()
    key = records.data_key_for(concern.pk, request.user)
    chapters = chapters_for(concern, key, under(concern, request.user))
    form = forms.AnswerOf(request.POST, chapters=chapters)
    if is_fit(form, at=at):
        kind = form.cleaned_data["kind"]
        try:
            deeds.answer(concern, kind, form.said(), token=token, by=request.user, at=at)
        except (deeds.NotPossible, NumberNotTaken) as reason:
            form.add_error("about", str(reason))
        else:
            messages.success(request, _("It stands beside what it answers now."))
            return redirect("casework:person", pk=pk)
    return _show(request, concern, answer_form=form)
