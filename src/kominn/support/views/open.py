"""An area's own page, for everybody: its figures, what is done there, what we don't know.

Nothing here is an assessment's: no chance, place or class. Areas stand by name, and no page, file
or answer holds figures of two.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.core.languages import speaks_all_languages
from kominn.plan.models import Initiative, Measure
from kominn.portrait.models import THE_ONE_ROW, Area, City, Place, Service
from kominn.support.models import Profile
from kominn.support.protection import Figure


@speaks_all_languages
@require_safe
@public
def areas(request: HttpRequest) -> HttpResponse:
    """Every area by name, and a way to those whose page is open."""
    today = timezone.localdate()
    opened = set(Profile.objects.open().values_list("area_id", flat=True))
    rows = [
        {"area": area, "open": area.pk in opened}
        for area in Area.objects.current(today).by_name().only("slug", "name")
    ]
    return render(request, "support/areas.html", {"rows": rows, "city": _city()})


@speaks_all_languages
@require_safe
@public
def area(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    here = get_object_or_404(Area.objects.current(today).defer("outline"), slug=slug)
    profile = (
        Profile.objects.open()
        .filter(area=here)
        .select_related("assessment")
        .defer("assessment__raw", "assessment__result")
        .of_newest_year_first()
        .first()
    )
    if profile is None:
        raise Http404
    context = {
        "area": here,
        "city": _city(),
        "profile": profile,
        "figures": [Figure.from_kept(one) for one in profile.figures],
        "measures": Measure.objects.told(today)
        .filter(area=here)
        .select_related("kind")
        .order_by("starts_on", "pk"),
        "initiatives": Initiative.objects.filter(areas=here).order_by("order"),
        "places": Place.objects.current(today).filter(area=here).order_by("kind", "name"),
        "services": Service.objects.filter(area=here).order_by("order"),
        "today": today,
    }
    return render(request, "support/area.html", context)


def _city() -> City:
    return get_object_or_404(City, pk=THE_ONE_ROW)
