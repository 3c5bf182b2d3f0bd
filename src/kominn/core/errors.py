"""The pages for what went wrong, in the reader's language. Django's own give them no language."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_LET_GO = 100_000_000
CHUNK = 2**16


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    _let_go(request)
    return render(request, "400.html", status=400)


def _let_go(request: HttpRequest) -> None:
    """Read what is still on its way: no browser shows an answer before it has sent everything."""
    for handler in request.upload_handlers:
        handler.upload_interrupted()
    left = MOST_LET_GO
    with suppress(OSError):
        while left > 0 and (chunk := request.read(CHUNK)):
            left -= len(chunk)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor who is logged in: either may be what broke."""
    return render(request, "500.html", status=500)
