"""Pages that can be put on a phone like an app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from csp.decorators import csp_update
from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def an_app(view: View) -> View:
    """A page that says how it is put on a phone; no other page may name an app."""
    naming: Any = csp_update({"manifest-src": ["'self'"]})
    named: View = naming(view)
    return named
