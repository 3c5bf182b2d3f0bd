"""Pages for those who build and translate: every component, and every letter as it is sent."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, signed_in
from kominn.core.components import gallery
from kominn.core.letters import SAMPLES


@require_safe
@signed_in
def components(request: StaffRequest) -> HttpResponse:
    return render(request, "core/gallery.html", gallery())


@require_safe
@signed_in
def letters(request: StaffRequest) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    shown = [(sample.name, sample.make(language)) for sample in SAMPLES]
    return render(request, "config/letters.html", {"letters": shown})
