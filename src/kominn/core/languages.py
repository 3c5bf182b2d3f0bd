"""Which languages a reporter may be met in.

Emergency, rights and receipt texts carry the context "vital" in the catalogue. Where a machine
translated one and no person has read it, set-up counts it in the compiled catalogue's header, and
outside the demo that language stays off: a wrong word there can cost more than a missing language.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.urls import resolve
from django.utils.translation import get_language

View = TypeVar("View", bound=Callable[..., object])
HEADER = "x-vital-unreviewed"
HEADER_OF_ALL = "x-unreviewed"


@cache
def open_to_reporters() -> tuple[str, ...]:
    codes = [code for code, _ in settings.LANGUAGES]
    if settings.SERVER_KEY_KIND == "demo":
        return tuple(codes)
    return tuple(c for c in codes if c in settings.WHOLE_SITE_LANGUAGES or unreviewed(c) == 0)


@cache
def unreviewed(code: str) -> int | None:
    """Vital texts no person has read; None where there is no catalogue to ask."""
    return _counted(code, HEADER)


@cache
def is_machine_translated(code: str) -> bool:
    """Whether any text of this language was translated by a machine and read by no person."""
    return bool(_counted(code, HEADER_OF_ALL))


def is_read_by_people(code: str) -> bool:
    """Whether a person has read every text of this language, as its compiled catalogue says."""
    return _counted(code, HEADER_OF_ALL) == 0


def _counted(code: str, header: str) -> int | None:
    path = settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.mo"
    try:
        with path.open("rb") as file:
            count = gettext.GNUTranslations(file).info().get(header)
    except OSError:
        return None
    return int(count) if count is not None and count.isdigit() else None


def is_spoken_at(path: str) -> bool:
    """Whether the page there speaks the language that is spoken now."""
    whole_site = (get_language() or settings.LANGUAGE_CODE) in settings.WHOLE_SITE_LANGUAGES
    return whole_site or getattr(resolve(path).func, "speaks_all_languages", False)


def speaks_all_languages(view: View) -> View:
    """Mark a page of the report form: complete in every language, not only the site's three."""
    vars(view)["speaks_all_languages"] = True
    return view
