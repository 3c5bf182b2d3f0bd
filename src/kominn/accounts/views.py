"""One's own page, the lost second factor, and what surrounds allauth's pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.core.ratelimit import consume_or_429
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kominn.accounts import actions, forms
from kominn.accounts.access import (
    FACTORS,
    LETTER,
    StaffRequest,
    has_second_factor,
    proved_lately,
    public,
    remember_second_factor,
    requires,
    signed_in,
)
from kominn.accounts.adapter import in_language
from kominn.accounts.models import FactorReset, User
from kominn.accounts.roles import Right
from kominn.accounts.tokens import digest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


# --- Around allauth's pages ------------------------------------------------------------------


def freshly(view: View[P]) -> View[P]:
    """Ask for the second factor again if it is more than five minutes since.

    Our own in place of allauth's, which would keep the interrupted request, with the address it
    came from, in the session.
    """

    @wraps(view)
    def asked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if proved_lately(request, request.user, now=timezone.now().timestamp()):
            return view(request, *args, **kwargs)
        name = "mfa_reauthenticate" if has_second_factor(request.user) else "account_reauthenticate"
        back = request.get_full_path() if request.method == "GET" else reverse("account_own_page")
        return redirect_to_login(back, reverse(name))

    return asked


def noted(what: str) -> Callable[[View[P]], View[P]]:
    """If the page changed somebody's second factors, leave a trace and tell them."""

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def watched(
            request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            with transaction.atomic():
                before = _factors(request.user)
                response = view(request, *args, **kwargs)
                after = _factors(request.user)
                if after != before:
                    _note(request, what, new_factor=bool(after - before))
                if any(kind in FACTORS for _pk, kind in before - after):
                    actions.end_other_sessions(request.user, at=timezone.now())
                    remember_second_factor(request)
            return response

        return watched

    return mark


def _factors(user: User) -> set[tuple[int, str]]:
    return set(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def _note(request: StaffRequest, what: str, *, new_factor: bool) -> None:
    is_factor = new_factor and has_second_factor(request.user)
    if is_factor and what != "recovery_codes_made":
        remember_second_factor(request)
        request.session.pop(LETTER, None)
    actions.note_change_of_way_in(request.user, what, new_factor=is_factor, at=timezone.now())


def keeping_one(view: View[P]) -> View[P]:
    """The last second factor cannot be removed, only replaced."""

    @wraps(view)
    def kept(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        chosen = Authenticator.objects.filter(user=request.user)
        pk = kwargs.get("pk")
        factor = (
            chosen.filter(pk=pk) if pk else chosen.filter(type=Authenticator.Type.TOTP)
        ).first()
        if factor and not get_adapter().can_delete_authenticator(factor):
            refusal = get_adapter().error_messages["cannot_delete_authenticator"]
            messages.error(request, str(refusal))
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return kept


# --- One's own page --------------------------------------------------------------------------


@signed_in
def own_page(request: StaffRequest) -> HttpResponse:
    user = request.user
    form = forms.OwnLanguage(request.POST or None, initial={"language": user.language})
    if form.is_valid():
        actions.choose_language(user, form.cleaned_data["language"])
        messages.success(request, _("Your language is changed."))
        return redirect(in_language("/min-side/", user.language))
    running = user.appointments.running().order_by("appointed_at")
    return render(
        request,
        "accounts/own_page.html",
        {
            "person": user,
            "may_admit": user.may(Right.ADMIT_TO_TEAMS),
            "may_vouch": user.may(Right.RESET_SECOND_FACTOR),
            "form": form,
            "appointments": [a for a in running if a.held_role],
            "teams": user.teams.order_by("name"),
            "has_second_factor": has_second_factor(user),
        },
    )


# --- The second factor is lost ---------------------------------------------------------------


@public
def lost_factor(request: HttpRequest) -> HttpResponse:
    form = forms.LostFactor(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        too_fast = consume_or_429(request, action="reset_password", key=f"factor:{email.lower()}")
        if too_fast:
            return cast(HttpResponse, too_fast)
        actions.ask_for_reset(email, at=timezone.now())
        return redirect("account_lost_factor_done")
    return render(request, "accounts/lost_factor.html", {"form": form})


@public
def lost_factor_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/lost_factor_done.html")


@public
def factor_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's link. Opening it changes nothing; the button puts the letter in the session."""
    letters = FactorReset.objects.letter_good_at(timezone.now())
    works = letters.filter(token_digest=digest(token)).exists()
    if works and request.method == "POST":
        request.session[LETTER] = token
        return redirect("account_login")
    status = 200 if works else 404
    return render(request, "accounts/factor_letter.html", {"works": works}, status=status)


@requires(Right.RESET_SECOND_FACTOR)
def factor_resets(request: StaffRequest) -> HttpResponse:
    waiting = (
        FactorReset.objects.waiting_at(timezone.now())
        .exclude(user=request.user)
        .select_related("user", "first_by")
        .order_by("asked_at")
    )
    return render(request, "accounts/factor_resets.html", {"resets": waiting})


@requires(Right.RESET_SECOND_FACTOR)
@freshly
def factor_reset(request: StaffRequest, pk: int) -> HttpResponse:
    """One request: approve or refuse, after having shown again that one is oneself."""
    reset = get_object_or_404(
        FactorReset.objects.waiting_at(timezone.now())
        .exclude(user=request.user)
        .select_related("user", "first_by"),
        pk=pk,
    )
    if request.method == "POST":
        return _answer(request, reset)
    return render(
        request,
        "accounts/factor_reset.html",
        {"reset": reset, "mine": reset.first_by == request.user},
    )


def _answer(request: StaffRequest, reset: FactorReset) -> HttpResponse:
    deed = actions.approve_reset if "approve" in request.POST else actions.refuse_reset
    try:
        deed(reset, by=request.user, at=timezone.now())
        messages.success(request, _("Your word is noted."))
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("account_factor_resets")
