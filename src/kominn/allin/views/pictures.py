"""Pictures of an idea: each at an address nobody can guess, for whoever may see it today."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, public, requires
from kominn.accounts.roles import Right
from kominn.allin import forms
from kominn.allin.actions import answering
from kominn.allin.models import Concept, Picture
from kominn.core.languages import speaks_all_languages
from kominn.participation.seats import seat_here

SIZES = {"stort": "large", "lite": "small"}
KEPT_BY_BROWSERS = "private, max-age=300"
"""So long a picture that is taken away may still be seen on a phone that has seen it."""


@require_safe
@speaks_all_languages
@public
def picture(request: HttpRequest, pk: str, size: str) -> HttpResponse:
    """Everybody’s, once the idea is; before that the team’s own."""
    found = _found(Picture.objects.public(), pk, size)
    if found is not None:
        return _sent(found, size, kept=KEPT_BY_BROWSERS)
    seat = seat_here(request, today=timezone.localdate())
    found = _found(Picture.objects.of_team(seat), pk, size) if seat else None
    if found is None:
        raise Http404
    return _sent(found, size)


@require_safe
@requires(Right.RUN_COURSES, Right.ANSWER_CONCEPTS, Right.HOLD_CONCERNS)
def read_picture(request: StaffRequest, pk: str, size: str) -> HttpResponse:
    """For whoever reads the idea before everybody may."""
    today = timezone.localdate()
    readable = Concept.objects.readable_by(request.user, today)
    found = _found(Picture.objects.readable_by(request.user, readable, today), pk, size)
    if found is None:
        raise Http404
    return _sent(found, size)


@requires(Right.RUN_COURSES)
def look(request: StaffRequest, pk: str) -> HttpResponse:
    """Take a picture away from what everybody sees, and tell the team why."""
    shown = get_object_or_404(Concept.objects.public(), pk=pk)
    pictures = shown.pictures.shown().light()
    form = forms.Pictures(request.POST or None, pictures=pictures, seen=True)
    if form.is_valid():
        at = timezone.now()
        answering.leave_out(shown, form.left_out(), by=request.user, at=at)
        messages.success(request, _("Saved. The team sees why a picture is gone."))
        return redirect("allin:concept", pk)
    return render(request, "allin/look.html", {"concept": shown, "pictures_form": form})


def _found(may: QuerySet[Picture], pk: str, size: str) -> bytes | None:
    if size not in SIZES:
        raise Http404
    found = may.filter(pk=pk).values_list(SIZES[size], flat=True).first()
    return None if found is None else bytes(found)


def _sent(found: bytes, size: str, *, kept: str = "no-store") -> HttpResponse:
    sent = HttpResponse(found, content_type="image/jpeg")
    sent["Content-Disposition"] = f'inline; filename="{size}.jpg"'
    sent["Content-Security-Policy"] = "default-src 'none'; sandbox"
    sent["X-Content-Type-Options"] = "nosniff"
    sent["Cache-Control"] = kept
    return sent
