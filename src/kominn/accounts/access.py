"""The mark every view carries: who may come in. A test walks the URL map and asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone

from kominn.accounts.models import FactorReset, User
from kominn.accounts.roles import Right
from kominn.accounts.tokens import digest
from kominn.core.unsent import logged_out, unsent

P = ParamSpec("P")
Response = TypeVar("Response", bound=HttpResponseBase)
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROOF_LASTS = 5 * 60
LETTER = "second_factor_letter"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffRequest(HttpRequest):
    """A request whose person is known: views behind `requires` and `signed_in` take this one."""

    user: User


@dataclass(frozen=True, slots=True)
class Access:
    """What a view's mark says, for the test and for `docs/reference/access.md`."""

    kind: Literal["public", "signed_in", "requires"]
    rights: frozenset[Right] = frozenset()


def _marked(view: AnyView, access: Access) -> AnyView:
    """The mark stands on the function itself, as `access`."""
    vars(view)["access"] = access
    return view


def public(view: AnyView) -> AnyView:
    """Open to everyone."""
    return _marked(view, Access("public"))


def signed_in(
    view: Callable[Concatenate[StaffRequest, P], Response],
) -> Callable[Concatenate[HttpRequest, P], Response | HttpResponse]:
    """Open to everyone who is logged in; one who has a second factor has used it."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> Response | HttpResponse:
        return to_the_door(request) or view(cast(StaffRequest, request), *args, **kwargs)

    return _marked(guarded, Access("signed_in"))


def half_signed_in(
    view: Callable[Concatenate[StaffRequest, P], Response],
) -> Callable[Concatenate[HttpRequest, P], Response | HttpResponse]:
    """Open to those who are logged in, also where the second factor is still to be shown: only
    for the pages on which it is shown."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> Response | HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(cast(StaffRequest, request), *args, **kwargs)

    return _marked(guarded, Access("signed_in"))


def requires(
    *rights: Right,
) -> Callable[
    [Callable[Concatenate[StaffRequest, P], Response]],
    Callable[Concatenate[HttpRequest, P], Response | HttpResponse],
]:
    """Open to those who hold one of these rights and have used a second factor."""

    def mark(
        view: Callable[Concatenate[StaffRequest, P], Response],
    ) -> Callable[Concatenate[HttpRequest, P], Response | HttpResponse]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> Response | HttpResponse:
            elsewhere = to_the_door(request)
            if elsewhere:
                return elsewhere
            staff = cast(StaffRequest, request)
            if not staff.user.rights() & frozenset(rights):
                raise PermissionDenied
            if not has_second_factor(staff.user):
                return redirect("mfa_activate_totp")
            return view(staff, *args, **kwargs)

        return _marked(guarded, Access("requires", frozenset(rights)))

    return mark


def has_second_factor(user: User, *, besides: int | None = None) -> bool:
    """Recovery codes do not count: they are for the day the factor is lost."""
    factors = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=besides)
    return bool(factors.exists())


def used_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether *this* session came through a second factor, not only whether the person has one."""
    since = user.factors_since
    return any(
        record.get("method") == "mfa" and (since is None or record["at"] > since.timestamp())
        for record in get_authentication_records(request, user)
    )


def remember_second_factor(request: StaffRequest) -> None:
    """The person has just proved a new second factor by setting it up."""
    record_authentication(request, request.user, method="mfa", reauthenticated=True)


def proved_lately(request: HttpRequest, user: User, *, now: float) -> bool:
    """Whether the person has shown within five minutes that it is they: by the second factor where
    there is one, otherwise by the password."""
    wanted = "mfa" if has_second_factor(user) else "password"
    return any(
        record.get("method") == wanted and now - record["at"] < PROOF_LASTS
        for record in get_authentication_records(request, user)
    )


def welcome(request: HttpRequest, user: User) -> None:
    """Log in someone who has just chosen a password; it counts as shown."""
    login(request, user, BACKEND)
    record_authentication(request, user, method="password")


def holds_letter(request: HttpRequest, user: User) -> bool:
    """Whether the session came by the link in the letter sent when the factor was removed."""
    good = FactorReset.objects.letter_good_at(timezone.now()).filter(user=user)
    return good.filter(token_digest=digest(request.session.get(LETTER, ""))).exists()


def _let_in_again(request: HttpRequest) -> HttpResponse:
    """To the login, and then back; who was logged out while writing gets the text to copy first."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    came_from = urlsplit(request.headers.get("Referer", "")).path
    way_in = redirect_to_login(came_from or resolve_url(settings.LOGIN_REDIRECT_URL))
    return logged_out(request, way_in=way_in.url) if unsent(request.POST) else way_in


def to_the_door(request: HttpRequest) -> HttpResponse | None:
    """Where a request must go before it may come in: log in, or show the second factor."""
    user = request.user
    if not user.is_authenticated:
        return _let_in_again(request)
    if user.factor_removed and not holds_letter(request, user):
        logout(request)
        return redirect_to_login(request.get_full_path())
    if not used_second_factor(request, user) and has_second_factor(user):
        return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
    return None
