"""The inbox: what may be seen is asked of `visible_to`, every time."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.concerns import ports
from kominn.concerns.beside import how_many_told, unopened_ones
from kominn.concerns.models import Concern, Place
from kominn.concerns.states import FINISHED, OPEN

PAGE = 50


@require_GET
@requires(Right.READ_CONCERNS)
def inbox(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    which = request.GET.get("vis", "apne")
    concerns = Concern.objects.select_related("area", "holder")
    if which == "mine":
        concerns = concerns.held_by(request.user)
    states = FINISHED if which == "ferdige" else OPEN
    after = _place(request.GET.get("etter", ""))
    page = concerns.most_urgent(PAGE + 1, to=request.user, states=states, after=after)
    ports.mark_what_runs(page)
    context = {
        "concerns": page[:PAGE],
        "told_by": how_many_told(page[:PAGE]),
        "unopened": unopened_ones(page[:PAGE]),
        "may_close": request.user.may(Right.CLOSE_CONCERNS),
        "may_hold": request.user.may(Right.HOLD_CONCERNS),
        "more": page[PAGE - 1] if len(page) > PAGE else None,
        "which": which,
        "today": today,
        "further": bool(after),
    }
    return render(request, "concerns/staff/inbox.html", context)


def _place(text: str) -> Place | None:
    """Where the last page ended, as `2026-11-24.<id>`; nonsense begins from the top."""
    day, _, pk = text.partition(".")
    try:
        return dt.date.fromisoformat(day), uuid.UUID(pk)
    except ValueError:
        return None
