"""The city's ladder, and its words."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.casework import forms, models
from kominn.casework.actions import levels as deeds


@require_GET
@requires(Right.ASSESS, Right.DECIDE)
def levels(request: StaffRequest) -> HttpResponse:
    language = get_language() or "nb"
    ladder = [
        (one.number, one.in_words(language), one.meaning_in(language)) for one in models.levels()
    ]
    context = {"ladder": ladder, "may_change": request.user.may(Right.DECIDE)}
    return render(request, "casework/levels.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.DECIDE)
def level(request: StaffRequest, number: int) -> HttpResponse:
    chosen = next((one for one in models.levels() if one.number == number), None)
    if chosen is None:
        raise Http404
    form = forms.WordLevel(request.POST or None, level=chosen)
    if form.is_valid():
        deeds.word(
            number,
            name=form.words("name"),
            meaning=form.words("meaning"),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("casework:levels")
    return render(request, "casework/level.html", {"form": form, "number": number})
