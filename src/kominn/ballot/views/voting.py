"""The way of a slip: digits, ballot, receipt. Neither cookie nor address holds the digits.

A camera's square leads to `…/stem/#digits`: what stands after `#` is never sent. A few lines of
script put it into the form; without script one types what is printed beside the square.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kominn.accounts.access import public
from kominn.ballot import forms_young as forms
from kominn.ballot.actions import cast as deeds
from kominn.ballot.models import Vote
from kominn.ballot.refusals import BadBallot, NotPossible
from kominn.core.languages import speaks_all_languages
from kominn.core.pace import Pace, Places, address
from kominn.participation.actions import NotPossible as NoSlip

WRONG_SLIPS_AN_HOUR = 120

places = Places()
wrong_slips = Pace(WRONG_SLIPS_AN_HOUR)


@public
@speaks_all_languages
def enter(request: HttpRequest) -> HttpResponse:
    """The digits of a slip, and behind them the ballot."""
    at = timezone.now()
    form = forms.Slip(request.POST or None)
    place = places.place(address(request), now=at.timestamp())
    if request.method == "POST" and wrong_slips.wait(place, now=at.timestamp()) > 0:
        form.add_error("code", _("Too many wrong slips came from here. Wait a little."))
        return _entrance(request, form, 429)
    if not form.is_valid():
        return _entrance(request, form, 422 if form.is_bound else 200)
    try:
        vote = deeds.opened_by(form.cleaned_data["code"], today=timezone.localdate(at))
    except (NoSlip, NotPossible) as reason:
        wrong_slips.take(place, now=at.timestamp())
        form.add_error("code", str(reason))
        return _entrance(request, form, 422)
    return _ballot(request, vote, form.cleaned_data["code"], None)


def _entrance(request: HttpRequest, form: forms.Slip, status: int) -> HttpResponse:
    today = timezone.localdate()
    votes = Vote.objects.public().order_by("-closes_on", "name")[:12]
    context = {"form": form, "votes": [(vote, vote.is_open(today)) for vote in votes]}
    return render(request, "ballot/enter.html", context, status=status)


def _ballot(request: HttpRequest, vote: Vote, code: str, form: forms.Ballot | None) -> HttpResponse:
    lines = list(vote.lines.select_related("concept"))
    context = {
        "vote": vote,
        "code": code,
        "form": form or forms.Ballot(vote=vote, lines=lines),
        "fallen_out": [line for line in lines if not line.stands],
    }
    return render(request, "ballot/ballot.html", context, status=422 if form else 200)


@public
@speaks_all_languages
def cast(request: HttpRequest) -> HttpResponse:
    """Into the urn; the page that answers is the receipt."""
    at = timezone.now()
    today: dt.date = timezone.localdate(at)
    slip = forms.Slip(request.POST or None)
    if request.method != "POST":
        return redirect("ballot:enter")
    place = places.place(address(request), now=at.timestamp())
    if not slip.is_valid() or wrong_slips.wait(place, now=at.timestamp()) > 0:
        return _entrance(request, slip, 422)
    code = slip.cleaned_data["code"]
    try:
        vote = deeds.opened_by(code, today=today)
        lines = list(vote.lines.select_related("concept"))
        form = forms.Ballot(request.POST, vote=vote, lines=lines)
        if not form.is_valid():
            return _ballot(request, vote, code, form)
        marks = form.marks()
        try:
            deeds.cast(code, marks, today=today)
        except BadBallot as reason:
            form.add_error(None, str(reason))
            return _ballot(request, vote, code, form)
    except (NoSlip, NotPossible) as reason:
        wrong_slips.take(place, now=at.timestamp())
        slip.add_error("code", str(reason))
        return _entrance(request, slip, 422)
    context = {
        "vote": vote,
        "receipt": "-".join(map(str, marks)),
        "chosen": [(line, mark) for line, mark in zip(lines, marks, strict=True) if mark],
    }
    return render(request, "ballot/receipt.html", context)
