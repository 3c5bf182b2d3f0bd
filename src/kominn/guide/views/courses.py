"""From a recipe to a course that runs, with every sheet it needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.allin.actions.steps import NotPossible
from kominn.allin.models import Course
from kominn.core import sheets, squares
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.guide import actions, course_sheets, forms, running
from kominn.guide.models import Recipe, StartedFrom


def _language() -> str:
    return get_language() or MOTHER_TONGUE


@requires(Right.RUN_COURSES)
def start(request: StaffRequest, slug: str) -> HttpResponse:
    """The few things a recipe cannot know; then the course stands there."""
    recipe = get_object_or_404(Recipe.with_steps(), slug=slug)
    at = timezone.now()
    steps = list(recipe.steps.all())
    form = forms.StartRecipe(
        request.POST or None,
        today=timezone.localdate(at),
        initial={
            "name": in_language(recipe.name, _language()),
            "starts": steps[0].starts if steps else None,
            "most_seats": min(recipe.most, 500),
        },
    )
    if form.is_valid():
        try:
            course = actions.start_recipe(
                recipe, **form.cleaned_data, language=_language(), by=request.user, at=at
            )
        except NotPossible as reason:
            form.add_error("starts", str(reason))
        else:
            messages.success(request, gettext("The course stands. Print what you need below."))
            return redirect("allin:course", course.pk)
    return render(request, "guide/start.html", {"recipe": recipe, "form": form})


# --- The sheets of a course ----------------------------------------------------------------------


def _course(pk: str) -> Course:
    found = Course.objects.select_related("room", "area", "leader").prefetch_related("gatherings")
    return get_object_or_404(found, pk=pk)


@require_safe
@requires(Right.RUN_COURSES)
def sheet(request: StaffRequest, pk: str, sheet: str) -> HttpResponse:
    course = _course(pk)
    if sheet == "plakat":
        if not course.is_led_by(request.user):
            raise Http404
        address = request.build_absolute_uri(reverse("allin:join", args=[course.room.code]))
        pdf = course_sheets.poster(
            course,
            square=squares.as_drawing(address),
            address=request.build_absolute_uri(reverse("allin:enter")),
            language=_language(),
        )
        return sheets.answer(pdf, sheet)
    if sheet == "timeplan":
        return sheets.answer(course_sheets.timetable(course, _language()), sheet)
    made = FROM_RECIPE.get(sheet)
    if made is None:
        raise Http404
    return sheets.answer(made(course, _started_from(course).recipe(), _language()), sheet)


def _started_from(course: Course) -> StartedFrom:
    return get_object_or_404(StartedFrom.objects.select_related("course"), pk=course.pk)


FROM_RECIPE: dict[str, Callable[[Course, Recipe, str], bytes]] = {
    "samtykke": course_sheets.consent,
    "regler": course_sheets.conduct,
    "huskeliste": course_sheets.checklist_of,
    "for": course_sheets.before,
    "etter": course_sheets.after,
}


@require_safe
@requires(Right.RUN_COURSES)
def cards_of_day(request: StaffRequest, pk: str, day: int) -> HttpResponse:
    """The method cards of one day of a course, in the order of the day."""
    course = _course(pk)
    on = course.first_day + dt.timedelta(days=min(day, 400) - 1)
    slugs = [one.method for one in course.gatherings.all() if one.day == on and one.method]
    if not slugs:
        raise Http404
    kept = _started_from(course)
    shown = [card for slug in dict.fromkeys(slugs) if (card := kept.card(slug))]
    if not shown:
        raise Http404
    return sheets.answer(course_sheets.cards_of(shown, _language()), f"kort-{day}")


@requires(Right.RUN_COURSES)
def to_do(request: StaffRequest, pk: str) -> HttpResponse:
    """The check-list of a course, where whoever leads ticks what is done."""
    course = _course(pk)
    recipe = _started_from(course).recipe()
    form = forms.Tick(request.POST or None)
    if form.is_valid():
        number, done = form.cleaned_data["number"], form.cleaned_data["go"] == "done"
        running.tick(course, recipe, number, done=done, by=request.user, at=timezone.now())
        return redirect("guide:to_do", pk)
    tasks = running.to_do(course, recipe, _language())
    context = {
        "course": course,
        "tasks": tasks,
        "left": sum(one.done is None for one in tasks),
        "today": timezone.localdate(),
    }
    return render(request, "guide/to_do.html", context)
