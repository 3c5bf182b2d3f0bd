"""“Is this about yourself, or someone near you?” Asked before anything that was told is shown."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns.actions import nearness
from kominn.concerns.actions.nearness import NobodyElse
from kominn.concerns.models import Concern, Impartial
from kominn.concerns.surroundings import surroundings
from kominn.vault.refusals import NoWrap


class NotAsked(Exception):
    """This reader has not said yet whether they stand near."""

    def __init__(self, concern: Concern) -> None:
        super().__init__()
        self.concern = concern

    def question(self, request: StaffRequest) -> HttpResponse:
        """To the question, and from there back to where the reader was going."""
        address = reverse("concerns:near", args=[self.concern.pk])
        way_back = {"neste": request.path} if request.method == "GET" else {}
        return HttpResponseRedirect(f"{address}?{urlencode(way_back)}" if way_back else address)


def must_have_answered(user: User, concern: Concern) -> None:
    if not Impartial.objects.of(user, concern).exists():
        raise NotAsked(concern)


@require_http_methods(["GET", "POST"])
@requires(Right.READ_CONCERNS)
def near(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Nothing sealed is opened here: area, theme, way and week, which stand in the list too."""
    seen = Concern.objects.visible_to(request.user).select_related("area")
    concern = get_object_or_404(seen.without_what_is_sealed(), pk=pk)
    if request.method == "POST":
        try:
            return _answered(request, concern)
        except (NoWrap, Concern.DoesNotExist):
            raise Http404 from None
        except NobodyElse as refusal:
            messages.error(request, str(refusal))
    context = {
        "concern": concern,
        "answered": Impartial.objects.of(request.user, concern).exists(),
        "way_back": _way_back(request, concern),
        "together": concern.is_joined or concern.joined.exists(),
    }
    return render(request, "concerns/staff/near.html", context)


def _answered(request: StaffRequest, concern: Concern) -> HttpResponse:
    at = timezone.now()
    if request.POST.get("go") == "yes":
        hours = surroundings(timezone.localdate(at)).hours
        nearness.say_near(concern, hours=hours, by=request.user, at=at)
        messages.success(request, _("It is closed to you. Your colleagues go on with it."))
        return redirect("concerns:inbox")
    if request.POST.get("go") == "no":
        nearness.say_not_near(concern, by=request.user, at=at)
    return redirect(_way_back(request, concern))


def _way_back(request: StaffRequest, concern: Concern) -> str:
    """A page of this very concern, or its first."""
    wanted = request.POST.get("neste") or request.GET.get("neste", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    within = wanted.startswith(reverse("concerns:concern", args=[concern.pk]))
    return wanted if safe and within else reverse("concerns:concern", args=[concern.pk])
