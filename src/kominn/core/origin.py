"""Whether a post comes from a page of ours. For pages that carry no token against forgery.

There is no session to misuse on them, but a state to slip in: who begins a report, and has a
visitor's browser go on with it, could later have the receipt of what the visitor told.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

P = ParamSpec("P")
FROM_US = {"same-origin", "none"}


def from_own_pages(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """What another site has a browser post here is not taken; the visitor gets a page of ours."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and comes_from_elsewhere(request):
            return redirect(request.path)
        return view(request, *args, **kwargs)

    vars(guarded)["from_own_pages"] = True
    return guarded


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """By what the browser says, which a page can't forge; one that says nothing is believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in FROM_US
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
