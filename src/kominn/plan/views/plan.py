"""The open page of the plan: what the city works on, what it does already, and what runs now."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from kominn.accounts.access import public
from kominn.plan.models import FocusArea, Initiative, Measure
from kominn.portrait.models import THE_ONE_ROW, Area, City


@public
def plan(request: HttpRequest) -> HttpResponse:
    initiatives = Initiative.objects.order_by("order").prefetch_related(
        Prefetch("areas", Area.objects.by_name().only("name"))
    )
    today = timezone.localdate()
    told = Measure.objects.told(today).select_related("kind", "area")
    context = {
        "today": today,
        "city": get_object_or_404(City, pk=THE_ONE_ROW),
        "focus_areas": FocusArea.objects.order_by("order").prefetch_related(
            Prefetch("initiatives", initiatives)
        ),
        "running": list(told.order_by("area__name", "starts_on", "pk")),
    }
    return render(request, "plan/plan.html", context)
