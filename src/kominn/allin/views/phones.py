"""A phone that wants to hear when there is news on its team's card: on, off, and what it needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kominn.accounts.access import public
from kominn.allin import push
from kominn.allin.views.cards import opened
from kominn.core.languages import speaks_all_languages
from kominn.core.origin import from_own_pages


@csrf_exempt
@require_POST
@from_own_pages
@speaks_all_languages
@public
def phone(request: HttpRequest, secret: str) -> HttpResponse:
    """What the card's own script sends, and the worker where a browser has changed its address.

    Without a token against forgery, so that a card needs no cookie: its secret is in the address.
    """
    concept = opened(request, secret, timezone.now())
    if isinstance(concept, HttpResponse):
        return concept
    endpoint = request.POST.get("endpoint", "")
    if request.POST.get("go") == "off":
        push.hear_no_more(concept, endpoint)
        return JsonResponse({"on": False})
    try:
        push.hear(concept, endpoint)
    except push.NotHeard as reason:
        return JsonResponse({"on": False, "refused": str(reason)})
    return JsonResponse({"on": True})


@require_safe
@speaks_all_languages
@public
def worker(request: HttpRequest) -> HttpResponse:
    """It stands beside the cards: it can reach nothing else, and keeps no page."""
    words = {"words": gettext("There is news on your team’s card")}
    kind = "text/javascript; charset=utf-8"
    return render(request, "allin/card_worker.js", words, content_type=kind)


@require_safe
@speaks_all_languages
@public
def manifest(request: HttpRequest, secret: str) -> JsonResponse:
    """An iPhone knocks only for what stands on its home screen. It says no idea's name."""
    start = reverse("allin:card", args=[secret])
    icon = {"src": static("core/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": gettext("Our team’s card"),
        "short_name": gettext("Our team’s card"),
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "lang": get_language(),
        "background_color": "#ffffff",
        "theme_color": "#7a2c1c",
        "icons": [icon],
    }
    return JsonResponse(told, content_type="application/manifest+json")
