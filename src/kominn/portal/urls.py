"""Front pages, the Monday page, and the trail of deeds."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kominn.portal import front, monday, told_and_done, trail

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("personvern/", front.privacy, name="privacy"),
    path("tilgjengelighet/", front.accessibility, name="accessibility"),
    path("dette-gjorde-vi/", told_and_done.told_and_done, name="told_and_done"),
    path("mandag/", monday.monday, name="monday"),
    path("sporlogg/", trail.trail, name="trail"),
]
