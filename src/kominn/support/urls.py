from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.support.views import desk, ingredients, open, profiles

pages = [
    path("byen/omrader/", open.areas, name="areas"),
    path("byen/omrader/<slug:slug>/", open.area, name="area"),
    path("stottebehov/", desk.desk, name="desk"),
    path("stottebehov/ny/", desk.start, name="start"),
    path("stottebehov/tall/", ingredients.ingredients, name="ingredients"),
    path("stottebehov/tall/<int:pk>/ta-ut/", ingredients.take_out, name="take_out"),
    path("stottebehov/<int:pk>/", desk.assessment, name="assessment"),
    path("stottebehov/<int:pk>/fil/", desk.raw, name="raw"),
    path("stottebehov/<int:pk>/sett-til-side/", desk.set_aside, name="set_aside"),
    path("stottebehov/<int:pk>/omrader/", profiles.profiles, name="profiles"),
    path("stottebehov/omrade/<int:pk>/", profiles.profile, name="profile"),
    path("stottebehov/omrade/<int:pk>/mote/", profiles.meeting, name="meeting"),
    path("stottebehov/omrade/<int:pk>/vist/", profiles.show, name="show"),
    path("stottebehov/omrade/<int:pk>/apne/", profiles.open_to_all, name="open"),
    path("stottebehov/omrade/<int:pk>/hold-tilbake/", profiles.hold_back, name="hold_back"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((pages, "support")))]
