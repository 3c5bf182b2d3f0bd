"""The page of a concept that anyone may read, and the desk where it is read and answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, public, requires
from kominn.accounts.roles import Right
from kominn.allin import actions, forms, promise
from kominn.allin.cards import cards
from kominn.allin.models import Concept
from kominn.allin.states import State
from kominn.core.languages import speaks_all_languages

MOST_WAITING = 50


@require_safe
@speaks_all_languages
@public
def waiting(request: HttpRequest) -> HttpResponse:
    """For the mayor and everybody: which answers are owed, by whom, since when."""
    found = promise.waiting(timezone.localdate(), most=MOST_WAITING + 1)
    context = {"found": found[:MOST_WAITING], "more": len(found) > MOST_WAITING}
    return render(request, "allin/waiting.html", context)


@speaks_all_languages
@public
def concept(request: HttpRequest, pk: str) -> HttpResponse:
    shown = get_object_or_404(Concept.objects.public().select_related("course__area"), pk=pk)
    context = {
        "concept": shown,
        "cards": [card for card in cards(shown, {}) if card.text and card.slug != "name"],
        "clock": promise.clock(shown, timezone.localdate()),
    }
    return render(request, "allin/concept.html", context)


@requires(Right.RUN_COURSES)
def read(request: StaffRequest, pk: str) -> HttpResponse:
    """Read what a team handed in, and let it be shown or send it back with a reason."""
    handed_in = get_object_or_404(Concept.objects.unread(), pk=pk)
    form = forms.Read(request.POST or None)
    if form.is_valid():
        at = timezone.now()
        try:
            if form.cleaned_data["verdict"] == "show":
                actions.show(handed_in, by=request.user, at=at)
                messages.success(request, _("Now everybody can read it, and the 30 days run."))
            else:
                reason = form.cleaned_data["reason"]
                actions.send_back(handed_in, reason, by=request.user, at=at)
                messages.success(request, _("The team reads why, and can go on writing."))
        except actions.NotPossible as problem:
            messages.error(request, str(problem))
        return redirect("allin:courses")
    return render(
        request,
        "allin/read.html",
        {"concept": handed_in, "cards": cards(handed_in, {}), "form": form},
    )


@requires(Right.ANSWER_CONCEPTS)
def answer(request: StaffRequest, pk: str) -> HttpResponse:
    """Yes, yes if, or no because; the team and everybody else read it."""
    waiting = [State.SHOWN, State.YES_IF]
    shown = get_object_or_404(Concept.objects.filter(state__in=waiting), pk=pk)
    form = forms.Answer(request.POST or None)
    if form.is_valid():
        try:
            actions.answer(
                shown,
                State(form.cleaned_data["verdict"]),
                form.cleaned_data["words"],
                role=form.cleaned_data["role"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("allin:concept", pk)
    return render(
        request, "allin/answer.html", {"concept": shown, "cards": cards(shown, {}), "form": form}
    )
