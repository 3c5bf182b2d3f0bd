"""An ambassador's badges and certificates, to carry away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from kominn.ambassadors import badges, certificate
from kominn.ambassadors.actions import badges as deeds
from kominn.ambassadors.actions import passports
from kominn.ambassadors.models import Badge, Passport
from kominn.ambassadors.views.own import own
from kominn.core import sheets


def _badge(passport: Passport, pk: str) -> Badge:
    return get_object_or_404(passport.badges.select_related("passport"), pk=pk)


@own
def paper(request: HttpRequest, passport: Passport, pk: str) -> HttpResponse:
    """The certificate, with the name that is allowed today or a line to write one on."""
    made = certificate.certificate(_badge(passport, pk), name=passport.first_name)
    return sheets.answer(made, "certificate")


@own
def badge(request: HttpRequest, passport: Passport, pk: str) -> HttpResponse:
    """The badge, with the first name only if the owner wants it there."""
    found, today = _badge(passport, pk), timezone.localdate()
    if request.method == "POST":
        passports.put_name(found, today=today)
        return redirect("ambassadors:badge", pk)
    context = {
        "badge": found,
        "may_name": passport.first_name and passports.story_allowed(passport, today=today),
        "token": badges.signed(found, key=deeds.key_in_use(today=today)),
    }
    return render(request, "ambassadors/badge.html", context)


@own
def picture(request: HttpRequest, passport: Passport, pk: str) -> HttpResponse:
    """The badge as a picture with the signed text in it."""
    found = _badge(passport, pk)
    drawn = badges.drawing(found, key=deeds.key_in_use(today=timezone.localdate()))
    answer = HttpResponse(drawn, content_type="image/svg+xml")
    answer["Content-Disposition"] = 'attachment; filename="badge.svg"'
    return answer
