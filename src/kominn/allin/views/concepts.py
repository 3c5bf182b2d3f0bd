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
from kominn.allin import forms, promise, story_card
from kominn.allin.actions import answering
from kominn.allin.cards import cards
from kominn.allin.models import Concept
from kominn.allin.states import WORKED_ON, State
from kominn.allin.story import story
from kominn.allin.views.second import second_of
from kominn.core.languages import speaks_all_languages
from kominn.participation import actions as participation
from kominn.participation import replies

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
        "story": story(shown),
        "names": story_card.names(shown),
        "desk": request.user.is_authenticated and shown.state in WORKED_ON,
        "clock": promise.clock(shown, timezone.localdate()),
        "pictures": shown.pictures.shown().light(),
        "looks": request.user.is_authenticated and request.user.may(Right.RUN_COURSES),
    }
    return render(request, "allin/concept.html", context)


@requires(Right.RUN_COURSES)
def read(request: StaffRequest, pk: str) -> HttpResponse:
    """Read what a team handed in, and let it be shown or send it back with a reason."""
    handed_in = get_object_or_404(Concept.objects.unread(), pk=pk)
    form = forms.Read(request.POST or None, initial={"version": handed_in.version})
    pictures = handed_in.pictures.shown().light()
    pictures_form = forms.Pictures(request.POST or None, pictures=pictures)
    if form.is_valid() and pictures_form.is_valid():
        at, left_out = timezone.now(), pictures_form.left_out()
        try:
            version = form.cleaned_data["version"]
            if form.cleaned_data["verdict"] == "show":
                answering.show(
                    handed_in, version=version, left_out=left_out, by=request.user, at=at
                )
                messages.success(request, _("Now everybody can read it, and the 30 days run."))
            else:
                reason = form.cleaned_data["reason"]
                answering.send_back(
                    handed_in, reason, version=version, left_out=left_out, by=request.user, at=at
                )
                messages.success(request, _("The team reads it when a colleague has read it too."))
        except participation.NotPossible as problem:
            messages.error(request, str(problem))
        return redirect("allin:courses")
    context = {
        "concept": handed_in,
        "cards": cards(handed_in, {}),
        "form": form,
        "pictures_form": pictures_form,
    }
    return render(request, "allin/read.html", context)


@requires(Right.ANSWER_CONCEPTS)
def answer(request: StaffRequest, pk: str) -> HttpResponse:
    """Yes, yes if, or no because; the team and everybody else read it."""
    waiting = [State.SHOWN, State.YES_IF]
    unanswered = Concept.objects.filter(state__in=waiting)
    shown = get_object_or_404(unanswered.select_related("reply"), pk=pk)
    form = forms.Answer(request.POST or None)
    if form.is_valid():
        try:
            answering.answer(
                shown,
                State(form.cleaned_data["verdict"]),
                form.cleaned_data["words"],
                role=form.cleaned_data["role"],
                by=request.user,
                at=timezone.now(),
            )
        except participation.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The team reads it when a colleague has read it too."))
            return redirect("allin:concept", pk)
    context = {
        "concept": shown,
        "cards": cards(shown, {}),
        "pictures": shown.pictures.shown().light(),
        "form": form,
    }
    return render(request, "allin/answer.html", context)


@requires(Right.RUN_COURSES, Right.ANSWER_CONCEPTS)
def second(request: StaffRequest, pk: str) -> HttpResponse:
    """Read what a colleague wrote to a team, before the team does."""
    found = Concept.objects.answered_by_one(request.user).select_related("reply__written_by")
    waits = get_object_or_404(found, pk=pk)
    written, by, at = waits.reply, request.user, timezone.now()
    assert written is not None
    context = {
        "concept": waits,
        "cards": cards(waits, {}),
        "pictures": waits.pictures.shown().light(),
        "verdict": State(written.verdict).label,
        "by_day": waits.answer_by if waits.state == State.SHOWN else None,
    }
    return second_of(
        request,
        written,
        context,
        pass_on=lambda reply: answering.pass_on(waits, reply=reply, by=by, at=at),
        stop=lambda reply, why: answering.stop(waits, why, reply=reply, by=by, at=at),
        take_back=lambda: replies.take_back(written, by=by, at=at),
    )
