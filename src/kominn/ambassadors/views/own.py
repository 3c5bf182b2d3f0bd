"""An ambassador's own pages, opened by the passport on the phone, and by no other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import public
from kominn.ambassadors import certificate, export, pacing, statistics
from kominn.ambassadors import forms_young as forms
from kominn.ambassadors.access import forget, passport_here
from kominn.ambassadors.actions import consents, credits, deeds, gatherings, passports
from kominn.ambassadors.actions.problems import NotPossible, TooYoung, WrongCode
from kominn.ambassadors.models import Gathering, Passport, rules
from kominn.ambassadors.needs import progress
from kominn.ambassadors.states import Sign
from kominn.ambassadors.training import modules
from kominn.ambassadors.views.begin import show_code, too_many
from kominn.core import sheets, squares
from kominn.core.languages import speaks_all_languages

P = ParamSpec("P")
MOST_GATHERINGS = 3
MOST_DEEDS = 30


def own(
    view: Callable[Concatenate[HttpRequest, Passport, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the view the passport of this phone; without one, to the way in."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        passport = passport_here(request)
        if passport is None:
            return redirect("ambassadors:about")
        return view(request, passport, *args, **kwargs)

    return speaks_all_languages(public(opened))


@own
def home(request: HttpRequest, passport: Passport) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    made = progress(passport)
    context = {
        "passport": passport,
        "made": made,
        "coming": Gathering.objects.coming(at)[:MOST_GATHERINGS],
        "wall": forms.WallCode(),
        "modules": [(one, one.slug in made.done) for one in modules().values()],
        "badges": passport.badges.order_by("issued_on"),
        "missing": statistics.most_missing(today),
        "square": squares.as_address(_way_in(request)),
        "returned": passport.deeds.filter(sign=Sign.RETURNED).exists(),
        "today": today,
    }
    return render(request, "ambassadors/home.html", context)


def _way_in(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("ambassadors:about"))


@own
def poster(request: HttpRequest, passport: Passport) -> HttpResponse:
    """An A4 for a wall: come and be one of us. Nobody's name, and nobody's number."""
    return sheets.answer(certificate.poster(_way_in(request)), "poster")


@own
def attend(request: HttpRequest, passport: Passport, code: str = "") -> HttpResponse:
    """The code on the wall, typed or from a camera."""
    at = timezone.now()
    if pacing.must_wait(request, passport, at=at):
        return too_many(request)
    form = forms.WallCode(request.POST or None, initial={"code": code})
    if form.is_valid():
        try:
            gathering = gatherings.on_now(form.cleaned_data["code"], at=at)
        except WrongCode as problem:
            pacing.count_wrong(request, passport, at=at)
            form.add_error("code", str(problem))
        else:
            gatherings.attend(passport, gathering)
            messages.success(request, _("Good that you are here. It stands in your passport."))
            return redirect("ambassadors:home")
    return render(request, "ambassadors/attend.html", {"form": form})


@own
def module(request: HttpRequest, passport: Passport, slug: str) -> HttpResponse:
    if slug not in modules():
        raise Http404
    one = modules()[slug]
    form = forms.Question(request.POST or None, module=one)
    if form.is_valid():
        gatherings.finish_module(passport, slug, today=timezone.localdate())
        messages.success(request, one.choices[form.cleaned_data["choice"]].answer)
        return redirect("ambassadors:home")
    return render(request, "ambassadors/module.html", {"module": one, "form": form})


@own
def tell(request: HttpRequest, passport: Passport) -> HttpResponse:
    """What one has done, and what became of it."""
    today = timezone.localdate()
    form = forms.TellDeed(request.POST or None, initial={"done_on": today, "minutes": "60"})
    if form.is_valid():
        try:
            deeds.tell(passport, today=today, **form.cleaned_data)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("A grown-up signs it when they have seen it."))
            return redirect("ambassadors:tell")
    told = passport.deeds.order_by("-done_on", "pk")[:MOST_DEEDS]
    return render(request, "ambassadors/tell.html", {"form": form, "deeds": told})


@require_POST
@own
def untell(request: HttpRequest, passport: Passport, pk: str) -> HttpResponse:
    deeds.take_back(get_object_or_404(passport.deeds, pk=pk))
    return redirect("ambassadors:tell")


@require_POST
@own
def ready(request: HttpRequest, passport: Passport) -> HttpResponse:
    try:
        passports.ask_for_step(passport)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The one who leads sees it, and says yes when you meet."))
    return redirect("ambassadors:home")


@own
def me(request: HttpRequest, passport: Passport) -> HttpResponse:
    """What is kept, and all one can do with it."""
    today = timezone.localdate()
    initial = {
        "first_name": passport.first_name,
        "email": passport.email,
        "area": passport.area_id,
    }
    form = forms.AboutMe(request.POST or None, today=today, initial=initial)
    if form.is_valid():
        try:
            passports.say_about_me(passport, today=today, **form.cleaned_data)
        except TooYoung as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("ambassadors:me")
    context = {
        "passport": passport,
        "form": form,
        "name_allowed": passports.name_allowed(passport, today=today),
        "consents": passport.consents.order_by("said_on", "pk"),
        "credits": credits.of(passport),
        "rules": rules(),
    }
    return render(request, "ambassadors/me.html", context)


@require_POST
@own
def guardian_link(request: HttpRequest, passport: Passport) -> HttpResponse:
    """A link to hand to a guardian, shown this once."""
    token = consents.link_for(passport)
    address = request.build_absolute_uri(reverse("ambassadors:guardian", args=[token]))
    context = {"address": address, "square": squares.as_address(address)}
    return render(request, "ambassadors/link.html", context)


@require_POST
@own
def new_code(request: HttpRequest, passport: Passport) -> HttpResponse:
    return show_code(request, passports.new_code(passport), mine=True)


@own
def everything(request: HttpRequest, passport: Passport) -> HttpResponse:
    answer = JsonResponse(
        export.everything(passport), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = 'attachment; filename="passport.json"'
    return answer


@own
def everything_on_paper(request: HttpRequest, passport: Passport) -> HttpResponse:
    return sheets.answer(certificate.on_paper(passport), "passport")


@own
def erase(request: HttpRequest, passport: Passport) -> HttpResponse:
    if request.method == "POST":
        passports.erase(passport, today=timezone.localdate())
        answer = redirect("ambassadors:about")
        forget(answer)
        messages.success(request, _("Your passport is erased. Thank you for what you did."))
        return answer
    return render(request, "ambassadors/erase.html", {"passport": passport})
