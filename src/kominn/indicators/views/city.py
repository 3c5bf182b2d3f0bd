"""The open page about the city: its story, its areas, and who helps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.core.languages import speaks_all_languages
from kominn.core.wording import MOTHER_TONGUE
from kominn.indicators.forms_open import AsKnown
from kominn.indicators.models import Wording
from kominn.indicators.story import chapter, figures_of
from kominn.portrait import page
from kominn.portrait.models import THE_ONE_ROW, City


@require_safe
@public
@speaks_all_languages
def city(request: HttpRequest) -> HttpResponse:
    here = get_object_or_404(City, pk=THE_ONE_ROW)
    today, language = timezone.localdate(), get_language() or MOTHER_TONGUE
    asked = AsKnown(request.GET or None)
    day = asked.cleaned_data["kjent"] if asked.is_valid() else None
    wordings = list(Wording.objects.open_on(day))
    figures = figures_of(wordings, own_name=here.name, today=today, known_on=day)
    context = {
        "city": here,
        "form": asked,
        "day": day,
        "residents_bound": figures.residents,
        "counted_by_then": day is None or here.population_on <= day,
        "headline": figures.headline(),
        "chapters": [chapter(one, figures, language) for one in wordings],
    } | page.parts(today)
    return render(request, "indicators/city.html", context, status=422 if asked.errors else 200)
