"""The way in: what an ambassador is, the first passport, the owner's digits on another phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import public
from kominn.ambassadors import forms_young as forms
from kominn.ambassadors import pacing
from kominn.ambassadors.access import forget, passport_by, passport_here, remember
from kominn.ambassadors.actions import gatherings, passports
from kominn.ambassadors.actions.problems import NotPossible, TooYoung, WrongCode
from kominn.ambassadors.models import rules
from kominn.core import squares
from kominn.core.languages import speaks_all_languages
from kominn.vault.receipts import Receipt, parse


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "ambassadors/too_many.html", status=429)


def show_code(request: HttpRequest, code: Receipt, *, mine: bool) -> HttpResponse:
    """The digits, this once. `mine`: the owner's own phone keeps them from now on."""
    address = request.build_absolute_uri(reverse("ambassadors:open", args=[code.digits]))
    context = {"groups": code.groups, "square": squares.as_address(address), "mine": mine}
    answer = render(request, "ambassadors/code.html", context)
    if mine:
        remember(answer, code)
    return answer


@speaks_all_languages
@public
def about(request: HttpRequest) -> HttpResponse:
    if passport_here(request):
        return redirect("ambassadors:home")
    return render(request, "ambassadors/about.html", {"wall": forms.WallCode()})


@speaks_all_languages
@public
def begin(request: HttpRequest, code: str = "") -> HttpResponse:
    """A passport begins at a gathering: with the code on its wall."""
    at = timezone.now()
    if passport_here(request):
        return redirect("ambassadors:attend", code) if code else redirect("ambassadors:home")
    if pacing.must_wait(request, None, at=at):
        return too_many(request)
    today = timezone.localdate(at)
    limit = rules().passport_from
    form = forms.Begin(
        request.POST or None, today=today, passport_from=limit, initial={"code": code}
    )
    if form.is_valid():
        answers = dict(form.cleaned_data)
        try:
            gathering = gatherings.on_now(answers.pop("code"), at=at)
            passport, digits = passports.begin(**answers, today=today)
        except WrongCode as problem:
            pacing.count_wrong(request, None, at=at)
            form.add_error("code", str(problem))
        except TooYoung as problem:
            form.add_error("old_enough", str(problem))
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            gatherings.attend(passport, gathering)
            return show_code(request, digits, mine=True)
    return render(request, "ambassadors/begin.html", {"form": form})


@speaks_all_languages
@public
def open_passport(request: HttpRequest, digits: str = "") -> HttpResponse:
    """The owner's digits, from a camera or typed. Only a press opens: a link alone never does."""
    at = timezone.now()
    if pacing.must_wait(request, None, at=at):
        return too_many(request)
    form = forms.OwnCode(request.POST or None, initial={"digits": digits})
    if form.is_valid():
        found = passport_by(form.cleaned_data["digits"])
        if found is not None:
            answer = redirect("ambassadors:home")
            remember(answer, parse(form.cleaned_data["digits"]))
            return answer
        pacing.count_wrong(request, None, at=at)
        form.add_error("digits", _("These digits open no passport. Check them one by one."))
    return render(request, "ambassadors/open.html", {"form": form, "scanned": bool(digits)})


@require_POST
@speaks_all_languages
@public
def leave(request: HttpRequest) -> HttpResponse:
    """This phone forgets the passport; the digits open it again."""
    answer = redirect("ambassadors:about")
    forget(answer)
    return answer
