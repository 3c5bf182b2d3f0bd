"""The card of an idea to share: its page, the picture, and the same on paper. Nothing is counted,
and no other site is called."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.allin import story_card
from kominn.allin.models import Concept
from kominn.core import sheets
from kominn.core.languages import speaks_all_languages


def _shown(pk: str) -> Concept:
    return get_object_or_404(Concept.objects.public().select_related("course__area"), pk=pk)


def _address(concept: Concept) -> str:
    """As the city is known, whatever name or port it was asked under."""
    return urljoin(settings.BASE_URL, reverse("allin:concept", args=[concept.pk]))


@require_safe
@never_cache
@speaks_all_languages
@public
def story(request: HttpRequest, pk: str) -> HttpResponse:
    concept = _shown(pk)
    address = _address(concept)
    told = story_card.facts(concept, address=address)
    context = {
        "concept": concept,
        "words": story_card.in_words(told),
        "address": address,
        "width": story_card.WIDTH,
        "height": story_card.HEIGHT,
    }
    return render(request, "allin/story_card.html", context)


@require_safe
@never_cache
@speaks_all_languages
@public
def picture(request: HttpRequest, pk: str, *, scale: float = story_card.FULL) -> HttpResponse:
    concept = _shown(pk)
    told = story_card.facts(concept, address=_address(concept))
    answer = HttpResponse(story_card.picture(told, scale=scale), content_type="image/png")
    answer["Content-Disposition"] = 'inline; filename="ide.png"'
    return answer


@require_safe
@never_cache
@speaks_all_languages
@public
def paper(request: HttpRequest, pk: str) -> HttpResponse:
    concept = _shown(pk)
    told = story_card.facts(concept, address=_address(concept))
    return sheets.answer(story_card.paper(told), "ide")
