"""Where staff write the city's challenges, and tie figures, themes and measures to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.challenges import actions, forms
from kominn.challenges.models import Challenge
from kominn.challenges.voices import voices


@require_safe
@requires(Right.KEEP_FIGURES)
def desk(request: StaffRequest) -> HttpResponse:
    found = Challenge.objects.in_order()
    return render(request, "challenges/desk.html", {"challenges": found})


@requires(Right.KEEP_FIGURES)
def add(request: StaffRequest) -> HttpResponse:
    form = forms.Write(request.POST or None, voices=voices())
    if form.is_valid():
        try:
            made = actions.add(
                form.slug(),
                form.facts(),
                instead=form.instead,
                by=request.user,
                at=timezone.now(),
            )
        except actions.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            return _saved(request, made)
    return _page(request, form, None, seen=0)


@requires(Right.KEEP_FIGURES)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Challenge, slug=slug)
    form = forms.Write(request.POST or None, voices=voices(), challenge=found)
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            actions.change(
                found,
                form.facts(),
                seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
                instead=form.instead,
                by=request.user,
                at=timezone.now(),
            )
        except actions.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            return _saved(request, Challenge.objects.get(pk=found.pk))
    return _page(request, form, found, seen=found.version)


@require_POST
@requires(Right.KEEP_FIGURES)
def throw_away(request: StaffRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Challenge, slug=slug)
    try:
        actions.throw_away(found, by=request.user, at=timezone.now())
    except actions.NotPossible as problem:
        messages.error(request, str(problem))
        return redirect("challenges:change", slug)
    messages.success(request, _("The draft is thrown away."))
    return redirect("challenges:desk")


def _saved(request: StaffRequest, challenge: Challenge) -> HttpResponse:
    messages.success(request, _("Saved."))
    if challenge.shown:
        return redirect("challenges:challenge", challenge.slug)
    return redirect("challenges:desk")


def _page(
    request: StaffRequest, form: forms.Write, challenge: Challenge | None, *, seen: int
) -> HttpResponse:
    context = {"form": form, "challenge": challenge, "seen": seen}
    status = 422 if form.errors else 200
    return render(request, "challenges/write.html", context, status=status)
