"""The team's card: printed once, opened on any phone; and the idea as a PDF."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kominn.accounts.access import StaffRequest, public, requires
from kominn.accounts.roles import Right
from kominn.allin import appealing, promise, push, sheets, team_card
from kominn.allin.cards import cards
from kominn.allin.models import Concept
from kominn.allin.states import PUBLIC, State
from kominn.allin.views.young import own_concept, places
from kominn.core.installable import an_app
from kominn.core.languages import speaks_all_languages
from kominn.core.pace import Pace, address
from kominn.core.sheets import answer
from kominn.participation.actions import NotPossible

WRONG_CARDS_AN_HOUR = 60

wrong_cards = Pace(WRONG_CARDS_AN_HOUR)


def opened(request: HttpRequest, secret: str, at: dt.datetime) -> Concept | HttpResponse:
    """What the secret of a card opens, or the page that says that it opens nothing."""
    place = places.place(address(request), now=at.timestamp())
    if wrong_cards.wait(place, now=at.timestamp()) > 0:
        return render(request, "allin/too_many.html", status=429)
    concept = team_card.concept_of(secret)
    if concept is None:
        wrong_cards.take(place, now=at.timestamp())
        return render(request, "allin/no_card.html", status=404)
    return concept


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@speaks_all_languages
@an_app
@public
def card(request: HttpRequest, secret: str) -> HttpResponse:
    """What became of the team's idea, and where the youth council is asked about it; a card that
    was replaced opens nothing."""
    at = timezone.now()
    concept = opened(request, secret, at)
    if isinstance(concept, HttpResponse):
        return concept
    if request.method == "POST":
        with suppress(NotPossible):  # Somebody was faster: the page says where it stands.
            appealing.ask(concept, today=timezone.localdate(at))
        return redirect("allin:card", secret)
    called = concept.is_called_about
    written = [] if called else cards(concept, {})
    context = {
        "concept": concept,
        "appeal": appealing.appeal_of(concept),
        "council": appealing.judged(concept),
        "name": "" if called else concept.name,
        "cards": [one for one in written if one.text and one.slug != "name"],
        "left_out": [] if called else concept.pictures.exclude(left_out="").light(),
        "clock": promise.clock(concept, timezone.localdate(at))
        if concept.state == State.SHOWN
        else None,
        "push_key": push.public_key(concept),
        "public": concept.state in PUBLIC,
        "secret": secret,
    }
    return render(request, "allin/card.html", context)


def _printed(request: HttpRequest, concept: Concept, secret: str) -> HttpResponse:
    where = request.build_absolute_uri(reverse("allin:card", args=[secret]))
    made = answer(sheets.card(concept, where), "kort")
    made["Cache-Control"] = "no-store"
    return made


@require_POST
@speaks_all_languages
@public
def first_card(request: HttpRequest, pk: str) -> HttpResponse:
    concept = own_concept(request, pk)
    try:
        return _printed(request, concept, team_card.first_card(concept))
    except team_card.HasCard as reason:
        messages.info(request, str(reason))
        return redirect("allin:write", concept.pk)


@require_POST
@requires(Right.RUN_COURSES)
def new_card(request: StaffRequest, pk: str) -> HttpResponse:
    """For a team that lost its card: the old one opens nothing any more."""
    at = timezone.now()
    readable = Concept.objects.readable_by(request.user, timezone.localdate(at))
    concept = get_object_or_404(readable.select_related("course"), pk=pk)
    if not concept.course.is_led_by(request.user):
        raise Http404
    return _printed(request, concept, team_card.new_card(concept, by=request.user, at=at))


@require_safe
@speaks_all_languages
@public
def sheet(request: HttpRequest, pk: str) -> HttpResponse:
    """The idea on one A4, as a file to print or keep."""
    return answer(sheets.idea(own_concept(request, pk)), "ide")
