"""What a page says, for tests that look for it: the words are the catalogues' to change."""

from __future__ import annotations

from django.utils import translation
from django.utils.html import escape


def wording(english: str, language: str = "nb") -> str:
    """A text of the site as a page says it; English where no catalogue is compiled."""
    with translation.override(language):
        return escape(translation.gettext(english))
