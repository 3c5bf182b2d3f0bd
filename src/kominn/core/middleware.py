"""What every answer carries, and which language a page speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import translate_url
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from kominn.core import languages

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class NoTrace:
    """No page is kept by a browser or a cache: a report is not for the next pupil to find."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class Utf8:
    """Every page is UTF-8, and so is what its forms send.

    What a request says of itself is not asked: some encodings have names but no text in them, and
    would break the reading of the form.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding not in (None, "utf-8"):
            request.encoding = "utf-8"
        return self.get_response(request)


class Language:
    """The address says the language: none for bokmål, `/nn/`, `/en/`, `/ar/` and so on.

    No cookie and no guess from the browser, so that a link reads the same for everyone.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Where a page does not speak the language of its address, answer in one it does speak."""
        language = request.LANGUAGE_CODE or settings.LANGUAGE_CODE
        if language in settings.WHOLE_SITE_LANGUAGES:
            return None
        if language in languages.open_to_reporters():
            if getattr(view, "speaks_all_languages", False):
                return None
            return redirect(f"/{language}/meld/")
        return redirect(translate_url(request.get_full_path(), "en"))
