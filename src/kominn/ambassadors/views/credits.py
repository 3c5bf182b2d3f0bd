"""Names beside an idea: the team's page behind its card, and the page of those who lead courses."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, public, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin.models import Concept, Credit
from kominn.allin.states import PUBLIC
from kominn.allin.team_card import concept_of
from kominn.ambassadors import forms_young as forms
from kominn.ambassadors import pacing
from kominn.ambassadors.access import passport_here
from kominn.ambassadors.actions import credits
from kominn.ambassadors.actions.problems import NotPossible
from kominn.ambassadors.models import Credited, Passport, rules
from kominn.ambassadors.views.begin import too_many
from kominn.ambassadors.views.own import own
from kominn.core.languages import speaks_all_languages

A_PAGE = 30


def _team(request: HttpRequest, secret: str) -> Concept | None:
    """The public idea whose card this is; None where one has guessed too often."""
    at = timezone.now()
    if pacing.must_wait(request, None, at=at):
        return None
    found = concept_of(secret)
    if found is None:
        pacing.count_wrong(request, None, at=at)
    if found is None or found.state not in PUBLIC:
        raise Http404
    return found


@never_cache
@speaks_all_languages
@public
def team_names(request: HttpRequest, secret: str) -> HttpResponse:
    """Be named beside the idea, or not: whoever holds the team's card decides for the team."""
    concept = _team(request, secret)
    if concept is None:
        return too_many(request)
    passport, today = passport_here(request), timezone.localdate()
    go = request.POST.get("go", "")
    form = forms.Named(request.POST if go == "name" else None)
    try:
        if go == "off":
            credits.take_off(_credit(concept.credits.all(), request.POST.get("credit", "")))
            return redirect("ambassadors:team_names", secret)
        if go == "passport" and passport is not None:
            credits.ask_by_passport(concept, passport, today=today)
            return redirect("ambassadors:team_names", secret)
        if form.is_valid():
            credits.ask(concept, form.cleaned_data["first_name"], today=today)
            return redirect("ambassadors:team_names", secret)
    except NotPossible as problem:
        _say(form, go, str(problem), request)
    context = {
        "concept": concept,
        "secret": secret,
        "form": form,
        "credits": concept.credits.order_by("first_name", "pk"),
        "passport": passport,
        "rules": rules(),
    }
    return render(request, "ambassadors/team_names.html", context)


def _say(form: forms.Named, go: str, problem: str, request: HttpRequest) -> None:
    if go == "name":
        form.add_error("first_name", problem)
    else:
        messages.error(request, problem)


def _credit(found: QuerySet[Credit], pk: str) -> Credit:
    try:
        return get_object_or_404(found, pk=uuid.UUID(pk))
    except ValueError:
        raise Http404 from None


@require_POST
@own
def off(request: HttpRequest, passport: Passport, pk: str) -> HttpResponse:
    """From the passport, without the team's card."""
    credits.take_off(get_object_or_404(Credit.objects.filter(credited__passport=passport), pk=pk))
    return redirect("ambassadors:me")


def _led_by(user: User) -> QuerySet[Credit]:
    return Credit.objects.led_by(user).select_related("concept__course__room")


@requires(Right.RUN_COURSES)
def names(request: StaffRequest) -> HttpResponse:
    """Names that wait for a grown-up who has asked, and those that stand there."""
    if request.method == "POST":
        credit = _credit(_led_by(request.user), request.POST.get("credit", ""))
        _decide(request, credit, request.POST.get("go", ""))
        return redirect("ambassadors:names")
    found = Paginator(_led_by(request.user).order_by("how", "first_name", "pk"), A_PAGE)
    page = found.get_page(request.GET.get("side"))
    passports = Credited.objects.filter(credit__in=[one.pk for one in page])
    by_passport = set(passports.values_list("credit", flat=True))
    age = rules().story_from
    rows = [(one, one.pk in by_passport, credits.oldest(one.concept) >= age) for one in page]
    return render(request, "ambassadors/names.html", {"page_of": page, "rows": rows, "age": age})


def _decide(request: StaffRequest, credit: Credit, go: str) -> None:
    at = timezone.now()
    if go == "off":
        credits.take_off_for(credit, by=request.user, at=at)
        messages.success(request, _("The name is gone, from the page, the card and the paper."))
    elif go in Credit.How.values:
        try:
            credits.allow(credit, Credit.How(go), by=request.user, at=at)
        except NotPossible as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The name stands beside the idea now."))
