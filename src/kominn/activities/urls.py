from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.activities.views import calendar, desk, organisers

pages = [
    path("aktiviteter/", calendar.activities, name="activities"),
    path("aktiviteter/kalender.ics", calendar.feed, name="feed"),
    path("aktiviteter/app.webmanifest", calendar.manifest, name="manifest"),
    path("aktiviteter/kalender.js", calendar.worker, name="worker"),
    path("aktiviteter/<uuid:pk>/", calendar.activity, name="activity"),
    path("arrangor/<str:token>/", organisers.organiser, name="organiser"),
    path("arrangor/<str:token>/<uuid:pk>/", organisers.change, name="change"),
    path("kalenderbord/", desk.desk, name="desk"),
    path("kalenderbord/<uuid:pk>/", desk.read, name="read"),
    path("kalenderbord/arrangor/<uuid:pk>/lenke/", desk.new_link, name="new_link"),
    path("kalenderbord/arrangor/<uuid:pk>/lukk/", desk.close, name="close"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((pages, "activities")))]
