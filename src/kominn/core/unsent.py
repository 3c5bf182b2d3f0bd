"""What somebody wrote and could not send: shown once more, so that it can be copied.

Pages are not kept by the browser, so its back button may show an empty form.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from kominn.core.fields import plain

NEVER_SHOWN = ("password", "token", "state", "code", "turn", "credential", "email", "login")
LONG = 20


def unsent(posted: QueryDict) -> list[str]:
    """The texts a person wrote; never a password, a code or a choice among several."""
    texts = (
        plain(text).strip()
        for name in posted
        if not any(word in name for word in NEVER_SHOWN)
        for text in posted.getlist(name)
    )
    return [text for text in texts if len(text) >= LONG or " " in text or "\n" in text]


def page_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token against forgery is of another log-in: Django's view for that."""
    return render(request, "403_csrf.html", {"unsent": unsent(request.POST)}, status=403)


def logged_out(request: HttpRequest, *, way_in: str) -> HttpResponse:
    context = {"unsent": unsent(request.POST), "way_in": way_in}
    return render(request, "core/logged_out.html", context, status=401)
