"""The calendar as anyone reads it: list, page, feed, and what lets a phone keep it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.activities.feed import feed as as_feed
from kominn.activities.filters import Filters, find, read
from kominn.activities.models import Activity
from kominn.activities.showing import Choice, chips, facts_of, words_of
from kominn.core.installable import an_app
from kominn.core.languages import speaks_all_languages
from kominn.portrait.models import Area, City

A_PAGE = 30
KEEP = "Kominn-Keep"
"""The head by which our own service worker knows what a phone may keep: no page of a colleague."""


def _areas() -> dict[str, str]:
    current = Area.objects.current(timezone.localdate()).by_name()
    return dict(current.values_list("slug", "name"))


@require_safe
@speaks_all_languages
@an_app
@public
def activities(request: HttpRequest) -> HttpResponse:
    today, areas = timezone.localdate(), _areas()
    filters = read(request.GET, areas=areas)
    pages = Paginator(find(filters, today=today), A_PAGE)
    page = pages.get_page(request.GET.get("side"))
    context = {
        "page_of": page,
        "page_query": f"{filters.query[1:]}&" if filters.query else "",
        "found": [(one, facts_of(one.activity)) for one in page],
        "number": pages.count,
        "chips": chips(filters),
        "areas": [
            Choice(name, filters.toggled("omrade", slug).query, filters.omrade == slug)
            for slug, name in areas.items()
        ],
        "filters": filters,
        "any": filters != Filters(),
        "feed": reverse("activities:feed") + filters.query,
        "today": today,
        "now": timezone.now(),
    }
    return _may_be_kept(request, render(request, "activities/list.html", context))


@require_safe
@speaks_all_languages
@an_app
@public
def activity(request: HttpRequest, pk: str) -> HttpResponse:
    today = timezone.localdate()
    shown = Activity.objects.on_view(today).select_related("area", "organiser")
    found = get_object_or_404(shown, pk=pk)
    context = {
        "activity": found,
        "on": found.next_on(today),
        "facts": facts_of(found),
        "today": today,
        "now": timezone.now(),
    }
    return _may_be_kept(request, render(request, "activities/activity.html", context))


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if not request.user.is_authenticated:
        answer[KEEP] = "yes"
    return answer


@require_safe
@speaks_all_languages
@public
def feed(request: HttpRequest) -> HttpResponse:
    """What the list shows for the same address, as a calendar fetches it."""
    filters = read(request.GET, areas=_areas())
    found = [one.activity for one in find(filters, today=timezone.localdate())]
    city = City.objects.current()
    made = as_feed(
        found,
        name=gettext("What’s on in %(city)s") % {"city": city.name},
        address=request.build_absolute_uri(reverse("activities:activities")),
        words={str(one.pk): words_of(one) for one in found},
        host=request.get_host().partition(":")[0],
    )
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="aktiviteter.ics"'
    return answer


@require_safe
@speaks_all_languages
@public
def manifest(request: HttpRequest) -> JsonResponse:
    start = reverse("activities:activities")
    icon = {"src": static("core/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": gettext("What’s on in %(city)s") % {"city": City.objects.current().name},
        "short_name": gettext("What’s on"),
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "lang": get_language(),
        "background_color": "#ffffff",
        "theme_color": "#7a2c1c",
        "icons": [icon],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@speaks_all_languages
@public
def worker(request: HttpRequest) -> HttpResponse:
    """It stands beside the pages it keeps, so that it can reach no others."""
    return render(request, "activities/worker.js", content_type="text/javascript; charset=utf-8")
