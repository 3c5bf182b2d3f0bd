"""How to read the drawings: every kind, with invented figures, at its edges too.

The same for everybody and every day: the page draws them once in each language, and keeps them.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kominn.accounts.access import public
from kominn.indicators.examples import KINDS
from kominn.portrait.models import THE_ONE_ROW, City


@public
def drawings(request: HttpRequest) -> HttpResponse:
    context = {"kinds": _kinds, "city": City.objects.filter(pk=THE_ONE_ROW).first()}
    return render(request, "indicators/drawings.html", context)


def _kinds() -> list[dict[str, Any]]:
    """Called by the page, and only where it has not kept them."""
    return [
        {
            "kind": kind,
            "examples": [
                {"title": f"{kind.name}: {one.what}", "drawn": one} for one in kind.draw()
            ],
        }
        for kind in KINDS
    ]
