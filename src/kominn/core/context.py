"""What every template knows: the language and its direction, the way to the others, who is in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.encoding import escape_uri_path

from kominn.core import languages

SURER = ("nb", "en")
NORWEGIAN = {"nb": "bokmål", "nn": "nynorsk"}


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One way to the same page in another language, named as its speakers name it."""

    code: str
    name: str
    direction: str
    url: str
    current: bool


class Page:
    """Asked for by templates as `page`; works nothing out before it is asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.language = translation.get_language() or settings.LANGUAGE_CODE

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def home(self) -> str:
        return "/" if self.language == settings.LANGUAGE_CODE else f"/{self.language}/"

    @property
    def whole_site(self) -> bool:
        """Does the whole site speak this language, or only the report form?"""
        return self.language in settings.WHOLE_SITE_LANGUAGES

    @property
    def machine_translated(self) -> bool:
        """Then the page says so: a wrong word is believed where nobody is warned."""
        return languages.is_machine_translated(self.language)

    @property
    def surer(self) -> list[LanguageLink]:
        """The same page in Norwegian and English; none on the answer to a post, which they lose."""
        if self.request.method not in ("GET", "HEAD"):
            return []
        return [link for link in self.languages if link.code in SURER]

    @cached_property
    def languages(self) -> list[LanguageLink]:
        path = escape_uri_path(self.request.path)
        return language_links(path, self._codes(), current=self.language)

    @property
    def user(self) -> Any:
        """Who is logged in, or None. Not asked on pages that never look: it costs a query."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    def _codes(self) -> tuple[str, ...]:
        match = self.request.resolver_match
        if match and getattr(match.func, "speaks_all_languages", False):
            return languages.open_to_reporters()
        return tuple(settings.WHOLE_SITE_LANGUAGES)


def page(request: HttpRequest) -> dict[str, object]:
    return {"page": Page(request)}


def direction(language: str) -> str:
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


def own_name(language: str) -> str:
    """What its speakers call it; the two written Norwegians are known by their second word."""
    name: str = NORWEGIAN.get(language) or translation.get_language_info(language)["name_local"]
    return name.capitalize()


def language_links(path: str, codes: tuple[str, ...], *, current: str) -> list[LanguageLink]:
    """The same page in each of `codes`. What stands after a question mark is not carried along."""
    bare = without_language(path)
    return [
        LanguageLink(
            code=code,
            name=own_name(code),
            direction=direction(code),
            url=bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}",
            current=code == current,
        )
        for code in codes
    ]


def without_language(path: str) -> str:
    code = translation.get_language_from_path(path)
    bare = path.removeprefix(f"/{code}") if code else path
    # Two slashes would lead to another site.
    return f"/{bare.lstrip('/')}"
