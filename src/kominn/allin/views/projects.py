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

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin import forms_project as asks
from kominn.allin import growing
from kominn.allin.actions import NotPossible
from kominn.allin.models import Concept, Project
from kominn.allin.states import WORKED_ON, State
from kominn.allin.story import story

Deed = Callable[[Concept, forms.Form, User, dt.datetime], object]
# What gives away the city's yes or its money asks for the right to answer.
DECIDED = ("name_missing", "meet_missing", "begin", "join_to")


def _name_missing(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    growing.name_missing(concept, form.cleaned_data["what"], by=by, at=at)


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


def _add_milestone(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    growing.add_milestone(_project(concept), **form.cleaned_data, by=by, at=at)


def _spend(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    growing.spend(_project(concept), **form.cleaned_data, by=by, at=at)


def _join_to(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    growing.join_to(_project(concept), form.cleaned_data["measure"], by=by, at=at)


def _end(concept: Concept, form: forms.Form, by: User, at: dt.datetime) -> None:
    then = State(form.cleaned_data["then"])
    growing.end(_project(concept), then, form.cleaned_data["learned"], by=by, at=at)


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
                deed(concept, form, request.user, at)
            except NotPossible as problem:
                messages.error(request, str(problem))
            return redirect("allin:project", pk)
    context = {
        "concept": concept,
        "story": story(concept),
        "forms": asked,
        "decides": decides,
        "today": timezone.localdate(at),
    }
    return render(request, "allin/project.html", context, status=422 if go in DEEDS else 200)


def _form(name: str, request: StaffRequest, go: str) -> forms.Form:
    data = request.POST if go == name else None
    if name == "join_to":
        return asks.JoinTo(data, prefix=name, today=timezone.localdate())
    return DEEDS[name][0](data, prefix=name)
