"""Slips and ballots on paper: printed, replaced, taken in, read in by two."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.ballot import forms
from kominn.ballot.actions import paper as deeds
from kominn.ballot.actions import prepare
from kominn.ballot.actions.cast import too_many
from kominn.ballot.models import Vote
from kominn.ballot.refusals import NotPossible
from kominn.ballot.views.desk import found, page
from kominn.core import sheets, squares
from kominn.core.templatetags.words import day, kroner
from kominn.participation.actions import NotPossible as NoSlip
from kominn.participation.slips import Printed

MOST_AT_ONCE = 500


@require_POST
@requires(Right.RUN_BALLOTS)
def slips(request: StaffRequest, pk: str) -> HttpResponse:
    """A sheet of new slips; the digits are on it and nowhere else, so it can't be had again."""
    vote = found(pk)
    form = forms.HowMany(request.POST)
    if not form.is_valid() or form.cleaned_data["slips"] > MOST_AT_ONCE:
        messages.error(request, _("Between 1 and 500 slips at a time."))
        return redirect("ballot:prepare", pk)
    try:
        made = prepare.print_slips(
            vote, form.cleaned_data["slips"], by=request.user, at=timezone.now()
        )
    except (NotPossible, NoSlip) as reason:
        messages.error(request, str(reason))
        return redirect("ballot:prepare", pk)
    return _sheet(request, vote, made)


def _sheet(request: HttpRequest, vote: Vote, made: Sequence[Printed]) -> HttpResponse:
    address = request.build_absolute_uri(reverse("ballot:enter"))
    facts = {
        "name": vote.name,
        "address": address.split("://", 1)[1],
        "slips": [
            {
                "number": slip.number,
                "code": [slip.code[at : at + 4] for at in range(0, len(slip.code), 4)],
                "square": squares.as_drawing(f"{address}#{slip.code}"),
            }
            for slip in made
        ],
        "words": {
            "number": _("No."),
            "once": _("Your slip. Good for one vote."),
            "until": _("Open %(first)s to %(last)s")
            % {"first": day(vote.opens_on), "last": day(vote.closes_on)},
            "square": _("Square for the phone’s camera: leads to the ballot"),
        },
    }
    pdf = sheets.sheet(
        "ballot/paper/slips.typ", facts, language=get_language() or "nb", title=vote.name
    )
    answer = sheets.answer(pdf, "sedler")
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires(Right.RUN_BALLOTS)
def replace(request: StaffRequest, pk: str) -> HttpResponse:
    """A new slip for a lost one, on a sheet; none where it has been used."""
    vote = found(pk)
    form = forms.Number(request.POST)
    if form.is_valid():
        number = form.cleaned_data["number"]
        try:
            made = prepare.replace_slip(vote, number, by=request.user, at=timezone.now())
        except NoSlip as reason:
            form.add_error("number", str(reason))
        else:
            return _sheet(request, vote, [made])
    return page(request, vote, number=form)


@require_POST
@requires(Right.RUN_BALLOTS)
def take_in(request: StaffRequest, pk: str) -> HttpResponse:
    """Somebody gives the slip back, and gets a ballot of paper for it."""
    vote = found(pk)
    form = forms.Number(request.POST)
    if form.is_valid():
        try:
            prepare.take_in_slip(
                vote, form.cleaned_data["number"], by=request.user, at=timezone.now()
            )
        except NoSlip as reason:
            form.add_error("number", str(reason))
        else:
            messages.success(request, _("The slip opens nothing any more. Give a paper ballot."))
            return redirect("ballot:prepare", pk)
    return page(request, vote, number=form)


@requires(Right.RUN_BALLOTS)
def read_in(request: StaffRequest, pk: str) -> HttpResponse:
    """One paper after the other, with the keyboard alone; beside it where two read differently."""
    vote = found(pk)
    lines = list(vote.lines.select_related("concept"))
    form = forms.Paper(request.POST or None, vote=vote, lines=lines)
    read = request.user.name
    if form.is_valid():
        number = form.cleaned_data["number"]
        try:
            deeds.enter(
                vote,
                number,
                form.cleaned_data["said"],
                by=request.user,
                today=timezone.localdate(),
            )
        except NotPossible as reason:
            form.add_error("said", str(reason))
        else:
            return redirect(f"{reverse('ballot:read_in', args=[pk])}?etter={number}")
    after = request.GET.get("etter", "")[:5]
    if not form.is_bound:
        following = int(after) + 1 if after.isdecimal() else 1
        form = forms.Paper(vote=vote, lines=lines, initial={"number": following})
    context = {
        "vote": vote,
        "lines": lines,
        "form": form,
        "after": after,
        "doubtful": deeds.in_doubt(vote),
        "papers": deeds.papers(vote),
        "me": read,
    }
    return render(request, "ballot/read_in.html", context)


@requires(Right.RUN_BALLOTS)
def ballot_paper(request: StaffRequest, pk: str) -> HttpResponse:
    """The ballot on paper, two on a sheet."""
    vote = found(pk)
    lines = [line for line in vote.lines.select_related("concept") if line.stands]
    facts = {
        "name": vote.name,
        "kind": vote.kind,
        "lines": [
            {"number": line.number, "name": line.concept.name, "cost": kroner(line.cost)}
            for line in lines
        ],
        "words": {
            "how": too_many(vote),
            "fold": _("Fold it twice and put it in the box. Write no name."),
        },
    }
    pdf = sheets.sheet(
        "ballot/paper/ballot.typ", facts, language=get_language() or "nb", title=vote.name
    )
    return sheets.answer(pdf, "stemmeark")
