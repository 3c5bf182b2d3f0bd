"""The Monday page: what must be done today first, then each domain's own squares."""

from __future__ import annotations

import datetime as dt

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.activities import panels as activities
from kominn.allin import panels as allin
from kominn.casework import panels as casework
from kominn.concerns import panels as concerns
from kominn.core.panels import Panel, Todo
from kominn.erasure import panels as erasure
from kominn.indicators import panels as indicators
from kominn.law import panels as law
from kominn.plan import panels as plan
from kominn.portal import duty
from kominn.portal import panels as house
from kominn.roster.panels import weeks_ahead

# While these wait nobody can report, or a reporter, often a child, hears nothing.
FIRST = ("unread", "first", "outside", "second")


def _before(pair: tuple[Panel, Todo]) -> tuple[bool, int, bool, dt.date]:
    """Danger before all else; then what others wait for; then one's own, the nearest day first."""
    square, one = pair
    without_day = dt.date.min if one.late else dt.date.max
    place = FIRST.index(square.slug) if square.slug in FIRST else len(FIRST)
    return not one.danger, place, not one.own, one.by or without_day


def _can_wait(one: Todo, today: dt.date) -> bool:
    """It has a day, and that is still to come: not of what must be done today."""
    return not (one.danger or one.late) and one.by is not None and one.by > today


@require_safe
@requires(Right.SEE_MONDAY_PAGE)
def monday(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    rota = weeks_ahead(today)
    # Several squares ask for one's own teams: asked of the database once.
    prefetch_related_objects([request.user], "teams")
    squares = [
        *house.alarms(request.user),
        *house.first_steps(request.user, at),
        *house.outside(request.user),
        *concerns.panels(request.user, today, rota),
        *casework.panels(request.user, today),
        *plan.panels(request.user, today),
        *allin.panels(request.user, today),
        *activities.panels(request.user),
        *indicators.panels(request.user),
        *duty.squares(request.user, today, rota),
        *law.panels(request.user, today),
        *erasure.panels(request.user, today),
        *house.lost_factors(request.user, at),
        *house.trail_of_the_week(request.user, at),
    ]
    found = sorted(((square, one) for square in squares for one in square.must), key=_before)
    context = {
        "squares": squares,
        "todo": [(*pair, pair[1].past(today)) for pair in found if not _can_wait(pair[1], today)],
        "soon": [(*pair, False) for pair in found if _can_wait(pair[1], today)],
        "today": today,
        "may_register": request.user.may(Right.REGISTER_CONCERNS),
    }
    return render(request, "portal/monday.html", context)
