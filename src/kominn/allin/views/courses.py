"""Pages for those who lead a course: begin one, its code on a poster, its teams."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.allin import forms
from kominn.allin.actions import courses as deeds
from kominn.allin.actions.steps import DaysWrong
from kominn.allin.models import Concept, Course, Proposed
from kominn.allin.states import WORKED_ON
from kominn.core import squares
from kominn.participation.models import Call, Statement

MOST_SHOWN = 50


@requires(Right.RUN_COURSES)
def courses(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    newest = Course.objects.select_related("area").order_by("-first_day", "name")[:MOST_SHOWN]
    waiting = Concept.objects.unread().select_related("course")
    context = {
        "courses": newest.annotate(teams=Count("concepts")),
        "waiting": waiting.order_by("handed_in_on", "pk")[:MOST_SHOWN],
        "replies": Concept.objects.answered_by_one(request.user)
        .select_related("course", "reply__written_by")
        .order_by("reply__written_on", "pk")[:MOST_SHOWN],
        "proposed": Proposed.objects.readable_by(request.user)
        .select_related("concept", "reply__written_by")
        .order_by("reply__written_on", "pk")[:MOST_SHOWN],
        "statements": Statement.objects.unread().count(),
        "calls": Call.objects.open().visible_to(request.user, today).order_by("raised_on", "pk"),
        "today": today,
    }
    return render(request, "allin/courses.html", context)


@requires(Right.RUN_COURSES)
def start(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    form = forms.NewCourse(request.POST or None, today=timezone.localdate(at))
    if form.is_valid():
        try:
            course = deeds.start_course(**form.cleaned_data, recipe="", by=request.user, at=at)
        except DaysWrong as reason:
            form.add_error("last_day", str(reason))
        else:
            return redirect("allin:course", course.pk)
    return render(request, "allin/start.html", {"form": form})


def _course(pk: str) -> Course:
    return get_object_or_404(Course.objects.select_related("area", "room", "leader"), pk=pk)


def _led(request: StaffRequest, pk: str) -> Course:
    """Its code opens the way in among the young: who leads it may show and change it."""
    found = _course(pk)
    if not found.is_led_by(request.user):
        raise Http404
    return found


@requires(Right.RUN_COURSES)
def course(request: StaffRequest, pk: str) -> HttpResponse:
    found = _course(pk)
    context = {
        "course": found,
        "leads": found.is_led_by(request.user),
        "open": found.room.is_open(timezone.localdate()),
        "taken": found.room.seats.count(),
        "concepts": found.concepts.select_related("call")
        .annotate(phones=Count("seats"))
        .order_by("state", "pk"),
        "worked_on": WORKED_ON,
        "form": forms.Seats(initial={"most_seats": found.room.most_seats}),
        "groups": [found.room.code[:4], found.room.code[4:]],
        "gatherings": found.gatherings.all(),
    }
    return render(request, "allin/course.html", context)


@requires(Right.RUN_COURSES)
def poster(request: StaffRequest, pk: str) -> HttpResponse:
    """The code as large as a board, and as a square for cameras."""
    found = _led(request, pk)
    address = request.build_absolute_uri(reverse("allin:join", args=[found.room.code]))
    context = {
        "course": found,
        "square": squares.as_address(address),
        "address": request.build_absolute_uri(reverse("allin:enter")),
        "groups": [found.room.code[:4], found.room.code[4:]],
    }
    return render(request, "allin/poster.html", context)


@require_POST
@requires(Right.RUN_COURSES)
def change_code(request: StaffRequest, pk: str) -> HttpResponse:
    deeds.change_code(_led(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("There is a new code. Those who sit here already stay."))
    return redirect("allin:course", pk)


@require_POST
@requires(Right.RUN_COURSES)
def change_seats(request: StaffRequest, pk: str) -> HttpResponse:
    found = _led(request, pk)
    form = forms.Seats(request.POST)
    if form.is_valid():
        most = form.cleaned_data["most_seats"]
        deeds.change_seats(found, most, by=request.user, at=timezone.now())
        messages.success(request, _("The number of seats is changed."))
    else:
        messages.error(request, _("Between 1 and 500 seats."))
    return redirect("allin:course", pk)
