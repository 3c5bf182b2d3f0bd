"""The pages where a colleague is let in to what was closed to somebody else."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import few, staff_forms
from kominn.concerns.actions import let_in as deeds
from kominn.concerns.actions.let_in import CannotLetIn
from kominn.concerns.models import Concern, ConcernQuerySet, readers_of
from kominn.concerns.views.desk import unless_gone
from kominn.concerns.views.near import must_have_answered

MOST_AT_ONCE = 250
PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_CONCERNS)
@unless_gone
def let_in(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One colleague more to one concern. Nothing of what was told stands here."""
    seen = Concern.objects.visible_to(request.user).select_related("team")
    concern = get_object_or_404(seen, pk=pk)
    must_have_answered(request.user, concern)
    candidates = few.could_be_let_in(concern, by=request.user)
    form = staff_forms.LetIn(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        colleague = form.cleaned_data["colleague"]
        try:
            number = deeds.let_in(concern, colleague, by=request.user, at=timezone.now())
        except CannotLetIn as refusal:
            messages.error(request, str(refusal))
        else:
            several = _(
                "%(name)s can open it now with those that tell the same, and gets a letter."
            )
            said = several if number > 1 else _("%(name)s can open it now, and gets a letter.")
            messages.success(request, said % {"name": colleague.name})
            return redirect("concerns:concern", pk=pk)
    context = {
        "concern": concern,
        "form": form,
        "beside": few.beside(concern, by=request.user).count(),
        "left": few.left(concern, request.user),
        "may_admit": request.user.may(Right.ADMIT_TO_TEAMS),
        "readers": [reader.name for reader in readers_of(concern)],
    }
    return render(request, "concerns/staff/let_in.html", context)


@require_GET
@requires(Right.READ_CONCERNS)
def alone(request: StaffRequest) -> HttpResponse:
    """Those that this reader alone can open, each with the way to let somebody in."""
    mine = few.opened_by_none_but(request.user).select_related("area", "holder")
    found = list(mine.without_what_is_sealed().order_by("due_on", "pk")[: PAGE + 1])
    context = {
        "concerns": found[:PAGE],
        "more": len(found) > PAGE,
        "today": timezone.localdate(),
    }
    return render(request, "concerns/staff/alone.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_CONCERNS)
@unless_gone
def let_in_to_several(request: StaffRequest, colleague: int) -> HttpResponse:
    """A colleague who has come to the team: to all that was closed to others, or one by one."""
    others = User.objects.holding(Right.READ_CONCERNS).exclude(pk=request.user.pk)
    shared = others.filter(membership__team__in=request.user.teams.values("pk")).distinct()
    new = get_object_or_404(shared, pk=colleague)
    waiting = few.to_let_in(new, by=request.user).without_what_is_sealed()
    if request.method == "POST":
        return _let_in(request, new, waiting.order_by("pk"))
    found = list(waiting.select_related("area", "holder").order_by("due_on", "pk")[: PAGE + 1])
    context = {
        "colleague": new,
        "concerns": found[:PAGE],
        "more": waiting.count() - PAGE if len(found) > PAGE else 0,
        "number": min(waiting.count(), MOST_AT_ONCE) if len(found) > PAGE else len(found),
        "today": timezone.localdate(),
    }
    return render(request, "concerns/staff/let_in_to_several.html", context)


def _let_in(request: StaffRequest, new: User, waiting: ConcernQuerySet) -> HttpResponse:
    if request.POST.get("go") != "all":
        waiting = waiting.filter(pk__in=_chosen(request))
    try:
        number = deeds.let_in_to_several(
            waiting[:MOST_AT_ONCE], new, by=request.user, at=timezone.now()
        )
    except CannotLetIn as refusal:
        messages.error(request, str(refusal))
        return redirect("concerns:let_in_to_several", colleague=new.pk)
    if not number:
        messages.error(request, _("Tick at least one."))
        return redirect("concerns:let_in_to_several", colleague=new.pk)
    said = ngettext(
        "%(name)s can open %(count)s concern more, and gets a letter.",
        "%(name)s can open %(count)s concerns more, and gets a letter.",
        number,
    )
    messages.success(request, said % {"name": new.name, "count": number})
    return redirect("concerns:inbox")


def _chosen(request: StaffRequest) -> list[uuid.UUID]:
    """Those ticked; what is no number is nothing."""
    found = []
    for text in request.POST.getlist("chosen")[:MOST_AT_ONCE]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
