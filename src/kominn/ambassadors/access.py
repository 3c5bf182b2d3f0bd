"""Which passport a phone carries: a cookie with the owner's digits, read by the server alone."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kominn.ambassadors.models import Passport
from kominn.vault.receipts import NotAReceipt, Receipt, parse

COOKIE = "kominn_passport"
LASTS = dt.timedelta(days=180)
NOBODY = secrets.token_bytes(32)


def passport_by(digits: str) -> Passport | None:
    """The passport these digits open; whether a locator exists takes no less time to deny."""
    try:
        code = parse(digits)
    except NotAReceipt:
        return None
    return _opened(code)


def _opened(code: Receipt) -> Passport | None:
    found = Passport.objects.select_related("area").filter(locator=code.locator).first()
    if not code.matches(bytes(found.verifier) if found else NOBODY):
        return None
    return found


def passport_here(request: HttpRequest) -> Passport | None:
    return passport_by(request.COOKIES.get(COOKIE, ""))


def remember(response: HttpResponse, code: Receipt) -> None:
    response.set_cookie(
        COOKIE,
        code.digits,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
