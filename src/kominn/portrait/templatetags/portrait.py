"""Where a fact comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def site(source: str) -> str:
    """larvik.kommune.no for an address, nothing for a text."""
    address = urlsplit(source)
    return address.netloc.removeprefix("www.") if address.scheme == "https" else ""
