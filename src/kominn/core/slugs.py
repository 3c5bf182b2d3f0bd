"""Names in addresses."""

from __future__ import annotations

from django.utils.text import slugify

# Letters that a slug would otherwise lose.
NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})


def slug_of(name: str) -> str:
    """`Åpent hus` as `apent-hus`; empty where nothing of the name can stand in an address."""
    return slugify(name.translate(NORWEGIAN))[:50].strip("-")
