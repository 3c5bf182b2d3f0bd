"""Front pages, the Monday page, and pages about people that touch both accounts and keys."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.portal import front, monday

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("personvern/", front.privacy, name="privacy"),
    path("tilgjengelighet/", front.accessibility, name="accessibility"),
    path("mandag/", monday.monday, name="monday"),
]
