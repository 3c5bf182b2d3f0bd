"""Pages of our own, so that the frame is tested without any domain."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from kominn.core import components
from kominn.core.languages import speaks_all_languages

NAVIGATION = [
    {"label": "Meld fra", "url": "/meld/"},
    {"label": "Byen", "url": "/byen/"},
    {"label": "Planen", "url": "/planen/"},
]


@speaks_all_languages
def gallery(request):
    return render(request, "core/gallery.html", components.gallery() | {"navigation": NAVIGATION})


WALL = """{{% extends "core/base_{wall}.html" %}}{{% block title %}}Vegg{{% endblock %}}
{{% block main %}}<h1>Vegg</h1>{{% endblock %}}"""


def wall(request, wall, names=""):
    page = engines["django"].from_string(WALL.format(wall=wall))
    context = {"navigation": NAVIGATION, "readers": names.split(",") if names else []}
    return HttpResponse(page.render(context, request))


@speaks_all_languages
def everywhere(request):
    return render(request, "core/404.html")


urlpatterns = i18n_patterns(
    path("dev/komponenter/", gallery, name="gallery"),
    path("vegg/<str:wall>/", wall, name="wall"),
    path("vegg/<str:wall>/<str:names>/", wall, name="wall_with_names"),
    path("overalt/", everywhere, name="everywhere"),
    prefix_default_language=False,
)
