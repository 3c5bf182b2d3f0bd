"""The page of the second reader, whatever it is that a colleague wrote to the young."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kominn.accounts.access import StaffRequest
from kominn.allin import forms
from kominn.participation.actions import NotPossible
from kominn.participation.models import Reply


def second_of(
    request: StaffRequest,
    written: Reply,
    context: Mapping[str, Any],
    *,
    pass_on: Callable[[uuid.UUID | None], object],
    stop: Callable[[uuid.UUID | None, str], object],
    take_back: Callable[[], object],
) -> HttpResponse:
    """Its writer may only take it back; a colleague sends it, or stops it and says why."""
    own = written.written_by_id == request.user.pk
    form = forms.Second(request.POST or None, initial={"reply": written.pk})
    if request.method == "POST" and own:
        return _done(request, take_back, _("It is taken back."))
    if form.is_valid():
        reply, why = form.cleaned_data["reply"], form.cleaned_data["why"]
        if form.cleaned_data["verdict"] == "send":
            return _done(request, lambda: pass_on(reply), _("The team reads it now."))
        told = _("It is stopped. Talk with your colleague.")
        return _done(request, lambda: stop(reply, why), told)
    page = {"reply": written, "form": form, "own": own, **context}
    return render(request, "allin/second.html", page)


def _done(request: StaffRequest, deed: Callable[[], object], told: str) -> HttpResponse:
    try:
        deed()
        messages.success(request, told)
    except NotPossible as problem:
        messages.error(request, str(problem))
    return redirect("portal:monday")
