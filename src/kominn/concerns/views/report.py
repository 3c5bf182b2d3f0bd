"""The report form: one question a page, or all on one; the same address for every step.

These pages hold no session and no cookie: they are exempt from the cross-site token, which would
turn away a phone that refuses cookies. What another site has a browser post is not taken.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import public
from kominn.concerns import forms, pacing
from kominn.concerns.actions.receive import NoIntakeTeam, Setting, receive
from kominn.concerns.journey import Journey, first_wrong, shown
from kominn.concerns.states import Channel
from kominn.concerns.surroundings import SECONDS, Surroundings, surroundings
from kominn.concerns.told import NamesNotTaken
from kominn.concerns.views.receipt import frame, receipt_page
from kominn.core.fields import plain
from kominn.core.hints import Hint
from kominn.core.languages import speaks_all_languages
from kominn.core.origin import from_own_pages
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.intake import somebody_reads

# Stands in the first page where each reader's own state is put.
STATE = "the-state-of-this-page"
# What is pressed to look at or change what is written, and sends nothing.
WITHOUT_GOING_ON = ("edit", "back", "drop", "keep", "whole", "steps")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@speaks_all_languages
@from_own_pages
def report(request: HttpRequest, role: str = "") -> HttpResponse:
    """`/meld/`; an employee's own address only answers the first question beforehand."""
    at = timezone.now()
    around = surroundings(timezone.localdate(at))
    if request.method == "POST":
        return _go_on(request, around, at)
    if not somebody_reads():
        return closed_page(request, around, at)
    return first_page(request, Journey(raw={"role": role} if role else {}), around, at)


def _go_on(request: HttpRequest, around: Surroundings, at: dt.datetime) -> HttpResponse:
    journey, lost = _journey(request, at)
    journey.takes_named = around.takes_named
    step = journey.step(request.POST.get("step", ""))
    everything = bool(request.POST.get("whole"))
    _absorb(request, journey, step, everything=everything, lost=lost)
    if "settle" in request.POST:
        journey.settle(map(plain, request.POST.getlist("nobody")), around.places)
    refused = journey.take(request.FILES.getlist("files"))
    # The role may have been changed on the whole page, and with it what is asked.
    step = journey.step(step.name)
    go, _, what = request.POST.get("go", "next").partition(":")
    journey.whole = everything
    if not somebody_reads():
        again = "send" if go == "send" else f"edit:{step.name}"
        return closed_page(request, around, at, journey=journey, again=again)
    if go == "unname":
        return _go_on_without_names(request, journey, what, around, at)
    if journey.is_stopped and go not in WITHOUT_GOING_ON:
        again = "send" if go == "send" else f"edit:{step.name}"
        return stopped_page(request, journey, around, at, again=again)
    notes: dict[str, Any] = {"lost": lost, "refused": refused, "keep": go == "keep"}
    if go == "drop":
        journey.drop(what)
    if go in ("whole", "steps", "keep", "drop"):
        journey.whole = go == "whole" or (go != "steps" and everything)
        return step_page(request, journey, step, around, at, check=False, **notes)
    if lost or refused:
        return step_page(request, journey, step, around, at, check=go != "back", **notes)
    if go == "back":
        return step_page(request, journey, journey.before(step), around, at, check=False)
    if go == "edit":
        return step_page(request, journey, journey.step(what), around, at, check=False)
    if go == "take-out":
        journey.take_out(chosen_hints(journey.hints(around.places), what))
        return review_page(request, journey, around, at)
    if go == "move":
        return _move(request, journey, what, around, at)
    if go == "send":
        return _send(request, journey, around, at)
    if everything:
        return review_page(request, journey, around, at)
    if not journey.form(step, around.area_choices()).is_valid():
        return step_page(request, journey, step, around, at)
    following = journey.after(step)
    if following is None:
        return review_page(request, journey, around, at)
    return step_page(request, journey, following, around, at, check=False)


def _journey(request: HttpRequest, at: dt.datetime) -> tuple[Journey, bool]:
    """The state of the posted page, or a new one where it is too old: what was typed is kept."""
    try:
        return Journey.from_token(request.POST.get("state", ""), at=at), False
    except (CannotOpen, TypeError):
        # Employees alone are asked about their duties.
        employee = request.POST.get("step") == forms.Duties.name
        return Journey(raw={"role": forms.Role.EMPLOYEE.value} if employee else {}), True


def _absorb(
    request: HttpRequest,
    journey: Journey,
    step: type[forms.Step],
    *,
    everything: bool,
    lost: bool,
) -> None:
    posted = request.POST
    if everything or (lost and "step" not in posted):
        # The last page carries every answer beside its state, for the day the state is too old.
        journey.absorb(posted, forms.STEPS)
    elif "step" in posted:
        # All that the step ever asks: the page may be from before the law ran out.
        journey.absorb(posted, [one for one in forms.STEPS if one.name == step.name])


def _move(
    request: HttpRequest, journey: Journey, what: str, around: Surroundings, at: dt.datetime
) -> HttpResponse:
    """Into the box for names with one of what was found, or with all of it."""
    if not journey.takes_named:
        return review_page(request, journey, around, at)
    chosen = chosen_hints(journey.hints(around.places), what)
    moved = journey.move_to_names(chosen)
    return review_page(request, journey, around, at, moved=moved, no_room=len(moved) < len(chosen))


def chosen_hints(found: list[Hint], what: str) -> list[Hint]:
    if what == "all":
        return found
    return [hint for number, hint in enumerate(found) if str(number) == what]


def _send(
    request: HttpRequest, journey: Journey, around: Surroundings, at: dt.datetime
) -> HttpResponse:
    checked = journey.checked(around.area_choices())
    wrong = first_wrong(checked)
    if wrong:
        return step_page(request, journey, wrong, around, at)
    if journey.unsettled(around.places):
        return review_page(request, journey, around, at, unsettled=journey.hints_seen)
    if not journey.hints_seen and journey.hints(around.places):
        return review_page(request, journey, around, at)
    wait = _seconds_to_wait(request, journey, at)
    if wait:
        context = {"wait": wait, "puzzle": journey.puzzle, "state": journey.token(at=at)}
        return render(request, "concerns/report/slow.html", context | frame(around, at))
    language = translation.get_language() or "nb"
    told = journey.told(checked, language=language, channel=Channel.WEB, at=at)
    area = around.area(str(told.answers.get("area", "")))
    setting = Setting(around.hours, around.residents(area), area, around.places)
    try:
        seed = bytes.fromhex(journey.seed)
        received = receive(told, seed=seed, setting=setting, at=at, nobody=journey.nobody)
    except NoIntakeTeam:
        return closed_page(request, around, at, journey=journey, again="send")
    except NamesNotTaken:
        # The page was drawn within the minute before the law ran out.
        journey.takes_named = False
        if journey.is_stopped:
            return stopped_page(request, journey, around, at, again="send")
        return review_page(request, journey, around, at)
    except CannotOpen:
        if not journey.forget_lost_files():
            raise
        asks_files = journey.step(forms.Names.name)
        return step_page(request, journey, asks_files, around, at, check=False, files_lost=True)
    return receipt_page(
        request, received.receipt, around, at, again=received.again, danger=told.danger_now
    )


def _seconds_to_wait(request: HttpRequest, journey: Journey, at: dt.datetime) -> int:
    """A turn once given travels in the page's state, so that waiting costs the server nothing."""
    if journey.puzzle:
        given = pacing.Turn(journey.not_before, journey.puzzle)
        left = given.seconds_left(request.POST.get("proof", ""), at=at)
        if left or pacing.use(given, at=at):
            return left
    turn = pacing.turn_to_send(request, at=at)
    if turn is None:
        return 0
    journey.not_before, journey.puzzle = turn.not_before, turn.puzzle
    return turn.seconds_left("", at=at)


def closed_page(
    request: HttpRequest,
    around: Surroundings,
    at: dt.datetime,
    *,
    journey: Journey | None = None,
    again: str = "",
) -> HttpResponse:
    """Nobody would read it: said before anyone has written, and to those who had begun."""
    context: dict[str, Any] = {"state": journey.token(at=at) if journey else "", "again": again}
    status = 503 if journey else 200
    everyone = list(around.city.contacts.order_by("order", "id"))
    context |= frame(around, at) | {"contacts": everyone}
    return render(request, "concerns/report/closed.html", context, status=status)


def stopped_page(
    request: HttpRequest, journey: Journey, around: Surroundings, at: dt.datetime, *, again: str
) -> HttpResponse:
    """Nobody may take in whom it names today. All that was written stands here, to be read aloud
    on the phone, sent later, or sent without the names."""
    everyone = list(around.city.contacts.order_by("order", "id"))
    context = frame(around, at) | {
        "state": journey.token(at=at),
        "again": again,
        "without": again.partition(":")[2],
        "lines": shown(journey.raw, around.area_choices()),
        "contacts": everyone,
    }
    return render(request, "concerns/report/stopped.html", context, status=409)


def _go_on_without_names(
    request: HttpRequest, journey: Journey, step: str, around: Surroundings, at: dt.datetime
) -> HttpResponse:
    journey.forget_named()
    if not step:
        return review_page(request, journey, around, at)
    return step_page(request, journey, journey.step(step), around, at, check=False)


def first_page(
    request: HttpRequest, journey: Journey, around: Surroundings, at: dt.datetime
) -> HttpResponse:
    """The same for everyone within a minute, but for the state that travels sealed in it."""
    name = f"first-page:{request.path}"
    page: str | None = cache.get(name)
    if page is None:
        drawn = step_page(request, journey, forms.Start, around, at, check=False, state=STATE)
        page = drawn.content.decode()
        cache.set(name, page, SECONDS)
    return HttpResponse(page.replace(STATE, journey.token(at=at)))


def step_page(
    request: HttpRequest,
    journey: Journey,
    step: type[forms.Step],
    around: Surroundings,
    at: dt.datetime,
    *,
    check: bool = True,
    **notes: Any,
) -> HttpResponse:
    areas = around.area_choices()
    steps = journey.steps()
    asked = steps if journey.whole else [step]
    asking = [journey.form(one, areas, check=check) for one in asked]
    context = {
        "forms": asking,
        "wrong": any(form.is_bound and form.errors for form in asking),
        "step": step,
        "whole": journey.whole,
        "employee": journey.raw.get("role") == forms.Role.EMPLOYEE,
        "place": steps.index(step) + 1,
        "of": len(steps) + 1,
        "first": step is forms.Start,
        "takes_named": journey.takes_named,
        "asks_files": journey.whole or step.name == forms.Names.name,
        "files": journey.files,
        "danger": journey.raw.get("danger") in (forms.Danger.YES, forms.Danger.UNSURE),
        "state": journey.token(at=at),
        **frame(around, at),
        **notes,
    }
    return render(request, "concerns/report/step.html", context)


def review_page(
    request: HttpRequest,
    journey: Journey,
    around: Surroundings,
    at: dt.datetime,
    **notes: Any,
) -> HttpResponse:
    areas = around.area_choices()
    wrong = first_wrong(journey.checked(areas))
    if wrong:
        return step_page(request, journey, wrong, around, at)
    found = journey.hints(around.places)
    journey.hints_seen = True
    told = {step: step.told(journey.raw) for step in journey.steps()}
    asked = [name for names in told.values() for name in names]
    parts = [
        (step, shown({n: journey.raw[n] for n in names if n in journey.raw}, areas))
        for step, names in told.items()
    ]
    context = {
        "parts": parts,
        "answers": [(name, journey.raw[name]) for name in asked if name in journey.raw],
        "hints": found,
        "must_settle": journey.refuses_persons,
        "nobody": journey.nobody,
        "takes_named": journey.takes_named,
        "files": journey.files,
        "state": journey.token(at=at),
        "of": len(parts) + 1,
        **frame(around, at),
        **notes,
    }
    return render(request, "concerns/report/review.html", context)
