from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.challenges.views import desk, open

pages = [
    path("byen/utfordringer/", open.challenges, name="challenges"),
    path("byen/utfordringer/<slug:slug>/", open.challenge, name="challenge"),
    path("utfordringsbord/", desk.desk, name="desk"),
    path("utfordringsbord/ny/", desk.add, name="add"),
    path("utfordringsbord/<slug:slug>/", desk.change, name="change"),
    path("utfordringsbord/<slug:slug>/kast/", desk.throw_away, name="throw_away"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((pages, "challenges")))]
