"""Two short wizards for duties everyone who works with people has; no login, nothing is kept.

The answers are posted: an address stands in the browser's history and in logs on the way.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import public
from kominn.concerns import duties
from kominn.concerns.surroundings import surroundings
from kominn.concerns.views.receipt import frame
from kominn.core.languages import speaks_all_languages
from kominn.core.origin import from_own_pages


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@speaks_all_languages
@from_own_pages
def duty(request: HttpRequest, name: str) -> HttpResponse:
    at = timezone.now()
    wizard = duties.WIZARDS[name]
    form = duties.form(wizard, request.POST if request.method == "POST" else None)
    around = surroundings(timezone.localdate(at))
    context = {
        "wizard": wizard,
        "to_call": [one for kind in wizard.to_call for one in around.contacts if one.kind == kind],
        "form": form,
        # Who has no cookie is not asked for one.
        "works_here": bool(request.COOKIES) and request.user.is_authenticated,
        "advice": duties.advice(wizard, form.cleaned_data) if form.is_valid() else None,
        **frame(around, at),
    }
    return render(request, "concerns/duties/duty.html", context)
