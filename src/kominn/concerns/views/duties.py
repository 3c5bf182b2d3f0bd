"""Two short wizards for duties everyone who works with people has; no login, nothing is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.concerns import duties
from kominn.concerns.surroundings import surroundings
from kominn.concerns.views.receipt import frame
from kominn.core.languages import speaks_all_languages


@require_safe
@public
@speaks_all_languages
def duty(request: HttpRequest, name: str) -> HttpResponse:
    at = timezone.now()
    wizard = duties.WIZARDS[name]
    form = duties.form(wizard, request.GET or None)
    answered = bool(request.GET) and form.is_valid()
    context = {
        "wizard": wizard,
        "form": form,
        "advice": duties.advice(wizard, form.cleaned_data) if answered else None,
        **frame(surroundings(timezone.localdate(at)), at),
    }
    return render(request, "concerns/duties/duty.html", context)
