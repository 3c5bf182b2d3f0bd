"""What everybody may see of a vote: the rule announced, and how it was counted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from kominn.accounts.access import public
from kominn.ballot import forms_young as forms
from kominn.ballot import publishing
from kominn.ballot.actions.count import SHOWN_FROM
from kominn.ballot.counting import LEAST_ALIKE
from kominn.ballot.marks import Kind, Marks, NotABallot, check, without
from kominn.ballot.models import Count, Line, Vote
from kominn.core import sheets
from kominn.core.languages import speaks_all_languages


def _vote(pk: str) -> tuple[Vote, list[Line], Count | None]:
    vote = get_object_or_404(Vote.objects.public().select_related("book"), pk=pk)
    lines = list(vote.lines.select_related("concept"))
    return vote, lines, Count.objects.exclude(result={}).filter(vote=vote).first()


def _counted(pk: str) -> tuple[Vote, list[Line], Count]:
    """Where so many voted that numbers of theirs may be told."""
    vote, lines, kept = _vote(pk)
    if kept is None or not publishing.shows_numbers(kept):
        raise Http404
    kept.vote = vote
    return vote, lines, kept


@public
@speaks_all_languages
def vote(request: HttpRequest, pk: str) -> HttpResponse:
    """Before the count the rule and the ideas; after it who won, and what the others lacked.
    Where very few voted only who won: any number would tell how they voted."""
    vote, lines, kept = _vote(pk)
    numbers = kept is not None and publishing.shows_numbers(kept)
    context = {
        "vote": vote,
        "open": vote.is_open(timezone.localdate()),
        "lines": lines,
        "count": kept,
        "numbers": numbers,
        "winners": publishing.winners(kept) if kept else frozenset(),
        "told": publishing.told(kept, lines) if kept and numbers else [],
        "whole": kept is not None and publishing.shows_ballots(kept),
        "least": SHOWN_FROM,
    }
    return render(request, "ballot/vote.html", context)


@public
@speaks_all_languages
def follow(request: HttpRequest, pk: str) -> HttpResponse:
    """What everyone who voted so paid, øre by øre; for groups of five and more."""
    vote, lines, kept = _counted(pk)
    form = forms.Ballot(request.GET or None, vote=vote, lines=lines)
    marks = _marks(request, vote, lines, form)
    paid = None
    if marks is not None:
        gone = [i for i, line in enumerate(lines) if line.number in kept.fallen_out]
        counted = without(marks, gone, kind=Kind(vote.kind), most=vote.most)
        paid = publishing.paid(kept, lines, counted)
    context = {
        "vote": vote,
        "count": kept,
        "form": form,
        "asked": marks is not None,
        "paid": paid,
        "told": publishing.told(kept, lines),
        "least": LEAST_ALIKE,
    }
    return render(request, "ballot/follow.html", context)


def _marks(request: HttpRequest, vote: Vote, lines: list[Line], form: forms.Ballot) -> Marks | None:
    """From a receipt, or from what is ticked."""
    receipt = request.GET.get("v", "")[:300]
    if receipt:
        words = receipt.split("-")
        if not all(word.isdecimal() and len(word) < 4 for word in words):
            return None
        marks: Marks = tuple(map(int, words))
    elif form.is_bound and form.is_valid():
        marks = form.marks()
    else:
        return None
    try:
        return check(marks, kind=Kind(vote.kind), most=vote.most, lines=len(lines))
    except NotABallot:
        return None


@public
@speaks_all_languages
def data(request: HttpRequest, pk: str) -> JsonResponse:
    """All that a recount needs, where so many voted that ballots may be shown."""
    _, lines, kept = _counted(pk)
    if not publishing.shows_ballots(kept):
        raise Http404
    return JsonResponse(publishing.for_recount(kept, lines))


@public
@speaks_all_languages
def pabulib(request: HttpRequest, pk: str) -> HttpResponse:
    """Every ballot counted, without anything of who cast it, in the Pabulib format."""
    _, _, kept = _counted(pk)
    if not publishing.shows_ballots(kept):
        raise Http404
    answer = HttpResponse(kept.as_file, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="stemmer.pb"'
    return answer


@public
@speaks_all_languages
def exercise(request: HttpRequest, pk: str) -> HttpResponse:
    """The count as a lesson: the steps to do by hand, and the answers on a page of their own."""
    _, lines, kept = _counted(pk)
    return sheets.answer(publishing.exercise(kept, lines), "oppgave")
