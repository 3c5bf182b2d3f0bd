"""The desk of an accepted idea: what is missing, who stands beside it, its money and its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin import forms_project as asks
from kominn.allin import growing, mentoring
from kominn.allin.models import About, Concept, Project, Proposed
from kominn.allin.states import WORKED_ON
from kominn.allin.story import story
from kominn.allin.views.second import second_of
from kominn.participation.actions import NotPossible

Deed = Callable[[Concept, forms.Form, User, dt.datetime], object]
# What gives away the city's yes or its money asks for the right to answer.
DECIDED = ("name_missing", "meet_missing", "begin", "join_to")


def _name_missing(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> Proposed:
    return mentoring.propose(concept, About.MISSING, form.cleaned_data["what"], by=by, at=at)


def _meet_missing(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    assert isinstance(form, asks.Chosen)
    found = form.missing(concept)
    if found is not None:
        growing.meet_missing(found, by=by, at=at)


def _reach(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    assert isinstance(form, asks.Chosen)
    found = form.milestone(concept)
    if found is not None:
        growing.reach(found, by=by, at=at)


def _begin(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    growing.begin(concept, **form.cleaned_data, by=by, at=at)


def _find_safe(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    growing.find_safe(_project(concept), by=by, at=at)


def _add_milestone(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> Proposed:
    what, day = form.cleaned_data["what"], form.cleaned_data["due_on"]
    return mentoring.propose(concept, About.STEP, what, day=day, by=by, at=at)


def _spend(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> Proposed:
    what, day, ore = (form.cleaned_data[name] for name in ("what", "on", "ore"))
    return mentoring.propose(concept, About.SPENT, what, day=day, ore=ore, by=by, at=at)


def _join_to(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    growing.join_to(_project(concept), form.cleaned_data["measure"], by=by, at=at)


def _end(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> Proposed:
    then, learned = About(form.cleaned_data["then"]), form.cleaned_data["learned"]
    return mentoring.propose(concept, then, learned, by=by, at=at)


DEEDS: dict[str, tuple[type[forms.Form], Deed]] = {
    "name_missing": (asks.NameMissing, _name_missing),
    "meet_missing": (asks.Chosen, _meet_missing),
    "begin": (asks.Begin, _begin),
    "find_safe": (asks.FindSafe, _find_safe),
    "add_milestone": (asks.AddMilestone, _add_milestone),
    "reach": (asks.Chosen, _reach),
    "spend": (asks.Spend, _spend),
    "join_to": (asks.JoinTo, _join_to),
    "end": (asks.End, _end),
}


def _project(concept: Concept) -> Project:
    return get_object_or_404(Project.objects.select_related("concept"), pk=concept.pk)


@requires(Right.RUN_COURSES, Right.ANSWER_CONCEPTS)
def project(request: StaffRequest, pk: str) -> HttpResponse:
    concept = get_object_or_404(Concept.objects.filter(state__in=WORKED_ON), pk=pk)
    at = timezone.now()
    go = request.POST.get("go", "")
    asked = {name: _form(name, request, go) for name in DEEDS}
    decides = request.user.may(Right.ANSWER_CONCEPTS)
    if go in DEEDS:
        if go in DECIDED and not decides:
            raise PermissionDenied
        form, deed = asked[go], DEEDS[go][1]
        if form.is_valid():
            try:
                done = deed(concept, form, request.user, at)
            except NotPossible as problem:
                messages.error(request, str(problem))
            else:
                if isinstance(done, Proposed):
                    told = _("The team reads it when a colleague has read it too.")
                    messages.success(request, told)
            return redirect("allin:project", pk)
    context = {
        "concept": concept,
        "story": story(concept),
        "pictures": concept.pictures.public().light(),
        "forms": asked,
        "decides": decides,
        "proposed": Proposed.objects.readable_by(request.user)
        .filter(concept=concept)
        .select_related("reply__written_by"),
        "today": timezone.localdate(at),
    }
    return render(request, "allin/project.html", context, status=422 if go in DEEDS else 200)


def _form(name: str, request: StaffRequest, go: str) -> forms.Form:
    data = request.POST if go == name else None
    if name == "join_to":
        return asks.JoinTo(data, prefix=name, today=timezone.localdate())
    return DEEDS[name][0](data, prefix=name)


@requires(Right.RUN_COURSES, Right.ANSWER_CONCEPTS)
def words(request: StaffRequest, pk: str) -> HttpResponse:
    """Read what a colleague wrote on a project, before it stands there."""
    found = Proposed.objects.readable_by(request.user).filter(concept__state__in=WORKED_ON)
    waits = get_object_or_404(found.select_related("concept", "reply__written_by"), pk=pk)
    by, at = request.user, timezone.now()
    context = {"concept": waits.concept, "proposed": waits, "verdict": waits.get_about_display()}
    return second_of(
        request,
        waits.reply,
        context,
        pass_on=lambda _reply: mentoring.pass_on(waits, by=by, at=at),
        stop=lambda _reply, why: mentoring.stop(waits, why, by=by, at=at),
        take_back=lambda: mentoring.take_back(waits, by=by, at=at),
    )
