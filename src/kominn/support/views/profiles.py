"""Areas' own profiles, on their way from the desk by the committee to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.support import actions, forms
from kominn.support.models import Profile
from kominn.support.protection import Figure
from kominn.support.readings import own_levels
from kominn.support.states import NEXT_FOR_PROFILES, Showing
from kominn.support.views.desk import add_to, visible


@requires(Right.WEIGH_NEED)
def profiles(request: StaffRequest, pk: int) -> HttpResponse:
    """Every area's profile by name; a post makes those that are missing."""
    found = visible(request.user, pk)
    if request.method == "POST":
        try:
            actions.make_profiles(found, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            messages.error(request, str(reason))
            return redirect("support:assessment", pk)
        return redirect("support:profiles", pk)
    rows = found.profiles.select_related("area").defer("figures").order_by("area__name")
    return render(request, "support/profiles.html", {"assessment": found, "profiles": rows})


def _profile(user: User, pk: int) -> Profile:
    seen = Profile.objects.visible_to(user).select_related("area", "assessment", "shown_by")
    return get_object_or_404(seen.defer("assessment__raw"), pk=pk)


@requires(Right.WEIGH_NEED)
def profile(request: StaffRequest, pk: int) -> HttpResponse:
    """As everybody would read it, and what comes next."""
    return _page(request, _profile(request.user, pk))


@require_safe
@requires(Right.WEIGH_NEED)
def meeting(request: StaffRequest, pk: int) -> HttpResponse:
    """What the committee may see, and nothing else: for the wall at the meeting, or on paper."""
    found = _profile(request.user, pk)
    told = [Figure.from_kept(one) for one in found.figures]
    return render(request, "support/meeting.html", {"profile": found, "figures": told})


def _page(
    request: StaffRequest,
    found: Profile,
    *,
    show: django_forms.Form | None = None,
    hold: django_forms.Form | None = None,
) -> HttpResponse:
    following = NEXT_FOR_PROFILES[found.state]
    context: dict[str, Any] = {
        "profile": found,
        "levels": own_levels(found.assessment, found.area.code),
        "figures": [Figure.from_kept(one) for one in found.figures],
        "show": show or forms.Shown(initial={"on": timezone.localdate()}, auto_id="show_%s"),
        "hold": hold or forms.Because(auto_id="hold_%s"),
        "may_show": Showing.SHOWN in following,
        "may_open": Showing.OPEN in following,
        "may_hold": Showing.HELD_BACK in following,
    }
    return render(request, "support/profile.html", context)


@require_POST
@requires(Right.WEIGH_NEED)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    found = _profile(request.user, pk)
    form = forms.Shown(request.POST, auto_id="show_%s")
    if form.is_valid() and _done(request, form, lambda **told: actions.show(found, **told)):
        return redirect("support:profile", pk)
    return _page(request, found, show=form)


@require_POST
@requires(Right.WEIGH_NEED)
def hold_back(request: StaffRequest, pk: int) -> HttpResponse:
    found = _profile(request.user, pk)
    form = forms.Because(request.POST, auto_id="hold_%s")
    if form.is_valid() and _done(request, form, lambda **told: actions.hold_back(found, **told)):
        return redirect("support:profile", pk)
    return _page(request, found, hold=form)


@require_POST
@requires(Right.WEIGH_NEED)
def open_to_all(request: StaffRequest, pk: int) -> HttpResponse:
    found = _profile(request.user, pk)
    try:
        actions.open_to_all(found, by=request.user, at=timezone.now())
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Everybody can read it now."))
    return redirect("support:profile", pk)


def _done(request: StaffRequest, form: django_forms.Form, deed: Callable[..., None]) -> bool:
    try:
        deed(**form.cleaned_data, by=request.user, at=timezone.now())
    except actions.NotPossible as reason:
        add_to(form, reason)
        return False
    messages.success(request, _("Saved."))
    return True
