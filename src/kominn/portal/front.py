"""The open city's front page, and the two pages that say what we owe those who visit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.allin import promise
from kominn.core.languages import speaks_all_languages
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.plan.models import FocusArea
from kominn.portrait.drawing import area_map
from kominn.portrait.models import Area, City, Contact
from kominn.vault.intake import somebody_reads

URGENT = (
    Contact.Kind.POLICE_EMERGENCY,
    Contact.Kind.MEDICAL_EMERGENCY,
    Contact.Kind.CHILD_ALARM,
)


@require_safe
@public
def front(request: HttpRequest) -> HttpResponse:
    language = get_language() or MOTHER_TONGUE
    city = City.objects.current()
    contacts = city.contacts.order_by("order", "pk")
    today = timezone.localdate()
    focus_areas = FocusArea.objects.order_by("order", "pk")
    context = {
        "city": city,
        "somebody_reads": somebody_reads(),
        "about": in_language(city.about, language),
        "urgent": [contact for contact in contacts if contact.kind in URGENT],
        "contacts": [contact for contact in contacts if contact.kind not in URGENT],
        "map": area_map(list(Area.objects.current(today).by_name())),
        "focus_areas": [(f.name_in(language), f.summary_in(language)) for f in focus_areas],
        "owed": promise.broken(today),
    }
    return render(request, "portal/front.html", context)


@require_safe
@speaks_all_languages
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What we record and what we never do, in the words of those who built it."""
    return render(request, "portal/privacy.html", {"city": City.objects.current()})


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"city": City.objects.current()})
