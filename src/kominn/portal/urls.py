"""Front pages, the Monday page, and pages about people that touch both accounts and keys."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.portal import monday

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mandag/", monday.monday, name="monday"),
]
