"""The mark every view carries: who may come in. A test walks the URL map and asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, TypeVar, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from kominn.accounts.models import User
from kominn.accounts.roles import Right

P = ParamSpec("P")
Response = TypeVar("Response", bound=HttpResponseBase)
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffRequest(HttpRequest):
    """A request whose person is known: views behind `requires` and `signed_in` take this one."""

    user: User


@dataclass(frozen=True, slots=True)
class Access:
    """What a view's mark says, for the test and for `docs/reference/access.md`."""

    kind: Literal["public", "signed_in", "requires"]
    rights: frozenset[Right] = frozenset()


def public(view: AnyView) -> AnyView:
    """Open to everyone."""
    view.access = Access("public")  # type: ignore[attr-defined]
    return view


def signed_in(
    view: Callable[Concatenate[StaffRequest, P], Response],
) -> Callable[Concatenate[HttpRequest, P], Response | HttpResponse]:
    """Open to everyone who is logged in; one who has a second factor has used it."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> Response | HttpResponse:
        return to_the_door(request) or view(cast(StaffRequest, request), *args, **kwargs)

    guarded.access = Access("signed_in")  # type: ignore[attr-defined]
    return guarded


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

        guarded.access = Access("requires", frozenset(rights))  # type: ignore[attr-defined]
        return guarded

    return mark


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def used_second_factor(request: HttpRequest) -> bool:
    """Whether *this* session came through a second factor, not only whether the person has one."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def to_the_door(request: HttpRequest) -> HttpResponse | None:
    """Where a request must go before it may come in: log in, or show the second factor."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not used_second_factor(request) and has_second_factor(request.user):
        return redirect_to_login(request.get_full_path(), "mfa_reauthenticate")
    return None
