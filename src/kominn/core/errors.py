"""The pages for what went wrong, in the reader's language. Django's own give them no language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor who is logged in: either may be what broke."""
    return render(request, "500.html", status=500)
