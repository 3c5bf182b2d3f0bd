"""Words a city writes itself, kept as {"nb": ..., "nn": ..., "en": ...} in one JSON field."""

from __future__ import annotations

from collections.abc import Mapping

MOTHER_TONGUE = "nb"


def in_language(words: Mapping[str, str], language: str) -> str:
    """The text in `language`, else in Bokmål, else in whatever there is."""
    for choice in (language, MOTHER_TONGUE, *words):
        if words.get(choice):
            return words[choice]
    return ""
