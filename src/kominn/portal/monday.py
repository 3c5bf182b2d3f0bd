"""The Monday page: what is late, what is new, what is mine; each domain answers its own square."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.concerns import panels as concerns
from kominn.law import panels as law

DOMAINS = (
    concerns.panels,
    law.panels,
)


@require_safe
@requires(Right.SEE_MONDAY_PAGE)
def monday(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    squares = [square for panels in DOMAINS for square in panels(request.user, today)]
    context = {
        "squares": squares,
        "today": today,
        "may_register": request.user.may(Right.REGISTER_CONCERNS),
    }
    return render(request, "portal/monday.html", context)
