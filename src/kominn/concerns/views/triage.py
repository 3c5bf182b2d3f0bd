"""The fast lane: finished straight away, joined with others, looked at once more."""

from __future__ import annotations

import datetime as dt
import heapq
import uuid
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import conversation, interpreters, staff_forms, triage_forms
from kominn.concerns.actions import handle, joining, second_look, triage
from kominn.concerns.actions.joining import MOST_AT_ONCE
from kominn.concerns.beside import how_many_told, teams_of_one
from kominn.concerns.journey import shown
from kominn.concerns.models import (
    Concern,
    ConcernQuerySet,
    SecondLook,
    others_who_could_look,
    readers_of,
    second_readers,
)
from kominn.concerns.ready_words import ready_words
from kominn.concerns.states import FAST, CloseReason, ImpossibleStep, State, Theme
from kominn.concerns.surroundings import surroundings
from kominn.concerns.tongue import is_norwegian
from kominn.concerns.views.desk import tells_why, unless_gone
from kominn.concerns.views.near import must_have_answered
from kominn.core.hints import hints
from kominn.core.panels import MOST, at_most
from kominn.core.templatetags.words import week
from kominn.vault.ciphertext import CannotOpen

MOST_LEFT = 5
PAGE = 50
WEEKS_BACK = "4"
HOW_TO_UNDO = gettext_lazy(
    "Did one come along that tells something else? Open it, and press “Take it out”."
)


def _visible(user: User, pk: uuid.UUID) -> Concern:
    seen = Concern.objects.visible_to(user).select_related("area", "holder", "team", "main__holder")
    concern = get_object_or_404(seen, pk=pk)
    must_have_answered(user, concern)
    return concern


# --- Finished at once --------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.CLOSE_CONCERNS)
@tells_why
def finish_at_once(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What was told and the four reasons; then the words as the reporter will see them; then it is
    finished."""
    concern = _visible(request.user, pk)
    reason = request.POST.get("reason", "")
    if reason not in FAST:
        return _choose_reason(request, concern)
    at = timezone.now()
    try:
        opened = handle.read(concern, by=request.user, at=at)
    except CannotOpen:
        return redirect("concerns:concern", pk=pk)
    language = opened.told.language if opened.told else "nb"
    typed = request.POST.dict()
    typed.setdefault("words", ready_words(CloseReason(reason), language))
    form = triage_forms.FinishAtOnce(typed, language=language)
    go = request.POST.get("go")
    if go == "change" or (go is None and reason == CloseReason.ADVICE):
        unsaid = triage_forms.FinishAtOnce(initial=typed, language=language)
        return _words(request, concern, unsaid, reason)
    if not staff_forms.is_fit(form, at=at):
        return _words(request, concern, form, reason)
    if go == "send":
        return _finish(request, concern, form)
    return _preview(request, concern, opened, form)


def _choose_reason(request: StaffRequest, concern: Concern) -> HttpResponse:
    at = timezone.now()
    seen = triage.mark_of(concern)
    try:
        opened = handle.read(concern, by=request.user, at=at)
    except CannotOpen:
        return redirect("concerns:concern", pk=concern.pk)
    around = surroundings(timezone.localdate(at))
    earlier, latest = conversation.folded(opened.said)
    context = {
        "concern": concern,
        "told": opened.told,
        "answers": shown(opened.told.answers, around.area_choices()) if opened.told else [],
        "danger": opened.told.danger if opened.told else concern.danger,
        "language_name": interpreters.name_of(opened.told.language) if opened.told else "",
        "files": opened.files,
        "has_names": opened.has_names,
        "earlier": earlier,
        "latest": latest,
        "seen": seen,
        "reasons": [(one, _explained(one)) for one in FAST],
        "waits": opened.read_by_two,
        "unlooked": not others_who_could_look(concern, than=request.user).exists(),
        "can_finish": concern.is_open and concern.holder_id in (None, request.user.pk),
        "several": concern.joined.exists(),
        "readers": [reader.name for reader in readers_of(concern)],
    }
    return render(request, "concerns/triage/fast.html", context)


def _explained(reason: CloseReason) -> str:
    return {
        CloseReason.ADVICE: _("Advice is all that is needed, and you write it now."),
        CloseReason.NOT_OURS: _("Nothing here is for the municipality. Say who can help instead."),
        CloseReason.DUPLICATE: _(
            "The same person told it before. Did others tell it? Then join it instead."
        ),
        CloseReason.SPAM: _("Advertising, nonsense, a test. Never because it is badly written."),
    }[reason]


def _words(request: StaffRequest, concern: Concern, form: Form, reason: str) -> HttpResponse:
    context = {
        "concern": concern,
        "form": form,
        "reason": CloseReason(reason),
        "token": request.POST.get("token") or uuid.uuid4(),
        "readers": [reader.name for reader in readers_of(concern)],
    }
    return render(request, "concerns/triage/fast_words.html", context)


def _preview(
    request: StaffRequest, concern: Concern, opened: handle.Opened, form: Form
) -> HttpResponse:
    words, reason = form.cleaned_data["words"], CloseReason(form.cleaned_data["reason"])
    two = bool(words) and opened.read_by_two
    context = {
        "concern": concern,
        "to": reverse("concerns:finish_at_once", args=[concern.pk]),
        "typed": [(name, form.cleaned_data[name]) for name in ("reason", "words", "seen")],
        "text": words,
        "hints": hints(words, places=surroundings(timezone.localdate()).places),
        "two": two,
        "alone": two and not second_readers(concern, of=request.user).exists(),
        "reason": reason.label,
        "language": interpreters.name_of(opened.told.language) if opened.told else "",
        "reads": interpreters.read_by(opened.told),
        "in_norwegian": is_norwegian(words),
        "said": [one for one in opened.said if one.is_for_reporter],
        "at": timezone.now(),
        "token": request.POST.get("token") or uuid.uuid4(),
        "readers": [reader.name for reader in readers_of(concern)],
    }
    return render(request, "concerns/staff/preview.html", context)


def _finish(request: StaffRequest, concern: Concern, form: Form) -> HttpResponse:
    finished = triage.finish_at_once(
        concern,
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["words"],
        seen=form.cleaned_data["seen"],
        token=_token(request),
        by=request.user,
        at=timezone.now(),
    )
    if not finished:
        said = _("A colleague reads your closing words first. Until then you hold the baton.")
        messages.success(request, said)
        return redirect("concerns:concern", pk=concern.pk)
    messages.success(request, _("%(short)s is finished.") % {"short": concern.short})
    return redirect("concerns:inbox")


def _token(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("token", "")), "close")
    except ValueError:
        raise Http404 from None


# --- Joined ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HOLD_CONCERNS)
@tells_why
def join(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A plain list of open concerns to choose from, and the ones chosen under this one."""
    concern = _visible(request.user, pk)
    if request.method == "POST":
        chosen = _chosen(request)
        if not chosen:
            messages.error(request, _("Tick those that tell the same."))
            return redirect(request.get_full_path())
        return _join(request, concern, chosen)
    around, today = surroundings(timezone.localdate()), timezone.localdate()
    asked = request.GET.dict() if "weeks" in request.GET else _like(concern)
    form = triage_forms.Search(asked, areas=around.area_choices())
    found = _found(concern, form, request.user, today) if form.is_valid() else []
    context = {
        "concern": concern.leading,
        "form": form,
        "found": found[:MOST_AT_ONCE],
        "more": len(found) > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "told_by": how_many_told(found),
        "how_to_undo": HOW_TO_UNDO,
        "ticked": "all" in request.GET,
        "readers": [reader.name for reader in readers_of(concern)],
    }
    return render(request, "concerns/triage/join.html", context)


def _like(concern: Concern) -> dict[str, str]:
    area = concern.area.slug if concern.area else ""
    return {"theme": concern.theme, "area": area, "weeks": WEEKS_BACK}


def _found(
    concern: Concern, form: triage_forms.Search, user: User, today: dt.date
) -> list[Concern]:
    """The reader's own, open, of nobody else; those without a theme or an area could be of any.

    A query for each state, for within one an index holds the order.
    """
    lead = concern.leading
    seen: ConcernQuerySet = (
        Concern.objects.visible_to(user)
        .filter(team=lead.team_id)
        .filter(Q(holder=None) | Q(holder=user))
        .exclude(pk=lead.pk)
    )
    if form.cleaned_data["theme"]:
        seen = seen.filter(theme__in=("", form.cleaned_data["theme"]))
    if form.cleaned_data["area"]:
        seen = seen.filter(Q(area=None) | Q(area__slug=form.cleaned_data["area"]))
    since = form.since(today)
    if since:
        seen = seen.filter(week__gt=since - dt.timedelta(weeks=1))
    listed = seen.without_what_is_sealed().select_related("area", "holder")
    ordered = listed.order_by("-week", "due_on", "pk")
    parts = (
        ordered.filter(state=state)[: MOST_AT_ONCE + 1] for state in (State.RECEIVED, State.HELD)
    )
    latest = heapq.merge(*parts, key=lambda one: (-one.week.toordinal(), one.due_on, one.pk))
    return list(islice(latest, MOST_AT_ONCE + 1))


@require_POST
@requires(Right.HOLD_CONCERNS)
@unless_gone
def join_chosen(request: StaffRequest) -> HttpResponse:
    """From the inbox: those that were ticked, and under which of them."""
    chosen = _chosen(request)
    seen = Concern.objects.visible_to(request.user).filter(pk__in=chosen)
    found = list(seen.without_what_is_sealed().select_related("area", "holder").order_by("week"))
    main = next((one for one in found if str(one.pk) == request.POST.get("main")), None)
    if main:
        try:
            return _join(request, main, chosen - {main.pk})
        except ImpossibleStep as refusal:
            messages.error(request, str(refusal))
            return redirect("concerns:inbox")
    if not found:
        messages.error(request, _("Tick those that tell the same."))
        return redirect("concerns:inbox")
    if len(found) == 1:
        return redirect("concerns:join", pk=found[0].pk)
    context = {"found": found, "told_by": how_many_told(found), "how_to_undo": HOW_TO_UNDO}
    return render(request, "concerns/triage/join_chosen.html", context)


def _chosen(request: HttpRequest) -> set[uuid.UUID]:
    """What is no number of a concern is let go."""
    found = set()
    for text in request.POST.getlist("chosen")[:MOST_AT_ONCE]:
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _join(request: StaffRequest, main: Concern, chosen: set[uuid.UUID]) -> HttpResponseRedirect:
    done = joining.join(main, chosen, by=request.user, at=timezone.now())
    if done.moved:
        said = ngettext(
            "%(number)s is joined with %(short)s.",
            "%(number)s are joined with %(short)s.",
            done.number,
        )
        told = {"number": done.number, "short": done.under.short}
        messages.success(request, said % told)
        named = {"which": "; ".join(_by_name(one) for one in done.moved[:MOST_LEFT])}
        messages.info(request, _("Joined: %(which)s.") % named + " " + HOW_TO_UNDO)
    for short, why in done.left[:MOST_LEFT]:
        said = _("%(short)s stands alone: %(why)s.") % {"short": short, "why": why}
        messages.error(request, said)
    if len(done.left) > MOST_LEFT:
        more = len(done.left) - MOST_LEFT
        messages.error(request, _("%(number)s more stand alone.") % {"number": more})
    return redirect("concerns:concern", pk=done.under.pk)


def _by_name(concern: Concern) -> str:
    theme = f", {Theme(concern.theme).label}" if concern.theme else ""
    return f"{concern.short}, {week(concern.week)}{theme}"


@require_POST
@requires(Right.HOLD_CONCERNS)
@tells_why
def take_out(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, at = _visible(request.user, pk), timezone.now()
    hours = surroundings(timezone.localdate(at)).hours
    joining.take_out(concern, hours=hours, by=request.user, at=at)
    messages.success(request, _("It stands alone again. Somebody must take it."))
    return redirect("concerns:concern", pk=pk)


# --- Looked at once more -----------------------------------------------------------------------


@require_GET
@requires(Right.READ_CONCERNS)
def looks(request: StaffRequest) -> HttpResponse:
    """What waits for this reader's second look, and what of the reader's own waits for others."""
    waiting = SecondLook.objects.waiting().visible_to(request.user)
    own = waiting.filter(closed_by=request.user)[: MOST + 1].count()
    listed = waiting.select_related("concern__area", "closed_by").order_by("look_by", "pk")
    listed = listed.without_what_is_sealed()
    found = list(listed.exclude(closed_by=request.user)[: PAGE + 1])
    context: dict[str, Any] = {
        "looks": found[:PAGE],
        "more": len(found) > PAGE,
        "own": own,
        "own_text": at_most(own),
        "teams_of_one": teams_of_one(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "concerns/triage/looks.html", context)


@require_POST
@requires(Right.HOLD_CONCERNS)
@tells_why
def look(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A colleague agrees, or opens it again and says why."""
    concern, at = _visible(request.user, pk), timezone.now()
    number = _number(request)
    waiting = SecondLook.objects.filter(concern=concern, pk=number).first() if number else None
    if waiting is None:
        messages.error(request, _("No second look waits here now."))
        return redirect("concerns:concern", pk=pk)
    if request.POST.get("go") == "agree":
        second_look.agree(waiting, by=request.user, at=at)
        messages.success(request, _("Thank you. Now two have looked at it."))
        return redirect("concerns:looks")
    form = triage_forms.Reopen(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why it must be opened again."))
        return redirect(f"{reverse('concerns:concern', args=[pk])}#second-look")
    hours = surroundings(timezone.localdate(at)).hours
    words = form.cleaned_data["words"]
    second_look.reopen(waiting, words, hours=hours, by=request.user, at=at)
    messages.success(request, _("It is open again. Somebody must take it."))
    return redirect("concerns:concern", pk=pk)


def _number(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("look", ""))
    except ValueError:
        return None
