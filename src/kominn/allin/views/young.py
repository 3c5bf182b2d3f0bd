"""The pages on a young person's phone: the code, the seat, the teams, the canvas.

They work without JavaScript. Nothing that is written here is kept together with who wrote it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import public
from kominn.allin import forms_young as forms
from kominn.allin.actions import steps, writing
from kominn.allin.canvas import CARDS, NotACanvas, texts
from kominn.allin.cards import cards
from kominn.allin.models import Concept, Course, Picture
from kominn.allin.pictures import MOST_PICTURES
from kominn.allin.states import WRITABLE, State
from kominn.allin.views import canvas_pictures
from kominn.core.languages import speaks_all_languages
from kominn.core.pace import Pace, Places, address
from kominn.participation import actions as participation
from kominn.participation.models import Seat
from kominn.participation.pointing import PointsToSomebody
from kominn.participation.seats import forget, remember, seat_here
from kominn.participation.words.danger import hints_at_danger

MOST_BODY = 100_000
WRONG_CODES_AN_HOUR = 60
MOST_WAIT_TO_ANSWER = 5.0
A_PAGE = 24

places = Places()
wrong_codes = Pace(WRONG_CODES_AN_HOUR)


@public
@speaks_all_languages
def young(request: HttpRequest) -> HttpResponse:
    """The front page of the young: in by a code, and what others have made."""
    today = timezone.localdate()
    newest = Concept.objects.public().select_related("course").order_by("-handed_in_on", "-pk")
    context = {
        "form": forms.Code(),
        "seat": seat_here(request, today=today),
        "concepts": Paginator(newest, A_PAGE).get_page(request.GET.get("side")),
        "today": today,
    }
    return render(request, "allin/young.html", context)


@public
@speaks_all_languages
def enter(request: HttpRequest) -> HttpResponse:
    """The code, typed from a board."""
    form = forms.Code(request.POST or None)
    if form.is_valid():
        return redirect("allin:join", form.cleaned_data["code"])
    return render(request, "allin/enter.html", {"form": form})


@public
@speaks_all_languages
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept and which rules hold, before one sits down."""
    at = timezone.now()
    today = timezone.localdate(at)
    place = places.place(address(request), now=at.timestamp())
    if wrong_codes.wait(place, now=at.timestamp()) > 0:
        return render(request, "allin/too_many.html", status=429)
    course = Course.objects.filter(room__code=code).select_related("room").first()
    if course is None or not course.room.is_open(today):
        wrong_codes.take(place, now=at.timestamp())
        form = forms.Code({"code": code})
        form.full_clean()
        form.add_error(
            "code",
            _("We know no room by this code that is open today. Look at the board once more."),
        )
        return render(request, "allin/enter.html", {"form": form}, status=404)
    sits = seat_here(request, today=today)
    if sits is not None and sits.room_id == course.room_id:
        return redirect("allin:here")
    refusal = ""
    if request.method == "POST":
        try:
            token = participation.sit_down(code, today=today)
        except participation.NotPossible as reason:
            refusal = str(reason)
        else:
            answer = redirect("allin:here")
            remember(answer, token, until=course.room.closes_on)
            return answer
    return render(request, "allin/join.html", {"course": course, "refusal": refusal})


def _sits(request: HttpRequest) -> tuple[Seat, Course] | None:
    seat = seat_here(request, today=timezone.localdate())
    if seat is None:
        return None
    return seat, Course.objects.select_related("area").get(room=seat.room_id)


@public
@speaks_all_languages
def here(request: HttpRequest) -> HttpResponse:
    """Where one is: one's own ideas, the teams, a new one."""
    sits = _sits(request)
    if sits is None:
        return redirect("allin:enter")
    seat, course = sits
    form = forms.TeamName(request.POST or None)
    if form.is_valid():
        try:
            begun = writing.begin_concept(
                course, form.cleaned_data["name"], seat=seat, today=timezone.localdate()
            )
        except steps.NotPossible as reason:
            form.add_error("name", str(reason))
        else:
            return _on(request, begun)
    teams = course.concepts.exclude(state=State.WITHDRAWN)
    own = set(teams.filter(seats=seat).values_list("pk", flat=True))
    context = {
        "course": course,
        "form": form,
        "worries": hints_at_danger(request.POST.get("name", "")),
        "own": [team for team in teams if team.pk in own],
        "others": [team for team in teams if team.pk not in own and team.state in WRITABLE],
    }
    return render(request, "allin/here.html", context)


@require_POST
@public
@speaks_all_languages
def leave(request: HttpRequest) -> HttpResponse:
    """This phone forgets the seat; what was written stays with the team."""
    answer = redirect("allin:young")
    forget(answer)
    return answer


@require_POST
@public
@speaks_all_languages
def join_team(request: HttpRequest, pk: str) -> HttpResponse:
    sits = _sits(request)
    if sits is None:
        return redirect("allin:enter")
    seat, course = sits
    concept = get_object_or_404(course.concepts.exclude(state=State.WITHDRAWN), pk=pk)
    writing.join_concept(concept, seat=seat)
    return redirect("allin:write", concept.pk)


def _on(request: HttpRequest, written: writing.Written) -> HttpResponse:
    """To the canvas; by way of help, where what was written hints at danger."""
    if written.hints_at_danger:
        then = reverse("allin:write", args=[written.concept.pk])
        return render(request, "participation/help.html", {"then": then})
    return redirect("allin:write", written.concept.pk)


def own_concept(request: HttpRequest, pk: str) -> Concept:
    seat = seat_here(request, today=timezone.localdate())
    if seat is None:
        raise Http404
    return get_object_or_404(
        Concept.objects.written_from(seat).select_related("course__area"), pk=pk
    )


@public
@speaks_all_languages
def write(request: HttpRequest, pk: str) -> HttpResponse:
    """The canvas. With JavaScript it merges as one writes; without, when one saves."""
    concept = own_concept(request, pk)
    refusal = ""
    if request.method == "POST":
        if request.POST.get("remove") and concept.state not in WRITABLE:
            canvas_pictures.taken_away(request, concept)
            return redirect("allin:write", concept.pk)
        form = forms.Canvas(request.POST)
        nobody = request.POST.getlist("nobody")
        today, worries = timezone.localdate(), False
        if form.is_valid():
            try:
                written = writing.rewrite(concept, was=form.was(), now=form.now(), today=today)
                concept, worries = written.concept, written.hints_at_danger
                sent = canvas_pictures.taken_in(request, concept, at=timezone.now())
                concept, worries = sent.concept, worries or sent.hints_at_danger
                if sent.refusals:
                    notes = {"worries": worries, "picture_refusals": sent.refusals}
                    return _canvas_page(request, concept, notes=notes)
                if request.POST.get("go") == "hand-in":
                    concept = writing.hand_in(concept, nobody=nobody, today=today)
            except PointsToSomebody as pointing:
                concept.refresh_from_db()
                notes = {"hints": pointing.found, "nobody": nobody, "worries": worries}
                return _canvas_page(request, concept, notes=notes)
            except steps.NotPossible as reason:
                refusal = str(reason)
            except NotACanvas:
                refusal = _("A card has become too long. Make it shorter and save again.")
            else:
                return _on(request, writing.Written(concept, worries))
        else:
            refusal = _("A card has become too long. Make it shorter and save again.")
        uncalled = not worries and _worries(request.POST)
        notes = {"worries": worries or uncalled, "uncalled": uncalled}
        return _canvas_page(request, concept, refusal, notes=notes)
    return _canvas_page(request, concept)


def _worries(typed: QueryDict) -> bool:
    """Of cards as they came, whether they may be kept or not."""
    return any(
        hints_at_danger(typed.get(card, ""), before=typed.get(f"was_{card}", "")) for card in CARDS
    )


def _canvas_page(
    request: HttpRequest,
    concept: Concept,
    refusal: str = "",
    *,
    notes: Mapping[str, Any] | None = None,
) -> HttpResponse:
    notes = notes or {}
    typed: dict[str, Any] = request.POST.dict() if refusal else {}
    context = {
        "concept": concept,
        "cards": cards(concept, typed),
        "writable": concept.state in WRITABLE,
        "refusal": refusal,
        "start": base64.b64encode(bytes(concept.canvas)).decode(),
        "pictures": concept.pictures.light(),
        "room_for_pictures": concept.pictures.shown().count() < MOST_PICTURES,
        **notes,
    }
    status = 422 if refusal or notes.get("hints") or notes.get("picture_refusals") else 200
    return render(request, "allin/write.html", context, status=status)


@require_POST
@public
@speaks_all_languages
def merge(request: HttpRequest, pk: str) -> HttpResponse:
    """What the phone's own script sends and gets: changes of the canvas, as the library makes them.

    `{"known": version, "change": base64}`; the answer holds the whole canvas where it is newer.
    """
    concept, worries = own_concept(request, pk), False
    try:
        known, change = _sent(request)
        if change and concept.state in WRITABLE:
            written = writing.write(concept, change, today=timezone.localdate())
            concept, worries = written.concept, written.hints_at_danger
    except (NotACanvas, ValueError):
        return JsonResponse({"refused": True}, status=422)
    except steps.WrongState:
        concept.refresh_from_db()
    newer = concept.version != known
    return JsonResponse(
        {
            "version": concept.version,
            "canvas": base64.b64encode(bytes(concept.canvas)).decode() if newer else "",
            "writable": concept.state in WRITABLE,
            "help": worries,
        }
    )


def _sent(request: HttpRequest) -> tuple[int, bytes]:
    if len(request.body) > MOST_BODY:
        raise ValueError
    try:
        sent = json.loads(request.body)
        return int(sent["known"]), base64.b64decode(sent.get("change") or "", validate=True)
    except (TypeError, KeyError, OverflowError, RecursionError, binascii.Error) as error:
        raise ValueError from error


@public
@speaks_all_languages
def sheet(request: HttpRequest, pk: str) -> HttpResponse:
    """The idea on one A4."""
    concept = own_concept(request, pk)
    context = {
        "concept": concept,
        "cards": cards(concept, {}),
        "texts": texts(bytes(concept.canvas)),
        "pictures": Picture.objects.public().filter(concept=concept).light(),
    }
    return render(request, "allin/sheet.html", context)
