from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.portrait.views import areas, places

area_pages = [
    path("", areas.areas, name="areas"),
    path("<int:pk>/", areas.file, name="file"),
    path("<int:pk>/ja/", areas.keep, name="keep"),
    path("<int:pk>/nei/", areas.refuse, name="refuse"),
    path("<int:pk>/original/", areas.raw, name="raw"),
]

place_pages = [
    path("", places.places, name="places"),
    path("nytt/", places.add, name="add"),
    path("sted/<slug:slug>/", places.change, name="change"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("tallbord/omrader/", include((area_pages, "areas"))),
    path("tallbord/steder/", include((place_pages, "places"))),
]
