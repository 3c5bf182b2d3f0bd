"""The city's own words in the reader's language, and where a fact comes from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django import template
from django.utils.translation import get_language

from kominn.core.wording import MOTHER_TONGUE, in_language

register = template.Library()


@register.filter
def in_my_language(words: Mapping[str, str]) -> str:
    """`{{ service.name|in_my_language }}`"""
    return in_language(words, get_language() or MOTHER_TONGUE)


@register.filter
def site(source: str) -> str:
    """larvik.kommune.no for an address, nothing for a text."""
    address = urlsplit(source)
    return address.netloc.removeprefix("www.") if address.scheme == "https" else ""
