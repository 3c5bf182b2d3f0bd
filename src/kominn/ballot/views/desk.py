"""The desk where a vote is prepared, announced, stopped and counted."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.allin.models import Concept
from kominn.allin.states import ENDS
from kominn.ballot import forms, urn
from kominn.ballot.actions import count as counting
from kominn.ballot.actions import paper
from kominn.ballot.actions import prepare as deeds
from kominn.ballot.counting import ask
from kominn.ballot.models import Count, Line, Urn, Vote
from kominn.ballot.refusals import BadMoney, NotPossible

MOST_SHOWN = 50
MOST_CONCEPTS = 300


@requires(Right.RUN_BALLOTS)
def votes(request: StaffRequest) -> HttpResponse:
    context = {"votes": Vote.objects.order_by("-closes_on", "name")[:MOST_SHOWN]}
    return render(request, "ballot/votes.html", context)


@requires(Right.RUN_BALLOTS)
def begin(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    form = forms.NewVote(request.POST or None, initial=forms.days(timezone.localdate(at)))
    if form.is_valid():
        try:
            vote = deeds.begin(**form.facts(), by=request.user, at=at)
        except BadMoney as reason:
            form.add_error("budget", str(reason))
        except NotPossible as reason:
            form.add_error("closes_on", str(reason))
        else:
            return redirect("ballot:prepare", vote.pk)
    return render(request, "ballot/begin.html", {"form": form})


def found(pk: str) -> Vote:
    return get_object_or_404(Vote.objects.select_related("book"), pk=pk)


@requires(Right.RUN_BALLOTS)
def prepare(request: StaffRequest, pk: str) -> HttpResponse:
    return page(request, found(pk))


def page(
    request: StaffRequest,
    vote: Vote,
    *,
    line: forms.NewLine | None = None,
    number: forms.Number | None = None,
) -> HttpResponse:
    """The desk, also where something typed was refused."""
    today = timezone.localdate()
    lines = list(vote.lines.select_related("concept"))
    kept = Count.objects.filter(vote=vote).first()
    held = Urn.objects.filter(vote=vote).first()
    context = {
        "vote": vote,
        "lines": lines,
        "open": vote.is_open(today),
        "over": vote.is_over(today),
        "spent": kept.spent if kept else vote.book.times_spent,
        "in_urn": urn.number_in(held.ballots) if held else 0,
        "papers": len(paper.papers(vote)),
        "doubtful": len(paper.in_doubt(vote)),
        "count": kept,
        "proven": counting.proven(kept, lines) if kept and "prov" in request.GET else None,
        "unfinished": kept is not None and not kept.result,
        "digest": counting.digest_of(kept) if kept else "",
        "line": line or forms.NewLine(concepts=_can_stand(lines)),
        "slips": forms.HowMany(),
        "number": number or forms.Number(),
    }
    return render(request, "ballot/prepare.html", context)


def _can_stand(lines: list[Line]) -> list[Concept]:
    """Ideas that everybody can read, that nobody has ended, and that do not stand there yet."""
    there = [line.concept_id for line in lines]
    open_ones = Concept.objects.public().exclude(state__in=ENDS)
    return list(open_ones.exclude(pk__in=there)[:MOST_CONCEPTS])


@require_POST
@requires(Right.RUN_BALLOTS)
def add_line(request: StaffRequest, pk: str) -> HttpResponse:
    vote = found(pk)
    form = forms.NewLine(request.POST, concepts=_can_stand(list(vote.lines.all())))
    if form.is_valid():
        try:
            deeds.add_line(vote, form.cleaned_data["concept"], form.cleaned_data["cost"] * 100)
        except NotPossible as reason:
            form.add_error("cost", str(reason))
        else:
            return redirect("ballot:prepare", pk)
    return page(request, vote, line=form)


@require_POST
@requires(Right.RUN_BALLOTS)
def take_off(request: StaffRequest, pk: str) -> HttpResponse:
    line = get_object_or_404(Line.objects.select_related("vote"), pk=pk)
    _try(request, lambda: deeds.take_off(line), "")
    return redirect("ballot:prepare", line.vote_id)


@require_POST
@requires(Right.RUN_BALLOTS)
def announce(request: StaffRequest, pk: str) -> HttpResponse:
    _try(
        request,
        lambda: deeds.announce(found(pk), by=request.user, at=timezone.now()),
        _("The vote is announced: ideas, money and rule stand. Now you can print slips."),
    )
    return redirect("ballot:prepare", pk)


@require_POST
@requires(Right.RUN_BALLOTS)
def stop(request: StaffRequest, pk: str) -> HttpResponse:
    _try(
        request,
        lambda: deeds.stop(found(pk), by=request.user, at=timezone.now()),
        _("The vote is stopped. What was in the urn is destroyed, and nobody has read it."),
    )
    return redirect("ballot:prepare", pk)


@require_POST
@requires(Right.RUN_BALLOTS)
def count(request: StaffRequest, pk: str) -> HttpResponse:
    _try(
        request,
        lambda: _count(found(pk), request),
        _("The vote is counted, and everybody can see it. The key is destroyed."),
    )
    return redirect("ballot:prepare", pk)


def _count(vote: Vote, request: StaffRequest) -> None:
    """Also where the urn was opened, and working it out went wrong."""
    kept = Count.objects.filter(vote=vote, result={}).first()
    if kept is not None:
        counting.work_out(kept)
    else:
        counting.count_votes(vote, by=request.user, at=timezone.now())


def _try(request: StaffRequest, deed: Callable[[], object], done: str) -> None:
    try:
        deed()
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        if done:
            messages.success(request, done)


@requires(Right.RUN_BALLOTS)
def count_file(request: StaffRequest) -> HttpResponse:
    """Count another city's election by the same rule; nothing of it is kept."""
    form = forms.Election(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            told = ask("of_file", {"file": form.cleaned_data["text"]})
        except NotPossible as reason:
            told = {"problem": str(reason)}
        if "problem" in told:
            form.add_error("text", told["problem"])
        else:
            context |= told
    return render(request, "ballot/count_file.html", context)
