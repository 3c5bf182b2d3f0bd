"""What a seat says to all in its room in 140 characters, and what came of it."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kominn.accounts.access import public
from kominn.allin import forms_young
from kominn.allin.models import Course
from kominn.core.languages import speaks_all_languages
from kominn.participation import statements
from kominn.participation.actions import NotPossible
from kominn.participation.models import Seat, Statement
from kominn.participation.pointing import PointsToSomebody
from kominn.participation.seats import seat_here
from kominn.participation.states import NEXT_FOR_STATEMENTS, StatementState
from kominn.participation.words.danger import hints_at_danger

MOST_SHOWN = 100


def _sits(request: HttpRequest) -> tuple[Seat, Course] | None:
    seat = seat_here(request, today=timezone.localdate())
    if seat is None:
        return None
    return seat, Course.objects.select_related("leader").get(room=seat.room_id)


@speaks_all_languages
@public
def say(request: HttpRequest) -> HttpResponse:
    """The rules first, then the box; below, what came of one's own, and what others say."""
    sits = _sits(request)
    if sits is None:
        return redirect("allin:enter")
    seat, course = sits
    form = forms_young.Say(request.POST or None)
    nobody, hints, called = request.POST.getlist("nobody"), [], False
    if form.is_valid():
        try:
            said = statements.say(
                form.cleaned_data["text"],
                seat=seat,
                where=course.name,
                adult=course.leader,
                nobody=nobody,
                today=timezone.localdate(),
            )
        except PointsToSomebody as pointing:
            hints = pointing.found
        except statements.TooMany as reason:
            form.add_error("text", str(reason))
            called = reason.called
        else:
            if said.hints_at_danger:
                then = {"then": reverse("allin:say")}
                return render(request, "participation/help.html", then)
            return redirect("allin:say")
    own = seat.statements.exclude(state=StatementState.WITHDRAWN).order_by("-written_on", "pk")
    others = Statement.objects.for_all().filter(room=seat.room_id).exclude(seat=seat)
    context = {
        "course": course,
        "form": form,
        "hints": hints,
        "worries": called or hints_at_danger(request.POST.get("text", "")),
        "uncalled": not called,
        "nobody": nobody,
        "own": [(one, NEXT_FOR_STATEMENTS[one.state]) for one in own[:MOST_SHOWN]],
        "others": others.order_by("pk")[:MOST_SHOWN],
    }
    status = 422 if hints or form.errors else 200
    return render(request, "allin/say.html", context, status=status)


@require_POST
@public
def own_statement(request: HttpRequest, pk: str) -> HttpResponse:
    """Take back one's own, or ask the youth council about it."""
    sits = _sits(request)
    if sits is None:
        return redirect("allin:enter")
    found = get_object_or_404(sits[0].statements, pk=pk)
    deed = statements.appeal if request.POST.get("go") == "appeal" else statements.take_back
    with suppress(NotPossible):  # Somebody was faster: the page says where it stands.
        deed(found)
    return redirect("allin:say")
