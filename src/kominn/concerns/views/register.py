"""Written down by staff for someone who came by phone, on paper, by e-mail or in a meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.concerns import forms, interpreters, staff_forms
from kominn.concerns.actions.handle import name_of
from kominn.concerns.actions.receive import NoIntakeTeam, Setting, receive
from kominn.concerns.journey import Journey, first_wrong
from kominn.concerns.surroundings import Surroundings, surroundings
from kominn.concerns.views.receipt import frame, receipt_page
from kominn.vault.ciphertext import CannotOpen

QUESTIONS = tuple(step for step in forms.STEPS if step is not forms.Duties)


@requires(Right.REGISTER_CONCERNS)
def register(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    around = surroundings(timezone.localdate(at))
    on_behalf = staff_forms.OnBehalf(request.POST or None, languages=interpreters.languages())
    if request.method != "POST":
        return _page(request, Journey(), on_behalf, around, at, check=False)
    journey = _journey(request, at)
    journey.absorb(request.POST, QUESTIONS)
    refused = journey.take(request.FILES.getlist("files"))
    go, _, what = request.POST.get("go", "").partition(":")
    if go == "drop":
        journey.drop(what)
        return _page(request, journey, on_behalf, around, at, check=False)
    wrong = first_wrong(journey.checked(around.area_choices()))
    if refused or not on_behalf.is_valid() or wrong:
        return _page(request, journey, on_behalf, around, at, refused=refused)
    return _keep(request, journey, on_behalf, around, at)


def _journey(request: StaffRequest, at: dt.datetime) -> Journey:
    try:
        return Journey.from_token(request.POST.get("state", ""), at=at)
    except (CannotOpen, TypeError):
        return Journey()


def _keep(
    request: StaffRequest,
    journey: Journey,
    on_behalf: staff_forms.OnBehalf,
    around: Surroundings,
    at: dt.datetime,
) -> HttpResponse:
    told = journey.told(
        journey.checked(around.area_choices()),
        language=on_behalf.cleaned_data["language"],
        channel=on_behalf.cleaned_data["channel"],
        at=at,
    )
    area = around.area(str(told.answers.get("area", "")))
    setting = Setting(around.hours, around.residents(area), area)
    try:
        received = receive(
            told,
            seed=bytes.fromhex(journey.seed),
            setting=setting,
            at=at,
            by=name_of(request.user),
        )
    except NoIntakeTeam:
        return _page(request, journey, on_behalf, around, at, no_team=True)
    return receipt_page(request, received.receipt, around, at, again=received.again, staff=True)


def _page(
    request: StaffRequest,
    journey: Journey,
    on_behalf: staff_forms.OnBehalf,
    around: Surroundings,
    at: dt.datetime,
    *,
    check: bool = True,
    **notes: Any,
) -> HttpResponse:
    areas = around.area_choices()
    context = {
        "on_behalf": on_behalf,
        "forms": [journey.form(step, areas, check=check) for step in QUESTIONS],
        "state": journey.token(at=at),
        "files": journey.files,
        **frame(around, at),
        **notes,
    }
    return render(request, "concerns/staff/register.html", context)
