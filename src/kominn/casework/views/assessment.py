"""The tab “Assessment”: who is asked, one's own, and both beside each other when both are in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.casework import forms
from kominn.casework.actions import assess
from kominn.casework.actions.assess import CannotAsk, NotOpen
from kominn.casework.actions.decide import AlreadyAnswered, CannotDecide, NeedsAnother
from kominn.casework.forms import basis_choices, level_choices
from kominn.casework.models import Assessment, Decision, assessors_for, latest_round, levels
from kominn.casework.side_by_side import Past, rounds
from kominn.concerns import ports
from kominn.concerns.actions import handle
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.beside import together
from kominn.concerns.gate import NumberNotTaken
from kominn.concerns.models import Concern, readers_of
from kominn.concerns.staff_forms import is_fit
from kominn.concerns.states import HANDLED, ImpossibleStep, State
from kominn.concerns.surroundings import surroundings
from kominn.concerns.views.near import NotAsked, must_have_answered
from kominn.core.unsent import unsent
from kominn.core.worktime import DutyHours, day_of
from kominn.law.models import LegalBasis
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.refusals import NoWrap

P = ParamSpec("P")
REFUSALS = (
    AlreadyAnswered,
    CannotAsk,
    CannotDecide,
    ImpossibleStep,
    NeedsAnother,
    NotOpen,
    NotTheHolder,
    NumberNotTaken,
)
"""What a colleague is told in a sentence; what was typed stays in the form."""


def unless_gone(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """What is erased, or closed to the reader, at this very moment does not exist."""

    @wraps(view)
    def looked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (NoWrap, Concern.DoesNotExist, Assessment.DoesNotExist, Decision.DoesNotExist):
            raise Http404 from None
        except NotAsked as unanswered:
            return unanswered.question(request)

    return looked


@require_GET
@requires(Right.READ_CONCERNS)
@unless_gone
def assessment(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    return show(request, visible(request.user, pk))


def visible(user: User, pk: uuid.UUID) -> Concern:
    seen = Concern.objects.visible_to(user).select_related("area", "holder", "team")
    concern = get_object_or_404(seen, pk=pk)
    must_have_answered(user, concern)
    return concern


def hours_now(at: dt.datetime) -> DutyHours:
    return surroundings(timezone.localdate(at)).hours


def known_levels() -> list[tuple[str, str]]:
    return level_choices(levels(), get_language() or "nb")


def known_bases(at: dt.datetime) -> list[LegalBasis]:
    return list(LegalBasis.objects.valid_on(day_of(at)).by_code())


def token_of(request: StaffRequest) -> uuid.UUID:
    """The page's own number, so that a deed sent twice is done once."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        raise PermissionDenied from None


def show(request: StaffRequest, concern: Concern, **filled: Form) -> HttpResponse:
    """The round that runs, and those before it. What is opened here stands in the trail.

    `filled` are forms as they were sent, with what is wrong. Where the page no longer has the
    form, what was written in it stands there to be copied.
    """
    at = timezone.now()
    concern = visible(request.user, concern.pk)
    try:
        found = assess.read_round(concern, by=request.user, at=at)
    except CannotOpen:
        handle.note_lost_key(concern, by=request.user, at=at)
        return render(request, "concerns/staff/lost.html", {"concern": concern})
    ports.mark_what_runs([concern])
    past = rounds(found)
    running = _running(request.user, concern)
    now = _now(past, running)
    may = _may(request.user, concern, now)
    offered = _offered(may, asked=bool(running))
    context = {
        "concern": concern,
        "readers": [reader.name for reader in readers_of(concern)],
        "today": timezone.localdate(at),
        "holds": concern.holder_id == request.user.pk,
        "together": together(concern, request.user),
        "running": running,
        "mine": next((one for one, _gone in running if one.assessor_id == request.user.pk), None),
        "now": now,
        "before": [one for one in past if one is not now],
        "token": uuid.uuid4(),
        **may,
        "decider": concern.holder
        if may["needs_decider"] and _may_propose(concern.holder)
        else None,
        "may_take": request.user.may(Right.HOLD_CONCERNS)
        and concern.is_open
        and concern.holder_id != request.user.pk,
        **_forms(request.user, concern, running, found.told, at=at),
        **filled,
        "wrong": next(
            (filled[name] for name in offered & filled.keys() if filled[name].errors), None
        ),
        "unsent": unsent(request.POST) if filled.keys() - offered else [],
    }
    return render(request, "casework/assessment.html", context)


def _running(user: User, concern: Concern) -> list[tuple[Assessment, bool]]:
    """Who is asked in the round that runs, and whether they can no longer write."""
    if concern.state != State.ASSESSED:
        return []
    known = Assessment.objects.known_to(user).of_round(concern, latest_round(concern))
    behind = set(
        Assessment.objects.filter(concern=concern).left_behind().values_list("pk", flat=True)
    )
    listed = known.select_related("assessor").without_what_is_sealed()
    return [(one, one.pk in behind) for one in listed]


def _now(past: list[Past], running: list[tuple[Assessment, bool]]) -> Past | None:
    """The round that runs, where both are in."""
    if not past or not running or past[0].number != running[0][0].round:
        return None
    return past[0]


def _may(user: User, concern: Concern, now: Past | None) -> dict[str, bool]:
    """What this reader may do here, so that the page offers nothing else."""
    holds = concern.holder_id == user.pk
    proposed = now.proposed if now else None
    return {
        "may_ask": holds and user.may(Right.HOLD_CONCERNS) and concern.state in HANDLED,
        "may_add": concern.is_open and user.may(Right.ASSESS),
        "may_propose": bool(now and not proposed and holds and user.may(Right.DECIDE)),
        "needs_decider": bool(
            now
            and not proposed
            and concern.state == State.ASSESSED
            and not (holds and user.may(Right.DECIDE))
        ),
        "may_take_back": bool(proposed and holds and user.may(Right.DECIDE)),
        "may_answer": bool(
            now
            and proposed
            and proposed[0].decided_by_id != user.pk
            and now.is_of(user)
            and user.may(Right.ASSESS)
        ),
    }


def _may_propose(holder: User | None) -> bool:
    return holder is not None and holder.may(Right.DECIDE)


def _offered(may: dict[str, bool], *, asked: bool) -> set[str]:
    """The forms this reader's page has now."""
    needs = {
        "ask_form": may["may_ask"] and not asked,
        "another_form": may["may_ask"] and asked,
        "later_form": may["may_add"],
        "propose_form": may["may_propose"],
        "answer_form": may["may_answer"],
    }
    return {name for name, needed in needs.items() if needed}


def _forms(
    user: User,
    concern: Concern,
    running: list[tuple[Assessment, bool]],
    told: Any,
    *,
    at: dt.datetime,
) -> dict[str, Any]:
    able, bases = list(assessors_for(concern)), known_bases(at)
    language = get_language() or "nb"
    day = assess.usual_day(hours=hours_now(at), at=at)
    asked = {one.assessor_id for one, _gone in running}
    others = [one for one in able if one.pk not in asked]
    return {
        "able": able,
        "ask_form": forms.Ask(able=able, initial={"answer_by": day}),
        "another_form": forms.AskAnother(able=others, initial={"answer_by": day}),
        "others": others,
        "later_form": forms.Later(),
        "propose_form": forms.Propose(
            told=told, levels=known_levels(), bases=basis_choices(bases, language)
        ),
        "bases": [(one.name_in(language), one.help_in(language)) for one in bases],
        "answer_form": forms.Answer(),
    }


def refused(
    request: StaffRequest, concern: Concern, refusal: Exception, **forms_as_sent: Form
) -> HttpResponse:
    """The page with the sentence why, and all that was typed."""
    messages.error(request, str(refusal))
    return show(request, concern, **forms_as_sent)


@require_POST
@requires(Right.HOLD_CONCERNS)
@unless_gone
def ask(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    able = list(assessors_for(concern))
    form = forms.Ask(request.POST, able=able)
    if not form.is_valid():
        return show(request, concern, ask_form=form)
    chosen = [one for one in able if str(one.pk) in form.cleaned_data["assessors"]]
    day = form.cleaned_data["answer_by"]
    try:
        assess.ask(concern, chosen, answer_by=day, hours=hours_now(at), by=request.user, at=at)
    except REFUSALS as refusal:
        return refused(request, concern, refusal, ask_form=form)
    messages.success(request, _("They are asked. Each writes alone."))
    return redirect("casework:assessment", pk=pk)


@require_POST
@requires(Right.HOLD_CONCERNS)
@unless_gone
def ask_another(request: StaffRequest, pk: uuid.UUID, assessment: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    known = Assessment.objects.known_to(request.user).in_use()
    old = get_object_or_404(known, concern=concern, pk=assessment)
    able = list(assessors_for(concern))
    form = forms.AskAnother(request.POST, able=able)
    if not form.is_valid():
        return show(request, concern, another_form=form)
    chosen = next(one for one in able if str(one.pk) == form.cleaned_data["assessor"])
    day = form.cleaned_data["answer_by"]
    try:
        assess.ask_another(old, chosen, answer_by=day, hours=hours_now(at), by=request.user, at=at)
    except REFUSALS as refusal:
        return refused(request, concern, refusal, another_form=form)
    messages.success(request, _("%(name)s is asked instead.") % {"name": chosen.name})
    return redirect("casework:assessment", pk=pk)


@require_POST
@requires(Right.HOLD_CONCERNS)
@unless_gone
def call_off(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    try:
        assess.call_off(concern, hours=hours_now(at), by=request.user, at=at)
    except REFUSALS as refusal:
        return refused(request, concern, refusal)
    messages.success(request, _("The round is ended. You can ask two anew."))
    return redirect("casework:assessment", pk=pk)


@require_http_methods(["GET", "POST"])
@requires(Right.ASSESS)
@unless_gone
def own(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One's own assessment, which nobody else can open before both are in."""
    concern, at = visible(request.user, pk), timezone.now()
    mine = Assessment.objects.visible_to(request.user).filter(assessor=request.user)
    latest = mine.filter(concern=concern).order_by("-round").first()
    if latest is None:
        raise Http404
    if latest.is_shared:
        return redirect("casework:assessment", pk=pk)
    latest.concern = concern
    written, told = assess.read_own(latest, by=request.user, at=at)
    finished = request.POST.get("go") == "hand_in"
    given: dict[str, Any] = {"told": told, "levels": known_levels()}
    if request.method == "POST":
        form = forms.Assess(request.POST, finished=finished, **given)
        if is_fit(form, at=at):
            return _written(request, latest, form, finished=finished, at=at)
    else:
        initial = forms.as_initial(written) if written else {}
        form = forms.Assess(initial=initial, **given)
    return _own_page(request, latest, form, is_damaged=written is None)


def _written(
    request: StaffRequest, mine: Assessment, form: forms.Assess, *, finished: bool, at: dt.datetime
) -> HttpResponse:
    try:
        if not finished:
            assess.keep(mine, form.written(), by=request.user, at=at)
            messages.success(request, _("Your draft is kept. Only you can open it."))
            return redirect("casework:own", pk=mine.concern_id)
        shared = assess.hand_in(mine, form.written(), hours=hours_now(at), by=request.user, at=at)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return _own_page(request, mine, form)
    messages.success(
        request,
        _("Both are in. You can read both now.")
        if shared
        else _("It is handed in. You see the other one when both are in."),
    )
    return redirect("casework:assessment", pk=mine.concern_id)


def _own_page(
    request: StaffRequest, mine: Assessment, form: forms.Assess, *, is_damaged: bool = False
) -> HttpResponse:
    context = {
        "concern": mine.concern,
        "mine": mine,
        "together": together(mine.concern, request.user),
        "form": form,
        "is_damaged": is_damaged,
        "today": timezone.localdate(),
        "readers": [request.user.name],
    }
    return render(request, "casework/own.html", context)


@require_POST
@requires(Right.ASSESS)
@unless_gone
def add_thought(request: StaffRequest, pk: uuid.UUID, assessment: uuid.UUID) -> HttpResponse:
    concern = visible(request.user, pk)
    mine = Assessment.objects.visible_to(request.user).filter(assessor=request.user)
    written = get_object_or_404(mine.filter(concern=concern), pk=assessment)
    form, token, at = forms.Later(request.POST), token_of(request), timezone.now()
    if not is_fit(form, at=at):
        return show(request, concern, later_form=form)
    text = form.cleaned_data["text"]
    try:
        assess.add_thought(written, text, token=token, by=request.user, at=at)
    except REFUSALS as refusal:
        return refused(request, concern, refusal, later_form=form)
    messages.success(request, _("It stands beside your assessment now."))
    return redirect("casework:assessment", pk=pk)
