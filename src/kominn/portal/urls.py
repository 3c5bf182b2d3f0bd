"""Front pages, the Monday page, and the trail of deeds."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kominn.portal import front, monday, trail

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("personvern/", front.privacy, name="privacy"),
    path("tilgjengelighet/", front.accessibility, name="accessibility"),
    path("mandag/", monday.monday, name="monday"),
    path("sporlogg/", trail.trail, name="trail"),
]
