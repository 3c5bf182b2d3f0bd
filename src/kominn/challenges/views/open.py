"""Challenges for everybody: four parts, always all four, and honest where one is empty."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.challenges.figures import figures_of
from kominn.challenges.gaps import gaps
from kominn.challenges.measures import done_about
from kominn.challenges.models import Challenge
from kominn.challenges.voices import voices
from kominn.core.languages import speaks_all_languages
from kominn.core.wording import MOTHER_TONGUE
from kominn.portrait.models import City


@require_safe
@speaks_all_languages
@public
def challenges(request: HttpRequest) -> HttpResponse:
    context = {
        "city": City.objects.current(),
        "challenges": Challenge.objects.told().in_order(),
        "tongue": _tongue(),
    }
    return render(request, "challenges/challenges.html", context)


@require_safe
@speaks_all_languages
@public
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Challenge.objects.told(), slug=slug)
    city, today = City.objects.current(), timezone.localdate()
    language = get_language() or MOTHER_TONGUE
    figures = figures_of(found, own_name=city.name, today=today)
    heard = [voice.heard(found.themes.get(voice.key, []), today) for voice in voices()]
    done = done_about(found, today)
    context = {
        "city": city,
        "challenge": found,
        "tongue": _tongue(),
        "figures": figures,
        "of_groups": any(one.indicator.municipality_only for one in figures),
        "heard": heard,
        "done": done,
        "today": today,
        "own_gaps": found.unknown_in(language),
        "gaps": gaps(figures, heard, done, language=language, place=city.name),
    }
    return render(request, "challenges/challenge.html", context)


def _tongue() -> str:
    """What the city has written stands in the languages of the whole site; bokmål for the rest."""
    language = get_language() or MOTHER_TONGUE
    return language if language in settings.WHOLE_SITE_LANGUAGES else MOTHER_TONGUE
