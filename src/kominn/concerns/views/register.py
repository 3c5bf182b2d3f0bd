"""Written down by staff for someone who came by phone, on paper, by e-mail or in a meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.concerns import interpreters, staff_forms
from kominn.concerns.actions.handle import name_of
from kominn.concerns.actions.receive import NoIntakeTeam, Setting, receive
from kominn.concerns.forms import Duties, Step
from kominn.concerns.journey import Journey, first_wrong
from kominn.concerns.on_behalf import QUESTIONS, asked_of_another
from kominn.concerns.surroundings import Surroundings, surroundings
from kominn.concerns.told import NamesNotTaken, Told
from kominn.concerns.views.receipt import frame
from kominn.concerns.views.report import chosen_hints
from kominn.core.context import direction
from kominn.core.fields import plain
from kominn.core.languages import is_machine_translated, open_to_reporters
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.receipts import Receipt


@requires(Right.REGISTER_CONCERNS)
def register(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    around = surroundings(timezone.localdate(at))
    on_behalf = staff_forms.OnBehalf(request.POST or None, languages=interpreters.languages())
    if request.method != "POST":
        journey = Journey(takes_named=around.takes_named)
        return _page(request, journey, on_behalf, around, at, check=False)
    journey = _journey(request, at)
    journey.takes_named = around.takes_named
    journey.absorb(request.POST, QUESTIONS)
    if "settle" in request.POST:
        journey.settle(map(plain, request.POST.getlist("nobody")), around.places)
    refused = journey.take(request.FILES.getlist("files"))
    go, _, what = request.POST.get("go", "").partition(":")
    if go == "drop":
        journey.drop(what)
        return _page(request, journey, on_behalf, around, at, check=False)
    if journey.is_stopped:
        return _page(request, journey, on_behalf, around, at, check=False, refused=refused)
    found = journey.hints(around.places)
    if go == "take-out":
        journey.take_out(chosen_hints(found, what))
        left = journey.hints(around.places)
        return _page(request, journey, on_behalf, around, at, check=False, hints=left)
    if go == "move" and journey.takes_named:
        chosen = chosen_hints(found, what)
        moved = journey.move_to_names(chosen)
        notes = {"moved": moved, "no_room": len(moved) < len(chosen), "refused": refused}
        left = journey.hints(around.places)
        return _page(request, journey, on_behalf, around, at, check=False, hints=left, **notes)
    wrong = first_wrong(journey.checked(around.area_choices()))
    if refused or not on_behalf.is_valid() or wrong:
        return _page(request, journey, on_behalf, around, at, refused=refused)
    unsettled = bool(journey.unsettled(around.places))
    if unsettled or (found and not journey.hints_seen):
        seen_before = journey.hints_seen
        journey.hints_seen = True
        again = unsettled and seen_before
        return _page(request, journey, on_behalf, around, at, hints=found, unsettled=again)
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
    setting = Setting(around.hours, around.residents(area), area, around.places)
    try:
        received = receive(
            told,
            seed=bytes.fromhex(journey.seed),
            setting=setting,
            at=at,
            by=name_of(request.user),
            nobody=journey.nobody,
        )
    except NoIntakeTeam:
        return _page(request, journey, on_behalf, around, at, no_team=True)
    except NamesNotTaken:
        journey.takes_named = False
        found = [] if journey.is_stopped else journey.hints(around.places)
        check = not journey.is_stopped
        return _page(request, journey, on_behalf, around, at, check=check, hints=found)
    return _receipt(request, received.receipt, told, again=received.again, around=around)


def _receipt(
    request: StaffRequest, receipt: Receipt, told: Told, *, again: bool, around: Surroundings
) -> HttpResponse:
    """For the colleague to hand over; the sheet speaks the language of the one who told."""
    known = told.language in open_to_reporters()
    sheet = told.language if known else translation.get_language() or "nb"
    context = {
        "receipt": receipt,
        "again": again,
        "danger": told.danger_now,
        "sheet": sheet,
        "sheet_by_machine": is_machine_translated(sheet),
        "sheet_direction": direction(sheet),
        "city": around.city,
    }
    return render(request, "concerns/staff/receipt.html", context)


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
    steps = [step for step in journey.steps() if step is not Duties]
    asked = [asked_of_another(journey.form(step, areas, check=check)) for step in steps]
    if not check:
        on_behalf = staff_forms.OnBehalf(
            initial=request.POST.dict(), languages=interpreters.languages()
        )
    context = {
        "on_behalf": on_behalf,
        "parts": [(form, _stands_open(form, journey, notes)) for form in asked],
        "every_form": [on_behalf, *asked],
        "wrong": any(form.is_bound and form.errors for form in (on_behalf, *asked)),
        "state": journey.token(at=at),
        "files": journey.files,
        "takes_named": journey.takes_named,
        "stopped": journey.is_stopped,
        "must_settle": journey.refuses_persons,
        "nobody": journey.nobody,
        **frame(around, at),
        **notes,
    }
    return render(request, "concerns/staff/register.html", context)


def _stands_open(form: Step, journey: Journey, notes: dict[str, Any]) -> bool:
    """What is wrong, or filled in, is never folded away."""
    filled = any(journey.raw.get(name) for name in form.fields)
    files = form.name == "names" and bool(journey.files or notes.get("refused"))
    return filled or files or bool(form.is_bound and form.errors)
