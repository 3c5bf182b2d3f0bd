"""A guardian's page: what the young person wants, yes to some of it, and no on any day."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kominn.accounts.access import public
from kominn.ambassadors import forms_young as forms
from kominn.ambassadors import pacing
from kominn.ambassadors.actions import consents
from kominn.ambassadors.models import rules
from kominn.ambassadors.views.begin import too_many
from kominn.core.languages import speaks_all_languages


@speaks_all_languages
@public
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    if pacing.must_wait(request, None, at=at):
        return too_many(request)
    passport = consents.passport_of(token)
    if passport is None:
        pacing.count_wrong(request, None, at=at)
        raise Http404
    today = timezone.localdate(at)
    running = passport.consents.filter(withdrawn_on=None).order_by("pk")
    form = forms.GuardianSays(request.POST if request.POST.get("say") == "yes" else None)
    if request.POST.get("say") == "no":
        consents.withdraw(passport, today=today)
        return render(request, "ambassadors/withdrawn.html")
    if form.is_valid():
        consents.say_yes(passport, form.cleaned_data["covers"], today=today)
        return redirect("ambassadors:guardian", token)
    context = {"form": form, "token": token, "running": running, "rules": rules()}
    return render(request, "ambassadors/guardian.html", context)
