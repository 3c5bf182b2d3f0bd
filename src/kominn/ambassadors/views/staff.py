"""Pages for those who lead ambassadors: counts, what waits for them, one passport by its number."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.ambassadors import few, forms, statistics
from kominn.ambassadors.actions import badges, consents, deeds, gatherings, passports
from kominn.ambassadors.actions.problems import NotPossible
from kominn.ambassadors.forms_young import About
from kominn.ambassadors.models import Badge, Consent, Deed, Gathering, Passport, rules
from kominn.ambassadors.needs import progress
from kominn.ambassadors.states import WITH_A_TERM, Sign
from kominn.ambassadors.views.begin import show_code
from kominn.core import squares
from kominn.core.fields import digits
from kominn.core.worktime import NORWAY

MOST_SHOWN = 50
LEAD = Right.LEAD_AMBASSADORS


@requires(LEAD)
def overview(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    waiting = Deed.objects.filter(sign=Sign.WAITING).select_related("passport")
    context = {
        "deeds": waiting.order_by("done_on", "pk")[:MOST_SHOWN],
        "ready": Passport.objects.ready().order_by("locator")[:MOST_SHOWN],
        "said": Consent.objects.to_record().select_related("passport")[:MOST_SHOWN],
        "over": Passport.objects.terms_over(today).order_by("term_ends_on")[:MOST_SHOWN],
        "coming": Gathering.objects.coming(at)[:MOST_SHOWN],
        "counts": statistics.counts(today),
        "words": {"step": _("By step"), "band": _("By birth years"), "gender": _("By gender")},
        "base": few.BASE,
    }
    return render(request, "ambassadors/overview.html", context)


@requires(LEAD)
def find(request: StaffRequest) -> HttpResponse:
    """A passport by the number its owner says aloud."""
    number = digits(request.GET.get("number", "")[:40])
    found = Passport.objects.filter(locator=number).first() if number else None
    if found is None:
        messages.error(request, _("No passport has this number: the first eight digits."))
        return redirect("ambassadors:overview")
    return redirect("ambassadors:passport", found.pk)


def _passport(pk: str) -> Passport:
    return get_object_or_404(Passport.objects.select_related("area"), pk=pk)


@requires(LEAD)
def passport(request: StaffRequest, pk: str) -> HttpResponse:
    found = _passport(pk)
    today = timezone.localdate()
    form = forms.RecordPaper(request.POST or None, initial={"said_on": today})
    if form.is_valid():
        consents.record_paper(found, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Recorded. Keep the paper where only you reach it."))
        return redirect("ambassadors:passport", pk)
    context = {
        "passport": found,
        "made": progress(found),
        "term": found.step in WITH_A_TERM,
        "badges": found.badges.order_by("issued_on"),
        "consents": found.consents.order_by("said_on", "pk"),
        "form": form,
        "today": today,
    }
    return render(request, "ambassadors/passport.html", context)


@requires(LEAD)
def give(request: StaffRequest) -> HttpResponse:
    """A passport for a child whose guardian has said yes on paper."""
    at = timezone.now()
    form = About(request.POST or None, today=timezone.localdate(at))
    if form.is_valid():
        _given, code = passports.give(**form.cleaned_data, by=request.user, at=at)
        return show_code(request, code, mine=False)
    return render(request, "ambassadors/give.html", {"form": form})


@require_POST
@requires(LEAD)
def step(request: StaffRequest, pk: str) -> HttpResponse:
    """The next step, one more term, or thanks."""
    found, at = _passport(pk), timezone.now()
    try:
        match request.POST.get("go"):
            case "step":
                passports.give_step(found, by=request.user, at=at)
            case "renew":
                passports.renew(found, by=request.user, at=at)
            case "thank":
                passports.thank(found, by=request.user, at=at)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It stands in the passport now."))
    return redirect("ambassadors:passport", pk)


@require_POST
@requires(LEAD)
def replace_code(request: StaffRequest, pk: str) -> HttpResponse:
    code = passports.replace_code(_passport(pk), by=request.user, at=timezone.now())
    return show_code(request, code, mine=False)


@require_POST
@requires(LEAD)
def record_said(request: StaffRequest, pk: int) -> HttpResponse:
    said = get_object_or_404(Consent, pk=pk)
    try:
        consents.record_said(said, by=request.user, at=timezone.now())
    except NotPossible as problem:
        messages.error(request, str(problem))
    return redirect("ambassadors:overview")


@require_POST
@requires(LEAD)
def withdraw(request: StaffRequest, pk: str) -> HttpResponse:
    at = timezone.now()
    consents.withdraw_for(_passport(pk), by=request.user, at=at, today=timezone.localdate(at))
    messages.success(request, _("Taken back. The name is gone, from here and from all prints."))
    return redirect("ambassadors:overview")


@requires(LEAD)
def sign(request: StaffRequest, pk: str) -> HttpResponse:
    """Sign what somebody did, or send it back with a chosen sentence."""
    done = get_object_or_404(Deed.objects.select_related("passport"), pk=pk, sign=Sign.WAITING)
    at = timezone.now()
    form = forms.SendBack(request.POST if request.POST.get("go") == "back" else None)
    try:
        if request.POST.get("go") == "sign":
            deeds.sign(done, by=request.user, at=at)
            return redirect("ambassadors:overview")
        if form.is_valid():
            deeds.send_back(done, form.cleaned_data["why"], by=request.user, at=at)
            return redirect("ambassadors:overview")
    except NotPossible as problem:
        messages.error(request, str(problem))
        return redirect("ambassadors:overview")
    return render(request, "ambassadors/sign.html", {"deed": done, "form": form})


@requires(LEAD)
def announce(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    form = forms.Announce(request.POST or None, today=timezone.localdate(at))
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = gatherings.announce(
                title=told["title"],
                place=told["place"],
                area=told["area"],
                starts_at=dt.datetime.combine(told["day"], told["begins"], NORWAY),
                ends_at=dt.datetime.combine(told["day"], told["ends"], NORWAY),
                by=request.user,
                at=at,
            )
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("ambassadors:gathering", made.pk)
    return render(request, "ambassadors/announce.html", {"form": form})


@requires(LEAD)
def gathering(request: StaffRequest, pk: str) -> HttpResponse:
    """How many came, and the wall: its code as large as it can be, and as a square for cameras."""
    found = get_object_or_404(Gathering.objects.select_related("area", "leader"), pk=pk)
    address = request.build_absolute_uri(reverse("ambassadors:begin_here", args=[found.code]))
    context = {
        "gathering": found,
        "came": found.attendances.count() + found.gone,
        "groups": [found.code[:3], found.code[3:]],
        "square": squares.as_address(address),
        "address": request.build_absolute_uri(reverse("ambassadors:about")),
    }
    return render(request, "ambassadors/gathering.html", context)


@requires(LEAD)
def set_rules(request: StaffRequest) -> HttpResponse:
    """Ages, the length of a term, and how many are wanted where."""
    at = timezone.now()
    today = timezone.localdate(at)
    wanted = statistics.wanted(today)
    form = forms.SetRules(_sent(request, "rules"), initial=model_to_dict(rules()))
    targets = forms.SetTargets(_sent(request, "targets"), wanted=wanted)
    if form.is_valid():
        passports.set_rules(**form.cleaned_data, by=request.user, at=at)
        messages.success(request, _("Saved."))
        return redirect("ambassadors:rules")
    if targets.is_valid():
        passports.set_targets(targets.wanted(), by=request.user, at=at)
        messages.success(request, _("Saved."))
        return redirect("ambassadors:rules")
    return render(request, "ambassadors/rules.html", {"form": form, "targets": targets})


@require_POST
@requires(LEAD)
def revoke(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Badge, pk=pk)
    badges.revoke(found, by=request.user, at=timezone.now())
    return redirect("ambassadors:passport", found.passport_id)


@require_POST
@requires(LEAD)
def rotate_key(request: StaffRequest) -> HttpResponse:
    badges.rotate(by=request.user, at=timezone.now())
    messages.success(request, _("A new key signs from now on. Older badges stay true."))
    return redirect("ambassadors:rules")


def _sent(request: HttpRequest, part: str) -> QueryDict | None:
    return request.POST if request.POST.get("part") == part else None
